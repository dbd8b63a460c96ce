"""The rulebook's own test cases: small trees of units in YAML, and what each unit must get and must not get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from cxzy_rules import schema
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.guidance import Guidance, guide_with
from cxzy_rules.model.facts import tag_fact
from cxzy_rules.model.law import Role
from cxzy_rules.model.place import Place, Problem, Unusable, hint_nearest
from cxzy_rules.roster.load import roster_of
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.rulebook.load import shown
from cxzy_rules.situations.walk import asker
from cxzy_rules.supervision import supervisors
from cxzy_rules.tables.table import Table, cleaned
from cxzy_rules.yamlfile import Node, read_yaml

CASE = {
    "name": schema.must(schema.text),
    "as_of": schema.may(schema.day),
    "units": schema.must(schema.node_itself),
    "expect": schema.must(schema.node_itself),
}
EXPECT = {
    "branch": schema.may(schema.optional_text),
    "holds": schema.may(schema.texts, ()),
    "lacks": schema.may(schema.texts, ()),
    "undetermined": schema.may(schema.node_itself),
    "leads": schema.may(schema.texts),
    "guides": schema.may(schema.texts),
    "coordinates": schema.may(schema.texts),
}
ROLES: tuple[Role, ...] = ("leads", "guides", "coordinates")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one unit of a case must get; None where the case does not say."""

    unit: str
    place: Place
    branch: str | None
    says_branch: bool
    holds: tuple[str, ...]
    lacks: tuple[str, ...]
    undetermined: dict[str, tuple[str, ...]]
    bonds: dict[Role, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """A named tree of units as of a day, with what is expected."""

    name: str
    place: Place
    day: date
    units: tuple[dict[str, str], ...]
    expected: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that came out otherwise than expected."""

    case: Case
    place: Place
    text: str


def read_cases(book: Rulebook) -> list[Case]:
    """The cases beside a rulebook's rules. Errors: Unusable, with every mistake in them."""
    problems: list[Problem] = []
    found: list[Case] = []
    for path in sorted((book.folder / "cases").glob("*.yaml")):
        node = read_yaml(path, shown(path), problems)
        values = schema.record(node, {"cases": schema.must(schema.node_itself)}, problems, "案例文件") if node else None
        for case, place in schema.records(values["cases"], CASE, problems, "案例") if values else []:
            found.append(_case(case, place, book, problems))
    if problems:
        raise Unusable(problems)
    return found


def _case(values: dict[str, Any], place: Place, book: Rulebook, problems: list[Problem]) -> Case:
    columns = [*book.vocabulary.columns]
    units = [_unit(node, columns, problems) for node in _items(values["units"], problems)]
    ids = [unit.get("id", "") for unit in units]
    expect = values["expect"].value
    expected = [
        _expectation(unit, node, values["expect"].keys[unit], ids, book, problems)
        for unit, node in (expect.items() if isinstance(expect, dict) else ())
    ]
    return Case(values["name"], place, values["as_of"] or book.identity.ends, tuple(units), tuple(expected))


def _items(node: Node, problems: list[Problem]) -> list[Node]:
    if isinstance(node.value, list):
        return node.value
    problems.append(Problem(node.place, "这里要写列表"))
    return []


def _unit(node: Node, columns: list[str], problems: list[Problem]) -> dict[str, str]:
    """A roster row: each cell as text, a list of tags joined."""
    values = schema.record(node, {column: schema.may(schema.node_itself) for column in columns}, problems, "单位") or {}
    cells: dict[str, str] = {}
    for column, cell in values.items():
        if cell is not None:
            cells[column] = "；".join(str(part.value) for part in cell.value) if isinstance(cell.value, list) else str(cell.value)
    return cells


def _expectation(unit: str, node: Node, at: Place, ids: list[str], book: Rulebook, problems: list[Problem]) -> Expectation:
    if unit not in ids:
        problems.append(Problem(at, f"这个案例里没有单位“{unit}”", hint_nearest(unit, ids)))
    values = schema.record(node, EXPECT, problems, "期望") or {key: rule.default for key, rule in EXPECT.items()}
    opened = values["undetermined"].value if values["undetermined"] else {}
    undetermined = {rule: schema.texts(needs, problems) or () for rule, needs in opened.items()} if isinstance(opened, dict) else {}
    known = [rule.id for rule in book.rules]
    for rule in (*values["holds"], *values["lacks"], *undetermined):
        if rule not in known:
            problems.append(Problem(node.place, f"没有规则“{rule}”", hint_nearest(rule, known)))
    bonds = {role: values[role] for role in ROLES if values[role] is not None}
    says_branch = isinstance(node.value, dict) and "branch" in node.value
    return Expectation(unit, node.place, values["branch"], says_branch, values["holds"], values["lacks"], undetermined, bonds)


def run(book: Rulebook, cases: list[Case], engine: EngineName) -> list[Failure]:
    """What came out otherwise than the cases expect, through one engine."""
    ready = {day: asker(in_force(book, day), engine) for day in {case.day for case in cases}}
    return [failure for case in cases for failure in _run(case, guide_with(case_roster(book, case), ready[case.day], case.day))]


def case_roster(book: Rulebook, case: Case) -> Roster:
    """The case's units as a roster; one without the key `tags` has unknown tags, as if its roster lacked the column."""
    columns = [*book.vocabulary.columns]
    cells = cleaned(pl.DataFrame([[unit.get(c) for c in columns] for unit in case.units], dict.fromkeys(columns, pl.String), orient="row"))
    lines = pl.Series([case.place.line] * len(case.units), dtype=pl.UInt32)
    roster = roster_of(Table(case.place.path, tuple(columns), cells, lines), book.vocabulary, [])
    if roster.problems:
        raise Unusable(roster.problems)
    untold = pl.col("id").is_in([unit["id"] for unit in case.units if "tags" not in unit])
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
