"""Units of one name in a ledger: settled where what stands beside the name leaves one, never guessed; and whose problems a part sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxzy_rules.ledger.ledger import Extent, Ledger
from cxzy_rules.ledger.read import read_ledgers
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.roster.tree import below
from cxzy_rules.rulebook.book import Rulebook
from tests.conftest import DAY
from tests.test_commands import cxzy

UNITS = """编号,名称,上级,类型
s,中共大市委员会,,市委
x1,中共甲县委员会,s,县委
x2,中共乙县委员会,s,县委
z1,东镇,x1,乡镇党委
z2,西镇,x1,乡镇党委
z3,东镇,x2,乡镇党委
z4,大东镇,x2,乡镇党委
v1,和平村,z1,村
v2,和平村,z3,村
v3,团结村,z1,村
v4,团结村,z2,村
v5,新村,z1,村
v6,老村,z2,村
v7,海村,z3,村
v8,和平村,z4,村
"""
ITEM = "完善村务公开制度"


@pytest.fixture(scope="module")
def roster(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Roster:
    path = tmp_path_factory.mktemp("roster") / "册.csv"
    path.write_text(UNITS, encoding="utf-8")
    return load_roster(path, "册.csv", book.vocabulary)


def read(book: Rulebook, roster: Roster, folder: Path, text: str, top: str | None = None) -> Ledger:
    """The ledger in which each line is a record of ITEM; `top`: the head of the part asked about."""
    head, *rows = text.splitlines()
    lines = [f"{head},事项,状态", *(f"{row},{ITEM},已完成" for row in rows)]
    path = folder / "台账.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    row = roster.row_of(top) if top else None
    part = None if row is None else Extent(below(roster, row).nonzero()[0], row)
    return read_ledgers([path], roster, book, DAY, part=part)


def units(ledger: Ledger, roster: Roster) -> list[str]:
    return roster.units["id"].gather(ledger.records()["unit"]).to_list()


SETTLED = {
    "its superior's id": ("单位,上级\n和平村,z1", None, "v1"),
    "its county, as people call it": ("单位,县\n团结村,甲县\n和平村,甲县", None, "v1"),
    "town and county together": ("单位,县,乡镇\n和平村,乙县,东镇", None, "v2"),
    "a name that only holds the word is no town of that name": ("单位,县,乡镇\n和平村,中共乙县委员会,大东镇", None, "v8"),
    "the rest of its sheet": ("单位\n新村\n和平村", None, "v1"),
    "the rest of its sheet, by ids": ("单位编号,单位\nv6,\n,团结村", None, "v4"),
    "the part asked about": ("单位\n和平村", "x1", "v1"),
    "the part asked about, and the whole sheet lies in it": ("单位\n新村\n老村\n和平村", "x1", "v1"),
    "two names of one town": ("单位\n新村\n团结村\n和平村", None, "v3"),
}
OPEN = {
    "nothing beside it": ("单位\n和平村", None),
    "a county with two": ("单位,县\n团结村,甲县", None),
    "a town of which there are two": ("单位,乡镇\n和平村,东镇", None),
    "a superior that nobody has": ("单位,乡镇\n新村,东镇\n和平村,北镇", None),
    "a superior that speaks against its sheet": ("单位,县,乡镇\n和平村,甲县,大东镇", None),
    "a sheet of two counties": ("单位\n新村\n海村\n团结村", None),
    "a sheet that has another name from elsewhere": ("单位\n海村\n团结村\n和平村", None),
    "a part, but a sheet that goes beyond it": ("单位\n新村\n海村\n和平村", "x1"),
    "a part with two": ("单位\n团结村", "x1"),
    "another unit's number": ("单位编号,单位,上级\nv999,和平村,z1", None),
}


@pytest.mark.parametrize(("text", "top", "meant"), SETTLED.values(), ids=SETTLED.keys())
def test_a_name_is_settled_by_what_stands_beside_it(
    book: Rulebook, roster: Roster, tmp_path: Path, text: str, top: str | None, meant: str
) -> None:
    ledger = read(book, roster, tmp_path, text, top)
    assert meant in units(ledger, roster)
    assert any("同名" in one.text and f"（{meant}，上级" in one.text and one.text.endswith("读了") for one in ledger.problems)
    assert ledger.rows == ledger.records().height + ledger.set_aside


@pytest.mark.parametrize(("text", "top"), OPEN.values(), ids=OPEN.keys())
def test_where_two_remain_it_stays_set_aside(book: Rulebook, roster: Roster, tmp_path: Path, text: str, top: str | None) -> None:
    ledger = read(book, roster, tmp_path, text, top)
    told = [one for one in ledger.problems if "同名，没有计入" in one.text]
    assert told and ledger.set_aside == len(told)
    name = text.splitlines()[-1].split(",")[1 if "编号" in text else 0]
    bearers = {"和平村": "v1（上级 东镇）、v2（上级 东镇）、v8（上级 大东镇）", "团结村": "v3（上级 东镇）、v4（上级 西镇）"}
    assert f"请写编号，候选的有：{bearers[name]}" in [one.hint for one in told]


def test_on_what_it_rests_is_told_once_a_table(book: Rulebook, roster: Roster, tmp_path: Path) -> None:
    ledger = read(book, roster, tmp_path, "单位,上级\n和平村,z1\n和平村,z1\n和平村,z4\n")
    assert units(ledger, roster) == ["v1", "v1", "v8"]
    assert [one.text for one in ledger.problems] == [
        "单位“和平村”有 3 个同名，这一行的上级写的是“z1”，按“和平村”（v1，上级 东镇）读了",
        "单位“和平村”有 3 个同名，这一行的上级写的是“z4”，按“和平村”（v8，上级 大东镇）读了",
    ]
    ledger = read(book, roster, tmp_path, "单位\n新村\n和平村")
    assert [one.text for one in ledger.problems] == [
        "单位“和平村”有 3 个同名，这张表里别的单位都在“东镇”之下，按“和平村”（v1，上级 东镇）读了"
    ]


def test_two_files_that_differ_only_in_their_town_are_not_one(book: Rulebook, roster: Roster, tmp_path: Path) -> None:
    for name, town in (("一.csv", "z1"), ("二.csv", "z4")):
        (tmp_path / name).write_text(f"单位,上级,事项,状态\n和平村,{town},{ITEM},已完成\n", encoding="utf-8")
    ledger = read_ledgers([tmp_path], roster, book, DAY)
    assert units(ledger, roster) == ["v1", "v8"]


def test_a_wide_ledger_is_settled_as_well(book: Rulebook, roster: Roster, tmp_path: Path) -> None:
    (tmp_path / "宽.csv").write_text(f"县（市、区）,单位,{ITEM}\n甲县,和平村,√\n", encoding="utf-8")
    assert units(read_ledgers([tmp_path], roster, book, DAY), roster) == ["v1"]


def test_a_part_sees_its_own_problems_and_how_many_there_are_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "册.csv").write_text(UNITS, encoding="utf-8")
    rows = ["v1,明天,", "v7,明天,", "v8,后天,", "v5,,x", "v6,已完成,2020-01-01", "没有这个,已完成,", ",已完成,"]
    text = "单位编号,事项,状态,日期\n" + "\n".join(f"{unit},{ITEM},{rest}" for unit, rest in (row.split(",", 1) for row in rows))
    (tmp_path / "台账.csv").write_text(text, encoding="utf-8")
    (tmp_path / "别处.csv").write_text(f"单位编号,事项,状态,多的\nv7,{ITEM},已完成,1\nv8,没有的事项,已完成,1\n", encoding="utf-8")
    call = ("audit", "册.csv", "台账.csv", "别处.csv", "--as-of", DAY.isoformat())
    every = json.loads(cxzy(*call, "-f", "json", cwd=tmp_path).stdout)
    done = cxzy(*call, "--under", "x1", "-f", "json", cwd=tmp_path)
    part = json.loads(done.stdout)
    told = {one["problem"]: one for one in every["ledger_problems"]}
    assert {one["problem"] for one in part["ledger_problems"]} < set(told)
    assert {(one["file"], one["row"]) for one in part["ledger_problems"]} == {("台账.csv", row) for row in (2, 5, 6, 7, 8)}
    assert len(every["ledger_problems"]) - len(part["ledger_problems"]) == part["ledger_problems_elsewhere"] > 0
    assert f"范围以外的单位还有 {part['ledger_problems_elsewhere']} 处台账问题，没有列出。" in done.stderr
    assert every["ledger_problems_elsewhere"] == 0
