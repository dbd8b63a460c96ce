"""What an audit says of the ledger's records: those that nothing asks for, those used otherwise than written, contradictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from cxzy_rules.audit.placed import Placed
from cxzy_rules.audit.slots import Slot
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.model.place import Problem

MOST_TOLD = 1000
UNUSED = "这条记录没有计入"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the wording of a record needs."""

    guidance: Guidance
    ledger: Ledger
    slots: tuple[Slot, ...]


Words = Callable[[Scene, Record], tuple[str, str]]


def told(guidance: Guidance, ledger: Ledger, slots: tuple[Slot, ...], placed: Placed, contradictions: pl.DataFrame) -> Iterator[Problem]:
    """Each record of each kind in its own words; beyond MOST_TOLD of a kind one line for the rest."""
    scene = Scene(guidance, ledger, slots)
    verdict, unnamed = pl.col("verdict"), pl.col("period").is_null()
    undated = unnamed & pl.col("date").is_null() & (pl.col("status") != "waived")
    begins = pl.Series("begins", [slot.starts for slot in slots], dtype=pl.Date)
    named = placed.spoken.filter(pl.col("recurs") & ~unnamed & (pl.col("status") == "done"))
    kinds: tuple[tuple[str, pl.DataFrame, Words], ...] = (
        ("没有生效的事项", placed.refused.filter(verdict == "not_in_force"), _not_in_force),
        ("不统计的事项", placed.refused.filter(verdict == "not_audited"), _not_audited),
        ("单位不用做的事项", placed.refused.filter(verdict == "not_required"), _not_required),
        ("还没有确定的事项", placed.refused.filter(verdict == "open"), _open),
        ("不统计的期次", placed.periodless, _periodless),
        ("没有日期", placed.spoken.filter(pl.col("recurs") & undated), _undated),
        ("早于期次的日期", named.filter(named["date"] < begins[named["slot"]]), _early),
        ("不分期的事项", placed.spoken.filter(~pl.col("recurs") & ~unnamed), _not_recurring),
        ("相互矛盾的记录", contradictions, _contradiction),
    )
    for kind, records, words in kinds:
        yield from _each(scene, kind, records.sort("record", "slot") if "slot" in records.columns else records, words)


def _each(scene: Scene, kind: str, records: pl.DataFrame, words: Words) -> Iterator[Problem]:
    for one in records.head(MOST_TOLD).rows(named=True):
        text, hint = words(scene, one)
        yield Problem(scene.ledger.place(one["record"]), text, hint, one["row"])
    if records.height > MOST_TOLD:
        place = scene.ledger.place(records["record"][MOST_TOLD])
        yield Problem(place, f"从这里起还有 {records.height - MOST_TOLD} 处同样的问题：{kind}")


def _unit(scene: Scene, one: Record) -> str:
    units = scene.guidance.roster.units
    return f"“{units['name'][one['row']]}”（{units['id'][one['row']]}）"


def _item(scene: Scene, one: Record) -> str:
    """The item's label, with its period where the record stands at one."""
    label = f"“{scene.guidance.book.rules[one['rule']].label}”"
    period = scene.slots[one["slot"]].period if "slot" in one else None
    return f"{label}（{period}）" if period else label


def _not_in_force(scene: Scene, one: Record) -> tuple[str, str]:
    rule = scene.ledger.records["rule"][one["record"]]
    return f"“{scene.ledger.labels.get(rule, rule)}”在 {scene.guidance.day} 没有生效，{UNUSED}", ""


def _not_audited(scene: Scene, one: Record) -> tuple[str, str]:
    return f"{_item(scene, one)}不在统计的事项里，{UNUSED}", ""


def _not_required(scene: Scene, one: Record) -> tuple[str, str]:
    unit, rule = scene.guidance.roster.units["id"][one["row"]], scene.guidance.book.rules[one["rule"]].label
    return f"{_unit(scene, one)}不用做{_item(scene, one)}，{UNUSED}", f"用 cxzy explain {unit} {rule} 看为什么"


def _open(scene: Scene, one: Record) -> tuple[str, str]:
    text = f"{_unit(scene, one)}用不用做{_item(scene, one)}还没有确定，{UNUSED}"
    return text, "先补全花名册；用 cxzy roster slip 看缺什么"


def _periodless(scene: Scene, one: Record) -> tuple[str, str]:
    rule = scene.guidance.book.rules[one["rule"]]
    named = one["period"] or (f"{one['date'] or scene.guidance.day} 所在的期")
    known = "、".join(slot.period for slot in scene.slots if slot.rule.id == rule.id and slot.period)
    return f"{_item(scene, one)}不统计 {named}，{UNUSED}", f"统计的期次有：{known}" if known else "到这一天还没有要统计的期次"


def _undated(scene: Scene, one: Record) -> tuple[str, str]:
    return f"{_item(scene, one)}没有日期，算作 {scene.slots[one['slot']].period}", "写明日期或期次"


def _early(scene: Scene, one: Record) -> tuple[str, str]:
    slot = scene.slots[one["slot"]]
    return f"{_item(scene, one)}的日期 {one['date']} 早于这一期的第一天 {slot.starts}，照算了", "看看日期和期次写得对不对"


def _not_recurring(scene: Scene, one: Record) -> tuple[str, str]:
    return f"{_item(scene, one)}不分期，期次“{one['period']}”没有用到", ""


def _contradiction(scene: Scene, one: Record) -> tuple[str, str]:
    other = scene.ledger.place(one["against"])
    here, there = (_said(scene, record) for record in (one["record"], one["against"]))
    known_day = scene.ledger.records["date"][one["against"]]
    undated = "，没有日期" if one["date"] is None and known_day else ""
    text = f"{_unit(scene, one)}的{_item(scene, one)}有矛盾：这里写“{here}”{undated}，{other} 写“{there}”"
    if undated:
        return text, f"没有日期的算在有日期的（{known_day}）以前，按“{there}”算；要按这里的算，请写上日期"
    return text, f"同一天的记录取最不利的，按“{there}”算；请核实后只留一条"


def _said(scene: Scene, record: int) -> str:
    status, until = scene.ledger.records.select("status", "until").row(record)
    label = scene.guidance.book.vocabulary.statuses[status].label
    return f"{label}，到 {until}" if status == "waived" and until else label
