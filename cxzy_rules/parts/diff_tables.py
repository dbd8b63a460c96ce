"""A comparison of two rulebooks as tables of text: what a workbook and a page both show, each row in the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from cxzy_rules.parts import diff_words as words
from cxzy_rules.questions.diff.counts import counts
from cxzy_rules.questions.diff.difference import Difference
from cxzy_rules.questions.diff.rules import RuleChange
from cxzy_rules.questions.diff.standing import Pair
from cxzy_rules.questions.diff.units import UnitChanges

Row = tuple[str | int, ...]
JOINT = "；"


@dataclass(frozen=True, slots=True)
class DiffTable:
    """A table's name, its headers with their widths in a workbook, how many rows it has, and the rows themselves."""

    name: str
    columns: dict[str, int]
    total: int
    rows: Callable[[], Iterator[Row]]
    empty: str


RULES = {"变化": 8, "编号": 30, "名称": 24, "条款": 6, "哪一项": 12, "原来": 34, "现在": 34, "说明": 34}
TEXTS = {"哪里": 16, "变化": 8, "编号": 24, "哪一项": 12, "原来": 50, "现在": 50}
COUNTS = {"编号": 34, "名称": 34, "分类": 18, "得到": 10, "失去": 10, "变为待定": 10, "待定后确定": 11}
SITUATIONS = {"单位数": 9, "例如": 26, "情形": 34, "分类": 14, "得到": 34, "失去": 34, "待定的变化": 30}
UNITS = {"编号": 15, "名称": 26, "上级": 22, "分类": 14, "得到": 26, "失去": 26, "待定的变化": 22, "得到的监督": 26, "失去的监督": 26}


def tables(diff: Difference) -> list[DiffTable]:
    """What there is to show; those of units only where a roster was given."""
    changes = diff.rules
    total = len(changes.added) + len(changes.removed) + sum(map(len, map(_change_rows, changes.changed)))
    found = [
        DiffTable("规则", RULES, total, lambda: _rules(diff), "规则没有变。"),
        DiffTable("词汇和裁定", TEXTS, sum(1 for _ in _texts(diff)), lambda: _texts(diff), "词汇、裁定和原文没有变。"),
    ]
    if diff.units is not None:
        units = diff.units
        counted = [
            (one.rule or "", one.label, words.branch_words(units.new.book, one.branch), one.gained, one.lost, one.opened, one.settled)
            for one in counts(units)
        ]
        changed = _changed_pairs(units)
        found += [
            DiffTable("按规则和分类", COUNTS, len(counted), lambda: iter(counted), "没有单位的结果变了。"),
            DiffTable("情形", SITUATIONS, len(changed), lambda: (_situation(units, at) for at in changed), "没有情形变了。"),
            DiffTable("单位", UNITS, len(units.affected), lambda: _units(units), "没有单位的结果变了。"),
        ]
    return found


def _rules(diff: Difference) -> Iterator[Row]:
    for kind, rules in (("added", diff.rules.added), ("removed", diff.rules.removed)):
        for rule in rules:
            old, new = ("", f"“{rule.quote}”") if kind == "added" else (f"“{rule.quote}”", "")
            yield words.KINDS[kind], rule.id, rule.label, rule.clause, "", old, new, ""
    for change in diff.rules.changed:
        yield from _change_rows(change)


def _change_rows(change: RuleChange) -> list[Row]:
    """A row for each thing that changed about a rule."""
    kind, new = words.KINDS["renamed" if change.renamed() else "changed"], change.new
    found = [("编号", change.old.id, new.id, "")] if change.renamed() else []
    found += [(*words.field_words(one), "") for one in change.fields]
    if change.condition is not None:
        found.append(("条件", change.condition.old, change.condition.new, words.relation_words(change.condition.relation)))
    return [(kind, new.id, new.label, new.clause, *one) for one in found]


def _texts(diff: Difference) -> Iterator[Row]:
    for one in diff.texts:
        head = words.section_label(one.section), words.KINDS[one.kind], one.id
        if one.kind == "changed":
            yield from ((*head, *words.field_words(field)) for field in one.fields)
        else:
            yield (*head, "", *(words.entry_words(one) if one.kind == side else "" for side in ("removed", "added")))


def _changed_pairs(units: UnitChanges) -> list[int]:
    """The pairs of situations that anything but supervisors changes for, those with the most units first."""
    changed = [at for at, pair in enumerate(units.pairs) if pair.differs()]
    return sorted(changed, key=lambda at: -units.counts[at])


def _situation(units: UnitChanges, at: int) -> Row:
    pair = units.pairs[at]
    row = int(units.new_rows[int(np.argmax(units.of == at))])
    example = f"{units.new.roster.units['name'][row]}（{units.new.roster.units['id'][row]}）"
    return (units.counts[at], example, words.situation_words(units.new, pair.new), branch_words(units, pair), *turn_texts(pair))


def branch_words(units: UnitChanges, pair: Pair) -> str:
    """The branch; where it changed, before and after."""
    new = words.branch_words(units.new.book, pair.new.branch())
    return f"{words.branch_words(units.old.book, pair.old.branch())}→{new}" if pair.branch_changed() else new


def turn_texts(pair: Pair) -> tuple[str, str, str]:
    """What is gained, what is lost, and what was or became open."""
    decided = [turn for turn in pair.turns if "open" not in (turn.before, turn.after)]
    gained = JOINT.join(words.rule_words(turn.rule) for turn in decided if turn.after == "holds")
    lost = JOINT.join(words.rule_words(turn.rule) for turn in decided if turn.before == "holds")
    return gained, lost, JOINT.join(words.turn_words(turn) for turn in pair.turns if turn not in decided)


def _units(units: UnitChanges) -> Iterator[Row]:
    """A row a unit; what the units of a pair share is worded once."""
    shared: dict[int, tuple[str, str, str, str]] = {}
    names, parents = units.new.roster.units["name"], units.new.roster.parent
    for one in units.all():
        if id(one.pair) not in shared:
            shared[id(one.pair)] = (branch_words(units, one.pair), *turn_texts(one.pair))
        above = int(parents[one.new_row])
        supervisors = words.supervisor_words(one.gained), words.supervisor_words(one.lost)
        yield (one.id, one.name, names[above] if above >= 0 else "", *shared[id(one.pair)], *supervisors)
