"""Rulings on single units in a working file: that a unit belongs to a branch, why, and on which paper that rests; the newest counts.

A ruling is never changed. It is taken back by another that names no branch: then the roster tells again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select

from cxzy_rules.store import moment
from cxzy_rules.store.layout import unit_rulings


@dataclass(frozen=True, slots=True)
class UnitRuling:
    """`branch`: its id; None takes back what was ruled before. `source`: the paper, as it is cited."""

    id: int
    unit: str
    branch: str | None
    reason: str
    source: str
    at: datetime
    by: str


def rule_on(connection: Connection, unit: str, branch: str | None, reason: str, source: str, rulebook: str, at: datetime, by: str) -> int:
    """Keeps a ruling, made under a rulebook that the file knows; its number."""
    said = {"unit": unit, "branch": branch, "reason": reason, "source": source, "rulebook": rulebook}
    made: int = connection.execute(
        insert(unit_rulings).values(**said, written_at=moment.written(at), written_by=by).returning(unit_rulings.c.id)
    ).scalar_one()
    return made


def rulings_on(connection: Connection, unit: str) -> list[UnitRuling]:
    """All that was ruled on a unit, the newest first."""
    wanted = select(unit_rulings).where(unit_rulings.c.unit == unit).order_by(unit_rulings.c.id.desc())
    return [_ruling(row) for row in connection.execute(wanted)]


def in_force(connection: Connection, until: str, last: int | None = None) -> list[UnitRuling]:
    """What counted before a moment, and up to the ruling of a number: of each unit the newest ruling, unless that takes one back."""
    early = [unit_rulings.c.written_at < until, *([] if last is None else [unit_rulings.c.id <= last])]
    newest = select(func.max(unit_rulings.c.id)).where(*early).group_by(unit_rulings.c.unit)
    wanted = select(unit_rulings).where(unit_rulings.c.id.in_(newest), unit_rulings.c.branch.is_not(None)).order_by(unit_rulings.c.id)
    return [_ruling(row) for row in connection.execute(wanted)]


def rulings_said(connection: Connection) -> int:
    """How often something was ruled."""
    return int(connection.execute(select(func.coalesce(func.max(unit_rulings.c.id), 0))).scalar_one())


def _ruling(row: Row[tuple[object, ...]]) -> UnitRuling:
    return UnitRuling(row.id, row.unit, row.branch, row.reason, row.source, moment.read(row.written_at), row.written_by)
