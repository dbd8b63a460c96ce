"""A Parquet roster is read a piece at a time, words that recur as categories: what comes of it is what comes of the same rows as CSV."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules.ledger.read import read_ledgers
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables import stored
from cxzy_rules.tables.distinct import Distinct, each_once
from cxzy_rules.tables.recurring import recurring
from cxzy_rules.tables.stored import read_stored
from tests.conftest import DAY, ROOT, rounds

WORDS = st.sampled_from(["甲", "乙", "丙", "丁", "戊", "", None])
HEADER = ("编号", "单位名称", "上级", "类型", "层级", "标签", "党员数", "有没有党委")
KINDS = ("镇党委", "村", "村 ", "村\u200b", "没有的类型", "1.2E+11", "类型", None)
LEVELS = ("县级", "乡镇级", "乡\n镇级", "村级", None)
TAGS = ("新成立", "新成立、规模以下", "胡写", None)
MEMBERS = ("12", "１２", "12.0", "-1", "几个", None)
COMMITTEES = ("是", "否", "党支部", "也许", None)


@rounds(60)
@given(cells=st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=30), rows=st.integers(1, 9), few=st.integers(0, 4))
def test_whatever_recurs_in_which_piece_the_cells_are_the_same(
    cells: list[tuple[str | None, ...]], rows: int, few: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("stored") / "册.parquet"
    frame = pl.DataFrame(cells, schema=dict.fromkeys("abc", pl.String), orient="row").with_columns(d=pl.int_range(pl.len()))
    frame.write_parquet(path, row_group_size=7)
    with patch.object(stored, "ROWS", rows), patch.object(stored, "FEW", few):
        found = read_stored(path)
    assert found.with_columns(pl.col(pl.Categorical).cast(pl.String)).equals(frame)
    assert found.schema["d"] == pl.Int64
    if few == 0:
        assert pl.Categorical not in found.dtypes


def test_words_that_recur_are_categories_and_what_stops_recurring_is_text_again(tmp_path: Path) -> None:
    pl.DataFrame({"a": ["甲", "乙"] * 6, "b": ["甲"] * 6 + list("子丑寅卯辰巳")}).write_parquet(tmp_path / "册.parquet")
    with patch.object(stored, "ROWS", 6), patch.object(stored, "FEW", 3):
        found = read_stored(tmp_path / "册.parquet")
    assert found.dtypes == [pl.Categorical, pl.String]
    assert found["b"].to_list() == ["甲"] * 6 + list("子丑寅卯辰巳")


@rounds(40)
@given(cells=st.lists(WORDS, max_size=40), others=st.lists(WORDS, max_size=5))
def test_each_word_is_asked_once_and_told_of_all_its_cells(cells: list[str | None], others: list[str | None]) -> None:
    pl.Series(others, dtype=pl.String).cast(pl.Categorical)  # Polars numbers the words of all columns together
    for column in (pl.Series(cells, dtype=pl.String), pl.Series(cells, dtype=pl.String).cast(pl.Categorical)):
        found = recurring(column)
        assert sorted(found.words) == sorted({cell for cell in cells if cell is not None})
        said = found.said({word: f"说{word}" for word in found.words}, pl.String, empty="空")
        assert said.to_list() == ["空" if cell is None else f"说{cell}" for cell in cells]
    number, different = each_once(pl.Series("name", [cell or "" for cell in cells], dtype=pl.String))
    assert different.to_list() == list(dict.fromkeys(cell or "" for cell in cells))
    assert [different[at] for at in number.tolist()] == [cell or "" for cell in cells]


@rounds(8)
@given(draw=st.randoms(use_true_random=False))
def test_a_roster_says_the_same_as_parquet_and_as_csv(draw: Random, book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever is wrong with a word of it, and wherever its header comes again."""
    folder = tmp_path_factory.mktemp("roster")
    rows: list[tuple[str | None, ...]] = [("s", "中共某县委员会", None, "县委", None, None, None, None)]
    for at in range(draw.choice([1, 3, 25])):
        rows.append((f"v{at}", f"第{at}村", "s", *map(draw.choice, (KINDS, LEVELS, TAGS, MEMBERS, COMMITTEES))))
    rows.insert(draw.randint(1, len(rows)), HEADER)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(HEADER, pl.String), orient="row")
    frame.write_parquet(folder / "册.parquet")
    with patch.object(stored, "FEW", draw.choice([0, 4, 100])):
        found = load_roster(folder / "册.parquet", "册", book.vocabulary)
    frame.write_csv(folder / "册.csv")
    plain = load_roster(folder / "册.csv", "册", book.vocabulary)
    assert _told(found) == _told(plain)
    assert found.units.drop("line").equals(plain.units.drop("line"))
    written = [one.cells.select(pl.all().cast(pl.String)) for one in (found.table, plain.table)]
    assert written[0].equals(written[1])


def _told(roster: Roster) -> list[tuple[str, str]]:
    """The lines of a CSV are others: it has one for its header, and a cell may take two."""
    return sorted((one.text, one.hint) for one in roster.problems)


def test_while_a_file_is_read_nothing_is_imported(tmp_path: Path) -> None:
    """An interruption could leave the lock of all imports closed for ever."""
    pl.DataFrame({"编号": map(str, range(2000)), "类型": ["村", "社区"] * 1000}).write_parquet(tmp_path / "册.parquet")
    call = (
        "import sys; from pathlib import Path; from cxzy_rules.tables import headstart\n"
        "read = headstart._read; headstart._read = lambda path: None\n"
        "path = Path(sys.argv[1]); headstart.begin(path); before = set(sys.modules); frame = read(path)\n"
        "import polars as pl; assert frame.height == 2000 and pl.Categorical in frame.dtypes, frame.schema\n"
        "print(*(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", call, str(tmp_path / "册.parquet")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("\n", 0), done.stderr


def test_what_numbered_the_records_is_let_go_of_where_nobody_collects_circles(book: Rulebook, quanzhou: Roster, tmp_path: Path) -> None:
    """A bold call leaves circles as they are, and this takes 130 MB where the roster has five million units."""
    ids = quanzhou.units["id"].head(50)
    pl.DataFrame({"单位编号": ids, "事项": "完善村务公开制度", "状态": "已完成"}).write_parquet(tmp_path / "台账.parquet")
    made: list[weakref.ref[Distinct]] = []
    known = Distinct.__init__

    def noted(self: Distinct, *words: Any, **more: Any) -> None:
        known(self, *words, **more)
        made.append(weakref.ref(self))

    gc.disable()
    try:
        with patch.object(Distinct, "__init__", noted):
            ledger = read_ledgers([tmp_path / "台账.parquet"], quanzhou, book, DAY)
        assert ledger.rows == 50
        assert len(made) > 3
        assert [one for one in made if one() is not None] == []
    finally:
        gc.enable()
