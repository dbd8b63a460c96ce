"""How a reader that may crash is run: in a Python process of its own, which finds what this one finds, with little memory.

Damaged files make the readers under us panic, abort, or ask for exabytes; in a process apart that costs one file, not the program.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

SECONDS, BYTES_A_SECOND = 30, 1 << 20


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
