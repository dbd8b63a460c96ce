"""What is known of names that hold nothing but Chinese characters, letters and digits spares questions, and changes no answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules.ledger.namesakes import bare, bearing
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.roster.source import Source
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables import ahead, body, stored
from tests.conftest import rounds

PARTS = (
    "中共",
    "泉州市",
    "鲤城区",
    "委员会",
    "党支部",
    "总支",
    "宣传部",
    "（机关）",
    " ",
    "\u3000",
    "\t",
    "A",
    "ｂ",
    "１",
    "2",
    "\u200b",
    "·",
    "𠀀",
)
NAMES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join)


def nothing_known(source: Source, column: str) -> pl.Series:
    return pl.Series("bare", [False]).new_from_index(0, source.table.cells.height)


def read(path: Path, book: Rulebook) -> Roster:
    return load_roster(path, "册.csv", book.vocabulary)


@pytest.mark.parametrize("stretch", [2, 500_000])
@rounds(8)
@given(names=st.lists(NAMES, min_size=1, max_size=30))
def test_a_roster_reads_the_same_whether_it_is_known_or_not(
    stretch: int, names: list[str], book: Rulebook, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("bare") / "册.csv"
    kinds = ("", "town", "county_department", "street")
    rows = [f'u{at},"{name}",{kinds[at % len(kinds)]}' for at, name in enumerate(names)]
    path.write_text("\n".join(["id,name,kind", "top,中共泉州市委员会,city_committee", *rows, ""]), encoding="utf-8")
    with patch.object(stored, "FEW", 0), patch.object(body, "STRETCH", stretch), patch.object(ahead, "STRETCH", stretch):  # as many are
        known = read(path, book)
    with patch.object(Source, "bare", nothing_known):
        unknown = read(path, book)
    assert known.bare.any()
    assert not unknown.bare.any()
    assert known.units.equals(unknown.units)
    assert known.problems == unknown.problems
    barely = known.units.filter(known.bare)["name"]
    assert barely.to_list() == barely.to_frame("name").select(bare("name")).to_series().to_list()
    sought = known.units.select(bare("name")).to_series()
    assert bearing(known, sought).equals(bearing(replace(known, bare=unknown.bare), sought))
