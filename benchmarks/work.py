"""What `cxzy guide` costs once everything is imported: a line of JSON a round.

Usage, from the top of a checkout: python -m benchmarks.work [COUNT] [ROUNDS]

The command is run in one process on the shipped city first, which imports all that it needs, and then on a national roster; boldly, as
the process is in which the shell's `cxzy` answers (`cxzy_rules.commands.boldly`). Beside it, the limit for the same tables.
"""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
import time
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from benchmarks.copy_tables import main as copy_tables
from benchmarks.limit import DAY, rules_named
from benchmarks.national import national
from benchmarks.told import tell
from cxzy_rules.commands.boldly import begun
from cxzy_rules.commands.main import NEW_VALUES, cxzy


def guided(*words: str) -> float:
    """Seconds of one guidance to Parquet."""
    start = time.perf_counter()
    with redirect_stderr(StringIO()):
        cxzy.main(["guide", *words, "-f", "parquet", "--as-of", DAY], standalone_mode=False, obj=begun(["guide", *words]))
    return time.perf_counter() - start


def copied(roster: Path, target: Path) -> float:
    """Seconds of merely reading the roster, and reading and writing the same tables."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        copy_tables(str(roster), str(target), str(Path(temporary, "copy")))
        return time.perf_counter() - start


def main(count: int, rounds: int) -> None:
    gc.set_threshold(NEW_VALUES)
    with tempfile.TemporaryDirectory() as temporary:
        roster, target = Path(temporary, "roster.parquet"), Path(temporary, "guidance")
        national(count).write_parquet(roster)
        for rules in ("lean", "shipped"):
            book = str(rules_named(rules, Path(temporary)))
            guided("-o", str(target), "--rules", book)
            shutil.rmtree(target)
            for number in range(rounds):
                seconds, least = guided(str(roster), "-o", str(target), "--rules", book), copied(roster, target)
                tell(what="work", units=count, rules=rules, round=number, seconds=seconds, copy_seconds=least)
                shutil.rmtree(target)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
