"""How long a first answer takes, beside the bare imports that it cannot do without: a line of JSON a question, each pair run in turn.

Usage, from the top of a checkout: python -m benchmarks.cold [RUNS]

Times are of whole processes; the median ratio counts. Python's own compiled files are made first, as an installation makes them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.measured import TOP, as_installed
from benchmarks.told import tell

LIBRARIES, BARE = "import polars, networkx", "import click, sqlite3"
CLI = "cli.py"
FIRST = {
    "guide -f table": (CLI, "guide", "-f", "table"),
    "who ID": (CLI, "who", "S017", "--no-cache"),
    "who full name": (CLI, "who", "晋江示例律师事务所党支部", "--no-cache"),
    "who ID, an index kept after the answer": (CLI, "who", "S017"),
}
KEPT = {
    "who ID": (CLI, "who", "S017"),
    "who full name": (CLI, "who", "晋江示例律师事务所党支部"),
    "who part": (CLI, "who", "大岞村"),
    "who pinyin": (CLI, "who", "dazuocun"),
    "who by sound": (CLI, "who", "大作村"),
    "who slip": (CLI, "who", "晋江示列律师事务所"),
}


def seconds(call: tuple[str, ...], cache: Path) -> float:
    """One run's wall time; its output goes nowhere."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *call], cwd=TOP, env={**os.environ, "CXZY_CACHE": str(cache)}, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def compared(state: str, name: str, call: tuple[str, ...], bare: str, runs: int, cache: Path) -> None:
    """Tells the median time of a call, and the median of its ratio to the bare imports, run in turn."""
    pairs = []
    for number in range(runs + 1):
        kept = cache if state == "kept" else cache / f"{name}-{number}"
        pairs.append((seconds(call, kept), seconds(("-c", bare), kept)))
    ratio = median(one / two for one, two in pairs[1:])
    told = {"seconds": median(one for one, _ in pairs[1:]), "bare_seconds": median(two for _, two in pairs[1:]), "ratio": ratio}
    tell(what="cold", state=state, question=name, bare=bare, runs=runs, **told)


def main(runs: int) -> None:
    as_installed()
    with tempfile.TemporaryDirectory() as folder:
        for name, call in FIRST.items():
            compared("first", name, call, LIBRARIES, runs, Path(folder))
        for name, call in KEPT.items():
            compared("kept", name, call, BARE, runs, Path(folder, "kept"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
