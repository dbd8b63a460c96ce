"""What lies around a unit in the affiliation: its superiors, those directly below it, its partners, and the residents of its area."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from cxzy_rules.roster.cells import split
from cxzy_rules.roster.roster import Roster
from cxzy_rules.tables.table import UNREADABLE

Tie = Literal["leads", "paired", "resides"]


@dataclass(frozen=True, slots=True)
class Around:
    """`rows`: the units shown, the one in the middle first; `ties`: pairs of them, the superior (or the community) first.

    `left_out`: how many direct subordinates are not shown.
    """

    rows: tuple[int, ...]
    ties: tuple[tuple[int, int, Tie], ...]
    left_out: int


def around(roster: Roster, row: int, most: int) -> Around:
    """Around one unit, with at most so many of its direct subordinates."""
    chain = [row, *roster.chain(row)]
    below = np.flatnonzero(roster.parent == row).tolist()
    partners, homes = _named(roster, row, "paired_with"), _named(roster, row, "located_in")
    named_by = _naming(roster, row, "paired_with")
    residents = _naming(roster, row, "located_in")[:most]
    ties: list[tuple[int, int, Tie]] = [(above, one, "leads") for one, above in pairwise(chain)]
    ties += [(row, one, "leads") for one in below[:most]]
    ties += [(row, one, "paired") for one in dict.fromkeys((*partners, *named_by)) if one != row]
    ties += [(one, row, "resides") for one in homes] + [(row, one, "resides") for one in residents]
    rows = dict.fromkeys((*chain, *(end for one, other, _ in ties for end in (one, other))))
    return Around(tuple(rows), tuple(ties), max(0, len(below) - most))


def _named(roster: Roster, row: int, column: str) -> list[int]:
    """The units that a unit's cell names by id or full name."""
    if column not in roster.headers:
        return []
    written = roster.table.cells[roster.headers[column]][int(roster.units["row"][row])]
    words = [] if written in (None, UNREADABLE) else split(str(written))
    found = roster.units["id"].is_in(words) | roster.units["name"].is_in(words)
    return found.arg_true().to_list()


def _naming(roster: Roster, row: int, column: str) -> list[int]:
    """The units whose cell names this one."""
    if column not in roster.headers:
        return []
    unit, name = roster.units["id"][row], roster.units["name"][row]
    cells = roster.table.cells[roster.headers[column]].gather(roster.units["row"])
    likely = (cells.str.contains(unit, literal=True) | cells.str.contains(name, literal=True)).fill_null(False).arg_true()
    return [one for one in likely.to_list() if {unit, name} & set(split(str(cells[one])))]


def below(roster: Roster, top: int) -> list[int]:
    """A unit and all below it, in roster order."""
    inside = np.zeros(roster.units.height, dtype=bool)
    inside[top] = True
    for level in roster.depths[1:]:
        inside[level] |= inside[roster.parent[level]]
    return [int(row) for row in np.flatnonzero(inside)]
