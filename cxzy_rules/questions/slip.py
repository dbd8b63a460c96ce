"""The shortest return slip (最少补报单): the fewest cells that settle every undetermined rule, and who can fill each in.

A rule left open depends on what remains of its condition once the known facts are put in. Each fact still in it can decide
the rule for some values of the others, so every one of their cells is needed and no other is: the set is the only smallest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxzy_rules.conditions.logic import evaluate, unsettled
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.condition import Above, Condition
from cxzy_rules.situations.walk import SUPERIOR, Answer

KIND_TELLS = ("level", "organ")


@dataclass(frozen=True, slots=True, order=True)
class Blank:
    """A cell to fill in: its unit's row, its column; `superior` (a row, -1 for none) can say; `rules` wait for it."""

    superior: int
    row: int
    column: str
    rules: int


def blanks(guidance: Guidance) -> list[Blank]:
    """The cells, by superior and in roster order."""
    wanted: dict[tuple[int, str], int] = {}
    tests = guidance.book.ancestor_tests()
    open_facts = [_open_facts(guidance, answer) for answer in guidance.answers]
    waiting = [bool(found) or not answer.standing.placed for found, answer in zip(open_facts, guidance.answers, strict=True)]
    rows = np.flatnonzero(np.array(waiting, dtype=bool)[guidance.of])
    for row, situation in zip(rows.tolist(), guidance.of[rows].tolist(), strict=True):
        if not guidance.answers[situation].standing.placed:
            wanted[row, SUPERIOR] = 1
        for fact, count in open_facts[situation].items():
            for cell in _cells(guidance, row, fact, tests):
                wanted[cell] = wanted.get(cell, 0) + count
    found = (Blank(int(guidance.roster.parent[row]), row, column, count) for (row, column), count in wanted.items())
    return sorted(found, key=lambda one: (one.superior, one.row, one.column, one.rules))


def _open_facts(guidance: Guidance, answer: Answer) -> dict[str, int]:
    """The facts that open rules of a situation wait for, with how many rules wait."""
    found: dict[str, int] = {}
    for rule in guidance.book.rules:
        if evaluate(rule.when, answer.standing.facts) is None:
            for fact in unsettled(rule.when, answer.standing.facts):
                found[fact] = found.get(fact, 0) + 1
    return dict(sorted(found.items()))


def _cells(guidance: Guidance, row: int, fact: str, tests: dict[str, Above]) -> list[tuple[int, str]]:
    """The cells that decide a fact of a unit: its own, or those of the superiors that a test is still waiting for."""
    if fact not in tests:
        return [(row, _column(guidance, row, fact))]
    if not guidance.answer(row).standing.placed:
        return [(row, SUPERIOR)]
    test = tests[fact]
    chain = guidance.roster.chain(row) if test.far else guidance.roster.chain(row)[:1]
    return [cell for above in chain for cell in _superior_cells(guidance, above, test.inner, tests)]


def _superior_cells(guidance: Guidance, row: int, inner: Condition, tests: dict[str, Above]) -> list[tuple[int, str]]:
    facts = guidance.answer(row).standing.facts
    if evaluate(inner, facts) is not None:
        return []
    return [cell for fact in sorted(unsettled(inner, facts)) for cell in _cells(guidance, row, fact, tests)]


def _column(guidance: Guidance, row: int, fact: str) -> str:
    """The column that tells a fact; the kind tells level and organ too, where it is not known itself."""
    if fact == "branch":
        return guidance.answer(row).standing.settles
    column = guidance.book.lexicon.domains[fact].fact.column
    empty = fact not in guidance.roster.units.columns or guidance.roster.units[fact][row] is None
    return "kind" if fact in KIND_TELLS and guidance.answer(row).standing.kind is None and empty else column
