"""Finds units by the ids that cells hold, for millions at once and in little memory.

An id is known by its hash of 64 bits: where n units have ids that all hash differently, m ids written that no unit has are taken for some
unit's with a chance of n * m / 2**64, for a thousand such of five million units less than one in a billion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import STRETCH, in_stretches
from cxzy_rules.tables.distinct import FREE, Shelf, hashes_of, shelf

LOST = -2


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of units, by row. `places`: each one's by its hash; None where two hash alike, so that texts must be compared."""

    ids: pl.Series
    places: Shelf | None

    def all_differ(self) -> bool:
        """Whether no id occurs twice."""
        return self.places is not None or self.ids.n_unique() == len(self.ids)

    def rows(self, written: pl.Series) -> Rows:
        """The row of the unit that has the id written, LOST where there is none. The ids all differ."""
        places = self.places
        if places is None:
            return _by_text(self.ids, written)

        def found(here: slice) -> Rows:
            rows = places.find(hashes_of(written[here].to_frame())).astype(np.int64)
            rows[rows == FREE] = LOST
            return rows

        return np.concatenate(in_stretches(found, len(written)))


@dataclass(frozen=True, slots=True)
class Numbered:
    """The ids of the units of a roster while it is still being read, and the `row` of each in its table. Some may turn out to be of no
    use yet, since they hang from none."""

    ids: Ids
    row: pl.Series


def ids_of(ids: pl.Series) -> Ids:
    """The ids, each in its place; put there a stretch at a time, which takes less memory."""
    places = shelf(len(ids))
    differ = True
    for start in range(0, len(ids), STRETCH):
        here = ids[start : start + STRETCH]
        numbers = np.arange(start, start + len(here), dtype=np.int32)
        differ = differ and places.put(numbers, hashes_of(here.to_frame()), empty=not start, alike=False)
    return Ids(ids, places if differ else None)


def _by_text(ids: pl.Series, written: pl.Series) -> Rows:
    rows = pl.DataFrame([ids.alias("id"), pl.int_range(len(ids), dtype=pl.Int64, eager=True).alias("row")])
    return written.to_frame("id").join(rows, on="id", how="left", maintain_order="left")["row"].fill_null(LOST).to_numpy().copy()
