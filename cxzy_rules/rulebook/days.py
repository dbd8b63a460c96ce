"""Days must hold together: the first before the last, both among the document's, and no rule longer than what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from cxzy_rules.model.days import Days
from cxzy_rules.model.law import Organ, Ruling
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.rulebook.book import Identity
from cxzy_rules.rulebook.rules import Written
from cxzy_rules.yamlfile import Node, walk

FROM, UNTIL, DUE = "from", "until", "due"


@dataclass(frozen=True, slots=True)
class Support:
    """Something that a rule rests on: what that is, in Chinese, its days and its place."""

    what: str
    days: Days
    place: Place


def check_days(nodes: Iterable[Node], identity: Identity, problems: list[Problem]) -> None:
    """Tells every `from`, `until` and `due`, wherever it stands, that is the wrong way round or outside the document's days; what is
    due may be so after the last of them.
    """
    whole = Days(identity.issued, identity.ends)
    hint = f"文件从 {identity.issued} 到 {identity.ends} 有效"
    if whole.empty():
        problems.append(Problem(identity.place, f"最后一日 {identity.ends} 早于发布之日 {identity.issued}", check="days-reversed"))
        return
    for node in (part for root in nodes for part in walk(root) if isinstance(part.value, dict)):
        said = {key: part for key in (FROM, UNTIL, DUE) if (part := node.value.get(key)) and _is_day(part)}  # type: ignore[union-attr]
        days = {key: part.value for key, part in said.items()}
        if FROM in days and UNTIL in days and days[UNTIL] < days[FROM]:  # type: ignore[operator]
            problems.append(Problem(said[UNTIL].place, "until 早于 from，永远不会成立", check="days-reversed"))
        for key, part in said.items():
            if not (Days(identity.issued) if key == DUE else whole).cover(part.value):  # type: ignore[arg-type]
                problems.append(Problem(part.place, f"{key} 写的 {part.value} 不在文件的有效期内", hint, check="days-outside-document"))


def _is_day(node: Node) -> bool:
    return isinstance(node.value, date) and not isinstance(node.value, datetime)


def resting(one: Written, rulings: Mapping[str, Ruling], organs: Mapping[str, tuple[Organ, Place]], problems: list[Problem]) -> Written:
    """The rule with the days that it shares with its ruling and its organ; one that says outright that it is longer in force is told."""
    own = shared = one.rule.days()
    for support in _supports(one, rulings, organs):
        _check_longer(one, support, problems)
        if not own.empty() and not support.days.empty() and not shared.empty() and shared.shared(support.days).empty():
            text = f"规则“{one.rule.id}”和{support.what}没有一天同时有效：{shared}；{support.days}"
            problems.append(Problem(one.rule.place, text, f"{support.what}写在 {support.place}", check="never-in-force"))
        shared = shared.shared(support.days)
    return one if shared == own else replace(one, rule=replace(one.rule, starts=shared.first, ends=shared.last))


def _supports(one: Written, rulings: Mapping[str, Ruling], organs: Mapping[str, tuple[Organ, Place]]) -> list[Support]:
    found: list[Support] = []
    if (ruling := rulings.get(one.rule.ruling or "")) is not None:
        found.append(Support(f"裁定“{ruling.id}”", ruling.days, ruling.place))
    if one.rule.organ in organs:
        organ, place = organs[str(one.rule.organ)]
        found.append(Support(f"部门“{organ.id}”", organ.days, place))
    return found


def _check_longer(one: Written, support: Support, problems: list[Problem]) -> None:
    rule, hint = one.rule, f"{support.what}写在 {support.place}，两处的日子要对得上"
    if FROM in one.at and rule.starts and support.days.first and rule.starts < support.days.first:
        text = f"规则“{rule.id}”写明 {rule.starts} 起有效，所依据的{support.what}却从 {support.days.first} 起"
        problems.append(Problem(one.place(FROM), text, hint, check="longer-than-its-ground"))
    if UNTIL in one.at and rule.ends and support.days.last and support.days.last < rule.ends:
        text = f"规则“{rule.id}”写明有效到 {rule.ends}，所依据的{support.what}却只到 {support.days.last}"
        problems.append(Problem(one.place(UNTIL), text, hint, check="longer-than-its-ground"))
