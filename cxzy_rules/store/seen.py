"""The records of a working file as they were read: nothing written ever changes, so only what was written since is read again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import Connection, select

from cxzy_rules.store.batches import Batch, known
from cxzy_rules.store.decisions import VERDICTS
from cxzy_rules.store.layout import records, verdicts
from cxzy_rules.store.ledgers import NUMBERED, rows_of, verdicts_said
from cxzy_rules.store.moment import known_until

Codes = np.ndarray[Any, np.dtype[np.uint8]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]
OPEN, ACCEPTED = VERDICTS.index("open"), VERDICTS.index("accepted")
EVER = known_until(None)
MOST_PIECES = 64


@dataclass(frozen=True, slots=True)
class Seen:
    """`rows`: all records by number; `hand`: those filled in by hand; `said`: of each number from 0 the newest word, as a position in
    VERDICTS; `verdict`: the newest verdict taken in; `touched`: of each batch the newest verdict on any of its records; `batches`: those of
    records, oldest first."""

    rows: pl.DataFrame
    hand: pl.DataFrame
    said: Codes
    verdict: int
    touched: dict[int, int]
    batches: tuple[Batch, ...]

    def of(self, batch: int) -> pl.DataFrame:
        """All records of a batch."""
        start, end = (int(self.rows["batch"].search_sorted(batch, side)) for side in ("left", "right"))
        return self.rows[start:end]

    def counting(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those of these records that count."""
        return rows.filter(pl.Series(self.said[rows["id"].to_numpy()] == ACCEPTED, dtype=pl.Boolean))


NOTHING = Seen(pl.DataFrame(schema=NUMBERED), pl.DataFrame(schema=NUMBERED), np.zeros(1, dtype=np.uint8), 0, {}, ())


def seen(connection: Connection, before: Seen = NOTHING) -> Seen:
    """What was read before, and what was written since; just that where the connection's view is older."""
    last = int(before.rows["id"][-1]) if before.rows.height else 0
    verdict = verdicts_said(connection)
    more = rows_of(connection, records.c.id > last)
    found = tuple(known(connection, EVER, "ledger", "hand", after=before.batches[-1].id if before.batches else 0))
    if verdict <= before.verdict and not found:
        return before
    rows = _behind(before.rows, more)
    of_hand = pl.Series([one.id for one in found if one.sort == "hand"], dtype=pl.Int64)
    hand = _behind(before.hand, more.filter(pl.col("batch").is_in(of_hand.implode())))
    said = np.concatenate([before.said, np.full(more.height, OPEN, dtype=np.uint8)])
    touched = dict(before.touched)
    wanted = select(verdicts.c.id, verdicts.c.first, verdicts.c.last, verdicts.c.verdict).where(verdicts.c.id > before.verdict)
    for number, first, end, word in connection.execute(wanted.order_by(verdicts.c.id)):
        said[first : end + 1] = VERDICTS.index(word)
        touched |= dict.fromkeys(rows["batch"][first - 1 : end].unique(), number)
    return Seen(rows, hand, said, verdict, touched, (*before.batches, *found))


def _behind(before: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """Both, one behind the other; in few pieces."""
    if not more.height:
        return before
    rows = pl.concat([before, more])
    return rows.rechunk() if rows.n_chunks() > MOST_PIECES else rows
