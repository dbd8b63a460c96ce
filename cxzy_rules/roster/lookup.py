"""Finds units by the ids that cells hold, for millions at once and in little memory."""

from __future__ import annotations

import numpy as np
import polars as pl

from cxzy_rules.roster.roster import Rows

LOST = -2
STEP = 1_000_000


def all_differ(ids: pl.Series) -> bool:
    """Whether no id occurs twice: told by their hashes, which are smaller, where those differ."""
    return ids.hash().n_unique() == len(ids) or ids.n_unique() == len(ids)


def rows_by_id(ids: pl.Series, written: pl.Series) -> Rows:
    """The row of the unit that has the id written, LOST where there is none; by the ids' hashes where those differ."""
    found = _joined(ids.hash(), written.hash())
    if len(found) > len(written):
        found = _joined(ids, written)
    return np.concatenate([_checked(ids, written[at : at + STEP], found[at : at + STEP]) for at in range(0, max(1, len(ids)), STEP)])


def _joined(key: pl.Series, asked: pl.Series) -> pl.Series:
    """The row of each key asked: more than one for a key that several have. Few keys are asked, so only those are looked up."""
    rows = pl.DataFrame([key.alias("key"), pl.int_range(len(key), dtype=pl.Int32, eager=True).alias("row")])
    rows = rows.filter(key.is_in(asked.unique().implode()))
    return asked.to_frame("key").join(rows, on="key", how="left", maintain_order="left")["row"]


def _checked(ids: pl.Series, written: pl.Series, found: pl.Series) -> Rows:
    same = (ids.gather(found) == written).fill_null(False)
    return np.where(same.to_numpy(), found.fill_null(LOST).to_numpy(), LOST).astype(np.int64)
