"""On which days something was written into a working file, and what it held at the end of such a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from cxzy_rules.store import moment
from cxzy_rules.store.layout import batches, unit_rulings, verdicts


def written_on(connection: Connection) -> list[date]:
    """The days, in this machine's time zone, the oldest first."""
    columns = [table.c.written_at for table in (batches, verdicts, unit_rulings)]
    found = [connection.execute(select(column).distinct()).scalars() for column in columns]
    return sorted({moment.read(text).date() for part in found for text in part})


def held_before(connection: Connection, until: str) -> tuple[tuple[int, int], int]:
    """How the roster stood before a moment (the newest's batch, the newest ruling on a unit), and the newest verdict; 0 for none."""
    roster = select(func.max(batches.c.id)).where(batches.c.sort == "roster", batches.c.written_at < until)
    ruling = select(func.max(unit_rulings.c.id)).where(unit_rulings.c.written_at < until)
    verdict = select(func.max(verdicts.c.id)).where(verdicts.c.written_at < until)
    batch, ruled, said = (int(connection.execute(one).scalar_one() or 0) for one in (roster, ruling, verdict))
    return (batch, ruled), said
