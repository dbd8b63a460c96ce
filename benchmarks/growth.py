"""How time and memory grow: with the units of a roster, and with the rules of a rulebook. A line of JSON each.

Usage, from the top of a checkout: python -m benchmarks.growth [--units 10000,100000…] [--rules 100,500,2000]

Each size is the whole command to Parquet in a process of its own; then, in another, what only the situations cost: making the engine
ready, and asking it about each of them.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.limit import DAY, guided, rules_named
from benchmarks.measured import TOP, measured
from benchmarks.told import tell
from cxzy_rules.engine.choose import available
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import in_force
from cxzy_rules.rulebook.load import load
from cxzy_rules.situations.collapse import collapse
from cxzy_rules.situations.walk import asker, walk

UNITS, RULES = "10000,100000,1000000,5200000,20000000", "100,500,2000"
FEW = 100_000
BOOK = "lean"


def grown(what: str, count: int, rules: str, folder: Path) -> None:
    """Tells one size."""
    roster, target, book = folder / f"{count}.parquet", folder / "guidance", folder / f"rules-{rules}"
    if not roster.exists():
        measured("-m", "benchmarks.national", str(count), str(roster))
    if not book.exists():
        rules_named(rules, folder)
    cost = guided(roster, target, book)
    shutil.rmtree(target)
    tell(what=what, units=count, rules=rules, seconds=cost.seconds, memory=cost.memory)
    subprocess.run([sys.executable, "-m", "benchmarks.growth", "--engine", str(roster), str(book)], cwd=TOP, check=True)


def engine(roster: Path, rules: Path) -> None:
    """Tells what the situations of a roster cost."""
    book = in_force(load(rules), date.fromisoformat(DAY))
    units = load_roster(roster, roster.name, book.vocabulary)
    forest = collapse(units, book).forest
    start = time.perf_counter()
    ask = asker(book, available())
    ready = time.perf_counter()
    answers = walk(forest, ask)
    asked = time.perf_counter()
    told = {"units": units.units.height, "rules": len(book.rules), "situations": len(answers), "different": len(ask.answered)}
    tell(what="engine", **told, ready_seconds=ready - start, walk_seconds=asked - ready)


def main() -> None:
    if sys.argv[1:2] == ["--engine"]:
        return engine(Path(sys.argv[2]), Path(sys.argv[3]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", default=UNITS)
    parser.add_argument("--rules", default=RULES)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for count in filter(None, wanted.units.split(",")):
            grown("units", int(count), BOOK, Path(temporary))
            Path(temporary, f"{count}.parquet").unlink()
        for rules in filter(None, wanted.rules.split(",")):
            grown("rules", FEW, rules, Path(temporary))
    return None


if __name__ == "__main__":
    main()
