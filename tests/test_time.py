"""What is in force on a day: rules, rulings, words, names and pairs that begin and end, and every mistake in their days."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules.guidance import guide
from cxzy_rules.model.days import Days
from cxzy_rules.records import records
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.rulebook.load import examine, load
from tests.conftest import ROOT, rounds
from tests.test_commands import cxzy

LIBRARIES = ROOT / "examples" / "libraries"
KINDS, ORGANS, WORDS, RULINGS, MOBILE, WHO, ROOT_FILE = (
    *("vocabulary/kinds.yaml", "vocabulary/organs.yaml", "vocabulary/words.yaml", "rulings/all.yaml"),
    *("branches/mobile.yaml", "supervision/who.yaml", "rulebook.yaml"),
)
FIRST, LAST = date(2025, 3, 3), date(2026, 1, 31)
OUTSIDE = f"\n    文件从 {FIRST} 到 {LAST} 有效"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the library rulebook, seen from the folder above it."""
    shutil.copytree(LIBRARIES / "rules", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return Path("rules")


def put(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@dataclass(frozen=True)
class Mistake:
    """In `file`, `old` becomes `new`; all that is told of it."""

    file: str
    old: str
    new: str
    told: str


MISTAKES = {
    "a ruling that ends before it begins": Mistake(
        RULINGS,
        "text: A district's",
        "from: 2025-07-01\n    until: 2025-06-30\n    text: A district's",
        "rules/rulings/all.yaml:28:12: until 早于 from，永远不会成立",
    ),
    "a kind from before the document": Mistake(
        KINDS,
        "kind: branch_library, superior",
        "from: 2025-01-01, kind: branch_library, superior",
        f"rules/vocabulary/kinds.yaml:14:38: from 写的 2025-01-01 不在文件的有效期内{OUTSIDE}",
    ),
    "a name from after the document": Mistake(
        ORGANS,
        "until: 2025-08-31",
        "from: 2026-02-01",
        f"rules/vocabulary/organs.yaml:4:144: from 写的 2026-02-01 不在文件的有效期内{OUTSIDE}",
    ),
    "a day that is none": Mistake(
        ORGANS,
        "until: 2025-08-31",
        "until: August",
        "rules/vocabulary/organs.yaml:4:145: “August”不是日期\n    写成 2010-06-30",
    ),
    "a dated name without a name": Mistake(
        ORGANS,
        "{name: Schools Desk, ",
        "{",
        "rules/vocabulary/organs.yaml:4:117: 带日期的叫法缺少“name”",
    ),
    "one name twice on one day": Mistake(
        ORGANS,
        "{name: Schools Desk, until: 2025-08-31}",
        "{name: Desk, until: 2025-08-31}, {name: Desk, from: 2025-08-31}",
        "rules/vocabulary/organs.yaml:3:3: “schools_office”的叫法“Desk”写了两次，日子重叠：到 2025-08-31；2025-08-31 起\n"
        "    同一个叫法的几段日子要前后错开",
    ),
    "one name of two organs on one day": Mistake(
        ORGANS,
        "[Rare Books Room]",
        "[Rare Books Room, {name: Schools Desk, from: 2025-08-31}]",
        "rules/vocabulary/organs.yaml:3:3: “Schools Desk”既指“schools_office”又指“rare_books_room”\n    一个名称只能指一个部门",
    ),
    "one alias of two kinds on one day": Mistake(
        KINDS,
        "aliases: [Book Bus]",
        "aliases: [Book Bus, {name: Branch, from: 2025-06-01}]",
        "rules/vocabulary/kinds.yaml:10:5: “Branch”既指“branch_library”又指“mobile_library”\n    一个词只能有一个意思",
    ),
    "a rule that outlives its ruling": Mistake(
        MOBILE,
        "from: 2025-05-01",
        "from: 2025-05-01\n    until: 2025-12-31\n    ruling: bus",
        "rules/branches/mobile.yaml:20:12: 规则“mobile.two_hours”写明有效到 2025-12-31，所依据的裁定“bus”却只到 2025-11-30\n"
        "    裁定“bus”写在 rules/rulings/all.yaml:28:5，两处的日子要对得上",
    ),
    "a rule before its ruling": Mistake(
        MOBILE,
        "from: 2025-05-01",
        "from: 2025-04-30\n    ruling: bus",
        "rules/branches/mobile.yaml:19:11: 规则“mobile.two_hours”写明 2025-04-30 起有效，所依据的裁定“bus”却从 2025-05-01 起\n"
        "    裁定“bus”写在 rules/rulings/all.yaml:28:5，两处的日子要对得上",
    ),
    "a rule after its ruling": Mistake(
        MOBILE,
        "from: 2025-05-01",
        "from: 2025-12-01\n    ruling: bus",
        "rules/branches/mobile.yaml:15:5: 规则“mobile.two_hours”和裁定“bus”没有一天同时有效：2025-12-01 起；2025-05-01 至 2025-11-30\n"
        "    裁定“bus”写在 rules/rulings/all.yaml:28:5",
    ),
    "a rule after the mark that it asks for": Mistake(
        WORDS,
        "label: Village route",
        "until: 2025-04-30, label: Village route",
        "rules/branches/mobile.yaml:15:5: 规则“mobile.two_hours”有效的日子（2025-05-01 起）里，条件永远不会成立\n"
        "    条件问到的类型、标记、部门要和规则有一天同时有效",
    ),
    "a rule that outlives its organ": Mistake(
        WHO,
        "organ: reading_desk\n  - id",
        "organ: reading_desk\n    until: 2025-12-31\n  - id",
        "rules/supervision/who.yaml:11:12: 规则“supervision.desk”写明有效到 2025-12-31，所依据的部门“reading_desk”却只到 2025-10-31\n"
        "    部门“reading_desk”写在 rules/vocabulary/organs.yaml:3:10，两处的日子要对得上",
    ),
    "a document that ends before it begins": Mistake(
        ROOT_FILE,
        "ends: 2026-01-31",
        "ends: 2025-03-02",
        "rules/rulebook.yaml:3:1: 最后一日 2025-03-02 早于发布之日 2025-03-03",
    ),
}
BUS = """
  - {id: bus, date: 2025-04-01, clause: "3", quote: the bus stays for two hours, from: 2025-05-01, until: 2025-11-30, text: Two hours.}
"""


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_days_is_told_where_it_stands(mistake: Mistake, rules: Path) -> None:
    if "ruling: bus" in mistake.new:
        path = rules / RULINGS
        path.write_text(path.read_text(encoding="utf-8") + BUS.lstrip("\n"), encoding="utf-8")
    if mistake.file == WHO:
        put(rules, ORGANS, "{id: reading_desk,", "{id: reading_desk, until: 2025-10-31,")
    put(rules, mistake.file, mistake.old, mistake.new)
    assert [str(one) for one in examine(rules)[1]] == mistake.told.split("\n\n")


def held(book: Rulebook, day: date, unit: str, roster: str = "roster.csv") -> set[str]:
    """The rules that hold for a unit of the library roster on a day."""
    words = in_force(book, day).vocabulary
    units = load_roster(LIBRARIES / roster, roster, words)
    found = guide(units, book, day, "plain")
    return {rule.id for rule in found.answer(units.ids().index(unit)).rules}


def test_a_rule_falls_away_with_its_ruling(rules: Path) -> None:
    put(rules, RULINGS, "text: A district's", "from: 2025-06-01\n    until: 2025-09-30\n    text: A district's")
    put(rules, MOBILE, "    from: 2025-05-01", "    ruling: district_offices")
    book = load(rules)
    for day, holds in ((date(2025, 5, 31), False), (date(2025, 6, 1), True), (date(2025, 9, 30), True), (date(2025, 10, 1), False)):
        assert ("mobile.two_hours" in held(book, day, "M1")) == holds
        schools = next(rule for rule in in_force(book, day).rules if rule.id == "supervision.schools")
        assert schools.counterpart == ("district_offices" if holds else None), "only the counterpart rests on it: the rule stays"


def test_a_kind_and_a_settlement_fall_away_with_their_ruling(rules: Path) -> None:
    put(rules, RULINGS, "text: A library run", "until: 2025-09-30\n    text: A library run")
    put(rules, RULINGS, "text: A branch library inside", "until: 2025-09-30\n    text: A branch library inside")
    book = load(rules)
    assert "libraries.five_days" in held(book, date(2025, 9, 30), "V1")
    assert "libraries.five_days" not in held(book, date(2025, 10, 1), "V1"), "nobody is a volunteer library any more"
    assert "schools.cards" in held(book, date(2025, 9, 30), "S6")
    assert {"libraries.visitors"} == held(book, date(2025, 10, 1), "S6") & {"schools.cards", "libraries.visitors"}


def test_what_asks_for_a_word_that_is_none_neither_holds_nor_is_open(rules: Path) -> None:
    put(rules, WORDS, "{id: new_building,", "{id: new_building, until: 2025-06-30,")
    put(rules, WORDS, "{id: place,", "{id: place, until: 2025-06-30,")
    put(rules, KINDS, "{id: secondary_school,", "{id: secondary_school, until: 2025-06-30,")
    book, day = load(rules), date(2025, 7, 1)
    roster = load_roster(LIBRARIES / "roster.csv", "roster.csv", in_force(book, day).vocabulary)
    told = list(records(guide(roster, book, day), roster.parent.argsort()))
    gone = {"libraries.open_week", "schools.hall"}
    assert "libraries.open_week" in held(book, date(2025, 6, 30), "V2")
    assert [one["id"] for one in told if gone & {item["rule"] for item in one["carriers"] + one["undetermined"]}] == []
    assert {one["level"] for one in told} == {"federation", "district", None}


def test_both_engines_say_the_same_of_a_narrowed_rulebook(rules: Path) -> None:
    put(rules, KINDS, "{id: branch_library,", "{id: branch_library, until: 2025-06-30,")
    put(rules, WORDS, "{id: village_route,", "{id: village_route, until: 2025-06-30,")
    book, day = load(rules), date(2025, 7, 1)
    roster = load_roster(LIBRARIES / "roster.csv", "roster.csv", in_force(book, day).vocabulary)
    durable, plain = (guide(roster, book, day, engine) for engine in ("durable_rules", "plain"))
    assert durable.answers == plain.answers


NAMES = "[{name: 卫生局, until: 2013-11-30}, {name: 卫生计生委, from: 2013-12-01, until: 2018-12-31}, {name: 卫健委, from: 2019-01-01}]"


def test_a_department_keeps_its_id_through_its_names(tmp_path: Path) -> None:
    """卫生局 → 卫生计生委 → 卫健委, in a rulebook as the shipped one would be if it were still in force."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    organs = tmp_path / "rules" / ORGANS
    words = yaml.safe_load(organs.read_text(encoding="utf-8"))["organs"]
    written = next(one for one in words if one["id"] == "health_bureau")["names"]
    put(
        tmp_path / "rules",
        ORGANS,
        f"names: [{', '.join(written)}]",
        f"names: {NAMES}",
    )
    put(tmp_path / "rules", ROOT_FILE, "ends: 2012-11-08", "ends: 2020-12-31")
    book = load(tmp_path / "rules")
    for day, name in ((date(2012, 6, 1), "卫生局"), (date(2016, 6, 1), "卫生计生委"), (date(2020, 6, 1), "卫健委")):
        for called in ("卫生局", "卫生计生委", "卫健委"):
            assert in_force(book, day).vocabulary.organ_by_name(f"泉州市{called}") == ("health_bureau" if called == name else None)


def paired(cell: str, day: date, tmp_path: Path) -> tuple[dict[str, Any], list[str]]:
    """Whether M and S are paired on a day where M's cell holds this, and what is told of it."""
    path = tmp_path / "r.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = ["Number", "Library name", "Led by", "Paired with"]
        csv.writer(file).writerows([columns, ["F", "X Federation Board", "", ""], ["M", "Red Book Bus", "F", cell]])
        csv.writer(file).writerows([["S", "Weir Primary School", "F", ""], ["T", "Mill Primary School（1949）", "F", ""]])
    book = load(LIBRARIES / "rules")
    roster = load_roster(path, "r.csv", in_force(book, day).vocabulary)
    return dict(roster.units.select("id", "paired").rows()), [str(one) for one in roster.problems]


SPANS = {
    "S（2025-05-01至2025-08-31）": (date(2025, 5, 1), date(2025, 8, 31)),
    "Weir Primary School (2025.5.1-2025.8.31)": (date(2025, 5, 1), date(2025, 8, 31)),
    "S（2025年5月1日起）": (date(2025, 5, 1), None),
    "S （至 2025/8/31）": (None, date(2025, 8, 31)),
    "S": (None, None),
}


@rounds(15)
@given(cell=st.sampled_from([*SPANS]), day=st.dates(FIRST, LAST))
def test_a_pair_holds_on_its_days_alone(cell: str, day: date, tmp_path_factory: pytest.TempPathFactory) -> None:
    holds = "true" if Days(*SPANS[cell]).cover(day) else "false"
    found, problems = paired(cell, day, tmp_path_factory.mktemp("pairs"))
    assert (found["M"], found["S"], found["T"], problems) == (holds, holds, "false", [])


def test_of_two_partners_one_may_have_gone(tmp_path: Path) -> None:
    found, problems = paired("S（至2025-04-30）；Mill Primary School（1949）", date(2025, 6, 1), tmp_path)
    assert (found["M"], found["S"], found["T"], problems) == ("true", "false", "true", [])


FORM = "写成 编号（2010-09-01至2011-08-31）；只有一头的写（2010-09-01起）或（至2011-08-31）"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("S（2025-13-01起）", "写的“S（2025-13-01起）”的日期读不懂"),
        ("S（2025-08-31至2025-05-01）", "写的“S（2025-08-31至2025-05-01）”的日期前后颠倒"),
    ],
)
def test_days_of_a_pair_that_cannot_be_read_leave_it_open(cell: str, told: str, tmp_path: Path) -> None:
    found, problems = paired(cell, date(2025, 6, 1), tmp_path)
    assert problems == [f"r.csv:3:4: “Red Book Bus”的“Paired with”{told}\n    {FORM}"]
    assert (found["M"], found["S"]) == (None, "false")


BookOf = Callable[[date, date], Rulebook]
ALL_DAYS = st.dates(FIRST - timedelta(days=40), LAST + timedelta(days=40))


@rounds(10)
@given(first=st.dates(FIRST, LAST), length=st.integers(0, 200), day=ALL_DAYS)
def test_a_rule_is_in_force_on_its_days_and_no_other(
    first: date, length: int, day: date, book_of: Callable[[date, date], Rulebook]
) -> None:
    last = min(first + timedelta(days=length), LAST)
    holds = "mobile.two_hours" in held(book_of(first, last), day, "M1")
    assert holds == (first <= day <= last)


@pytest.fixture(scope="module")
def book_of(tmp_path_factory: pytest.TempPathFactory) -> BookOf:
    """The library rulebook with the bus's two hours on these days."""
    folder = tmp_path_factory.mktemp("dated") / "rules"
    shutil.copytree(LIBRARIES / "rules", folder)
    text = (folder / MOBILE).read_text(encoding="utf-8")

    def made(first: date, last: date) -> Rulebook:
        (folder / MOBILE).write_text(text.replace("from: 2025-05-01", f"from: {first}\n    until: {last}"), encoding="utf-8")
        return load(folder)

    return made


def test_every_command_asks_the_words_of_its_day(rules: Path) -> None:
    put(rules, KINDS, "{id: volunteer_library,", "{id: volunteer_library, until: 2025-09-30,")
    given = ["--roster", str(LIBRARIES / "roster.csv"), "--rules", str(rules)]
    there = rules.parent.absolute()
    calls = (cxzy("who", "V1", "--json", "--as-of", day, *given, cwd=there) for day in ("2025-09-30", "2025-10-01"))
    before, after = (json.loads(call.stdout) for call in calls)
    assert [one["matches"][0]["kind"] for one in (before, after)] == ["volunteer_library", None]
    done = cxzy("explain", "M1", "mobile.two_hours", "--as-of", "2025-04-30", *given, cwd=there)
    assert (done.returncode, done.stderr) == (1, "规则“mobile.two_hours”在 2025-04-30 没有生效。\n")


def test_a_trend_reads_the_newer_roster_by_the_words_of_the_older_day(rules: Path, tmp_path: Path) -> None:
    put(rules, KINDS, "{id: volunteer_library,", "{id: volunteer_library, until: 2025-09-30,")
    ledger = tmp_path / "l.csv"
    ledger.write_text("Number,Duty,State,Day\nV1,libraries.five_days,Done,2025-06-01\n", encoding="utf-8")
    call = ("audit", str(LIBRARIES / "roster.csv"), str(ledger), "--rules", "rules", "-f", "json", "--as-of", "2025-10-31")
    done = cxzy(*call, "--since", str(ledger), "--since-as-of", "2025-08-31", cwd=tmp_path)
    changed = json.loads(done.stdout)["changes"]
    assert ("V1", "libraries.five_days", "vanished", "time") in {(one["unit"], one["item"], one["change"], one["cause"]) for one in changed}
