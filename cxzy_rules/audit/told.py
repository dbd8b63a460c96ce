"""What an audit says of the ledger's records: those that nothing asks for, those used otherwise than written, contradictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from cxzy_rules.audit.ground import Ground
from cxzy_rules.audit.verdicts import positions
from cxzy_rules.model.periods import period_words
from cxzy_rules.model.place import Problem

MOST_TOLD = 1000
UNUSED = "这条记录没有计入"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """How records of one `kind` are told: one in its own words, the rest in one line."""

    kind: str
    of_one: Callable[[Ground, Record], tuple[str, str]]


def told(ground: Ground, found: list[dict[str, pl.DataFrame]]) -> Iterator[Problem]:
    """Each record of each kind in its own words; beyond MOST_TOLD of a kind one line for the rest."""
    for kind, words in KINDS.items():
        frames = [one[kind] for one in found if kind in one and one[kind].height]
        if frames:
            yield from _each(ground, pl.concat(frames).sort("record", "slot"), words)


def _each(ground: Ground, records: pl.DataFrame, words: Words) -> Iterator[Problem]:
    first = records.head(MOST_TOLD)
    said = ground.ledger.records(first["record"].to_numpy()).select("period", "date", row="unit", id="rule")
    rules = pl.Series("rule", positions(ground.guidance, said["id"]))
    for one in first.hstack(said).with_columns(rules).rows(named=True):
        text, hint = words.of_one(ground, one)
        yield Problem(ground.ledger.place(one["record"]), text, hint, one["row"])
    if records.height > MOST_TOLD:
        place = ground.ledger.place(records["record"][MOST_TOLD])
        yield Problem(place, f"从这里起还有 {records.height - MOST_TOLD} 处同样的问题：{words.kind}")


def _unit(ground: Ground, one: Record) -> str:
    units = ground.guidance.roster.units
    return f"“{units['name'][one['row']]}”（{units['id'][one['row']]}）"


def _item(ground: Ground, one: Record) -> str:
    """The item's label, with its period where the record stands at one."""
    label = f"“{ground.guidance.book.rules[one['rule']].label}”"
    period = ground.slots[one["slot"]].period if one["slot"] is not None else None
    return f"{label}（{period_words(period)}）" if period else label


def _not_in_force(ground: Ground, one: Record) -> tuple[str, str]:
    return f"“{ground.ledger.labels.get(one['id'], one['id'])}”在 {ground.guidance.day} 没有生效，{UNUSED}", ""


def _not_audited(ground: Ground, one: Record) -> tuple[str, str]:
    return f"{_item(ground, one)}不在统计的事项里，{UNUSED}", ""


def _not_required(ground: Ground, one: Record) -> tuple[str, str]:
    unit, rule = ground.guidance.roster.units["id"][one["row"]], ground.guidance.book.rules[one["rule"]].label
    return f"{_unit(ground, one)}不用做{_item(ground, one)}，{UNUSED}", f"用 cxzy explain {unit} {rule} 看为什么"


def _open(ground: Ground, one: Record) -> tuple[str, str]:
    text = f"{_unit(ground, one)}用不用做{_item(ground, one)}还没有确定，{UNUSED}"
    return text, "先补全花名册；用 cxzy roster slip 看缺什么"


def _periodless(ground: Ground, one: Record) -> tuple[str, str]:
    rule = ground.guidance.book.rules[one["rule"]]
    named = period_words(one["period"]) or f"{one['date'] or ground.guidance.day} 所在的期"
    known = "、".join(period_words(slot.period) for slot in ground.slots if slot.rule.id == rule.id and slot.period)
    return f"{_item(ground, one)}不统计 {named}，{UNUSED}", f"统计的期次有：{known}" if known else "到这一天还没有要统计的期次"


def _undated(ground: Ground, one: Record) -> tuple[str, str]:
    return f"{_item(ground, one)}没有日期，算作 {period_words(ground.slots[one['slot']].period)}", "写明日期或期次"


def _early(ground: Ground, one: Record) -> tuple[str, str]:
    slot = ground.slots[one["slot"]]
    return f"{_item(ground, one)}的日期 {one['date']} 早于这一期的第一天 {slot.starts}，照算了", "看看日期和期次写得对不对"


def _not_recurring(ground: Ground, one: Record) -> tuple[str, str]:
    return f"{_item(ground, one)}不分期，期次“{one['period']}”没有用到", ""


def _contradiction(ground: Ground, one: Record) -> tuple[str, str]:
    other = ground.ledger.place(one["against"])
    here, there = (_said(ground, record) for record in (one["record"], one["against"]))
    known_day = ground.ledger.sayings["date"][int(ground.ledger.saying[one["against"]])]
    undated = "，没有日期" if one["date"] is None and known_day else ""
    text = f"{_unit(ground, one)}的{_item(ground, one)}有矛盾：这里写“{here}”{undated}，{other} 写“{there}”"
    if undated:
        return text, f"没有日期的算在有日期的（{known_day}）以前，按“{there}”算；要按这里的算，请写上日期"
    return text, f"同一天的记录取最不利的，按“{there}”算；请核实后只留一条"


def _said(ground: Ground, record: int) -> str:
    status, until = ground.ledger.sayings.select("status", "until").row(int(ground.ledger.saying[record]))
    label = ground.guidance.book.vocabulary.statuses[status].label
    return f"{label}，到 {until}" if status == "waived" and until else label


KINDS = {
    "not_in_force": Words("没有生效的事项", _not_in_force),
    "not_audited": Words("不统计的事项", _not_audited),
    "not_required": Words("单位不用做的事项", _not_required),
    "open": Words("还没有确定的事项", _open),
    "periodless": Words("不统计的期次", _periodless),
    "undated": Words("没有日期", _undated),
    "early": Words("早于期次的日期", _early),
    "not_recurring": Words("不分期的事项", _not_recurring),
    "contradiction": Words("相互矛盾的记录", _contradiction),
}
