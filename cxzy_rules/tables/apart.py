"""How a reader that may crash is run: in a Python process of its own, which finds what this one finds, with little memory.

Damaged files make the readers under us panic, abort, or ask for exabytes; in a process apart that costs one file, not the program.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SECONDS, BYTES_A_SECOND = 30, 1 << 20
MEMORY, MEMORY_A_BYTE = 2 << 30, 64


def command(module: str, *words: str) -> list[str]:
    return [sys.executable, "-P", "-m", f"cxzy_rules.tables.{module}", *words]


def environment() -> dict[str, str]:
    """This process's own, with the places where it finds its modules; a stack of Rust calls helps no one."""
    places = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
    return os.environ | {"PYTHONPATH": places, "RUST_BACKTRACE": "0"}


def seconds(size: int) -> float:
    """How long a file may take."""
    return SECONDS + size / BYTES_A_SECOND


def limit(memory: int) -> None:
    """From here on this process gets no more memory than this. Called by the one apart; Windows knows no such limit."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def memory(size: int) -> int:
    """How many bytes a file of so many may take."""
    return MEMORY + MEMORY_A_BYTE * size


@contextmanager
def bounded(size: int, more: int = 0) -> Iterator[Callable[[], None]]:
    """While a file of so many bytes is read in this very process, it dies where that takes much too long, or `more` memory than it may.

    What is given begins the time anew: for each piece, where others work on the pieces meanwhile. Linux alone says how much memory a
    process has already.
    """
    import resource

    def begin() -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds(size))

    before = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(OSError, ValueError):
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        allowed = held + memory(size) + more
        soft = allowed if before[0] == resource.RLIM_INFINITY else min(allowed, before[0])
        resource.setrlimit(resource.RLIMIT_AS, (soft, before[1]))
    begin()
    try:
        yield begin
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)
