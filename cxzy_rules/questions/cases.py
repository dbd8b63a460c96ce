"""The rulebook's own test cases: small trees of units in YAML, and what each unit must get and must not get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cxzy_rules import schema
from cxzy_rules.model.law import Role
from cxzy_rules.model.place import Place, Problem, Unusable, hint_nearest
from cxzy_rules.paths import shown
from cxzy_rules.questions.pinned import FILE as PINNED
from cxzy_rules.rulebook.book import Identity, Rulebook
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
    """A named tree of units as of a day, with what is expected.

    `document`: the rulebook, base or layer, beside whose rules it stands; `places`: where its units stand.
    """

    name: str
    place: Place
    day: date
    units: tuple[dict[str, str], ...]
    expected: tuple[Expectation, ...]
    document: str = ""
    places: tuple[Place, ...] = ()


def read_cases(book: Rulebook) -> list[Case]:
    """The cases beside the rules of a rulebook and of its layers. Errors: Unusable, with every mistake in them."""
    problems: list[Problem] = []
    found: list[Case] = []
    for one in (book, *book.layers):
        for path in sorted(path for path in (one.folder / "cases").glob("*.yaml") if path.name != PINNED):
            node = read_yaml(path, shown(path), problems)
            values = schema.record(node, {"cases": schema.must(schema.node_itself)}, problems, "案例文件") if node else None
            for case, place in schema.records(values["cases"], CASE, problems, "案例") if values else []:
                found.append(_case(case, place, book, one.identity, problems))
    if problems:
        raise Unusable(problems)
    return found


def _case(values: dict[str, Any], place: Place, book: Rulebook, of: Identity, problems: list[Problem]) -> Case:
    columns = [*book.vocabulary.columns]
    nodes = _items(values["units"], problems)
    units = [_unit(node, columns, problems) for node in nodes]
    ids = [unit.get("id", "") for unit in units]
    for at, unit in ((node.place, unit) for number, (node, unit) in enumerate(zip(nodes, ids, strict=True)) if unit in ids[:number]):
        problems.append(Problem(at, f"单位“{unit}”写了两次", "换一个编号", check="id-doubled"))
    if values["name"].startswith(schema.TO_FILL):
        problems.append(Problem(place, "这个案例还没有填好", "用一句话写明谁要做、谁不用做", check="case-unfilled"))
    expect = values["expect"]
    below = _named(expect, "期望", problems)
    expected = [_expectation(unit, node, expect.keys[unit], ids, book, problems) for unit, node in below.items()]
    places = tuple(node.place for node in nodes)
    return Case(values["name"], place, values["as_of"] or of.ends, tuple(units), tuple(expected), of.id, places)


def _items(node: Node, problems: list[Problem]) -> list[Node]:
    if isinstance(node.value, list):
        return node.value
    problems.append(Problem(node.place, "这里要写列表", check="not-a-list"))
    return []


def _named(node: Node, what: str, problems: list[Problem]) -> dict[str, Node]:
    """What a mapping holds."""
    if isinstance(node.value, dict):
        return node.value
    problems.append(Problem(node.place, f"{what}应当是“键: 值”的形式", check="not-a-mapping"))
    return {}


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
        problems.append(Problem(at, f"这个案例里没有单位“{unit}”", hint_nearest(unit, ids), check="unknown-unit"))
    values = schema.record(node, EXPECT, problems, "期望") or {key: rule.default for key, rule in EXPECT.items()}
    opened = _named(values["undetermined"], "待定的规则", problems) if values["undetermined"] else {}
    undetermined = {rule: schema.texts(needs, problems) or () for rule, needs in opened.items()}
    known = [rule.id for rule in book.rules]
    for rule in (*values["holds"], *values["lacks"], *undetermined):
        if rule not in known:
            problems.append(Problem(node.place, f"没有规则“{rule}”", hint_nearest(rule, known), check="unknown-rule"))
    bonds = {role: values[role] for role in ROLES if values[role] is not None}
    says_branch = isinstance(node.value, dict) and "branch" in node.value
    return Expectation(unit, node.place, values["branch"], says_branch, values["holds"], values["lacks"], undetermined, bonds)
