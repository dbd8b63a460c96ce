"""Rules run once a situation give each unit what rules run once a unit would give it."""

from __future__ import annotations

import json
import random
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from cxzy_rules.blanks import tight
from cxzy_rules.conditions.logic import either, evaluate
from cxzy_rules.conditions.parse import parse
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.guidance import Guidance, guide, guide_alone, guide_with
from cxzy_rules.model import condition as tree
from cxzy_rules.model.condition import Condition, Facts
from cxzy_rules.model.law import Rule
from cxzy_rules.model.place import Place
from cxzy_rules.parts import columns
from cxzy_rules.parts.bonds import bonded
from cxzy_rules.records import Record, records
from cxzy_rules.roster.cells import known_header
from cxzy_rules.roster.derived import named_kinds
from cxzy_rules.roster.load import load_roster, roster_of
from cxzy_rules.roster.roster import WORD, Roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.situations.collapse import affiliation
from cxzy_rules.situations.walk import Answer, asker, walk
from cxzy_rules.supervision import supervisors
from cxzy_rules.tables.read import read_table
from cxzy_rules.tables.table import Table, cleaned
from cxzy_rules.yamlfile import parse_yaml
from tests.conftest import DAY, ROOT

ALIKE = "units walked one by one got what their situation got:"
Answers = dict[Hashable, Answer]
Row = dict[str, str | None]


def told(answer: Answer) -> tuple[Any, ...]:
    """Everything that a unit is told by its rules."""
    standing = answer.standing
    opened = [(one.rule and one.rule.id, one.needs) for one in answer.undetermined]
    place = (answer.branch(), standing.basis, standing.ruling, standing.kind, standing.facts.get("level"), standing.area_level)
    return (*place, [rule.id for rule in answer.rules], opened)


def one_by_one(roster: Roster, book: Rulebook, engine: EngineName) -> Answers:
    """The answer to each unit, from a walk over the units themselves."""
    return walk(affiliation(roster), asker(book, engine))


def alike(guidance: Guidance, answers: Answers) -> int:
    """How many units there are; each must be told the same."""
    for row, unit in enumerate(guidance.roster.ids()):
        assert told(guidance.answer(row)) == told(answers[unit]), unit
    assert len(answers) == guidance.roster.units.height
    return len(answers)


@pytest.mark.parametrize("engine", ["plain", "durable_rules"])
def test_a_city_walked_unit_by_unit(engine: EngineName, book: Rulebook, guidance: Guidance, record_property: Any) -> None:
    count = alike(guidance, one_by_one(guidance.roster, in_force(book, DAY), engine))
    assert count > 2_900
    assert len(guidance.answers) < count / 10
    record_property(ALIKE, count)


def told_of_all(guidance: Guidance) -> dict[str, Record]:
    """Each unit's whole record by its id, but for the engine's name."""
    every = records(guidance, guidance.roster.parent * 0 + range(guidance.roster.units.height))
    return {record["id"]: {key: value for key, value in record.items() if key != "engine"} for record in every}


@pytest.fixture(scope="module")
def city_told(guidance: Guidance) -> dict[str, Record]:
    return told_of_all(guidance)


def differing(one: Guidance, there: dict[str, Record]) -> list[str]:
    """The units that a guidance tells different things."""
    here = told_of_all(one)
    assert sorted(here) == sorted(there)
    return [unit for unit, record in here.items() if record != there[unit]]


def test_a_unit_asked_about_alone_is_told_the_same(book: Rulebook, guidance: Guidance) -> None:
    few = guide_alone(guidance.roster, book, DAY)
    rows = np.arange(0, len(guidance.of), 7)
    assert list(records(few, rows)) == list(records(guidance, rows))
    assert len(few.answers) == len(guidance.of)
    assert [told(answer) for answer in few.answers] == [told(guidance.answer(row)) for row in range(len(guidance.of))]


def test_both_engines_tell_a_city_the_same(book: Rulebook, guidance: Guidance, city_told: dict[str, Record]) -> None:
    plain = guide(guidance.roster, book, DAY, "plain")
    assert (guidance.engine, plain.engine) == ("durable_rules", "plain")
    assert differing(plain, city_told) == []


def test_the_same_roster_twice_gives_the_same(book: Rulebook, city_told: dict[str, Record]) -> None:
    again = load_roster(ROOT / "data" / "quanzhou" / "roster.csv", "roster.csv", book.vocabulary)
    assert differing(guide(again, book, DAY), city_told) == []


def city_table(book: Rulebook) -> Table:
    """The shipped city as it is read."""
    return read_table(ROOT / "data" / "quanzhou" / "roster.csv", "roster.csv", [], known=known_header(book.vocabulary))


def test_the_order_of_rows_does_not_matter(book: Rulebook, city_told: dict[str, Record]) -> None:
    table = city_table(book)
    shuffled = table.cells.sample(fraction=1, shuffle=True, seed=7)
    assert not shuffled.equals(table.cells)
    roster = roster_of(replace(table, cells=shuffled), book.vocabulary, [])
    assert differing(guide(roster, book, DAY), city_told) == []


def test_the_order_of_rows_does_not_choose_between_two_organs(book: Rulebook) -> None:
    organ = next(one for rule in book.rules if rule.counterpart for one in [book.vocabulary.organs[str(rule.organ)]] if one.names[1:])
    heads = [kind.id for kind in book.vocabulary.kinds.values() if kind.area and kind.level == organ.level]
    twins: list[Row] = [
        {"id": f"o{number}", "name": f"某市{name}", "parent": "top", "kind": organ.kinds[0]} for number, name in enumerate(organ.names[:2])
    ]
    guided: list[Row] = [
        {"id": kind, "name": "某单位", "parent": "top", "kind": kind} for kind in book.vocabulary.kinds if kind not in heads
    ]
    rows: list[Row] = [{"id": "top", "name": "某市委", "parent": None, "kind": heads[0]}, *twins, *guided]
    tables = [_table(rows), _table(rows[::-1])]
    one, other = (guide(roster_of(table, book.vocabulary, []), book, DAY) for table in tables)
    told = [bond["unit"] for record in told_of_all(one).values() for bond in record["supervisors"] if bond["role"] == "guides"]
    assert {"o0", "o1"} & {*told}
    assert differing(one, told_of_all(other)) == []


def _table(rows: Sequence[Row]) -> Table:
    lines = pl.int_range(2, len(rows) + 2, dtype=pl.UInt32, eager=True)
    return Table("random.csv", tuple(rows[0]), cleaned(pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))), lines)


# What the shipped rules do not ask: thresholds, negated superiors, superiors of superiors, and all of it at once.
ASKED: tuple[dict[str, Any], ...] = (
    {"members": {"at_least": 3}},
    {"not": {"members": {"at_least": 3, "below": 50}}},
    {"any": [{"members": {"equals": 0}}, {"members": {"equals": 100}}]},
    {"members": {"at_least": -5, "below": 1_000_000}},
    {"superior": {"members": {"at_least": 100}}},
    {"under": {"not": {"members": {"below": 100}}}},
    {"not": {"under": {"kind": ["university", "subdistrict"]}}},
    {"under": {"superior": {"kind": "city_committee"}}},
    {"superior": {"under": {"tags": "restructured"}}},
    {"not": {"superior": {"any": [{"branch": "rural"}, {"not": {"under": {"level": "county"}}}]}}},
    {
        "all": [
            {"under": {"branch": "none"}},
            {"any": [{"paired": True}, {"superior": {"has_residents": True}}]},
            {"not": {"resident": True}},
        ]
    },
    {"any": [{"organ": "none", "committee": False}, {"under": {"management": ["vertical", "joint"], "has_authority": True}}]},
    {
        "not": {
            "any": [
                {"tags": ["misfit_village", "below_scale"]},
                {"kind": ["village", "private_enterprise"]},
                {"superior": {"level": "base"}},
            ]
        }
    },
)


def widened(book: Rulebook, every: int) -> Rulebook:
    """One shipped rule in `every`, and rules that ask what they do not."""
    shipped = in_force(book, DAY).rules[::every]
    return replace(book, rules=(*shipped, *(_asking(book, number, written) for number, written in enumerate(ASKED))))


def _asking(book: Rulebook, number: int, written: dict[str, Any]) -> Rule:
    node = parse_yaml(json.dumps(written), "asked.yaml", [])
    condition = parse(node, book.lexicon, []) if node else None
    assert condition is not None
    return Rule(f"asked.rule{number}", "measures", f"问第 {number} 件事", "", "0", Place("asked.yaml", number + 1), condition)


NAMES = (
    "某单位",
    "某某村",
    "某某党支部",
    "某某街道",
    "某某有限公司党委",
    "某某大学",
    "虚拟社区",
    "某某镇党委",
    "中共某县委员会",
    "某县教育局",
)
STRANGE = "不明之物"


def random_table(book: Rulebook, count: int, seed: int, filled: float = 1, without: Sequence[str] = ()) -> Table:
    """A forest at most eight deep, its rows in no order, its cells missing, wrong or contradictory; less `filled`, more alike."""
    draw = random.Random(seed)
    depth: list[int] = []
    rows: list[Row] = []
    for number in range(count):
        above = draw.randrange(number) if number and draw.random() > 0.01 else None
        if above is not None and depth[above] == 7:
            above = None
        depth.append(0 if above is None else depth[above] + 1)
        rows.append(_random_row(book, draw, number, above, count, filled))
    draw.shuffle(rows)
    columns = [column for column in book.vocabulary.columns if column not in without]
    return _table([{column: row[column] for column in columns} for row in rows])


def _random_row(book: Rulebook, draw: random.Random, number: int, above: int | None, count: int, filled: float) -> Row:
    words = book.vocabulary
    organs = [name for organ in words.organs.values() for name in organ.names]

    def sometimes(share: float, known: Sequence[str]) -> str | None:
        return None if draw.random() > share * filled else STRANGE if draw.random() < 0.02 else draw.choice(known)

    return {
        "id": f"u{number}",
        "name": draw.choice([*NAMES, "某市" + draw.choice(organs)]) if draw.random() < filled else NAMES[0],
        "parent": None if above is None else f"u{above}",
        "kind": sometimes(0.6, [word for kind in words.kinds.values() for word in (kind.id, kind.label)]),
        "branch": sometimes(0.05, list(words.branches)),
        "level": sometimes(0.1, list(words.levels)),
        "management": sometimes(0.2, list(words.management)),
        "authority": sometimes(0.1, organs),
        "tags": sometimes(0.2, [*words.tags, "；".join(words.tags)]),
        "paired_with": sometimes(0.05, [f"u{draw.randrange(count)}；u{draw.randrange(count)}"]),
        "located_in": sometimes(0.05, [f"u{draw.randrange(count)}"]),
        "members": sometimes(0.4, ["0", "2", "3", "49", "50", "99", "100", "101", "5000", "许多"]),
        "committee": sometimes(0.1, ["是", "否", "党委", "党支部"]),
    }


def truth(condition: Condition, chain: list[Facts]) -> bool | None:
    """What a condition says of the first of `chain`, its superiors following: read off the definition, the slow way."""
    match condition:
        case tree.Above(_, far, inner):
            met: bool | None = False
            for start in range(1, len(chain) if far else min(2, len(chain))):
                met = either(met, truth(inner, chain[start:]))
            return met
        case tree.Not(part):
            value = truth(part, chain)
            return None if value is None else not value
        case tree.All(parts):
            values = [truth(part, chain) for part in parts]
            return False if False in values else None if None in values else True
        case tree.Any(parts):
            values = [truth(part, chain) for part in parts]
            return True if True in values else None if None in values else False
        case _:
            return evaluate(condition, chain[0])


def true_to_definition(book: Rulebook, roster: Roster, answers: Answers, rows: Sequence[int]) -> int:
    """How many answers of these units were compared with the definition."""
    ids = roster.ids()
    for row in rows:
        chain = [answers[ids[one]].standing.facts for one in (row, *roster.chain(row))]
        answer = answers[ids[row]]
        said = {rule.id: truth(rule.when, chain) for rule in book.rules}
        assert [rule.id for rule in answer.rules] == [rule for rule, value in said.items() if value is True]
        opened = {one.rule.id for one in answer.undetermined if one.rule}
        waiting = {rule for rule, value in said.items() if value is None} - opened
        assert opened <= {rule for rule, value in said.items() if value is None}
        assert not waiting or answer.undetermined[0].rule is None
    return len(rows) * len(book.rules)


def compared(book: Rulebook, table: Table) -> Guidance:
    """A random forest: by situation with both engines, unit by unit, and a part of it by the definition."""
    roster = roster_of(table, book.vocabulary, [])
    ready = {engine: asker(book, engine) for engine in ("plain", "durable_rules")}
    answers = walk(affiliation(roster), ready["plain"])
    both = [guide_with(roster, ask, DAY) for ask in ready.values()]
    assert [alike(guidance, answers) for guidance in both] == [table.cells.height] * 2
    assert true_to_definition(book, roster, answers, range(0, roster.units.height, 10)) > 1_000
    return both[0]


@pytest.mark.parametrize(
    ("count", "filled", "situations"),
    [
        (2_500, 0.12, range(500, 1_800)),
        (1_000, 1, range(950, 1_000)),
        pytest.param(10_000, 0.12, range(2_000, 6_000), marks=pytest.mark.deep),
        pytest.param(3_000, 1, range(2_800, 3_000), marks=pytest.mark.deep),
    ],
)
def test_a_random_forest_unit_by_unit(count: int, filled: float, situations: range, book: Rulebook, record_property: Any) -> None:
    table = random_table(book, count, 1921, filled)
    assert (table.cells == STRANGE).sum().sum_horizontal().item() > 10
    guidance = compared(widened(book, 12), table)
    assert len(guidance.answers) in situations
    record_property(ALIKE, count)


@pytest.mark.parametrize(
    "without", [("tags",), ("kind", "members"), ("located_in", "paired_with"), ("management", "authority", "level", "branch")]
)
def test_a_random_forest_without_some_columns(without: tuple[str, ...], book: Rulebook, record_property: Any) -> None:
    compared(widened(book, 24), random_table(book, 500, seed=len(without), without=without))
    record_property(ALIKE, 500)


@pytest.mark.parametrize(("seed", "filled"), [(1, 1), (2, 0.3)])
def test_supervisors_by_column_are_those_of_each_unit(seed: int, filled: float, book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "ENTRIES", 500)
    roster = roster_of(random_table(book, 1_500, seed, filled), book.vocabulary, [])
    forest = guide(roster, book, DAY, "plain")
    found = pl.concat(bonded(forest, forest.roster.parent * 0 + range(roster.units.height)))
    told = [(row, bond) for row in range(roster.units.height) for bond in supervisors(forest.here, row)]
    asked = found.select("row", "role", "target", "organ", "name", "rule", "clause", "ruling").rows()
    assert asked == [(row, one.rule.role, one.row, one.organ, one.name, one.rule.id, one.rule.clause, one.ruling) for row, one in told]
    assert len({one.rule.id for _, one in told}) > 5


def test_a_kind_by_column_is_the_kind_that_the_name_tells(book: Rulebook, guidance: Guidance) -> None:
    bare = guidance.roster.units.select("id", "name", kind=pl.lit(None, dtype=WORD), bare=pl.lit(False))
    told = named_kinds(bare, book.vocabulary)
    spoke = [book.vocabulary.kind_of_name(tight(name)) for name in bare["name"]]
    assert told["pattern"].to_list() == [pattern and pattern.id for pattern in spoke]
    assert told["kind"].to_list() == [pattern and pattern.kind for pattern in spoke]
    assert told["kind"].n_unique() > 10


def test_two_ids_with_one_hash_are_still_two(book: Rulebook, guidance: Guidance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pl.Series, "hash", lambda ids: ids.str.len_bytes())
    again = roster_of(city_table(book), book.vocabulary, [])
    assert again.parent.tolist() == guidance.roster.parent.tolist()


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(2))
def test_a_random_forest_with_every_rule(seed: int, book: Rulebook, record_property: Any) -> None:
    compared(widened(book, 1), random_table(book, 3_000, seed, 0.12))
    record_property(ALIKE, 3_000)
