"""Runs SQL in DuckDB and nothing else, so that a process that is measured imports no more than it needs.

Usage, from the top of a checkout: python -m benchmarks.duckdb_script SCRIPT [TARGET]

TARGET gets the one number that the last statement finds.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

BY_NAME = "pattern_of_name"


@dataclass(frozen=True, slots=True)
class Script:
    """The statements, in order. `patterns`: of names, each with what silences it, that DuckDB's own expressions cannot say; the statements
    ask them as the function BY_NAME, which gives the number of the first that speaks, counted from `first`."""

    statements: list[str]
    first: int = 0
    patterns: list[tuple[str, str | None]] | None = None


def write(script: Script, path: Path) -> Path:
    path.write_text(json.dumps(asdict(script), ensure_ascii=False), encoding="utf-8")
    return path


def read(path: Path) -> Script:
    return Script(**json.loads(path.read_text(encoding="utf-8")))


def run(script: Script) -> int:
    """What the last statement finds."""
    import duckdb

    with duckdb.connect() as base:
        if script.patterns:
            base.create_function(BY_NAME, _by_name(script.first, script.patterns), ["varchar"], "utinyint", null_handling="special")
        for statement in script.statements:
            base.execute(statement)
        return int(base.fetchall()[0][0])


def _by_name(first: int, patterns: list[tuple[str, str | None]]) -> Callable[[str], int | None]:
    """Python keeps what it has compiled, and compiles none that is not asked."""

    def number(name: str) -> int | None:
        for at, (pattern, unless) in enumerate(patterns):
            if re.search(pattern, name) and not (unless and re.search(unless, name)):
                return first + at
        return None

    return number


if __name__ == "__main__":
    found = run(read(Path(sys.argv[1])))
    for target in sys.argv[2:]:
        Path(target).write_text(str(found))
