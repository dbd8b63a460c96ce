"""Which index a question needs: one word for all that its answers rest on, and where in the user's cache it lies."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from cxzy_rules import __version__
from cxzy_rules.paths import PACKAGE, cache

CASES = "cases"
COMPILED = "__pycache__"
ASKED = ("durable_rules_engine", "pypinyin")
DIGITS = 40
ENDING = ".sqlite"
FOLDER = "\1"
NOT_YET_IN = "-wal"


def place_of(roster: Path, rules: tuple[Path, ...], said: object, slips: tuple[Path, ...] = ()) -> Path:
    """Where the index lies for this roster, these rules, and whatever else the user `said` of them. Errors: OSError.

    Any other byte in one of the files, and any other program, is another index; so none can be out of date. What was written into a
    working file last may still lie beside it.
    """
    written = [one for one in (roster, roster.with_name(roster.name + NOT_YET_IN), *slips) if one == roster or one.exists()]
    parts = [__version__, str(said), *map(_bytes_of, written)]
    for folder in rules:
        parts.append(FOLDER)
        for path in _files(folder):
            inside = path.relative_to(folder)
            parts += [inside.as_posix(), "" if CASES in inside.parts else _bytes_of(path)]
    parts += [_stamp(path) for path in (*_files(PACKAGE), *_origins())]
    return cache() / (hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:DIGITS] + ENDING)


def _bytes_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(path: Path) -> str:
    """For the program's own files, which change only as a whole."""
    stat = path.stat()
    return f"{path} {stat.st_size} {stat.st_mtime_ns}"


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, always in the same order."""
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - {COMPILED})
        yield from (Path(above, name) for name in sorted(names))


def _origins() -> list[Path]:
    """Where the packages lie whose answers are kept: another version, or none where there was one, is another index."""
    specs = (find_spec(package) for package in ASKED)
    return [Path(spec.origin) for spec in specs if spec is not None and spec.origin is not None]
