"""Fingerprints: whether two rulebooks or two rosters say the same, in sixteen hexadecimal digits."""

from __future__ import annotations

import hashlib
import io

import polars as pl

from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook

DIGITS = 16
PARTS = ("yaml", "txt")
CASES = "cases"


def of_rulebook(book: Rulebook) -> str:
    """Changes with any byte of the files of the rulebook and its layers, but their test cases."""
    digest = hashlib.sha256()
    for folder in (book.folder, *(layer.folder for layer in book.layers)):
        for path in sorted(path for ending in PARTS for path in folder.glob(f"**/*.{ending}")):
            inside = path.relative_to(folder)
            if CASES not in inside.parts:
                digest.update(f"{inside.as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:DIGITS]


def of_roster(roster: Roster) -> str:
    """Changes with any known cell of the file, not with the file's form, nor with what the program makes of it."""
    written = io.BytesIO()
    cells = roster.table.cells.select(pl.col(header).cast(pl.String).alias(column) for column, header in sorted(roster.headers.items()))
    cells.write_csv(written)
    return hashlib.sha256(written.getvalue()).hexdigest()[:DIGITS]


def of_keys(keys: list[str]) -> str:
    """Changes with the set of these words, not with their order."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:DIGITS]
