"""How a working file is told from every other file: known without anything that could open one."""

from __future__ import annotations

from pathlib import Path

ENDING = ".cxzy"
SIGN = b"SQLite format 3\0"


def is_working_file(path: Path) -> bool:
    """Whether a path names a working file: by its ending, and by its first bytes."""
    if path.suffix.lower() != ENDING:
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(SIGN)) == SIGN
    except OSError:
        return False
