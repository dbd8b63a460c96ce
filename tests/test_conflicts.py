"""What contradicts itself in a rulebook: the enumeration is exact both ways, and each finding shows a unit that proves it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cxzy_rules.conditions.logic import evaluate
from cxzy_rules.guidance import guide_with
from cxzy_rules.model.condition import Condition, Facts, Value
from cxzy_rules.questions.cases import read_cases
from cxzy_rules.questions.conflicts import conflicts
from cxzy_rules.questions.look import Look
from cxzy_rules.questions.reach.space import Space, asked_facts, reach
from cxzy_rules.questions.specimen import Specimen, specimen, tried
from cxzy_rules.questions.trial import case_roster
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load
from cxzy_rules.situations.walk import asker
from tests.conftest import ROOT
from tests.test_commands import cxzy

EXAMPLE = ROOT / "examples" / "libraries"
EVERY = 150


@pytest.fixture(scope="module")
def space(book: Rulebook) -> Space:
    return space_of(book)


@pytest.fixture(scope="module")
def example() -> Rulebook:
    return load(EXAMPLE / "rules")


def conditions(book: Rulebook) -> list[Condition]:
    return list(dict.fromkeys(rule.when for rule in book.rules))


def space_of(book: Rulebook) -> Space:
    return reach(book.vocabulary, conditions(book))


def standings(book: Rulebook, roster: Roster) -> Iterator[Facts]:
    for answer in guide_with(roster, asker(book, "plain"), book.identity.ends).answers:
        yield answer.standing.facts


def missed(book: Rulebook, space: Space, found: list[Facts]) -> list[tuple[str, dict[str, Value | None]]]:
    """The combinations of facts of real units that the enumeration does not have, for each set of facts that a rule asks."""
    lost = []
    for asked in dict.fromkeys(frozenset(asked_facts(condition)) for condition in conditions(book)):
        known = {tuple(facts.get(fact) for fact in sorted(asked)) for _, facts in space.combinations(asked)}
        for facts in found:
            values = {fact: _least(space, fact, facts.get(fact)) for fact in sorted(asked)}
            if tuple(values.values()) not in known:
                lost.append((str(facts), values))
    return lost


def _least(space: Space, fact: str, value: Value | None) -> Value | None:
    """A number stands for all in its interval; the enumeration names the least that a roster can hold."""
    return max([0, *(cut for cut in space.cuts[fact] if cut <= value)]) if isinstance(value, int) else value


def test_every_unit_of_the_city_and_of_the_cases_is_among_the_combinations(
    book: Rulebook, quanzhou: Roster, space: Space, record_property: Any
) -> None:
    found = [*standings(book, quanzhou)]
    assert missed(book, space, found) == []
    agreeing = [case for case in read_cases(book) if not any(unit.get("branch") for unit in case.units)]
    found += [facts for case in agreeing for facts in standings(book, case_roster(book, case))]
    assert [one for one in missed(book, space, found) if "tags" not in str(one[1])] == []
    record_property("real situations found among the enumerated ones", len(found))


def test_every_unit_of_the_example_is_among_the_combinations(example: Rulebook) -> None:
    roster = load_roster(EXAMPLE / "roster.csv", "roster.csv", example.vocabulary)
    assert missed(example, space_of(example), [*standings(example, roster)]) == []


def differing(book: Rulebook, every: int) -> tuple[int, list[tuple[Specimen, str]]]:
    """Of every so-manieth combination without an unknown: how many were made into rows, and those where the program answers otherwise."""
    look = Look(book, space_of(book))
    made, wrong = 0, []
    for number, rule in enumerate(book.rules):
        if rule.when in [one.when for one in book.rules[:number]]:
            continue
        for place, facts in [*look.space.combinations(asked_facts(rule.when))][number % every :: every]:
            found = specimen(place, facts, book.vocabulary) if len(facts) == len(asked_facts(rule.when)) else None
            if found is not None:
                made += 1
                if (number in tried(found, look.ask)) != (evaluate(rule.when, facts) is True):
                    wrong.append((found, rule.id))
    return made, wrong


def test_every_combination_can_be_made_of_rows(book: Rulebook, example: Rulebook, record_property: Any) -> None:
    made, wrong = differing(book, EVERY)
    assert (made > 25, wrong) == (True, [])
    of_example, wrong = differing(example, 1)
    assert (of_example > 80, wrong) == (True, [])
    of_layer, wrong = differing(load(EXAMPLE / "rules", EXAMPLE / "upper-hollin"), 4)
    assert (of_layer > 40, wrong) == (True, [])
    record_property("combinations made into rows and answered as enumerated", made + of_example)


@pytest.mark.deep
def test_truly_every_combination_can_be_made_of_rows(book: Rulebook) -> None:
    for one, most in ((book, 4000), (load(EXAMPLE / "rules", EXAMPLE / "upper-hollin"), 150)):
        made, wrong = differing(one, 1)
        assert (made > most, wrong) == (True, [])


def test_the_shipped_rulebooks_contradict_nothing(book: Rulebook, example: Rulebook) -> None:
    found = conflicts(book)
    assert found.findings == ()
    assert found.combinations > 10**8 and found.tried < 10**5
    assert conflicts(example).findings == ()


SETTLED = "superior: secondary_school, branch: schools}\n"
# What an author does to the example, and what is told of it: the file, the old words, the new ones; the sort and the text.
SLIPS = {
    "a settlement twice": (
        *("vocabulary/kinds.yaml", SETTLED),
        SETTLED + "  - {ruling: school_libraries, kind: branch_library, superior: secondary_school, branch: schools}\n",
        *("settled_twice", "归口（settlement）“Secondary School”下的“Branch Library”写了两次"),
    ),
    "a kind in two branches": (
        *("vocabulary/kinds.yaml", SETTLED),
        SETTLED + "  - {ruling: school_libraries, kind: branch_library, superior: secondary_school, branch: mobile}\n",
        "kind_in_two_branches",
        "归口（settlement）“Secondary School”下的“Branch Library”归到两个分类：“Partner schools”和“Mobile libraries”",
    ),
    "a settlement below a superior that never is one": (
        *("vocabulary/kinds.yaml", SETTLED),
        SETTLED + "  - {ruling: school_libraries, kind: central_library, superior: district_office, branch: schools}\n",
        "settlement_unused",
        "归口（settlement）“District Office”下的“Central Library”永远用不上：“Central Library”的上级（superiors）里没有它",
    ),
    "a superior that a kind never has": (
        *(
            "duties/all.yaml",
            "when: {superior: {kind: federation_board}}",
            "when: {kind: central_library, superior: {kind: district_office}}",
        ),
        "never_holds",
        "规则“all.report”永远不会适用：类型是“Central Library”，并且直接上级：类型是“District Office”",
    ),
    "one thing asked twice": (
        *("duties/all.yaml", "obligations:\n"),
        "obligations:\n  - id: all.list\n    label: Keep a list of books, asked for!\n"
        "    quote: keeps a list of the books most asked for\n    when: {all: [{is: place_of_readers}, {is: place_of_readers}]}\n",
        *("asked_twice", "规则“all.list”和“all.wishes”引同一句话，在任何情形下一起适用，要的是同一件事"),
    ),
    "one thing asked in another order of words": (
        *("duties/all.yaml", "obligations:\n"),
        "obligations:\n  - id: all.list\n    label: Of books asked for keep a list\n"
        "    quote: keeps a list of the books most asked for\n    when: {is: place_of_readers}\n",
        *("asked_twice", "规则“all.list”和“all.wishes”引同一句话，在任何情形下一起适用，要的是同一件事"),
    ),
    "one thing asked twice, of which one quotes more": (
        *("duties/all.yaml", "obligations:\n"),
        "obligations:\n  - id: all.list\n    label: A list of books asked for\n"
        "    quote: a list of the books most asked for\n    when: {is: place_of_readers}\n",
        *("asked_twice", "规则“all.wishes”和“all.list”引同一句话，在任何情形下一起适用，要的是同一件事"),
    ),
    "one organ by two rules": (
        *("supervision/who.yaml", "supervision:\n"),
        "supervision:\n  - {id: supervision.primary, label: The Schools Office advises primary, role: guides, organ: schools_office,\n"
        "     quote: The Schools Office advises the partner schools, when: {branch: schools, kind: primary_school}}\n",
        "one_organ_twice",
        "“the Schools Office”对同一个单位有两条指导规则同时适用：“supervision.primary”和“supervision.schools”",
    ),
    "the same words of two organs for some": (
        *("supervision/who.yaml", "supervision:\n"),
        "supervision:\n  - {id: supervision.primary, label: The Schools Office advises primary, role: guides, organ: rare_books_room,\n"
        "     quote: The Schools Office advises the partner schools, when: {branch: schools, kind: primary_school}}\n",
        "partly_together",
        "同一句话里的两个部门，有的单位由两个一起指导，有的只由其中一个指导：“supervision.primary”和“supervision.schools”",
    ),
    "a part of the same words of two organs for some": (
        *("supervision/who.yaml", "supervision:\n"),
        "supervision:\n  - {id: supervision.primary, label: Schools Office advises primary, role: guides, organ: rare_books_room,\n"
        "     quote: Schools Office advises the partner schools, when: {branch: schools, kind: primary_school}}\n",
        "partly_together",
        "同一句话里的两个部门，有的单位由两个一起指导，有的只由其中一个指导：“supervision.schools”和“supervision.primary”",
    ),
    "an organ over itself": (
        *("supervision/who.yaml", "    when: {not: {organ: reading_desk}}\n", "", "organ_over_itself"),
        "规则“supervision.desk”让“the Reading Desk”牵头它自己",
    ),
    "organs in a circle": (
        *("supervision/who.yaml", "supervision:\n"),
        "supervision:\n  - {id: supervision.one, label: The Schools Office advises one, role: guides, organ: schools_office,\n"
        "     quote: The Schools Office advises, when: {organ: rare_books_room}}\n"
        "  - {id: supervision.two, label: The Rare Books Room advises two, role: guides, organ: rare_books_room,\n"
        "     quote: the Rare Books Room advises, when: {organ: schools_office}}\n",
        *("guides_in_a_circle", "部门的指导关系绕成了圈：the Rare Books Room → the Schools Office → the Rare Books Room"),
    ),
}
BARE = {"settlement_unused", "never_holds", "guides_in_a_circle"}


@pytest.fixture(params=[*SLIPS.values()], ids=[*SLIPS])
def slip(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str, str]:
    file, old, new, sort, text = request.param
    shutil.copytree(EXAMPLE / "rules", tmp_path / "rules")
    path = tmp_path / "rules" / file
    written = path.read_text(encoding="utf-8")
    assert old in written
    path.write_text(written.replace(old, new, 1), encoding="utf-8")
    return tmp_path / "rules", sort, text


def test_a_slip_is_told_with_the_unit_that_shows_it(slip: tuple[Path, str, str]) -> None:
    folder, sort, text = slip
    book = load(folder)
    found = conflicts(book).findings
    assert [(one.sort, one.text) for one in found] == [(sort, text)]
    assert (found[0].example is None) == (sort in BARE)
    if found[0].example is not None:
        holding = tried(found[0].example, asker(book, "durable_rules"))
        assert {number for number, rule in enumerate(book.rules) if rule.id in found[0].rules} <= holding


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Make a list of books asked", True),  # no word of the document that the other does not take
        ("Make a list of books most asked", False),  # the most asked are not all
    ],
)
def test_what_seems_to_say_a_thing_again_is_told_as_information(label: str, told: bool, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "rules", tmp_path / "rules")
    path = tmp_path / "rules" / "duties" / "all.yaml"
    more = f"obligations:\n  - id: all.list\n    label: {label}\n    quote: keeps a list of the books most asked for\n"
    path.write_text(path.read_text(encoding="utf-8").replace("obligations:\n", more + "    when: {is: place_of_readers}\n", 1), "utf-8")
    found = conflicts(load(tmp_path / "rules"))
    assert found.findings == ()
    text = "像是一件事说了两遍：在任何情形下一起适用，名称用的是原文里同样的字："
    text += f"“all.list”（{label}）、“all.wishes”（Keep a list of books asked for）"
    assert [one.text for one in found.information if one.sort == "restated"] == [text] * told


@pytest.mark.parametrize(("least", "told"), [(20, True), (5, False)], ids=["of fewer", "of more"])
def test_what_another_rule_asks_of_more_units_is_told_as_information(least: int, told: bool, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "rules", tmp_path / "rules")
    path = tmp_path / "rules" / "branches" / "libraries.yaml"
    more = "measures:\n  - id: libraries.quiet\n    label: A quiet room\n    quote: more than ten staff keeps a quiet room\n"
    more += f"    when: {{kind: branch_library, members: {{at_least: {least}}}}}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("measures:\n", more, 1), "utf-8")
    found = conflicts(load(tmp_path / "rules"))
    assert found.findings == ()
    text = "“libraries.quiet”（A quiet room）像是“libraries.quiet_room”（Keep a quiet room）已经说了的，它适用的单位两条都适用"
    assert [one.text for one in found.information if one.sort == "said_already"] == [text] * told


@pytest.mark.parametrize(
    ("kind", "told"), [("{kind: primary_school}", True), ("{kind: [primary_school, branch_library]}", False)], ids=["inside", "beyond"]
)
def test_a_layer_that_asks_what_its_base_asks_is_told_as_information(kind: str, told: bool, tmp_path: Path) -> None:
    """Of some of the base's units or of all; one that asks it of others too says something new."""
    shutil.copytree(EXAMPLE / "upper-hollin", tmp_path / "layer")
    path = tmp_path / "layer" / "duties" / "all.yaml"
    more = 'obligations:\n  - {id: upper_hollin.card, label: Give each pupil a card at once, clause: "1",\n'
    more += f"     quote: wants a card for each pupil by the end of October; our schools give it, when: {kind}}}\n"
    text = path.read_text(encoding="utf-8").replace("obligations:\n", more).replace("obligations:", "measures:", 1)
    path.write_text(text, encoding="utf-8")
    found = conflicts(load(EXAMPLE / "rules", tmp_path / "layer"))
    said = "补充文件的“upper_hollin.card”（Give each pupil a card at once）像是底本的“schools.cards”（Give each pupil a card），"
    assert [one.told() for one in found.information if one.sort == "base_restated"] == [
        said + "它适用的单位两条都适用；要收紧就写 sharpens"
    ] * told


def test_a_kind_that_no_rule_of_its_branch_binds_is_told_as_information(tmp_path: Path) -> None:
    """Each rule for primary schools is narrowed to secondary schools."""
    shutil.copytree(EXAMPLE / "rules", tmp_path / "rules")
    path = tmp_path / "rules" / "branches" / "schools.yaml"
    written = path.read_text(encoding="utf-8").replace("    rhythm: year\n", "    rhythm: year\n    when: {kind: secondary_school}\n")
    for words in ("quote: A partner school gives each pupil a card", "quote: lets pupils run a shelf of their own"):
        written = written.replace(words, words + ", when: {kind: secondary_school}")
    path.write_text(written, encoding="utf-8")
    told = [one.text for one in conflicts(load(tmp_path / "rules")).information if one.sort == "kind_without_rules"]
    assert told == [
        "类型“Branch Library”（branch_library）归“Partner schools”，这一类的规则却没有一条适用它",
        "类型“Primary School”（primary_school）归“Partner schools”，这一类的规则却没有一条适用它",
    ]


def test_a_branch_to_which_no_kind_belongs_is_told(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "rules", tmp_path / "rules")
    head = 'branch: quiet\nlabel: Quiet rooms\nclause: "2"\nquote: a quiet room\n'
    (tmp_path / "rules" / "branches" / "quiet.yaml").write_text(head, encoding="utf-8")
    found = conflicts(load(tmp_path / "rules")).findings
    text = "没有一个类型属于分类“Quiet rooms”（quiet），它的规则只有靠人工填分类才用得上"
    assert [(one.sort, one.text) for one in found] == [("branch_without_kinds", text)]


def test_a_rule_without_its_column_can_never_be_decided(example: Rulebook) -> None:
    """Files that lack the column are refused at load; what is left is a rulebook put together otherwise."""
    columns = {name: column for name, column in example.vocabulary.columns.items() if name != "paired_with"}
    found = conflicts(replace(example, vocabulary=replace(example.vocabulary, columns=columns))).findings
    assert [(one.sort, one.rules) for one in found] == [("undecidable", ("mobile.schools",))]


def test_the_command_shows_rules_with_their_words_and_rows_to_paste(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "rules", tmp_path / "rules")
    path = tmp_path / "rules" / "supervision" / "who.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    when: {not: {organ: reading_desk}}\n", ""), encoding="utf-8")
    done = cxzy("rules", "conflicts", "--rules", "rules", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[:7] == [
        "1. 规则“supervision.desk”让“the Reading Desk”牵头它自己",
        "    rules/supervision/who.yaml:5:5: supervision.desk　The Reading Desk coordinates　第 6 条"
        "“The Reading Desk of the federation coordinates the year”",
        "        条件：没有条件，都适用",
        "    例如这样的单位（1）：",
        "        Number,Library name,Kind of body,Level",
        "        1,Reading Desk,Desk or Office,Whole federation",
        "供参考，不算问题：",
    ]
    assert done.stdout.splitlines()[-1] == "共 1 处矛盾、落空或重复。"


def test_a_roster_shows_how_the_rules_hit(tmp_path: Path) -> None:
    at = ["--rules", str(EXAMPLE / "rules"), "--roster", str(EXAMPLE / "roster.csv")]
    done = cxzy("rules", "conflicts", "--json", *at)
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["findings"], told["roster"]["units"], told["roster"]["nobody"]) == ([], 30, [])
    assert told["roster"]["hits"]["supervision.above"] == 30
    assert told["roster"]["alike"] == [["mobile.schools", "mobile.two_hours"]]
    lines = cxzy("rules", "conflicts", *at).stdout.splitlines()
    assert lines[-6:-4] == ["没有矛盾、落空或重复。", "花名册的 30 个单位："]


def test_conditions_that_are_the_same_in_other_words_are_told_as_information(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "rules", tmp_path / "rules")
    path = tmp_path / "rules" / "duties" / "all.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("when: {is: leading_body}", "when: {any: [{is: leading_body}, {is: leading_body}]}", 1), encoding="utf-8")
    found = conflicts(load(tmp_path / "rules"))
    assert found.findings == ()
    assert [one.rules for one in found.information if one.sort == "same_condition"] == [("all.officer", "all.visits")]
