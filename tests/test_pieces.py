"""A ledger that is read piece by piece, a few at the same time: what comes of it depends on no piece's size and on no thread's pace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.ledger.lines import Run, joined_lines
from cxzy_rules.ledger.numbered import Numbering, Sought
from cxzy_rules.ledger.read import read_ledgers
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables import pieces
from cxzy_rules.tables.distinct import Distinct, Lookup
from tests.conftest import DAY, rounds

HEADER = ("单位编号", "单位名称", "上级", "事项", "期次", "状态", "日期", "佐证", "备注")
UNITS = [(f"v{at}", f"第{at}村", f"z{at % 3}") for at in range(60)] + [(f"w{town}", "和平村", f"z{town}") for town in range(3)]
ITEMS = ("完善村务公开制度", "rural.secretary_reports", "对党员进行年度考核", "完善村务公开", "没有的事项", None)
DIRTY = {"单位名称": "第7村\u200b", "上级": " 镇1 ", "事项": "完善村务\n公开制度 ", "状态": "", "日期": "2.0E+11", "佐证": "\u3000照片"}
ROWS = 1500


@pytest.fixture(scope="module")
def roster(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Roster:
    towns = [(f"z{town}", f"镇{town}", "s", "乡镇党委") for town in range(3)]
    rows = [("s", "中共某县委员会", "", "县委"), *towns, *((*unit, "村") for unit in UNITS)]
    path = tmp_path_factory.mktemp("roster") / "册.csv"
    path.write_text("编号,名称,上级,类型\n" + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return load_roster(path, "册.csv", book.vocabulary)


def rows(draw: Random, dirty: bool) -> pl.DataFrame:
    """Records that name their units in every way, most of whose words first come up somewhere in the middle."""
    told: list[tuple[str | None, ...]] = []
    for at in range(ROWS):
        key, name, town = draw.choice(UNITS)
        unit = draw.choice(
            [(key, None, None), (None, name, town), (key, name, None), (None, f"无名{at // 7}", None), (None, "和平村", None)]
        )
        said = (draw.choice(ITEMS), draw.choice([None, "2010", "2011H1"]), draw.choice(["已完成", "进行中", f"胡写{at // 40}", None]))
        told.append((*unit, *said, f"2011-0{at % 9 + 1}-11", draw.choice([None, f"照片{at // 3}"]), draw.choice([None, f"备注{at % 11}"])))
    frame = pl.DataFrame(told, schema=dict.fromkeys(HEADER, pl.String), orient="row")
    for column, cell in DIRTY.items() if dirty else ():
        places = draw.sample(range(ROWS), 2)
        frame = frame.with_columns(pl.when(pl.int_range(pl.len()).is_in(places)).then(pl.lit(cell)).otherwise(column).alias(column))
    return frame


@pytest.fixture
def read(book: Rulebook, roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ledger]:
    """Reads a table in pieces of a size, each of them looked up at its own pace; asserts that there are several."""

    def ledger(frame: pl.DataFrame, size: int, pace: Random) -> Ledger:
        sizes: list[int] = []

        def slowed(self: Numbering, records: pl.DataFrame, line: Any) -> Sought | None:
            sleep(pace.choice([0, 0, 0.001, 0.02]))
            found = LOOK_UP(self, records, line)
            sizes.append(records.height)
            sleep(pace.choice([0, 0.005]))
            return found

        frame.write_parquet(tmp_path / "台账.parquet", row_group_size=350)
        with monkeypatch.context() as patched:
            patched.chdir(tmp_path)
            patched.setattr(pieces, "ROWS", size)
            patched.setattr(Numbering, "look_up", slowed)
            found = read_ledgers([Path("台账.parquet")], roster, book, DAY)
        assert len(sizes) >= 4 and sum(sizes) >= frame.height
        return found

    return ledger


LOOK_UP = Numbering.look_up


def same(one: Ledger, other: Ledger) -> bool:
    """Whether both are the same, number for number."""
    numbers = [(one.unit, other.unit), (one.saying, other.saying), (one.line, other.line)]
    numbers += [(one.evidence.number, other.evidence.number), (one.note.number, other.note.number)]
    words = [(one.evidence.words, other.evidence.words), (one.note.words, other.note.words)]
    return (
        all(np.array_equal(*pair) for pair in numbers)
        and all(mine.equals(theirs) for mine, theirs in words)
        and one.sayings.equals(other.sayings)
        and (one.problems, one.rows, one.set_aside, one.unfilled) == (other.problems, other.rows, other.set_aside, other.unfilled)
    )


@pytest.mark.parametrize("dirty", [False, True], ids=["as stored", "to be cleaned"])
def test_no_pace_of_the_threads_changes_a_number(read: Callable[..., Ledger], dirty: bool) -> None:
    frame = rows(Random(1), dirty)
    first = read(frame, 130, Random(0))
    assert first.used > 250 and first.set_aside > 250 and len(first.problems) > 250
    assert all(same(first, read(frame, 130, Random(pace))) for pace in range(1, 3))


def test_no_size_of_the_pieces_changes_a_number(read: Callable[..., Ledger]) -> None:
    frame = rows(Random(2), dirty=False)
    assert same(read(frame, 90, Random(0)), read(frame, 350, Random(1)))


def test_pieces_say_what_the_same_table_says_at_once(read: Callable[..., Ledger], book: Rulebook, roster: Roster, tmp_path: Path) -> None:
    frame = rows(Random(3), dirty=True)
    by_piece = read(frame, 130, Random(0))
    frame.write_csv(tmp_path / "台账.csv")
    at_once = read_ledgers([tmp_path / "台账.csv"], roster, book, DAY)
    without_place = ("line", "position", "column", "file", "sheet")
    assert by_piece.records().drop(without_place).equals(at_once.records().drop(without_place))
    assert (by_piece.rows, by_piece.set_aside, by_piece.unfilled) == (at_once.rows, at_once.set_aside, at_once.unfilled)
    assert sorted(one.text for one in by_piece.problems) == sorted(one.text for one in at_once.problems)


@rounds(30)
@given(draw=st.randoms(use_true_random=False))
def test_rows_are_numbered_as_they_first_come_whenever_they_are_looked_up(draw: Random) -> None:
    known = [f"k{at}" for at in range(draw.choice([0, 3, 400]))]
    numbers = {word: at for at, word in enumerate(known)}
    table = Distinct(pl.DataFrame({"word": known}, schema={"word": pl.String}))
    most = draw.choice([5, 900])
    batches = [pl.DataFrame({"word": [f"k{draw.randint(0, most)}" for _ in range(draw.choice([0, 1, 30]))]}) for _ in range(8)]
    early = draw.randint(1, 8)
    waiting: list[Lookup] = []
    for at, batch in enumerate(batches):
        while len(waiting) < min(len(batches), at + early):
            waiting.append(table.look_up(batches[len(waiting)]))
        expected = [numbers.setdefault(word, len(numbers)) for word in batch["word"]]
        assert table.numbers(waiting[at]).tolist() == expected
    assert table.rows()["word"].to_list() == [*numbers]


def test_lines_one_after_another_are_like_those_written_out() -> None:
    whole, parts = np.arange(5, 17, dtype=np.uint32), [Run(5, 4), Run(9, 8)]
    run = joined_lines(parts)
    assert run == Run(5, 12)
    mixed = joined_lines([Run(5, 4), whole[4:]]), joined_lines([Run(9, 8), Run(5, 4)])
    assert np.asarray(mixed[0]).tolist() == whole.tolist()
    assert np.asarray(mixed[1]).tolist() == [*range(9, 17), *range(5, 9)]
    flags = whole % 3 == 0
    for at in (3, np.array([0, 11, 4]), flags):
        assert np.asarray(run[at]).tolist() == whole[at].tolist()
