"""Slips of the pen in the shipped rulebook: each is caught by what an author runs before a rulebook is issued."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.mutants import CATCHERS, EQUIVALENT, Fate, equivalent, everywhere, table, tried
from benchmarks.mutate import Mutant, mutants
from cxzy_rules.model.condition import Not
from cxzy_rules.questions.bound import bound
from cxzy_rules.questions.pinned import text, unlike
from cxzy_rules.questions.statement import apart, statement
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load
from tests.conftest import ROOT
from tests.test_commands import cxzy

EXAMPLE = ROOT / "examples" / "libraries" / "rules"
LAYER = EXAMPLE.parent / "upper-hollin"
QZTC = ROOT / "layers" / "qztc"
STACKS = {"shipped": [ROOT / "rules"], "example": [EXAMPLE], "a layer": [EXAMPLE, LAYER], "the shipped layer": [ROOT / "rules", QZTC]}


def uncaught(fates: list[Fate]) -> list[tuple[str, str, str]]:
    return [(fate.caught, fate.mutant.sort, fate.mutant.what) for fate in fates if fate.caught not in (*CATCHERS, EQUIVALENT)]


@pytest.mark.deep
def test_of_each_sort_of_slip_one_is_caught(record_property: Any) -> None:
    fates = [*tried(EXAMPLE, 1, 5), *tried(ROOT / "rules", 1, 5, most=3), *tried(LAYER, 1, 3, under=EXAMPLE)]
    assert {"layer: reach outside", "layer: sharpen nothing", "swap the days of a rule"} <= {fate.mutant.sort for fate in fates}
    assert uncaught(fates) == []
    record_property("mutants of a rulebook caught or proven equivalent", len(fates))


@pytest.mark.deep
def test_of_each_sort_of_slip_in_the_shipped_rulebook_some_are_caught() -> None:
    fates = [*everywhere(3, Random().randrange(10**6))]
    assert len(fates) > 300
    assert uncaught(fates) == []


def test_the_table_shown_adds_up_and_lists_what_was_not_caught() -> None:
    shown = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in shown if line.startswith("| ")]
    counts = [[int(cell or 0) for cell in row[1:]] for row in rows[1:]]
    assert [sum(column) for column in zip(*counts[:-1], strict=True)] == counts[-1]
    assert all(whole == sum(parts) for whole, *parts in counts)
    assert sum(line.startswith("- ") for line in shown) == sum(counts[-1][-2:])
    assert counts[-1][0] >= 300 and counts[-1][-1] == 0, "nothing survives"


def test_the_same_seed_makes_the_same_mutants_and_each_is_a_change() -> None:
    found = mutants(EXAMPLE, 3, 1)
    assert found == mutants(EXAMPLE, 3, 1) != mutants(EXAMPLE, 3, 2)
    assert len({(one.file, one.text) for one in found}) > 0.9 * len(found)


def test_a_condition_in_other_words_is_equivalent_and_another_is_not(book: Rulebook) -> None:
    first = next(rule for rule in book.rules if rule.id == "rural.village_secretaries")
    at = book.rules.index(first)

    def with_rule(**changed: Any) -> Rulebook:
        return replace(book, rules=(*book.rules[:at], replace(first, **changed), *book.rules[at + 1 :]))

    assert equivalent(book, with_rule(when=Not(Not(first.when))))
    assert not equivalent(book, with_rule(when=Not(first.when)))
    assert not equivalent(book, with_rule(evidence="会议记录"))


def test_a_table_shows_every_fate() -> None:
    fates = [Fate(Mutant("slip", "a.yaml", what, ""), caught) for what, caught in (("x", "check"), ("y", EQUIVALENT), ("z", "survived"))]
    assert [*table(fates)][-4:] == [
        "",
        "1 of 2 mutants that change anything are caught: 50.0%.",
        "- equivalent: slip, y (a.yaml)",
        "- survived: slip, z (a.yaml)",
    ]


@pytest.mark.parametrize("folders", STACKS.values(), ids=STACKS)
def test_the_second_entry_says_what_the_rulebook_says(folders: list[Path]) -> None:
    book = load(*folders)
    assert unlike(book) == []
    assert (folders[-1] / "cases" / "pinned.yaml").read_text(encoding="utf-8") == text(book)
    assert cxzy("rules", "test", "--pin", *(f"--rules={folder}" for folder in folders)).stdout == text(book)


def test_a_layer_is_none_of_its_bases_second_entry_and_has_one_of_its_own(tmp_path: Path) -> None:
    """What differs is told in the files of the one that says otherwise."""
    folders = [shutil.copytree(one, tmp_path / one.name) for one in (EXAMPLE, LAYER)]
    assert statement(apart(load(*folders))[0]) == statement(load(folders[0]))
    for folder, file, old, new in (
        (folders[0], "branches/schools.yaml", "due: 2025-10-31", "due: 2025-10-30"),
        (folders[1], "rulebook.yaml", "under:", "reaches_issuer: true\nunder:"),
        (folders[1], "vocabulary/words.yaml", "Reading Van", "{name: Reading Van, from: 2025-06-01}"),
    ):
        written = (folder / file).read_text(encoding="utf-8")
        assert old in written
        (folder / file).write_text(written.replace(old, new, 1), encoding="utf-8")
    told = unlike(load(*folders))
    assert [(Path(one.place.path).parts[-3], one.text) for one in told] == [
        ("rules", "rules.schools.cards.due 应为：2025-10-31；实为：2025-10-30"),
        ("upper-hollin", "rulebook.reaches_issuer 应为：没有；实为：true"),
        ("upper-hollin", "also.mobile_library 应为：Reading Van；实为：Reading Van 2025-06-01.."),
    ]


def test_whom_rules_bind_is_told_by_kinds_branches_and_one_more_fact() -> None:
    found = bound(load(EXAMPLE))
    assert found["plain"]["secondary_school"] == ["schools.hall"]
    assert "supervision.above" in found["plain"]["*libraries *mobile *schools *none"]
    assert found["tags.reduced_hours=true"] == {
        "branch_library volunteer_library ?libraries": ["+libraries.neighbour"],
        "branch_library volunteer_library": ["-libraries.five_days"],
    }
    assert found["above.superior(kind=federation_board)=true"] == {"*libraries *mobile *schools *none": ["+all.report"]}
    assert found["members=11.."] == {"*libraries": ["+libraries.quiet_room"]}


@pytest.mark.parametrize(("asked", "numbers"), [("{at_least: 11, below: 5000}", "11..4999"), ("{equals: 11}", "11..11")])
def test_a_number_is_told_with_the_last_that_fares_like_it(asked: str, numbers: str, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "rules")
    path = tmp_path / "rules" / "branches" / "libraries.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{at_least: 11}", asked), encoding="utf-8")
    assert bound(load(tmp_path / "rules"))[f"members={numbers}"] == {"*libraries": ["+libraries.quiet_room"]}


# The second entry changed: its old words, the new ones, and what is told.
ENTRIES = {
    "a day": ("due: '2026-01-31'", "due: '2026-01-30'", "rules.all.january.due 应为：2026-01-30；实为：2026-01-31"),
    "a rule that asks nothing more": (
        "  all.january: {due: '2026-01-31'}\n",
        "",
        "rules.all.january 应为：没有；实为：due 2026-01-31",
    ),
    "a rule that is none": (
        "  all.january:",
        "  all.june: {due: '2026-01-31'}\n  all.january:",
        "rules.all.june 应为：due 2026-01-31；实为：没有",
    ),
    "whom it binds": (
        "    secondary_school: [schools.hall]",
        "    secondary_school: [schools.cards]",
        "binds.plain.secondary_school 应为：schools.cards；实为：schools.hall",
    ),
    "the order of levels": (
        "  federation: [Whole federation]\n  district: [District]\n",
        "  district: [District]\n  federation: [Whole federation]\n",
        "levels 的次序 应为：district、federation、place；实为：federation、district、place",
    ),
    "what it is called": (
        "all.open_doors: Open doors",
        "all.open_doors: Closed doors",
        "names.requirements.all.open_doors 应为：Closed doors；实为：Open doors",
    ),
    "what a ruling says": (
        "belongs to the partner schools.",
        "belongs to the libraries.",
        "rulings.school_libraries.text 应为：A branch library inside a secondary school belongs to the libraries."
        "；实为：A branch library inside a secondary school belongs to the partner schools.",
    ),
    "what a name tells": ("pattern: Society$", "pattern: Guild$", "patterns.names.society.pattern 应为：Guild$；实为：Society$"),
    "which name speaks first": (
        "    group: {pattern: '(?:Reading Group|Book Club)$'}\n    society: {pattern: Society$, apart: 'true'}\n",
        "    society: {pattern: Society$, apart: 'true'}\n    group: {pattern: '(?:Reading Group|Book Club)$'}\n",
        "patterns.names 的次序 应为：society、group、board、district、desk、central、volunteer、mobile、branch、primary、secondary；"
        "实为：group、society、board、district、desk、central、volunteer、mobile、branch、primary、secondary",
    ),
    "a table that is none": ("\norgans:\n", "\norgan:\n", "没有“organ”这张表"),
}


@pytest.mark.parametrize(("old", "new", "told"), ENTRIES.values(), ids=[*ENTRIES])
def test_a_difference_is_told_with_its_place(old: str, new: str, told: str, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "rules")
    path = tmp_path / "rules" / "cases" / "pinned.yaml"
    written = path.read_text(encoding="utf-8")
    assert written.count(old) == 1
    path.write_text(written.replace(old, new), encoding="utf-8")
    assert [problem.text for problem in unlike(load(tmp_path / "rules"))] == [told]
    done = cxzy("rules", "test", "--rules", "rules", cwd=tmp_path)
    assert done.returncode == 1
    assert f"rules/cases/pinned.yaml:{unlike(load(tmp_path / 'rules'))[0].place.line}:" in done.stdout


def test_without_a_second_entry_nothing_is_compared(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "rules")
    (tmp_path / "rules" / "cases" / "pinned.yaml").unlink()
    assert unlike(load(tmp_path / "rules")) == []
    assert cxzy("rules", "test", "--rules", str(tmp_path / "rules")).returncode == 0
