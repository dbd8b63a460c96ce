"""Tries the rulebook's cases: what came out otherwise than expected, and which rules no case shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from cxzy_rules.engine.choose import EngineName
from cxzy_rules.guidance import Guidance, guide_with
from cxzy_rules.model.facts import tag_fact
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.questions.cases import Case, Expectation
from cxzy_rules.roster.load import roster_of
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook, in_force, volumes
from cxzy_rules.situations.walk import asker
from cxzy_rules.supervision import supervisors
from cxzy_rules.tables.table import Table, cleaned

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that came out otherwise than expected."""

    case: Case
    place: Place
    text: str


def run(book: Rulebook, cases: list[Case], engine: EngineName) -> list[Failure]:
    """What came out otherwise than the cases expect, through one engine."""
    return failures(guided(book, cases, engine))


def guided(book: Rulebook, cases: list[Case], engine: EngineName, made: list[Roster] | None = None) -> list[tuple[Case, Guidance]]:
    """Each case with the guidance of its units. `made`: the cases' rosters, where another engine has asked them before."""
    ready = {key: asker(one, engine) for key, one in _books(book, cases).items()}
    asked = zip(cases, made or rosters(book, cases), strict=True)
    return [(case, guide_with(roster, ready[case.document, case.day], case.day)) for case, roster in asked]


def rosters(book: Rulebook, cases: list[Case]) -> list[Roster]:
    """Each case's units, read by the words of its day. Errors: Unusable, with what is wrong with the units of any case."""
    books, made, problems = _books(book, cases), list[Roster](), list[Problem]()
    for case in cases:
        try:
            made.append(case_roster(books[case.document, case.day], case))
        except Unusable as told:
            problems += told.problems
    if problems:
        raise Unusable(problems)
    return made


def _books(book: Rulebook, cases: list[Case]) -> dict[tuple[str, date], Rulebook]:
    """What the cases of each document and day are asked by: a case of the base without the layers."""
    base = volumes(book)[0]
    asked = {(case.document, case.day) for case in cases}
    return {(name, day): in_force(base if name == base.identity.id else book, day) for name, day in asked}


def failures(tried: list[tuple[Case, Guidance]]) -> list[Failure]:
    """What came out otherwise than these cases expect."""
    return [failure for case, guidance in tried for failure in _run(case, guidance)]


def case_roster(book: Rulebook, case: Case) -> Roster:
    """The case's units as a roster; one without the key `tags` has unknown tags, as if its roster lacked the column.

    Errors: Unusable; what is wrong is told where the unit stands, whatever its cell.
    """
    try:
        roster = roster_of_units(book, case.place.path, case.units, [place.line for place in case.places])
    except Unusable as told:
        raise _placed(case, told.problems) from None
    if roster.problems:
        raise _placed(case, roster.problems)
    return roster


def _placed(case: Case, problems: Sequence[Problem]) -> Unusable:
    places = {place.line: place for place in reversed(case.places)}
    return Unusable([replace(one, place=places.get(one.place.line, case.place)) for one in problems])


def roster_of_units(book: Rulebook, path: str, units: Sequence[Cells], lines: list[int]) -> Roster:
    """These units, which stand in these lines, as a roster with every column."""
    columns = [*book.vocabulary.columns]
    cells = cleaned(pl.DataFrame([[unit.get(c) for c in columns] for unit in units], dict.fromkeys(columns, pl.String), orient="row"))
    roster = roster_of(Table(path, tuple(columns), cells, pl.Series(lines, dtype=pl.UInt32)), book.vocabulary, [])
    untold = pl.col("id").is_in([unit["id"] for unit in units if "tags" not in unit])
    blank = [pl.when(~untold).then(pl.col(tag_fact(tag))).alias(tag_fact(tag)) for tag in book.vocabulary.tags]
    return replace(roster, units=roster.units.with_columns(blank))


def _run(case: Case, guidance: Guidance) -> Iterator[Failure]:
    rows = {unit: row for row, unit in enumerate(guidance.roster.ids())}
    for expected in case.expected:
        for text in _differences(guidance, rows[expected.unit], expected):
            yield Failure(case, expected.place, f"单位 {expected.unit}：{text}")


def _differences(guidance: Guidance, row: int, expected: Expectation) -> Iterator[str]:
    answer = guidance.answer(row)
    holding = {rule.id for rule in answer.rules}
    opened = {one.rule.id: one.needs for one in answer.undetermined if one.rule}
    if expected.says_branch and (answer.branch() or "") != (expected.branch or ""):
        yield f"分类应为 {expected.branch}，实为 {answer.branch()}"
    yield from (f"应当适用 {rule}，{'没有确定' if rule in opened else '没有适用'}" for rule in expected.holds if rule not in holding)
    for rule in expected.lacks:
        if rule in holding or rule in opened:
            yield f"不应适用 {rule}，{'却适用了' if rule in holding else '却没有确定'}"
    for rule, needs in expected.undetermined.items():
        if opened.get(rule) != tuple(sorted(needs)):
            yield f"{rule} 应当待定，缺 {list(needs)}；实为 {list(opened[rule]) if rule in opened else '已经确定'}"
    yield from _bond_differences(guidance, row, expected)


def _bond_differences(guidance: Guidance, row: int, expected: Expectation) -> Iterator[str]:
    """Who leads is named by unit; who guides and coordinates by organ, or as organ@unit."""
    units = guidance.roster.units
    for role, wanted in expected.bonds.items():
        found = []
        for bond in supervisors(guidance.here, row):
            if bond.rule.role == role:
                unit = "" if bond.row is None else units["id"][bond.row]
                organ = bond.organ or unit or bond.name
                exact = f"{organ}@{unit}"
                found.append(unit if role == "leads" else exact if exact in wanted else organ)
        if found != list(wanted):
            yield f"{role} 应为 {list(wanted)}，实为 {found}"


def untested(book: Rulebook, cases: list[Case]) -> tuple[list[str], list[str]]:
    """The rules that no case shows holding, and those that no case shows not holding."""
    shown_holding = {rule for case in cases for one in case.expected for rule in one.holds}
    shown_lacking = {rule for case in cases for one in case.expected for rule in one.lacks}
    ids = [rule.id for rule in book.rules]
    return [rule for rule in ids if rule not in shown_holding], [rule for rule in ids if rule not in shown_lacking]
