"""An index as a shelf: units looked up, and a unit's record put together again. Knows how the index is laid out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from cxzy_rules.index.shelf import Record, Shelf, Terms
from cxzy_rules.model.law import ITEM_SECTIONS, ROLE_LABELS
from cxzy_rules.questions.find import Register
from cxzy_rules.questions.sounds import Block
from cxzy_rules.screen.labels import Labels

FORMAT = 20_101_109
OWN = ("id", "name", "branch_basis", "branch_from", "supervisors")
ROLES = tuple(ROLE_LABELS)
SCHEMA = """
CREATE TABLE told (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE rule (id TEXT PRIMARY KEY, told TEXT);
CREATE TABLE answer (number INTEGER PRIMARY KEY, record TEXT, leading TEXT);
CREATE TABLE bonds (number INTEGER PRIMARY KEY, told TEXT);
CREATE TABLE unit (row INTEGER PRIMARY KEY, id TEXT, name TEXT, written_id TEXT, written_name TEXT,
                   parent INTEGER, organ TEXT, basis TEXT, answer INTEGER, bonds INTEGER);
CREATE TABLE names (first INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE reading (character TEXT PRIMARY KEY, spelt TEXT) WITHOUT ROWID;
"""


def opened(place: Path) -> sqlite3.Connection | None:
    """The index at a place; None where there is none. Errors: sqlite3.Error, where it is no database."""
    if not place.is_file():
        return None
    base = sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    return base if base.execute("PRAGMA application_id").fetchone() == (FORMAT,) else None


def kept_shelf(base: sqlite3.Connection) -> Shelf:
    """What an index holds, as a shelf. Errors, also when asked: sqlite3.Error and ValueError, where the file is damaged."""
    terms = _told(base, "terms")
    days = {name: date.fromisoformat(terms[name]) for name in ("day", "issued", "ends")}
    return Shelf(
        Terms(**terms | days),
        _register(base),
        lambda row: _called(base, row),
        lambda row: _chain(base, row),
        lambda row: _record(base, row),
        lambda: Labels(**_told(base, "labels")),
    )


def _told(base: sqlite3.Connection, name: str) -> Any:
    return json.loads(_one(base, "SELECT value FROM told WHERE name = ?", name)[0])


def _one(base: sqlite3.Connection, question: str, *values: str | int) -> tuple[Any, ...]:
    """The one line that answers. Errors: ValueError, where there is none."""
    found: tuple[Any, ...] | None = base.execute(question, values).fetchone()
    if found is None:
        raise ValueError(question)
    return found


def _register(base: sqlite3.Connection) -> Register:

    @cache
    def readings(character: str) -> frozenset[str]:
        found = base.execute("SELECT spelt FROM reading WHERE character = ?", (character,)).fetchone()
        return frozenset([character.lower()] if found is None else found[0].split(" "))

    return Register(
        lambda wanted: [row for (row,) in base.execute("SELECT row FROM unit WHERE id = ? ORDER BY row", (wanted,))],
        lambda wanted: [row for (row,) in base.execute("SELECT row FROM unit WHERE name = ? ORDER BY row", (wanted,))],
        lambda: (Block(first, block.decode()) for first, block in base.execute("SELECT first, block FROM names ORDER BY first")),
        readings,
    )


def _called(base: sqlite3.Connection, row: int) -> tuple[str, str]:
    found = _one(base, "SELECT coalesce(written_id, id), coalesce(written_name, name) FROM unit WHERE row = ?", row)
    return str(found[0]), str(found[1])


def _chain(base: sqlite3.Connection, row: int) -> list[int]:
    found: list[int] = []
    while (row := int(_one(base, "SELECT parent FROM unit WHERE row = ?", row)[0])) >= 0:
        found.append(row)
    return found


def _record(base: sqlite3.Connection, row: int) -> Record:
    """The contract's object; its keys in the order in which they were kept."""
    basis, answer, bonds = _one(base, "SELECT basis, answer, bonds FROM unit WHERE row = ?", row)
    shared, leading = map(json.loads, _one(base, "SELECT record, leading FROM answer WHERE number = ?", answer))
    items = {section: [_rule(base, rule) for rule in shared[section]] for section in ITEM_SECTIONS}
    chain = _chain(base, row)
    source = _source(base, chain) if basis == "inherited" else None
    own = (*_called(base, row), basis, source, list(_supervisors(base, row, chain, leading, bonds)))
    return {**shared, **items, **dict(zip(OWN, own, strict=True))}


def _rule(base: sqlite3.Connection, rule: str) -> Record:
    found: Record = json.loads(_one(base, "SELECT told FROM rule WHERE id = ?", rule)[0])
    return found


def _source(base: sqlite3.Connection, chain: list[int]) -> str:
    """The id of the nearest superior whose branch is its own."""
    bases = ((above, _one(base, "SELECT basis FROM unit WHERE row = ?", above)[0]) for above in chain)
    return _called(base, next(above for above, basis in bases if basis != "inherited"))[0]


def _supervisors(base: sqlite3.Connection, row: int, chain: list[int], leading: list[str], bonds: int) -> Iterator[Record]:
    """Superiors nearest first, then who guides, then who coordinates; each once in a role, nobody itself."""
    led = [(rule, _organ(base, above), above, None, _rule(base, rule)["ruling"]) for rule in leading for above in chain]
    fixed = json.loads(_one(base, "SELECT told FROM bonds WHERE number = ?", bonds)[0])
    rulings = _told(base, "rulings")
    everyone = [(_rule(base, bond[0]), *bond) for bond in (*led, *fixed)]
    seen: set[tuple[str, int | str]] = set()
    for told, rule, organ, at, name, ruling in sorted(everyone, key=lambda one: ROLES.index(one[0]["role"])):
        who = (told["role"], name if at is None else at)
        if at == row or who in seen:
            continue
        seen.add(who)
        unit, called = (None, name) if at is None else _called(base, at)
        path = [_called(base, one)[0] for one in (row, *chain[: chain.index(at) + 1])] if rule in leading else []
        basis = "ruling" if ruling else "text"
        yield {
            "role": told["role"],
            "organ": organ,
            "unit": unit,
            "name": called,
            "rule": rule,
            "clause": told["clause"],
            "basis": basis,
            "ruling": rulings[ruling] if ruling else None,
            "path": path,
            "document": told["document"],
        }


def _organ(base: sqlite3.Connection, row: int) -> str | None:
    organ = _one(base, "SELECT organ FROM unit WHERE row = ?", row)[0]
    return None if organ is None else str(organ)
