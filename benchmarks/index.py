"""What an index of a national roster costs, and how fast `who` answers from it: two lines of JSON.

Usage, from the top of a checkout: python -m benchmarks.index [COUNT] [RUNS]
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from statistics import median

import polars as pl

from benchmarks.cold import CLI, seconds
from benchmarks.limit import DAY
from benchmarks.measured import as_installed, measured
from benchmarks.told import tell


def main(count: int, runs: int) -> None:
    as_installed()
    with tempfile.TemporaryDirectory() as temporary:
        roster, cache = Path(temporary, "roster.parquet"), Path(temporary, "cache")
        measured("-m", "benchmarks.national", str(count), str(roster))
        os.environ["CXZY_CACHE"] = str(cache)
        cost = measured(CLI, "index", "--roster", str(roster), "--as-of", DAY)
        size = sum(file.stat().st_size for file in cache.iterdir())
        tell(what="index made", units=count, seconds=cost.seconds, memory=cost.memory, bytes=size)
        known = pl.scan_parquet(roster).select("id", "name").head(1).collect().row(0)
        for question, asked in zip(("who ID", "who full name"), known, strict=True):
            call = (CLI, "who", asked, "--roster", str(roster), "--as-of", DAY)
            seconds(call, cache)
            tell(what="who of many", units=count, question=question, seconds=median(seconds(call, cache) for _ in range(runs)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_200_000, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
