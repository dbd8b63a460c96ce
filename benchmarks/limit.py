"""How near `cxzy guide` comes to the limit: what merely reading the roster and writing the same tables costs in Polars.

Usage, from the top of a checkout: python -m benchmarks.limit [COUNT] [--rules lean] [--csv] [--rounds 3] [--twice] [--sample N]

Makes a national roster, guides it to Parquet, and copies the tables, in turn; prints a line of JSON a round, the memory that of the
whole tree of processes. `--twice` compares the bytes of two rounds. `--sample` evaluates so many units one by one (`benchmarks.equal`).
`--rules`: `lean`, a number of rules (`benchmarks.rulebooks`), or `shipped`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from hashlib import file_digest
from pathlib import Path

import polars as pl

from benchmarks.equal import Differs, agreeing
from benchmarks.measured import Cost, measured
from benchmarks.rulebooks import write
from benchmarks.told import tell
from cxzy_rules.paths import shipped_rules
from cxzy_rules.rulebook.load import load

DAY = "2011-06-30"


def rules_named(wanted: str, folder: Path) -> Path:
    """The shipped rulebook, or one made in a folder."""
    return shipped_rules() if wanted == "shipped" else write(wanted, folder / f"rules-{wanted}")


def guided(roster: Path, target: Path, rules: Path) -> Cost:
    """What guiding a roster to Parquet costs."""
    return measured("cli.py", "guide", str(roster), "-o", str(target), "-f", "parquet", "--as-of", DAY, "--rules", str(rules))


def fingerprints(folder: Path) -> dict[str, str]:
    """The SHA-256 of each table."""
    found = {}
    for table in sorted(folder.iterdir()):
        with table.open("rb") as file:
            found[table.name] = file_digest(file, "sha256").hexdigest()
    return found


def sizes(folder: Path) -> dict[str, int]:
    """The rows of each table."""
    return {table.stem: int(pl.scan_parquet(table).select(pl.len()).collect().item()) for table in sorted(folder.iterdir())}


def rounds(wanted: argparse.Namespace, roster: Path, rules: Path, folder: Path) -> list[dict[str, str]]:
    """Guides and copies in turn, and tells each round; leaves the last guidance in `ours`. The fingerprints of each round's tables."""
    ours, copied, found = folder / "ours", folder / "copied", []
    for number in range(wanted.rounds):
        shutil.rmtree(ours, ignore_errors=True)
        mine = guided(roster, ours, rules)
        least = measured("-m", "benchmarks.copy_tables", str(roster), str(ours), str(copied))
        shutil.rmtree(copied)
        found.append(fingerprints(ours) if wanted.twice else {})
        told = {"units": wanted.count, "form": roster.suffix[1:], "rules": wanted.rules, "round": number, "rows": sizes(ours)}
        costs = {"seconds": mine.seconds, "memory": mine.memory, "copy_seconds": least.seconds, "copy_memory": least.memory}
        tell(what="limit", **told, **costs, ratio=mine.seconds / least.seconds)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=5_200_000)
    parser.add_argument("--rules", default="lean")
    parser.add_argument("--csv", action="store_true")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    wanted = parser.parse_args()
    fine = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        roster, rules = folder / ("roster.csv" if wanted.csv else "roster.parquet"), rules_named(wanted.rules, folder)
        measured("-m", "benchmarks.national", str(wanted.count), str(roster))
        found = rounds(wanted, roster, rules, folder)
        if wanted.twice:
            same = len(found) > 1 and all(one == found[0] for one in found)
            tell(what="the same bytes", units=wanted.count, form=roster.suffix[1:], rounds=len(found), equal=same)
            fine &= same
        if wanted.sample:
            fine &= sampled(wanted, roster, rules, folder / "ours")
    return 0 if fine else 1


def sampled(wanted: argparse.Namespace, roster: Path, rules: Path, ours: Path) -> bool:
    """Tells whether a sample of units, evaluated one by one, agrees with the tables."""
    start = time.perf_counter()
    told = {"what": "one by one", "units": wanted.count, "form": roster.suffix[1:], "rules": wanted.rules}
    try:
        compared = agreeing(roster, ours, load(rules), DAY, wanted.sample)
    except Differs as error:
        tell(**told, sample=wanted.sample, difference=str(error), equal=False)
        return False
    tell(**told, sample=compared, seconds=time.perf_counter() - start, equal=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
