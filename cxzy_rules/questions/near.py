"""Near misses: for each rule the smallest change of one cell by which a unit that it holds for just loses it.

The smallest is the one that changes the fewest other rules for the unit. All changes are tried at once, as one roster of copies of
the cases' trees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cxzy_rules.conditions.logic import leaves
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.guidance import Guidance, guide_with
from cxzy_rules.model.law import Rule
from cxzy_rules.questions.cases import Case
from cxzy_rules.questions.cells import REFERENCES, Change, Choices, Unit, changed, changes, choices
from cxzy_rules.questions.shown import Tried
from cxzy_rules.questions.trial import roster_of_units
from cxzy_rules.roster.cells import split
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.situations.walk import Answer, asker

FEW, MANY = 2, 12
MARK = "~"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule, a case's unit for which it holds, and the change by which it just does not; `beside`: how many other rules change."""

    rule: Rule
    case: Case
    unit: str
    change: Change
    beside: int


@dataclass(frozen=True, slots=True)
class _Holder:
    """A case's unit by its place there, what it gets, and the rules of that for which it is asked."""

    case: Case
    at: int
    answer: Answer
    rules: tuple[Rule, ...]

    def unit(self) -> Unit:
        return self.case.units[self.at]


@dataclass(frozen=True, slots=True)
class _Variant:
    """A holder's tree with one cell changed."""

    holder: _Holder
    change: Change


def near_misses(book: Rulebook, tried: Tried, engine: EngineName) -> dict[str, NearMiss]:
    """The smallest near miss of each rule, by the rule's id; a rule is left out where no single cell does it."""
    may = choices(book, [case for case, _ in tried])
    asked = {rule.id for rule in book.rules if any(True for _ in leaves(rule.when))}
    found: dict[str, NearMiss] = {}
    for enough in (FEW, MANY):
        for miss in _tried(book, _holders(tried, asked - found.keys(), enough), may, engine):
            best = found.get(miss.rule.id)
            if best is None or miss.beside < best.beside:
                found[miss.rule.id] = miss
    return {rule.id: found[rule.id] for rule in book.rules if rule.id in found}


def _holders(tried: Tried, wanted: set[str], enough: int) -> list[_Holder]:
    """Units of different kinds for which these rules hold, `enough` for each, from the smallest trees first."""
    stand: dict[tuple[int, int], list[Rule]] = {}
    kinds: dict[str, set[str | None]] = {rule: set() for rule in wanted}
    for at in sorted(range(len(tried)), key=lambda at: len(tried[at][0].units)):
        case, guidance = tried[at]
        for row in range(len(case.units)):
            answer = guidance.answer(row)
            for rule in answer.rules:
                seen = kinds.get(rule.id)
                if seen is not None and len(seen) < enough and answer.standing.kind not in seen:
                    seen.add(answer.standing.kind)
                    stand.setdefault((at, row), []).append(rule)
    return [_Holder(tried[at][0], row, tried[at][1].answer(row), tuple(rules)) for (at, row), rules in stand.items()]


def _tried(book: Rulebook, holders: list[_Holder], may: Choices, engine: EngineName) -> Iterator[NearMiss]:
    """Every near miss that a single cell about these units makes."""
    variants = [(one, change) for one in holders for change in changes(one.case, one.unit(), may)]
    for day in sorted({one.case.day for one in holders}):
        yield from _misses(book, [_Variant(one, change) for one, change in variants if one.case.day == day], day, engine)


def _misses(book: Rulebook, variants: list[_Variant], day: date, engine: EngineName) -> Iterator[NearMiss]:
    guidance, rows = _together(book, variants, day, engine)
    for number, variant in enumerate(variants, start=1):
        holder = variant.holder
        row = rows.get(_id(number, holder.unit()["id"]))
        if row is None:
            continue
        after = guidance.answer(row)
        kept, opened = {rule.id for rule in after.rules}, {one.rule.id if one.rule else None for one in after.undetermined}
        if None in opened:
            continue
        beside = len({rule.id for rule in holder.answer.rules} ^ kept) + len(opened) - 1
        for rule in holder.rules:
            if rule.id not in kept and rule.id not in opened:
                yield NearMiss(rule, holder.case, holder.unit()["id"], variant.change, beside)


def _together(book: Rulebook, variants: list[_Variant], day: date, engine: EngineName) -> tuple[Guidance, dict[str, int]]:
    """Guidance of all trees at once; the rows of the units, by id, in those of which nothing is amiss."""
    trees = [_copied(number, changed(one.holder.case.units, one.change)) for number, one in enumerate(variants, start=1)]
    units = [unit for tree in trees for unit in tree]
    lines = [number for number, tree in enumerate(trees, start=1) for _ in tree]
    roster = roster_of_units(book, "", units, lines)
    amiss = {problem.place.line for problem in roster.problems}
    rows = {unit: row for row, unit in enumerate(roster.ids()) if int(unit.partition(MARK)[0]) not in amiss}
    return guide_with(roster, asker(in_force(book, day), engine), day), rows


def _id(number: int, unit: str) -> str:
    return f"{number}{MARK}{unit}"


def _copied(number: int, units: Iterable[Unit]) -> list[Unit]:
    """The tree under ids of its own; a reference by name goes to the unit of that name."""
    tree = [*units]
    ids = {key: _id(number, unit["id"]) for column in ("name", "id") for unit in tree if (key := unit.get(column))}
    return [{**unit, "id": ids[unit["id"]]} | _references(unit, ids) for unit in tree]


def _references(unit: Unit, ids: dict[str, str]) -> Unit:
    return {column: "；".join(ids.get(word, word) for word in split(unit[column])) for column in REFERENCES if unit.get(column)}
