"""A checklist as it is printed: sections with a table each, a unit's own or one for a whole branch, and its cells in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from cxzy_rules.audit.words import STATE_LABELS
from cxzy_rules.checklists.content import Checklist, Line, lines, opens
from cxzy_rules.checklists.wording import deadline, item_words
from cxzy_rules.conditions.logic import evaluate
from cxzy_rules.conditions.words import phrase
from cxzy_rules.model.condition import All, Condition
from cxzy_rules.model.law import Rule
from cxzy_rules.parts.words import clause_cell

HEADERS = ("序号", "事项", "条款", "引文", "佐证要求", "责任人", "完成时间", "签字")
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its title, what is said below it, and its rows, as HEADERS."""

    title: str
    note: str
    rows: list[Cells]


def title(checklist: Checklist) -> str:
    """What stands on top of the sheet."""
    return f"落实清单：{checklist.name}"


def about(checklist: Checklist) -> str:
    """What the list rests on, and where it goes back."""
    guidance = checklist.demand.guidance
    return f"依据《{guidance.book.identity.title}》，截至 {guidance.day}。完成后签字，交回：{checklist.back_to}。"


def sections(checklist: Checklist) -> Iterator[Section]:
    """One section a unit; for a branch's list one for all its units."""
    if checklist.branch is None:
        yield from _by_unit(checklist)
    else:
        yield _for_all(checklist, checklist.branch)


def _by_unit(checklist: Checklist) -> Iterator[Section]:
    """Units of which something is asked, then those of which only something is open."""
    units, waiting = checklist.demand.guidance.roster.units, opens(checklist)
    for row, found in lines(checklist):
        rows = [_cells(checklist, number, item_words(line.slot), line) for number, line in enumerate(found, start=1)]
        note = waiting.pop(row, "")
        yield Section(f"{units['name'][row]}（{units['id'][row]}）", f"待定：{note}" if note else "", rows)
    for row, note in waiting.items():
        yield Section(f"{units['name'][row]}（{units['id'][row]}）", f"待定：{note}", [])


def _cells(checklist: Checklist, number: int, item: str, line: Line) -> Cells:
    rule, due = line.slot.rule, deadline(line.slot)
    when = "\n".join(filter(None, [f"限期\n{due}" if due else "", _known(line)]))
    return str(number), item, clause_cell(checklist.demand.guidance.book, rule), rule.quote, rule.evidence, "", when, ""


def _known(line: Line) -> str:
    """How far the item has come; what is only known not to have begun says nothing."""
    so_far = {"in_progress": STATE_LABELS["in_progress"], "done": STATE_LABELS["unproven"]}.get(line.status or "")
    return " ".join(filter(None, [so_far, line.day.isoformat() if line.day else ""])) if so_far else ""


def _for_all(checklist: Checklist, branch: str) -> Section:
    """Each item once; where it is not asked of every unit, of how many, and which."""
    guidance = checklist.demand.guidance
    counts = dict(checklist.asked().group_by("slot").agg(pl.len()).iter_rows())
    units, rows = len(checklist.rows), []
    for number, at in enumerate(sorted(counts), start=1):
        slot = checklist.demand.slots[at]
        whom = "" if counts[at] == units else _whom(slot.rule, branch, counts[at], checklist)
        rows.append(_cells(checklist, number, item_words(slot) + whom, Line(slot, None, None, None, None, None)))
    names = guidance.roster.units["name"]
    note = "；".join(f"{names[row]}：{text}" for row, text in opens(checklist).items())
    return Section(f"{checklist.name}（{units} 个单位）", f"待定：{note}" if note else "", rows)


def _whom(rule: Rule, branch: str, count: int, checklist: Checklist) -> str:
    """The rest of the rule's condition, once the branch is known, and how many units that is."""
    left = narrower(rule.when, branch)
    lexicon = checklist.demand.guidance.book.lexicon
    return f"\n（{phrase(left, lexicon)}：{count} 个单位）" if left is not None else f"\n（{count} 个单位）"


def narrower(condition: Condition, branch: str) -> Condition | None:
    """What a condition asks beyond the branch; None where that is nothing."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    kept = tuple(part for part in parts if evaluate(part, {"branch": branch}) is not True)
    return None if not kept else kept[0] if len(kept) == 1 else All(kept)
