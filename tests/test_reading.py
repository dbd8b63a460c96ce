"""The same roster in every form reads the same; and a damaged file is refused or read, quickly, in little memory, in Chinese."""

from __future__ import annotations

import os
import re
import resource
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from polars.testing import assert_frame_equal

from cxzy_rules.model.place import Problem, Unusable
from cxzy_rules.roster.cells import known_header
from cxzy_rules.roster.load import roster_of
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables.read import read_table
from cxzy_rules.tables.table import Table
from tests.conftest import ROOT
from tests.fuzz_tables import FORMS, damaged

SECONDS, MEGABYTES = 10, 500
CHINESE = re.compile("[\u4e00-\u9fff]")
HEADER = ("单位编号", "单位名称", "上级党组织", "单位类型", "党员数", "备注")
SMALL: list[tuple[str, ...]] = [
    HEADER,
    ("01", "某市委", "", "市委", "", "领导机关"),
    ("0101", "某县委", "01", "县委", "", ""),
    ("010101", "某镇党委", "0101", "乡镇党委", "36", "一、二"),
    *((f"0101010{n}", f"第{n}村", "010101", "村", str(20 + n), "") for n in range(1, 9)),
    ("01010109", "“海丝”大酒店", "0101", "非公企业", "7", ""),
]


def saved(folder: Path, form: str, rows: list[tuple[str, ...]]) -> Path:
    write, ending = FORMS[form]
    path = folder / (form + ending)
    path.write_bytes(write(rows))
    return path


def known(header: str) -> bool:
    return header in HEADER[:5]


@pytest.mark.parametrize("form", FORMS)
def test_a_small_roster_reads_the_same_in_every_form(tmp_path: Path, form: str) -> None:
    problems: list[Problem] = []
    table = read_table(saved(tmp_path, form, SMALL), form, problems, known=known)
    assert table.header == HEADER
    assert table.cells.rows() == [tuple(cell or None for cell in row) for row in SMALL[1:]]
    footer = ["xlsx:花名册!18: “填表人：张三”像是表尾，这一行没有当数据读"]
    assert [str(problem) for problem in problems] == (footer if form == "xlsx" else [])
    first = {"xlsx": 5, "xls": 3, "parquet": 1}.get(form, 2)
    assert table.lines.to_list() == list(range(first, first + 12))


@pytest.mark.parametrize("form", FORMS)
def test_all_of_quanzhou_reads_the_same_in_every_form(tmp_path: Path, form: str, book: Rulebook, quanzhou: Roster) -> None:
    cells = quanzhou.table.cells
    rows = [tuple(cells.columns), *(tuple(cell or "" for cell in row) for row in cells.rows())]
    problems: list[Problem] = []
    table = read_table(saved(tmp_path, form, rows), form, problems, known=known_header(book.vocabulary))
    roster = roster_of(table, book.vocabulary, [])
    places = ["line", "row"]
    assert_frame_equal(roster.units.drop(places, strict=False), quanzhou.units.drop(places, strict=False))
    assert roster.parent.tolist() == quanzhou.parent.tolist()
    assert roster.units.height > 2900


def reads_or_refuses(path: Path, book: Rulebook) -> str:
    """Whether a file could be used; whatever is said of it is said in Chinese, with a place."""
    problems: list[Problem] = []
    try:
        table = read_table(path, "花名册", problems, known=known_header(book.vocabulary))
        checked(table)
        roster_of(table, book.vocabulary, problems)
    except Unusable as refused:
        assert refused.problems
        problems += refused.problems
        outcome = "refused"
    else:
        outcome = "read"
    assert [problem for problem in problems if not CHINESE.search(problem.text) or problem.place.path != "花名册"] == []
    return outcome


def checked(table: Table) -> None:
    assert tuple(table.cells.columns) == table.header
    assert table.cells.height == len(table.lines)
    assert set(table.cells.dtypes) <= {pl.String}
    assert table.lines.is_sorted()


def memory() -> float:
    """The most that this process, or any it started, ever held, in MB."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whose) / 1024


def spent() -> float:
    """The processor's seconds spent by this process and those it started: a busy machine makes no file slow."""
    return sum(os.times()[:4])


def fuzz(form: str, rounds: int, folder: Path, book: Rulebook, record: Callable[[str, object], None]) -> None:
    write, ending = FORMS[form]
    path = folder / f"damaged{ending}"
    outcomes = {"read": 0, "refused": 0}
    slowest = [0.0]
    before = memory()

    @settings(max_examples=rounds)
    @given(damaged(write(SMALL)))
    def one(data: bytes) -> None:
        path.write_bytes(data)
        start = spent()
        outcomes[reads_or_refuses(path, book)] += 1
        took = spent() - start
        slowest[0] = max(slowest[0], took)
        assert took < SECONDS

    one()
    assert memory() < max(before + 100, MEGABYTES)
    assert outcomes["refused"] > 0
    record("damaged files refused or read", sum(outcomes.values()))
    print(f"{form}: {outcomes}, slowest {slowest[0]:.2f} s, {before:.0f} to {memory():.0f} MB")


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_file_is_refused_or_read(
    form: str, tmp_path: Path, book: Rulebook, record_property: Callable[[str, object], None]
) -> None:
    fuzz(form, 15, tmp_path, book, record_property)


@pytest.mark.deep
@pytest.mark.parametrize("form", FORMS)
def test_thousands_of_damaged_files(form: str, tmp_path: Path, book: Rulebook, record_property: Callable[[str, object], None]) -> None:
    settings.load_profile("deep")
    rounds = int(os.environ.get("CXZY_FUZZ", "10000"))
    fuzz(form, -(-rounds // len(FORMS)), tmp_path, book, record_property)
    settings.load_profile("usual")


def test_the_shipped_roster_is_the_one_tested(quanzhou: Roster) -> None:
    assert quanzhou.units.height == len((ROOT / "data" / "quanzhou" / "roster.csv").read_text(encoding="utf-8").splitlines()) - 1
