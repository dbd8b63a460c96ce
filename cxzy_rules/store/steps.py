"""What brings a working file from one version of its layout to the next: each step as it was written then, never changed afterwards."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from cxzy_rules.store.layout import LAYOUT, triggers

SECOND = (
    "ALTER TABLE records ADD COLUMN above VARCHAR",
    "CREATE INDEX records_by_unit ON records (unit, rule)",
    "CREATE INDEX verdicts_by_last ON verdicts (last)",
    "CREATE TABLE unit_rulings (id INTEGER NOT NULL PRIMARY KEY, unit VARCHAR NOT NULL, branch VARCHAR, reason VARCHAR NOT NULL, "
    "source VARCHAR NOT NULL, rulebook VARCHAR NOT NULL REFERENCES rulebooks (fingerprint), written_at VARCHAR NOT NULL, "
    "written_by VARCHAR NOT NULL)",
    "CREATE TRIGGER unit_rulings_no_update BEFORE update ON unit_rulings BEGIN SELECT RAISE(ABORT, 'written once'); END",
    "CREATE TRIGGER unit_rulings_no_delete BEFORE delete ON unit_rulings BEGIN SELECT RAISE(ABORT, 'written once'); END",
)


def _second(connection: Connection) -> None:
    """Superiors that a row names, rulings on units, and what finds a unit's records."""
    for statement in SECOND:
        connection.exec_driver_sql(statement)


# The first version was made whole; each step after it makes the next.
STEPS: tuple[Callable[[Connection], None], ...] = (_second,)
NEWEST = 1 + len(STEPS)


def make(connection: Connection) -> None:
    """A new file's tables, by the newest layout."""
    LAYOUT.create_all(connection)
    for statement in triggers():
        connection.exec_driver_sql(statement)
    _mark(connection)


def advance(connection: Connection, version: int) -> None:
    """Brings a file of an older version to the newest."""
    for step in STEPS[version - 1 :]:
        step(connection)
    _mark(connection)


def _mark(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA user_version = {NEWEST}")
