"""What the test of a rulebook found, as lines of text: the shares that its cases show, what they do not show, and near misses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxzy_rules.parts.case_file import told
from cxzy_rules.questions.near import NearMiss
from cxzy_rules.questions.shown import Coverage
from cxzy_rules.rulebook.book import Rulebook

VALUES = {True: "成立", False: "不成立", None: "待定"}


def coverage_lines(found: Coverage) -> Iterator[str]:
    """The shares; then every rule, leaf's value and near miss that no case shows, with the rule's place."""
    shares = found.shares()
    held, lacked = found.rules - len(found.never_held), found.rules - len(found.never_lacked)
    yield f"规则：{found.rules} 条，案例显示适用的 {held} 条、不适用的 {lacked} 条（{percent(shares['规则'])}）"
    seen = found.values - len(found.unseen)
    yield f"条件：各项条件起决定作用时共有 {found.values} 种取值，案例见到 {seen} 种（{percent(shares['条件'])}）"
    near = found.near - len(found.never_near)
    yield f"差一点：{found.near} 条规则可以只差一项就不适用，案例显示了 {near} 条（{percent(shares['差一点'])}）"
    yield from (f"{rule.place}: {rule.id} 没有案例显示它适用" for rule in found.never_held)
    yield from (f"{rule.place}: {rule.id} 没有案例显示它不适用" for rule in found.never_lacked)
    for one in found.unseen:
        whose = "上级的" if one.superior else ""
        yield f"{one.rule.place}: {one.rule.id} 没有案例见到{whose}“{one.text}”{VALUES[one.value]}（别的条件都不妨碍时）"
    yield from (f"{rule.place}: {rule.id} 没有案例写明只差一项就不适用的单位" for rule in found.never_near)
    yield from (f"{rule.place}: {rule.id} 的条件组合太多，没有逐项核对" for rule in found.unasked)


def percent(share: float) -> str:
    """Rounded down, so that only all is 100%."""
    return f"{int(share * 1000 + 1e-9) / 10:.1f}%"


def near_lines(book: Rulebook, found: Mapping[str, NearMiss]) -> Iterator[str]:
    """A line or two for each rule that asks something: the smallest change, and where its case stands."""
    for rule in book.rules:
        miss = found.get(rule.id)
        if miss is not None:
            beside = f"，同时另有 {miss.beside} 条规则跟着变" if miss.beside else "，别的规则都不变"
            yield f"{rule.id}　{rule.label}"
            yield f"    {told(book, miss.case, miss.change)}，单位 {miss.unit} 就不适用{beside}（{miss.case.place}）"
    lost = [rule.id for rule in book.rules if rule.id not in found]
    yield f"{len(found)} 条规则各有一处差一点" + (f"；没有条件、或者没有一格能改出来的 {len(lost)} 条：" + "、".join(lost) if lost else "")
