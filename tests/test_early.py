"""A ledger that is read while its roster still is says what it says when it is read afterwards, whoever turns out to be of no use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules.commands.early import early
from cxzy_rules.ledger.read import Read, ledger_read, read_early, read_ledgers
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.lookup import Numbered, ids_of
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables import pieces
from cxzy_rules.tables.rehearsal import NONE, Rehearsals
from tests.conftest import DAY, ROOT, rounds
from tests.test_pieces import same

ROSTER = ("编号", "名称", "上级", "类型")
LEDGER = ("单位编号", "单位名称", "事项", "期次", "状态")


def a_roster(draw: Random) -> list[tuple[str | None, ...]]:
    """Below a county, villages; some in a circle, below what is not there, doubled, or without an id or a name."""
    rows: list[tuple[str | None, ...]] = [("s", "中共某县委员会", None, "县委")]
    for at in range(draw.choice([3, 12, 40])):
        superior = draw.choice(["s", "s", "s", f"v{draw.randint(0, 12)}", "没有的", None])
        rows.append((draw.choice([f"v{at}"] * 8 + ["v0", None]), draw.choice([f"第{at}村"] * 8 + ["第0村", None]), superior, "村"))
    return draw.sample(rows, len(rows))


def a_ledger(draw: Random) -> list[tuple[str | None, ...]]:
    """Records of units by id, by name, by both, and of some that no roster has."""
    told: list[tuple[str | None, ...]] = []
    for _ in range(draw.choice([1, 60, 300])):
        at = draw.randint(0, 45)
        unit = draw.choice(
            [(f"v{at}", None)] * 3 + [(None, f"第{at}村"), (f"v{at}", f"第{at}村"), ("s", None), (f"无{at}", None), (None, None)]
        )
        told.append((*unit, "完善村务公开制度", draw.choice([None, "2010"]), draw.choice(["已完成", "进行中", "胡写"])))
    return told


def frame(rows: Sequence[tuple[str | None, ...]], header: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")


@rounds(15)
@given(draw=st.randoms(use_true_random=False))
def test_read_early_or_late_a_ledger_says_the_same(draw: Random, book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("early")
    roster, ledger = folder / "册.parquet", folder / "账.parquet"
    frame(a_roster(draw), ROSTER).write_parquet(roster)
    frame(a_ledger(draw), LEDGER).write_parquet(ledger, row_group_size=40)
    begun: list[Read] = []
    size = pieces.ROWS
    pieces.ROWS = draw.choice([30, size])
    try:
        found = load_roster(roster, "册", book.vocabulary, meanwhile=lambda ids: begun.append(read_early([ledger], ids, book, None, NONE)))
        late = read_ledgers([ledger], found, book, DAY)
    finally:
        pieces.ROWS = size
    assert begun[0].rows is not None
    assert same(ledger_read(begun[0], found, book, DAY), late)


def test_of_units_that_hang_from_none_the_ledger_says_so(book: Rulebook, tmp_path: Path) -> None:
    """That the rounds above see any: the circle's units are numbered early, and known no more in the end."""
    roster, ledger = tmp_path / "册.parquet", tmp_path / "账.parquet"
    circle = [("a", "甲村", "b", "村"), ("b", "乙村", "a", "村"), ("s", "中共某县委员会", None, "县委"), ("c", "丙村", "s", "村")]
    frame(circle, ROSTER).write_parquet(roster)
    frame([(one, None, "完善村务公开制度", None, "已完成") for one in "abcx"], LEDGER).write_parquet(ledger)
    begun: list[Read] = []
    found = load_roster(roster, "册", book.vocabulary, meanwhile=lambda ids: begun.append(read_early([ledger], ids, book, None, NONE)))
    read = ledger_read(begun[0], found, book, DAY)
    assert begun[0].files[0].parts[0].records.who.tolist() == [0, 1, 3, 4]
    assert read.unit.tolist() == [-1, -1, 1, -1]
    assert [(one.place.line, one.text) for one in read.problems] == [
        (1, "单位“a”在花名册里有问题，被搁置了，没有计入"),
        (2, "单位“b”在花名册里有问题，被搁置了，没有计入"),
        (4, "花名册里没有单位“x”，没有计入"),
    ]


@pytest.mark.parametrize("status", ["已完成", "胡写"])
def test_where_all_speak_of_one_unit_the_others_are_as_they_are(status: str, book: Rulebook, tmp_path: Path) -> None:
    """Numbers that are all the same take no room, and cannot be changed where they stand."""
    roster, ledger = tmp_path / "册.parquet", tmp_path / "账.parquet"
    frame([("a", "中共某县委员会", None, "县委"), ("b", "乙村", "a", "村")], ROSTER).write_parquet(roster)
    frame([("a", None, "完善村务公开制度", None, one) for one in ("已完成", status)], LEDGER).write_parquet(ledger)
    frame([("x", None, "完善村务公开制度", None, "已完成")], LEDGER).write_parquet(tmp_path / "生.parquet")
    found = load_roster(roster, "册", book.vocabulary)
    read = read_ledgers([ledger], found, book, DAY)
    assert (read.unit.tolist(), len(read.problems)) == (([0, 0], 0) if status == "已完成" else ([0, -1], 1))
    both = read_ledgers([ledger, tmp_path / "生.parquet"], found, book, DAY)
    assert both.unit.tolist() == [*read.unit.tolist(), -1]
    assert "花名册里没有单位“x”，没有计入" in [one.text for one in both.problems]


def test_ids_are_in_their_places_once() -> None:
    ids = pl.Series("id", [f"{at:016}" for at in range(1_200_000)])
    written = pl.Series(["0000000000000007", "无", None, "0000000001199999"])
    known = ids_of(ids)
    assert known.places is not None and known.all_differ()
    assert known.rows(written).tolist() == [7, -2, -2, 1_199_999]
    assert known.rows(ids.reverse()).tolist() == list(range(1_199_999, -1, -1))


def test_where_ids_are_doubled_no_place_is_sought_for_each() -> None:
    """Equal ids want one place, and so do all after them: to go from place to place for each would take hours."""
    assert not ids_of(pl.Series(["1"] * 400_000)).all_differ()


def test_what_nobody_waits_for_any_more_ends_with_its_next_piece(book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = tmp_path / "账.parquet"
    frame([("v1", None, "完善村务公开制度", None, "已完成")] * 1000, LEDGER).write_parquet(ledger, row_group_size=100)
    monkeypatch.setattr(pieces, "ROWS", 100)
    ids = Numbered(ids_of(pl.Series(["v1"])), pl.Series([0]))
    waited, left = Rehearsals(), Rehearsals()
    left.over.set()
    heights = [read_early([ledger], ids, book, None, one).files[0].height() for one in (waited, left)]
    assert heights == [1000, 100]


def test_only_what_comes_piece_by_piece_is_read_early(book: Rulebook, tmp_path: Path) -> None:
    table = frame([("v1", None, "完善村务公开制度", None, "已完成")], LEDGER)
    table.write_parquet(tmp_path / "账.parquet")
    table.write_csv(tmp_path / "账.csv")
    ids = Numbered(ids_of(pl.Series(["v1"])), pl.Series([0]))
    for names, begun in ((["账.parquet"], 1), (["账.parquet", "账.csv"], 0), (["账.csv"], 0)):
        with early([tmp_path / name for name in names], None, bold=None) as ledgers:
            ledgers.begin(book, ids)
            assert len(ledgers.begun) == begun


REFUSALS = [
    ("圈", "好", "册.parquet: 没有一个可用的单位"),
    ("好", "坏", "账.parquet: 里面没有台账的表头"),
    ("圈", "坏", "册.parquet: 没有一个可用的单位"),
]


@pytest.mark.parametrize(("roster", "ledger", "told"), REFUSALS, ids=["the roster", "the ledger", "both, of which the roster comes first"])
def test_what_cannot_be_used_is_refused_as_before(roster: str, ledger: str, told: str, tmp_path: Path) -> None:
    rows: dict[str, Sequence[tuple[str | None, ...]]] = {
        "圈": [("a", "甲村", "b", "村"), ("b", "乙村", "a", "村")],
        "好": [("s", "中共某县委员会", None, "县委")],
    }
    headers = {"好": LEDGER, "坏": ("甲", "乙", "丙", "丁", "戊")}
    frame(rows[roster], ROSTER).write_parquet(tmp_path / "册.parquet")
    frame([("s", None, "完善村务公开制度", None, "已完成")], headers[ledger]).write_parquet(tmp_path / "账.parquet")
    call = [sys.executable, str(ROOT / "cli.py"), "audit", "册.parquet", "账.parquet", "--as-of", str(DAY)]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert any(line.startswith(told) for line in done.stderr.splitlines()) and "Traceback" not in done.stderr
    assert ("账.parquet" in done.stderr) == (roster == "好")


@pytest.mark.parametrize("odd", [" 35", "35\u3000", "３５", "3\n5", "3.5E+15", "\u200b35", ""])
def test_among_numbers_an_odd_cell_is_seen(odd: str, book: Rulebook, tmp_path: Path) -> None:
    """A column of digits is seen to be plain at once; one cell that is not makes it be looked through."""
    ids = [str(100 + at) for at in range(1500)]
    rows = [*((one, f"第{one}村", None, "村") for one in ids), (odd, "奇村", None, "村")]
    frame(rows, ROSTER).write_parquet(tmp_path / "册.parquet")
    frame(rows, ROSTER).write_csv(tmp_path / "册.csv")
    stored, typed = (load_roster(tmp_path / name, "册", book.vocabulary) for name in ("册.parquet", "册.csv"))
    assert stored.units["id"].to_list() == typed.units["id"].to_list()
    assert [one.text for one in stored.problems] == [one.text for one in typed.problems]
    if odd in (" 35", "35\u3000", "３５", "3\n5", "\u200b35"):
        assert stored.units["id"][-1] == "35"
    else:
        assert stored.set_aside == 1 and odd not in stored.ids()
