"""What is decided of records that came back, against a plain list of everything said; and how those records stand beside what is known."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy_rules.audit.returned import returned
from cxzy_rules.guidance import guide
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.ledger.read import read_ledgers
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store.base import create, opened, reading
from cxzy_rules.store.decisions import VERDICTS, decisions, said_of, spans
from cxzy_rules.store.health import backup
from cxzy_rules.store.ledgers import Verdict
from cxzy_rules.working.bring import Desk, bring
from cxzy_rules.working.decide import decide, decide_open, undo
from cxzy_rules.working.receive import receive
from tests.conftest import DAY
from tests.test_checklists import forms, table
from tests.test_commands import cxzy

BEGIN = datetime(2011, 6, 30, 9, tzinfo=UTC)
HEAD = ("单位编号", "规则编号", "期次", "状态", "日期", "佐证", "备注", "有效期至")
ONCE, TWICE = "rural.three_level_creation", "rural.villager_hearings"
MANY = 8
Step = tuple[str, Verdict, frozenset[int], int]


def ledger_file(path: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


@pytest.fixture(scope="module")
def came_back(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working file with one file that came back; in some of its rows nothing is filled in."""
    folder = tmp_path_factory.mktemp("back")
    rows = [(f"u{at}", ONCE, "", "已完成" if at % 3 else "", "", "有" if at % 3 else "", "", "") for at in range(MANY)]
    desk = Desk(create(folder / "a.cxzy", "a.cxzy"), "a.cxzy", "张三", book)
    list(receive(desk, [(ledger_file(folder / "回.csv", rows), "回.csv")], lambda: BEGIN))
    return folder / "a.cxzy"


def steps() -> st.SearchStrategy[list[Step]]:
    numbers = st.frozensets(st.integers(1, MANY))
    return st.lists(
        st.tuples(st.sampled_from(["decide", "open", "undo"]), st.sampled_from(VERDICTS), numbers, st.integers(0, 5)), max_size=7
    )


@settings(max_examples=20)
@given(steps())
def test_the_newest_word_counts_and_what_is_taken_back_is_as_before(book: Rulebook, came_back: Path, told: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        backup(came_back, Path(folder, "a.cxzy"))
        desk = Desk(opened(Path(folder, "a.cxzy"), "a.cxzy"), "a.cxzy", "张三", book)
        clock = iter(BEGIN + timedelta(seconds=at) for at in range(1, 100))
        said: list[dict[int, Verdict]] = [dict.fromkeys(range(1, MANY + 1), "open")]
        for what, verdict, numbers, which in told:
            now = newest(said)
            if what == "decide":
                assert decide(desk, dict.fromkeys(numbers, 10**6), verdict, next(clock)).taken == len(numbers)
                said.append({number: verdict for number in numbers if now[number] != verdict})
            elif what == "open":
                free = [number for number in sorted(numbers) if now[number] == "open"]
                assert decide_open(desk, sorted(numbers), verdict, next(clock)) == free
                said.append(dict.fromkeys(free, verdict))
            else:
                said.append(_undone(desk, said, which, next(clock)))
            said = [one for one in said if one]
            assert {at + 1: VERDICTS[verdict] for at, verdict in enumerate(_now(desk))} == newest(said)


def newest(said: list[dict[int, Verdict]]) -> dict[int, Verdict]:
    found: dict[int, Verdict] = {}
    for one in said:
        found |= one
    return found


def _now(desk: Desk) -> list[int]:
    with reading(desk.engine, "a.cxzy") as connection:
        found: list[int] = said_of(connection, 1, MANY + 1).verdict.tolist()
        return found


def _undone(desk: Desk, said: list[dict[int, Verdict]], which: int, at: datetime) -> dict[int, Verdict]:
    """Takes back one decision of those listed; what that should say: of each record that it still settles what was said before it."""
    with reading(desk.engine, "a.cxzy") as connection:
        listed = decisions(connection, spans(connection, 1)[0])[::-1]
    assert len(listed) == len(said)
    place = which % len(said)
    later = {number for one in said[place + 1 :] for number in one}
    settled = [number for number in said[place] if number not in later]
    assert undo(desk, 1, listed[place].id, at) == len(settled)
    before = newest(said[:place])
    return {number: before.get(number, "open") for number in settled}


TOWN = "编号,名称,上级,类型\ns,某市委,,市委\nx,某县委,s,县委\nz,某镇党委,x,乡镇党委\nc,甲村党支部,z,村\nd,乙村党支部,z,村\n"
OLD = [("c", ONCE, "", "进行中", "2011-03-01", "", "", ""), ("d", ONCE, "", "已完成", "2011-03-01", "照片", "", "")]
BESIDE = {
    "same": [("c", ONCE, "", "进行中", "2011-03-01", "", "", "")],
    "moved": [("c", ONCE, "", "已完成", "2011-03-02", "有", "", ""), ("c", ONCE, "", "进行中", "2011-03-01", "", "在谈", "")],
    "contradicts": [
        ("c", ONCE, "", "已完成", "2011-03-01", "有", "", ""),
        ("c", ONCE, "", "未开展", "2011-05-01", "", "", ""),
        ("d", ONCE, "", "进行中", "2011-05-01", "", "", ""),
        ("d", ONCE, "", "未开展", "", "", "", ""),
    ],
    "new": [("c", "rural.four_deliberations_two_disclosures", "", "已完成", "2011-03-02", "有", "", "")],
    "unusable": [
        ("没有的", ONCE, "", "已完成", "2011-03-02", "有", "", ""),
        ("c", "no.such_rule", "", "已完成", "2011-03-02", "有", "", ""),
        ("c", ONCE, "", "差不多", "2011-03-02", "有", "", ""),
        ("x", ONCE, "", "已完成", "2011-03-02", "有", "", ""),
        ("c", ONCE, "", "已完成", "2011-12-31", "有", "", ""),
    ],
}


@pytest.mark.parametrize(("sort", "row"), [(sort, row) for sort, rows in BESIDE.items() for row in rows])
def test_each_row_that_came_back_has_its_sort(book: Rulebook, tmp_path: Path, sort: str, row: tuple[str, ...]) -> None:
    (tmp_path / "册.csv").write_text(TOWN, encoding="utf-8")
    told = guide(load_roster(tmp_path / "册.csv", "册.csv", book.vocabulary), book, DAY, "plain")

    def read(name: str, *rows: tuple[str, ...]) -> Ledger:
        return read_ledgers([ledger_file(tmp_path / name, rows)], told.roster, book, DAY)

    found = returned(told, read("新.csv", row), read("旧.csv", *OLD))
    assert found.records["sort"].to_list() == [sort]
    assert (found.records["known"][0] is not None) == (sort not in ("new", "unusable"))
    assert bool(found.problems) == (sort == "unusable")


def test_two_rows_that_came_back_and_contradict_each_other_are_told(book: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "册.csv").write_text(TOWN, encoding="utf-8")
    told = guide(load_roster(tmp_path / "册.csv", "册.csv", book.vocabulary), book, DAY, "plain")
    rows = [
        ("c", ONCE, "", word, day, "有", "", "")
        for word, day in (("进行中", "2011-03-01"), ("已完成", "2011-03-02"), ("未开展", "2011-03-02"))
    ]
    brought = read_ledgers([ledger_file(tmp_path / "新.csv", rows)], told.roster, book, DAY)
    found = returned(told, brought, read_ledgers([ledger_file(tmp_path / "旧.csv", OLD[1:])], told.roster, book, DAY))
    assert found.records.select("sort", "twin").rows() == [("contradicts", 2), ("contradicts", 2), ("contradicts", 0)]


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl of what Excel adds
def test_what_is_open_counts_nowhere_and_of_a_part_nobody_says_that_rows_are_missing(book: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "册.csv").write_text(TOWN, encoding="utf-8")
    as_of = ("--as-of", DAY.isoformat())
    desk = Desk(create(tmp_path / "a.cxzy", "a.cxzy"), "a.cxzy", "张三", book)
    bring(desk, tmp_path / "册.csv", BEGIN)
    cxzy("checklist", "册.csv", "--unit", "c", *as_of, "-o", "表.xlsx", cwd=tmp_path)
    form = openpyxl.load_workbook(tmp_path / "表.xlsx")
    rows = [row for sheet in forms(form) for row in table(sheet)][:3]
    for row in rows:
        row["状态"].value, row["日期"].value, row["佐证"].value = "已完成", date(2010, 11, 3), "有"
    form.save(tmp_path / "表.xlsx")
    with (tmp_path / "坏.csv").open("w", encoding="utf-8") as file:
        file.write(",".join(HEAD) + "\n" + "c,x\n" * 2)
    list(receive(desk, [(tmp_path / name, name) for name in ("表.xlsx", "坏.csv")], lambda: BEGIN))

    def audited() -> tuple[int, dict[str, int], list[str]]:
        done = cxzy("audit", "a.cxzy", *as_of, "-f", "json", cwd=tmp_path)
        answer = json.loads(done.stdout) if done.stdout else {"summary": {}, "ledger_problems": []}
        return done.returncode, answer["summary"], [one["problem"] for one in answer["ledger_problems"]]

    assert audited() == (3, {}, [])
    with reading(desk.engine, "a.cxzy") as connection:
        first = spans(connection, 1, 2)[0].filled.tolist()
    assert len(decide_open(desk, first[:2], "accepted", BEGIN)) == 2
    code, summary, problems = audited()
    assert (code, summary["done"], problems) == (1, 2, [])
