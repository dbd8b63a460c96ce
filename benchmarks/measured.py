"""Knows how a command is measured: in a process of its own, by the clock, with the most memory that its whole tree of processes held.

Memory is read off /proc some twenty times a second, so this works on Linux alone.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[1]
NOWHERE = Path(os.devnull)
PAUSE = 0.05
LEFT_BEHIND = "_RJEM_MALLOC_CONF"  # how Polars told itself, in this process, to deal with its memory
PAGE = 4096


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, and the most bytes held at once."""

    seconds: float
    memory: int

    def __str__(self) -> str:
        return f"{self.seconds:8.2f} s  {self.memory / 1e9:5.2f} GB"


def as_installed() -> None:
    """Lets Python keep compiled files, and makes them, as an installation does; or each start would compile the program anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for folder in ("cxzy_rules", "benchmarks"):
        compileall.compile_dir(TOP / folder, quiet=2)


def measured(*words: str, into: Path = NOWHERE, fine: tuple[int, ...] = (0,)) -> Cost:
    """What a Python command costs, run from the top of the checkout as from a shell, which writes what it prints `into` a file.

    Errors: SystemExit, where it ends with an exit code that is not among the `fine`."""
    start, shell = time.perf_counter(), {name: value for name, value in os.environ.items() if name != LEFT_BEHIND}
    call = [sys.executable, *words]
    with into.open("wb") as out, tempfile.TemporaryFile() as complaints:  # a pipe might be full before anybody reads it
        process = subprocess.Popen(call, cwd=TOP, stdout=out, stderr=complaints, env=shell)
        most = 0
        while process.poll() is None:
            most = max(most, _held(process.pid))
            time.sleep(PAUSE)
        seconds = time.perf_counter() - start
        complaints.seek(0)
        told = complaints.read().decode()
    if process.returncode not in fine:
        raise SystemExit(f"{' '.join(words)}\n{told}")
    return Cost(seconds, most)


def _held(pid: int) -> int:
    """The resident memory of a process and all below it; nothing for one that has just ended."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return own + sum(_held(int(child)) for child in below)
