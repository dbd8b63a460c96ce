"""How long a first answer takes, beside the bare imports that it cannot do without: a table of ratios, each pair run in turn.

Run as `python -m benchmarks.cold [RUNS]` from the top of a checkout. Times are of whole processes; the median ratio counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

LIBRARIES, BARE = ("-c", "import polars, networkx"), ("-c", "import click, sqlite3")
CLI = "cli.py"
FIRST = {
    "guide -f table": (CLI, "guide", "-f", "table"),
    "who ID, no index": (CLI, "who", "S017", "--no-cache"),
}
KEPT = {
    "who ID": (CLI, "who", "S017"),
    "who full name": (CLI, "who", "晋江示例律师事务所党支部"),
    "who part": (CLI, "who", "大岞村"),
    "who pinyin": (CLI, "who", "dazuocun"),
    "who by sound": (CLI, "who", "大作村"),
    "who slip": (CLI, "who", "晋江示列律师事务所"),
}


def seconds(call: tuple[str, ...]) -> float:
    """One run's wall time; its output goes nowhere."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *call], stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def compared(call: tuple[str, ...], other: tuple[str, ...], runs: int) -> tuple[float, float]:
    """The median time of a call, and the median of its ratio to the other's, run in turn."""
    pairs = [(seconds(call), seconds(other)) for _ in range(runs + 1)][1:]
    return median(one for one, _ in pairs), median(one / two for one, two in pairs)


def main(runs: int) -> None:
    """Prints a line a question."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CXZY_CACHE"] = str(Path(folder, "cache"))
        print(f"{'':20}  {'seconds':>8}  ratio")
        for calls, other in ((FIRST, LIBRARIES), (KEPT, BARE)):
            print(f"against {other[1]}")
            for name, call in calls.items():
                taken, ratio = compared(call, other, runs)
                print(f"{name:20}  {taken:8.3f}  {ratio:5.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
