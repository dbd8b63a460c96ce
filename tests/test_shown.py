"""What test cases show of a rulebook: leaves where they decide, near misses, the shares, JUnit XML, and what the command says."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import etree

from cxzy_rules.conditions.logic import evaluate, leaves
from cxzy_rules.model.condition import FALSE, TRUE, Above, All, Condition, Facts, Is, Not, flag
from cxzy_rules.model.condition import Any as Either
from cxzy_rules.parts.case_file import text
from cxzy_rules.questions.cases import read_cases
from cxzy_rules.questions.deciding import deciding
from cxzy_rules.questions.near import NearMiss, near_misses
from cxzy_rules.questions.reach.ranges import OF_CASES
from cxzy_rules.questions.reach.space import asked_facts, reach
from cxzy_rules.questions.shown import Coverage, Tried, coverage
from cxzy_rules.questions.trial import failures, guided
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load
from tests.conftest import ROOT
from tests.strategies import random_condition, random_facts
from tests.test_commands import cxzy

EXAMPLE = ROOT / "examples" / "libraries" / "rules"


@pytest.fixture(scope="module")
def found(book: Rulebook, tried: Tried) -> Coverage:
    return coverage(book, tried)


@pytest.fixture(scope="module")
def example() -> tuple[Rulebook, Tried]:
    book = load(EXAMPLE)
    return book, guided(book, read_cases(book), "plain")


def test_the_shipped_cases_show_all_that_can_be_seen(found: Coverage, record_property: Any) -> None:
    assert (found.never_held, found.never_lacked, found.unseen, found.never_near, found.unasked) == ((), (), (), (), ())
    assert found.shares() == {"规则": 1.0, "条件": 1.0, "差一点": 1.0}
    assert found.values > 1400 and found.near > 400
    record_property("values of leaves that cases show", found.values)


def test_the_examples_cases_show_all_that_can_be_seen(example: tuple[Rulebook, Tried]) -> None:
    assert coverage(*example).shares() == {"规则": 1.0, "条件": 1.0, "差一点": 1.0}


def test_whom_a_layer_reaches_is_asked_both_ways_and_never_unknown() -> None:
    """A roster always tells it; a word of the layer's own is borne inside alone, so beside it the other way is not asked."""
    book = load(EXAMPLE, EXAMPLE.parent / "upper-hollin")
    found = coverage(book, guided(book, read_cases(book), "plain"))
    assert found.shares() == {"规则": 1.0, "条件": 1.0, "差一点": 1.0}
    only_base = coverage(book, guided(book, read_cases(load(EXAMPLE)), "plain"))
    inside = {(one.rule.id, one.value) for one in only_base.unseen if "所及的单位里" in one.text}
    assert {("upper_hollin.aloud", True), ("upper_hollin.cards", True), ("upper_hollin.hall", True)} <= inside
    assert ("upper_hollin.hall", False) not in inside and not [one for one in inside if one[1] is None]


def with_leaf(condition: Condition, number: int, value: bool) -> Condition:
    """The condition with one leaf, by its number, made true or false."""
    at = iter(range(10_000))

    def walk(part: Condition) -> Condition:
        match part:
            case Not(inner):
                return Not(walk(inner))
            case All(parts):
                return All(tuple(map(walk, parts)))
            case Either(parts):
                return Either(tuple(map(walk, parts)))
        return (All(()) if value else Either(())) if next(at) == number else part

    return walk(condition)


def test_a_leaf_decides_where_turning_it_alone_turns_the_condition() -> None:
    """The definition: held against the other way to say it, over random conditions and facts, known and not."""
    draw, decided = Random(6), 0
    for _ in range(400):
        condition = random_condition(draw)
        facts = {fact: value for fact, value in random_facts(draw, [condition]).items() if draw.random() < 0.9}
        wanted = [
            (number, evaluate(leaf, facts))
            for number, leaf in enumerate(leaves(condition))
            if {evaluate(with_leaf(condition, number, value), facts) for value in (True, False)} == {True, False}
        ]
        assert sorted(deciding(condition, facts)) == sorted(wanted)
        decided += len(wanted)
    assert decided > 200


def test_two_leaves_short_of_a_rule_decide_nothing() -> None:
    both = All((flag("a"), flag("b")))
    assert list(deciding(both, {"a": FALSE, "b": FALSE})) == []
    assert list(deciding(both, {"a": FALSE, "b": TRUE})) == [(0, False)]
    assert list(deciding(both, {"b": TRUE})) == [(0, None)]
    assert list(deciding(Either((flag("a"), flag("b"))), {"a": FALSE, "b": FALSE})) == [(0, False), (1, False)]


def meets(combination: Facts, facts: Facts) -> bool:
    return all(facts.get(fact) == value for fact, value in combination.items())


def test_every_unit_of_a_roster_is_one_of_the_combinations(book: Rulebook, guidance: Any, tried: Tried) -> None:
    """What is not asked can really not be seen: a unit of the city or of a case never stands outside of what is gone through."""
    in_force = [one for _, one in [(None, guidance), *tried] if one.book.rules]
    units = {frozenset(answer.standing.facts.items()): answer.standing.facts for one in in_force for answer in one.answers}
    conditions = list({rule.when: rule for rule in book.rules})
    assert len(units) > 250 and len(conditions) > 60
    space = reach(book.vocabulary, conditions, OF_CASES)
    for condition in conditions:
        asked = asked_facts(condition)
        every = {frozenset(one.items()) for _, one in space.combinations(asked)}
        seen = {frozenset((f, v) for f, v in facts.items() if f in asked) for facts in units.values()}
        assert seen - every == set()


def test_a_leaf_is_asked_only_for_what_it_can_be(book: Rulebook, tried: Tried) -> None:
    """With one case alone nearly all is missing; a fact that follows from the roster's own lines is never asked unknown."""
    one = coverage(book, [pair for pair in tried if len(pair[0].units) == 3][:1])
    missing = {(unseen.text, unseen.value) for unseen in one.unseen}
    assert ("有下级", None) not in missing and ("有结对单位", None) not in missing and ("管理体制是“属地管理”", None) not in missing
    assert ("有“不适应村”标记", None) in missing and ("分类是“农村”", None) in missing
    assert 0 < one.shares()["条件"] < 0.5


def test_two_tests_of_superiors_go_together_as_in_a_chain(book: Rulebook) -> None:
    """Below a superior of a kind there is a superior of that kind or another; a root has none."""
    narrow = Is("kind", frozenset(["county_committee"]), frozenset(book.lexicon.domains["kind"].labels) - {"county_committee"})
    both = Is("kind", narrow.allowed | {"city_committee"}, narrow.denied - {"city_committee"})
    tests = All((Above("n", True, narrow), Above("w", True, both), Above("d", False, narrow)))
    space = reach(book.vocabulary, [tests], OF_CASES)
    found = {(one.get("n"), one.get("w"), one.get("d")) for _, one in space.combinations("nwd")}
    assert (TRUE, FALSE, FALSE) not in found and (FALSE, FALSE, TRUE) not in found
    assert {(FALSE, FALSE, FALSE), (TRUE, TRUE, TRUE), (TRUE, TRUE, FALSE), (FALSE, TRUE, FALSE)} <= found


@pytest.fixture(scope="module")
def near(example: tuple[Rulebook, Tried]) -> dict[str, NearMiss]:
    return near_misses(*example, "plain")


def test_each_rule_that_asks_anything_has_a_near_miss(example: tuple[Rulebook, Tried], near: dict[str, NearMiss]) -> None:
    assert near.keys() == {rule.id for rule in example[0].rules if any(True for _ in leaves(rule.when))}
    assert (near["mobile.two_hours"].change.column, near["mobile.two_hours"].change.new, near["mobile.two_hours"].beside) == ("tags", "", 0)
    assert near["mobile.schools"].change.column == "paired_with"


def copied(rules: Path, folder: Path) -> Path:
    shutil.copytree(rules, folder)
    return folder


def test_the_cases_of_near_misses_pass_beside_the_rules(example: tuple[Rulebook, Tried], near: dict[str, NearMiss], tmp_path: Path) -> None:
    rules = copied(EXAMPLE, tmp_path / "rules")
    before = len(read_cases(load(rules)))
    made = tmp_path / "near.yaml"
    done = cxzy("rules", "test", "--near", "-o", str(made), "--rules", str(rules))
    assert (done.returncode, done.stderr) == (0, f"29 条规则的差一点写成案例，写进了 {made}；放进规则的 cases 文件夹就一起测\n")
    assert made.read_text(encoding="utf-8") == text(example[0], near.values())
    shutil.copy(made, rules / "cases" / "near.yaml")
    book = load(rules)
    cases = read_cases(book)
    assert failures(guided(book, cases, "durable_rules")) == []
    added = [case for case in cases if case.place.path.endswith("near.yaml")]
    assert len(cases) == before + len(added) and len({case.name for case in added}) == len(added)
    assert {rule for case in added for one in case.expected for rule in one.lacks} == {
        rule.id for rule in book.rules if rule.id != "supervision.above"
    }
    assert all("就不适用“" in case.name and case.name.endswith("。") for case in added)


def test_what_near_misses_say_on_screen() -> None:
    done = cxzy("rules", "test", "--near", "--rules", "examples/libraries/rules")
    assert (
        "mobile.two_hours　Stay for two hours\n    “Red Book Bus”的“Marks”从“Village route”改成空着，单位 m 就不适用，别的规则都不变（"
        in done.stdout
    )
    assert done.stdout.splitlines()[-1] == "29 条规则各有一处差一点；没有条件、或者没有一格能改出来的 1 条：supervision.above"


# The elements and attributes that the JUnit reports of Jenkins and GitLab share; what they leave open is left open here.
JUNIT = """
<element name="testsuites" xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <ref name="counts"/>
  <oneOrMore><element name="testsuite">
    <attribute name="name"/><attribute name="skipped"><data type="nonNegativeInteger"/></attribute><ref name="counts"/>
    <zeroOrMore><element name="testcase">
      <attribute name="name"><data type="string"><param name="minLength">1</param></data></attribute><attribute name="classname"/>
      <zeroOrMore><element name="failure"><attribute name="type"/><attribute name="message"/><text/></element></zeroOrMore>
    </element></zeroOrMore>
  </element></oneOrMore>
</element>
"""
COUNTS = "".join(f'<attribute name="{n}"><data type="nonNegativeInteger"/></attribute>' for n in ("tests", "failures", "errors"))
SCHEMA = JUNIT.replace('<ref name="counts"/>', COUNTS)


def junit(*call: str, folder: Path) -> Any:
    target = folder / "junit.xml"
    cxzy("rules", "test", "--junit", str(target), *call)
    report = etree.parse(str(target))
    etree.RelaxNG(etree.fromstring(SCHEMA)).assertValid(report)
    return report.getroot()


def test_junit_has_a_test_for_each_case_and_engine(tmp_path: Path) -> None:
    rules = copied(EXAMPLE, tmp_path / "rules")
    case = rules / "cases" / "all.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("Before May the bus", "Before <May> & “June” the bus"), encoding="utf-8")
    report = junit("--rules", str(rules), folder=tmp_path)
    count = len(read_cases(load(rules)))
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in report] == [
        ("durable_rules", str(count), "0"),
        ("plain", str(count), "0"),
    ]
    assert report.get("tests") == str(2 * count)
    assert "Before <May> & “June” the bus need not stay." in {test.get("name") for test in report.iter("testcase")}


def test_a_failing_case_is_a_failure_with_its_place(tmp_path: Path) -> None:
    rules = copied(EXAMPLE, tmp_path / "rules")
    case = rules / "cases" / "all.yaml"
    case.write_text(
        case.read_text(encoding="utf-8").replace(
            "m: {holds: [mobile.timetable], lacks: [mobile.two_hours,", "m: {lacks: [mobile.timetable,"
        ),
        "utf-8",
    )
    report = junit("--case", "Before May", "--rules", str(rules), folder=tmp_path)
    assert (report.get("tests"), report.get("failures")) == ("2", "2")
    failure = report[0][0][0]
    assert (failure.get("type"), failure.get("message")) == ("mismatch", "单位 m：不应适用 mobile.timetable，却适用了")
    assert failure.text.endswith("单位 m：不应适用 mobile.timetable，却适用了") and "all.yaml:" in failure.text


def test_what_the_second_entry_says_otherwise_is_a_failure_too(tmp_path: Path) -> None:
    rules = copied(EXAMPLE, tmp_path / "rules")
    path = rules / "branches" / "schools.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("due: 2025-10-31", "due: 2025-10-30"), encoding="utf-8")
    report = junit("--rules", str(rules), folder=tmp_path)
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in report][2:] == [("第二次登记", "1", "1")]
    assert report.get("failures") == "1"
    assert report[2][0][0].get("message") == "rules.schools.cards.due 应为：2025-10-31；实为：2025-10-30"


def test_the_command_tells_what_no_case_shows_and_holds_to_a_share(tmp_path: Path) -> None:
    rules = copied(EXAMPLE, tmp_path / "rules")
    (rules / "cases" / "nearly.yaml").unlink()
    call = ("rules", "test", "--rules", str(rules))
    done = cxzy(*call)
    assert done.returncode == 0
    assert "条件：各项条件起决定作用时共有 114 种取值，案例见到 93 种（81.5%）\n" in done.stdout
    assert (
        f"{rules}/branches/mobile.yaml:15:5: mobile.two_hours 没有案例见到“有“Village route”标记”待定（别的条件都不妨碍时）\n"
        in done.stdout
    )
    assert f"{rules}/branches/mobile.yaml:15:5: mobile.two_hours 没有案例写明只差一项就不适用的单位\n" in done.stdout
    enough, short = cxzy(*call, "--min-coverage", "80"), cxzy(*call, "--min-coverage", "93")
    assert (enough.returncode, enough.stderr) == (0, "")
    assert (short.returncode, short.stderr) == (1, "条件只有 81.5%，要求不低于 93%。\n")


def test_some_cases_alone_are_run_without_shares() -> None:
    done = cxzy("rules", "test", "--case", "Before", "--rules", "examples/libraries/rules")
    assert (done.returncode, done.stdout) == (0, "durable_rules：2 个案例，0 个不符。\nplain：2 个案例，0 个不符。\n")
    none = cxzy("rules", "test", "--case", "busses", "--rules", "examples/libraries/rules")
    assert (none.returncode, none.stdout) == (1, "") and none.stderr.startswith("没有名称里有“busses”的案例。")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("-o", "near.yaml"), "-o 和 --near 一起用"),
        (("--near", "--min-coverage", "90"), "--min-coverage 要看全部案例，不和 --case、--near 一起用"),
        (("--case", "x", "--min-coverage", "90"), "--min-coverage 要看全部案例，不和 --case、--near 一起用"),
    ],
)
def test_calls_that_make_no_sense_are_refused(call: tuple[str, ...], said: str) -> None:
    done = cxzy("rules", "test", *call)
    assert done.returncode == 2 and said in done.stderr


def test_a_rule_with_too_many_combinations_is_told(book: Rulebook, tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxzy_rules.questions.reach.space.MOST", 100)
    few = coverage(book, tried)
    assert few.unasked and few.values < 1507
