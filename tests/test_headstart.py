"""A bold call reads its roster while the program is still being imported; what comes of it is what reading it later gives."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import polars as pl
import pytest

from cxzy_rules.commands.boldly import begun
from cxzy_rules.model.place import Unusable
from cxzy_rules.tables import headstart
from cxzy_rules.tables.headstart import Bold, begin
from cxzy_rules.tables.parquet import read_parquet
from cxzy_rules.tables.rehearsal import Rehearsals
from cxzy_rules.tables.wanted import Wanted

UNITS = pl.DataFrame({"编号": ["01", "02"], "名称": ["某委", "某会"]})


@pytest.fixture(autouse=True)
def _bounds_are_as_they_were() -> Iterator[None]:
    """Bounds that stay would be those of all tests that follow, and of the browser."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    yield
    assert (resource.getrlimit(resource.RLIMIT_AS), signal.getitimer(signal.ITIMER_REAL)) == (before, (0, 0))


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    UNITS.write_parquet(tmp_path / "roster.parquet")
    return tmp_path / "roster.parquet"


def test_what_was_begun_is_what_is_read_and_is_held_no_longer(parquet: Path) -> None:
    bold = begin(parquet)
    bold.begun[parquet].result()
    parquet.write_bytes(b"")  # it is not read again
    assert bold.read(parquet).equals(UNITS)
    assert not bold.begun


def test_another_file_is_read_as_ever(parquet: Path, tmp_path: Path) -> None:
    UNITS[:1].write_parquet(tmp_path / "other.parquet")
    bold = begin(parquet)
    assert bold.read(tmp_path / "other.parquet").equals(UNITS[:1])
    assert bold.read(parquet).equals(UNITS)


def test_one_file_at_a_time_is_read_within_bounds(parquet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds are those of the whole process: whichever of two readings ended first would lift, or leave, those of the other."""
    inside, most = [0], [0]

    def read(path: Path) -> pl.DataFrame:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        sleep(0.1)
        inside[0] -= 1
        return pl.read_parquet(path)

    monkeypatch.setattr(headstart, "_read", read)
    UNITS[:1].write_parquet(tmp_path / "other.parquet")
    assert begin(parquet).read(tmp_path / "other.parquet").equals(UNITS[:1])
    assert most == [1]


def test_a_damaged_file_that_was_begun_is_refused_where_it_is_asked_for(parquet: Path) -> None:
    parquet.write_bytes(parquet.read_bytes()[:-20] + b"\0" * 20)
    with pytest.raises(Unusable) as refused:
        read_parquet(parquet, "roster.parquet", Wanted(), [], Rehearsals(bold=begin(parquet)))
    assert str(refused.value.problems[0]) == "roster.parquet: Parquet 文件读不出来，可能已经损坏\n    请重新导出"


@pytest.mark.parametrize(
    ("command", "whether"), [("guide", True), ("audit", True), ("checklist", True), ("explain", False), ("who", False)]
)
def test_only_where_the_roster_is_named_first(command: str, whether: bool, parquet: Path) -> None:
    bold = begun([command, str(parquet)])
    assert list(bold.begun) == [parquet] * whether
    assert bold.read(parquet).equals(UNITS)
    assert begun([command, "roster.csv", str(parquet)]) == begun([command, "--rules", str(parquet)]) == Bold()
