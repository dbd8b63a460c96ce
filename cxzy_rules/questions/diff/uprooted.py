"""Which units stand below other superiors before and after: their own words decide from which column and cell a superior is read."""

from __future__ import annotations

import numpy as np
import polars as pl

from cxzy_rules.roster.roster import Roster, Rows

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


def uprooted(old: Roster, new: Roster, old_rows: Rows, new_rows: Rows) -> Flags:
    """Of the units that both have: whether some superior, however far above, is another or goes by another name."""
    if old is new:
        return np.zeros(len(new_rows), dtype=bool)
    was, now = _above(old, old_rows), _above(new, new_rows)
    found: Flags = np.zeros(len(new_rows), dtype=bool)
    for column in ("id", "name"):
        found |= was[column].ne_missing(now[column]).to_numpy()
    places = np.full(new.units.height + 1, -1)
    places[new_rows] = np.arange(len(new_rows))
    above = places[new.parent[new_rows]]  # of a root -1, which is the last place, that of nobody
    while True:
        further = found | ((above >= 0) & found[above])
        if np.array_equal(further, found):
            return found
        found = further


def _above(roster: Roster, rows: Rows) -> pl.DataFrame:
    """Id and name of each unit's direct superior; null of a root."""
    parents = pl.Series(roster.parent[rows])
    return roster.units.select(pl.col("id", "name").cast(pl.String).gather(parents.set(parents < 0, None)))
