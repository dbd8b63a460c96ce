"""On which days something was written into a working file, and what it held at the end of such a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from cxzy_rules.store import moment
from cxzy_rules.store.layout import batches, verdicts


def written_on(connection: Connection) -> list[date]:
    """The days, in this machine's time zone, the oldest first."""
    found = [connection.execute(select(column).distinct()).scalars() for column in (batches.c.written_at, verdicts.c.written_at)]
    return sorted({moment.read(text).date() for part in found for text in part})


def held_before(connection: Connection, until: str) -> tuple[int, int]:
    """The newest roster's batch and the newest verdict written before a moment; 0 where there is none."""
    roster = select(func.max(batches.c.id)).where(batches.c.sort == "roster", batches.c.written_at < until)
    verdict = select(func.max(verdicts.c.id)).where(verdicts.c.written_at < until)
    return tuple(int(connection.execute(one).scalar_one() or 0) for one in (roster, verdict))  # type: ignore[return-value]
