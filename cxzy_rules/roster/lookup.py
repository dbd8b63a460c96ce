"""Finds units by the ids that cells hold, for millions at once and in little memory.

An id is known by its hash of 64 bits: where n units have ids that all hash differently, m ids written that no unit has are taken for some
unit's with a chance of n * m / 2**64, for a thousand such of five million units less than one in a billion.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from cxzy_rules.roster.roster import Rows

LOST = -2


def all_differ(ids: pl.Series) -> bool:
    """Whether no id occurs twice: told by their hashes, which are smaller, where those differ."""
    return ids.hash().n_unique() == len(ids) or ids.n_unique() == len(ids)


def rows_by_id(ids: pl.Series, written: pl.Series) -> Rows:
    """The row of the unit that has the id written, LOST where there is none; by the ids' hashes where those differ."""
    found = _joined(ids.hash(), written.hash())
    if len(found) > len(written):
        found = _joined(ids, written)
    return found.fill_null(LOST).to_numpy().astype(np.int64)


def _joined(key: pl.Series, asked: pl.Series) -> pl.Series:
    """The row of each key asked: more than one for a key that several have. Few keys are asked, so only those are looked up."""
    rows = pl.DataFrame([key.alias("key"), pl.int_range(len(key), dtype=pl.Int32, eager=True).alias("row")])
    rows = rows.filter(key.is_in(asked.unique().implode()))
    return asked.to_frame("key").join(rows, on="key", how="left", maintain_order="left")["row"]
