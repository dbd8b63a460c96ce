"""The limit: reads a roster, and reads guidance's tables and writes them again, with nothing between. Run by `limit`.

Usage: python -m benchmarks.copy_tables ROSTER OUR_FOLDER NEW_FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from cxzy_rules.parts.sink import ROW_GROUP


def main(roster: str, ours: str, target: str) -> None:
    """The roster's cells are all made text; the tables are written as ours are, streaming."""
    read = pl.read_csv(roster, infer_schema=False) if roster.endswith(".csv") else pl.read_parquet(roster)
    Path(target).mkdir()
    del read
    for table in sorted(Path(ours).iterdir()):
        pl.scan_parquet(table).sink_parquet(Path(target, table.name), row_group_size=ROW_GROUP, statistics=False)


if __name__ == "__main__":
    main(*sys.argv[1:4])
