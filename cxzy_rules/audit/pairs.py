"""Every slot of every unit with its state and the record that decides it, a stretch of units at a time: there may be too many to hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.ground import Ground
from cxzy_rules.audit.judged import judged
from cxzy_rules.audit.words import GAPS, STATES
from cxzy_rules.tables.ahead import ahead

NONE = -1
BATCH = 50_000


def pairs(audit: Audit) -> Iterator[pl.DataFrame]:
    """One row a (unit, slot), by unit in the audit's order, then by slot: `row` (of the unit), `slot` (position in the audit's `slots`),
    `state` (Enum of STATES), `record` (of the ledger, the deciding one; null where none); whole numbers are Int32. At least one frame."""
    yield from ahead(partial(_pairs, audit.ground), audit.ground.stretches())


def gaps(audit: Audit) -> Iterator[pl.DataFrame]:
    """Those of the pairs that are gaps, BATCH at a time; at least one frame."""
    for frame in pairs(audit):
        found = frame.filter(pl.col("state").is_in(GAPS))
        yield from found.iter_slices(BATCH) if found.height else [found]


def all_pairs(audit: Audit) -> pl.DataFrame:
    """The pairs of a few units, all at once."""
    return pl.concat(pairs(audit))


def _pairs(stands: Ground, stretch: int) -> pl.DataFrame:
    found, asked = judged(stands, stretch), stands.asked
    within = np.arange(found.many.sum()) - np.repeat(np.cumsum(found.many) - found.many, found.many)
    slot = asked.slot[np.repeat(asked.first[stands.guidance.of[found.units]], found.many) + within].astype(np.int32)
    state, record, deciding = asked.unsaid[slot], np.full(len(slot), NONE, dtype=np.int32), found.deciding()
    state[deciding.place], record[deciding.place] = stands.speech.state.take(deciding.entry), deciding.record
    frame = pl.DataFrame({"row": np.repeat(found.units.astype(np.int32), found.many), "slot": slot, "state": state, "record": record})
    return frame.with_columns(pl.col("state").cat.to(pl.Enum(STATES)), pl.when(pl.col("record") != NONE).then("record").alias("record"))
