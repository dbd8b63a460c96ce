"""How near `cxzy guide` comes to the limit: what merely reading the roster and writing the same tables costs in Polars.

Usage, from the top of a checkout: python -m benchmarks.limit [COUNT] [--csv] [--twice] [--sample N]

Makes a national roster, guides it to Parquet, and copies the tables; prints seconds, the memory of the whole tree of processes, and
the ratio. `--twice` guides again and compares the bytes. `--sample` evaluates so many units one by one (`benchmarks.equal`).
"""

from __future__ import annotations

import argparse
import tempfile
from hashlib import file_digest
from pathlib import Path

import polars as pl

from benchmarks.equal import agreeing
from benchmarks.measured import Cost, measured
from cxzy_rules.paths import shipped_rules
from cxzy_rules.rulebook.load import load

DAY = "2011-06-30"


def guided(roster: Path, target: Path) -> Cost:
    """What guiding a roster to Parquet costs."""
    return measured("cli.py", "guide", str(roster), "-o", str(target), "-f", "parquet", "--as-of", DAY)


def fingerprints(folder: Path) -> dict[str, str]:
    """The SHA-256 of each table."""
    found = {}
    for table in sorted(folder.iterdir()):
        with table.open("rb") as file:
            found[table.name] = file_digest(file, "sha256").hexdigest()
    return found


def sizes(folder: Path) -> str:
    """The rows and megabytes of each table."""
    tables = sorted(folder.iterdir())
    rows = {table.stem: pl.scan_parquet(table).select(pl.len()).collect().item() for table in tables}
    return "\n".join(f"  {table.stem:14} {rows[table.stem]:>13,} rows  {table.stat().st_size / 1e6:8.1f} MB" for table in tables)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=5_200_000)
    parser.add_argument("--csv", action="store_true")
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        roster, ours = Path(folder, "roster.csv" if wanted.csv else "roster.parquet"), Path(folder, "ours")
        measured("-m", "benchmarks.national", str(wanted.count), str(roster))
        mine, least = guided(roster, ours), measured("-m", "benchmarks.copy_tables", str(roster), str(ours), str(Path(folder, "copied")))
        print(f"{wanted.count:,} units, {roster.suffix}\n{sizes(ours)}")
        print(f"  guide {mine}\n  limit {least}\n  ratio {mine.seconds / least.seconds:8.2f}", flush=True)
        if wanted.twice:
            guided(roster, Path(folder, "again"))
            print(f"  the same bytes twice: {fingerprints(ours) == fingerprints(Path(folder, 'again'))}", flush=True)
        if wanted.sample:
            print(f"  evaluated one by one: {agreeing(roster, ours, load(shipped_rules()), DAY, wanted.sample):,} units agree wholly")


if __name__ == "__main__":
    main()
