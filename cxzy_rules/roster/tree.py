"""Who stands below whom: how deep each unit hangs, all that is below one, and where the chains of several meet."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from cxzy_rules.roster.roster import Roster, Rows

Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


def below(roster: Roster, top: int) -> Flags:
    """Which units stand at or below one."""
    inside = np.zeros(roster.units.height, dtype=np.bool_)
    inside[top] = True
    for level in roster.depths[1:]:
        inside[level] |= inside[roster.parent[level]]
    return inside


def depth_of(roster: Roster) -> Rows:
    """How many superiors each unit has."""
    depth = np.zeros(len(roster.parent), dtype=np.int64)
    for above, level in enumerate(roster.depths):
        depth[level] = above
    return depth


def lowest_common(roster: Roster, depth: Rows, rows: Rows) -> int | None:
    """The lowest unit at or above all of these; None where they have none in common, or there are none. `depth`: see `depth_of`."""
    found = np.unique(rows)
    while len(found) > 1:
        deepest = depth[found] == depth[found].max()
        found = np.unique(np.where(deepest, roster.parent[found], found))
        if found[0] < 0:
            return None
    return int(found[0]) if len(found) else None
