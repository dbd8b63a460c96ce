"""Every peer at the same task, each in a process of its own with a time limit: a line of JSON a peer and size.

Usage, from the top of a checkout: python -m benchmarks.compare [--units 10000,100000,1000000] [--most 100000] [--limit 600]

The rulebook is `lean`. Peers that are asked unit by unit are not given more than `--most` units. What is not installed, fails or takes
too long is told and not hidden. The exit code is 1 where some peer's answer is not ours.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.classify import DIFFERS, MISSING
from benchmarks.measured import TOP
from benchmarks.rulebooks import write
from benchmarks.told import tell

FAST = ("ours", "polars_expressions", "duckdb_sql", "openfisca")
SLOW = ("plain_python", "networkx_durable", "cel_rust", "clips", "zen")
OURS = "ours"


def asked(words: tuple[str, ...], limit: float) -> tuple[int, str, str]:
    """How a process of `benchmarks.classify` ended, the last line that it printed, and the last of what it complained of."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.classify", *words], cwd=TOP, capture_output=True, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return -1, "", f"longer than {limit:.0f} s"
    return done.returncode, (done.stdout.strip().splitlines() or [""])[-1], (done.stderr.strip().splitlines() or [""])[-1]


def measured_peer(peer: str, count: int, rules: Path, folder: Path, limit: float) -> dict[str, Any]:
    """What is told of one peer at one size."""
    code, line, complaint = asked((peer, str(rules), str(folder)), limit)
    if code in (0, DIFFERS) and line:
        found: dict[str, Any] = json.loads(line)
        return found | {"microseconds": found["seconds"] / count * 1e6}
    missing = json.loads(line)["missing"] if code == MISSING and line else ""
    return {"peer": peer, "units": count, "failed": f"not installed: {missing}" if missing else complaint or f"ended with {code}"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", default="10000,100000,1000000")
    parser.add_argument("--most", type=int, default=100_000)
    parser.add_argument("--limit", type=float, default=600)
    wanted = parser.parse_args()
    fine = True
    with tempfile.TemporaryDirectory() as temporary:
        rules = write("lean", Path(temporary, "rules"))
        for count in map(int, wanted.units.split(",")):
            folder = Path(temporary, str(count))
            asked(("set", str(count), str(rules), str(folder)), wanted.limit)
            ours = 0.0
            for peer in (*FAST, *(SLOW if count <= wanted.most else ())):
                found = measured_peer(peer, count, rules, folder, wanted.limit)
                ours = found.get("seconds", 0.0) if peer == OURS else ours
                ratio = {"ratio": found["seconds"] / ours} if ours and "seconds" in found else {}
                tell(what="peer", **found, **ratio)
                fine &= found.get("equal", True)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
