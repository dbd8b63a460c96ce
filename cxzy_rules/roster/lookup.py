"""Finds units by the ids that cells hold, for millions at once and in little memory.

An id is known by its hash of 64 bits: where n units have ids that all hash differently, m ids written that no unit has are taken for some
unit's with a chance of n * m / 2**64, for a thousand such of five million units less than one in a billion.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import in_stretches
from cxzy_rules.tables.distinct import FREE, shelf

LOST = -2


def all_differ(ids: pl.Series) -> bool:
    """Whether no id occurs twice: told by their hashes, which are smaller, where those differ."""
    return ids.hash().n_unique() == len(ids) or ids.n_unique() == len(ids)


def rows_by_id(ids: pl.Series, written: pl.Series) -> Rows:
    """The row of the unit that has the id written, LOST where there is none; by the ids' hashes where those differ. The ids all do."""
    places = shelf(len(ids))
    if not places.put(np.arange(len(ids), dtype=np.int32), ids.hash().to_numpy(), empty=True):
        return _by_text(ids, written)
    found = np.concatenate(in_stretches(lambda here: places.find(written[here].hash().to_numpy()), len(written)))
    return np.where(found == FREE, LOST, found).astype(np.int64)


def _by_text(ids: pl.Series, written: pl.Series) -> Rows:
    rows = pl.DataFrame([ids.alias("id"), pl.int_range(len(ids), dtype=pl.Int64, eager=True).alias("row")])
    return written.to_frame("id").join(rows, on="id", how="left", maintain_order="left")["row"].fill_null(LOST).to_numpy().copy()
