"""What contradicts itself on some days only: every stretch of days is gone through, and what it shows is told once, with the days."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cxzy_rules.questions.conflicts import Conflicts, conflicts
from cxzy_rules.questions.phases import phases
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.rulebook.load import examine, load
from tests.conftest import ROOT
from tests.test_commands import cxzy

EXAMPLE = ROOT / "examples" / "libraries"
KINDS, RULINGS, LIBRARIES, WHO = "vocabulary/kinds.yaml", "rulings/all.yaml", "branches/libraries.yaml", "supervision/who.yaml"
NO_VOLUNTEERS = (RULINGS, "text: A library run", "until: 2025-09-30\n    text: A library run")
OF_VOLUNTEERS = (LIBRARIES, "  - id: libraries.visitors\n", "  - id: libraries.visitors\n    when: {kind: volunteer_library}\n")
LATE = (LIBRARIES, "    when: {kind: volunteer_library}\n", "    when: {kind: volunteer_library}\n    from: 2025-10-01\n")
SETTLED = "superior: secondary_school, branch: schools}\n"
Edit = tuple[str, str, str]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE / "rules", tmp_path / "rules")
    return tmp_path / "rules"


def edited(folder: Path, *edits: Edit) -> Rulebook:
    for file, old, new in edits:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return load(folder)


def told(found: Conflicts) -> list[str]:
    return [one.told() for one in found.findings]


def test_a_rule_for_a_kind_that_is_none_on_any_of_its_days_never_holds(rules: Path) -> None:
    """The kind ends with its ruling, which no quick look at the days of words sees."""
    found = conflicts(edited(rules, NO_VOLUNTEERS, OF_VOLUNTEERS, LATE))
    assert [(one.sort, one.rules, one.days) for one in found.findings] == [("never_holds", ("libraries.visitors",), ())]


def test_a_rule_for_a_kind_that_ends_before_it_is_only_told_with_the_days(rules: Path) -> None:
    found = conflicts(edited(rules, NO_VOLUNTEERS, OF_VOLUNTEERS))
    assert found.findings == ()
    (one,) = (one for one in found.information if one.days)
    assert one.told() == "规则“libraries.visitors”有效，却没有单位适用（2025-10-01 至 2026-01-31）"


def test_what_is_settled_twice_on_some_days_is_told_with_them(rules: Path) -> None:
    twice = "  - {ruling: school_libraries, kind: branch_library, superior: secondary_school, branch: mobile, from: 2025-06-01}\n"
    book = edited(rules, (KINDS, SETTLED, SETTLED + twice))
    assert told(conflicts(book)) == [
        "归口（settlement）“Secondary School”下的“Branch Library”归到两个分类：“Partner schools”和“Mobile libraries”"
        "（2025-06-01 至 2026-01-31）"
    ]
    done = cxzy("rules", "conflicts", "--json", "--rules", str(rules))
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["days"] == [{"from": "2025-06-01", "until": "2026-01-31"}]


CIRCLE = (
    "supervision:\n  - {id: supervision.one, label: The Schools Office advises one, role: guides, organ: schools_office,\n"
    "     quote: The Schools Office advises, when: {organ: rare_books_room}, until: 2025-06-30}\n"
    "  - {id: supervision.two, label: The Rare Books Room advises two, role: guides, organ: rare_books_room,\n"
    "     quote: the Rare Books Room advises, when: {organ: schools_office}, from: "
)


@pytest.mark.parametrize(("first", "sorts"), [("2025-06-30", ["guides_in_a_circle"]), ("2025-07-01", [])])
def test_departments_go_in_a_circle_only_on_one_day(first: str, sorts: list[str], rules: Path) -> None:
    found = conflicts(edited(rules, (WHO, "supervision:\n", CIRCLE + first + "}\n")))
    assert [one.sort for one in found.findings] == sorts


def test_a_circle_is_told_though_another_rule_says_the_same_after_it(rules: Path) -> None:
    """The same two departments, by a rule for each stretch of days; the circle is in the first."""
    after = "  - {id: supervision.later, label: The Schools Office advises, role: guides, organ: schools_office,\n"
    after += "     quote: The Schools Office advises the partner, when: {organ: rare_books_room}, from: 2025-07-01}\n"
    whose = (WHO, "supervision:\n", CIRCLE + "2025-03-03, until: 2025-06-30}\n" + after)
    named = (WHO, "label: The Schools Office advises\n", "label: Schools Office advises schools\n")
    (found,) = conflicts(edited(rules, named, whose)).findings
    assert (found.sort, {*found.rules}) == ("guides_in_a_circle", {"supervision.one", "supervision.two"})


def test_a_rule_that_is_in_force_on_no_day_is_told() -> None:
    """Files that say so are refused at load; what is left is a rulebook put together otherwise."""
    book = load(EXAMPLE / "rules")
    first = replace(book.rules[0], starts=date(2025, 7, 2), ends=date(2025, 7, 1))
    assert told(conflicts(replace(book, rules=(first, *book.rules[1:])))) == [f"规则“{first.id}”没有一天有效：从 2025-07-02 到 2025-07-01"]


def test_a_stretch_ends_where_a_word_does_and_every_day_is_in_one(rules: Path) -> None:
    book = edited(rules, NO_VOLUNTEERS)
    found = phases(book)
    assert [str(phase.days) for phase in found] == ["2025-03-03 至 2025-08-31", "2025-09-01 至 2025-09-30", "2025-10-01 至 2026-01-31"]
    for phase in found:
        for day in (phase.days.first, phase.days.last):
            assert day is not None
            then = in_force(book, day)
            assert replace(then.vocabulary, day=None) == replace(phase.book.vocabulary, day=None)
            assert {*then.rules} <= {*phase.book.rules}


def test_a_rulebook_whose_words_stay_is_gone_through_once(book: Rulebook) -> None:
    found = conflicts(book)
    assert (found.phases, found.places, found.combinations) == (1, 2206, 227418840)


def test_two_rules_of_a_layer_are_shown_with_its_issuer_above(tmp_path: Path) -> None:
    """The unit that shows them is one that the layer reaches."""
    shutil.copytree(EXAMPLE / "upper-hollin", tmp_path / "layer")
    path = tmp_path / "layer" / "duties" / "all.yaml"
    more = "obligations:\n  - id: upper_hollin.reading\n    label: Read aloud once a half year, each\n"
    more += "    quote: Every library and school reads aloud once a half year\n"
    more += "    when: {all: [{is: place_of_readers}, {is: place_of_readers}]}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("obligations:\n", more), encoding="utf-8")
    (found,) = conflicts(load(EXAMPLE / "rules", tmp_path / "layer")).findings
    assert found.sort == "asked_twice" and found.example is not None
    assert found.example.rows()[0]["id"] == "Upper Hollin District Office"


def test_a_rule_and_the_one_that_it_sharpens_must_share_a_day(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLE / "upper-hollin", rules.parent / "layer")
    monkeypatch.chdir(rules.parent)
    path = rules / "branches" / "schools.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: schools.cards,", "id: schools.cards, until: 2025-05-14,"), encoding="utf-8")
    problems = [str(one) for one in examine(Path("rules"), Path("layer"))[1]]
    assert problems == [
        "layer/branches/schools.yaml:9:15: “upper_hollin.cards”和它收紧的“schools.cards”没有一天同时有效："
        "2025-05-15 至 2026-01-31；到 2025-05-14\n"
        "    底本第 4 条“A partner school gives each pupil a card”（schools.cards，rules/branches/schools.yaml:8:5）；"
        "补充文件第 1 条“our schools give it by the end of September”"
    ]
