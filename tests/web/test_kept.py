"""What the page keeps from one answer to the next is never out of date: whatever is written in between, it answers as if it began anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from cxzy_rules.audit.words import STATES
from cxzy_rules.guidance import guide
from cxzy_rules.ledger.own import own
from cxzy_rules.ledger.read import nothing, read_ledgers
from cxzy_rules.records import record
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.store import ledgers
from cxzy_rules.store.base import reading, writing
from cxzy_rules.web.office import Office, audited, guidance, ledger, now, own_ledger, terms_of
from cxzy_rules.web.stands import stands
from cxzy_rules.web.warm import warm
from cxzy_rules.working.bring import bring
from cxzy_rules.working.enter import Entry, enter
from cxzy_rules.working.rule import rule
from tests.test_namesakes import UNITS
from tests.web.conftest import office_at

ITEMS = ("rural.village_stronghold", "rural.secretary_reports", "rural.three_level_creation", "leadership.committees_lead")
STATUSES = ("已完成", "进行中", "不适用", "未开展")
NAMES = ("v1", "v2", "v5", "z1", "x1", "新村", "老村", "和平村", "没有的村")
Move = Callable[[Office, Random, Path], None]


def fill_in(office: Office, draw: Random, _: Path) -> None:
    unit, day = draw.choice(["v1", "v2", "v5", "z1", "gone"]), draw.choice([None, "2011-05-01", "2011-02-30"])
    entry = Entry(unit, draw.choice(ITEMS), draw.choice(STATUSES), draw.choice([None, "2011H1"]), day, note=draw.choice([None, "事由"]))
    enter(office.desk, entry, now())


def judge(office: Office, draw: Random, _: Path) -> None:
    with writing(office.desk.engine, office.desk.shown) as connection:
        height = ledgers.rows_of(connection).height
        numbers = draw.sample(range(1, height + 1), min(height, 3))
        ledgers.judge(connection, numbers, draw.choice(["accepted", "rejected", "open"]), now(), "李四")


def bring_ledger(office: Office, draw: Random, folder: Path) -> None:
    lines = [f"{draw.choice(NAMES)},{draw.choice(ITEMS)},{draw.choice(STATUSES)},甲县" for _ in range(draw.randint(1, 6))]
    path = folder / f"{draw.random()}.csv"
    path.write_text("单位,事项,状态,县\n" + "\n".join(lines), encoding="utf-8")
    bring(office.desk, path, now(), "ledger")


def bring_roster(office: Office, draw: Random, folder: Path) -> None:
    path = folder / f"{draw.random()}.csv"
    path.write_text(UNITS + "".join(f"w{n},屯{n},z1,村\n" for n in range(draw.randint(0, 3))), encoding="utf-8")
    bring(office.desk, path, now(), "roster")


def rule_on(office: Office, draw: Random, _: Path) -> None:
    rule(office.desk, draw.choice(["v1", "v5", "z1"]), draw.choice([None, "community", "rural"]), "理由", "依据", now())


MOVES: tuple[Move, ...] = (fill_in, fill_in, fill_in, judge, bring_ledger, bring_roster, rule_on)


def same_as_anew(office: Office) -> None:
    told, kept = guidance(office), ledger(office)
    assert told is not None and kept is not None
    anew = guide(load_roster(office.path, "x", in_force(office.book, told.day).vocabulary), office.book, told.day)
    assert anew.roster.units.equals(told.roster.units)
    assert [record(anew, row) for row in range(len(anew.of))] == [record(told, row) for row in range(len(told.of))]
    with reading(office.desk.engine, office.desk.shown) as connection:
        there = bool(ledgers.known(connection, "9999"))
    fresh = read_ledgers([office.path], told.roster, office.book, told.day) if there else nothing(told.roster, office.book, told.day)
    assert kept.records().equals(fresh.records())
    assert (kept.problems, kept.rows, kept.set_aside, kept.unfilled) == (fresh.problems, fresh.rows, fresh.set_aside, fresh.unfilled)
    whole = audited(office)
    assert whole is not None
    for row in range(told.roster.units.height):
        mine = own_ledger(office, told, row)
        lines, problems = stands(told, mine, row, terms_of(office, told))
        assert (lines, problems) == stands(told, fresh, row)
        assert [sum(line.state == state for line in lines) for state in STATES] == whole.by_unit[row].tolist()
        assert own(kept, row).records().select("unit", "rule", "status").equals(mine.records().select("unit", "rule", "status"))


@pytest.fixture
def office(tmp_path: Path, book: Rulebook) -> Iterator[Office]:
    path = tmp_path / "册.csv"
    path.write_text(UNITS, encoding="utf-8")
    with closing(office_at(tmp_path, book, path)) as found:
        yield found


@pytest.mark.parametrize(("seed", "rounds"), [(6, 3), pytest.param(2, 60, marks=pytest.mark.deep)])
def test_whatever_is_written_in_between_it_answers_as_if_it_began_anew(office: Office, tmp_path: Path, seed: int, rounds: int) -> None:
    draw = Random(seed)
    for _ in range(rounds):
        for move in draw.sample(MOVES, 2):
            move(office, draw, tmp_path)
        same_as_anew(office)


def test_readers_beside_writers_never_see_less_than_was_acknowledged(office: Office) -> None:
    """Each writer fills in its own unit and asks at once; others ask meanwhile."""

    def work(unit: str) -> None:
        told = guidance(office)
        assert told is not None
        row = told.roster.row_of(unit)
        assert row is not None
        for number in range(3):
            enter(office.desk, Entry(unit, ITEMS[1], "已完成", date="2011-05-01", note=f"第{number}次"), now())
            mine, whole = own_ledger(office, told, row), ledger(office)
            assert whole is not None
            assert own(whole, row).records()["note"].to_list()[-1] == mine.records()["note"].to_list()[-1] == f"第{number}次"

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, ["v1", "v2", "v5"]))
    same_as_anew(office)


def test_what_the_first_questions_need_is_made_ready(office: Office, tmp_path: Path, book: Rulebook) -> None:
    warm(office)
    assert {what[0] for what in office.answers.made if isinstance(what, tuple)} >= {"roster", "guidance", "names", "audit"}
    (tmp_path / "空").mkdir()
    with closing(office_at(tmp_path / "空", book)) as empty:
        warm(empty)
        assert empty.answers.made == {}
