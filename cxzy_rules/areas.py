"""The areas of a roster: which territory each unit lies in, at which level that stands, and who is which organ there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.walk import Answers
from cxzy_rules.tables.distinct import Numbers

NO_AREA = -1


@dataclass(frozen=True, slots=True)
class Areas:
    """`of`: the nearest head of an area at or above each unit (its row, NO_AREA for none); `holders`: who is which organ there.

    `levels`: at which level each area stands; `ranks`: the level proper to its head's kind, by which it is told what the text
    means by its level: a development zone of the city's rank is not the city. `rivals`: the units that are an organ of an
    area which has one already, each with the unit that is taken for it.
    """

    of: Numbers
    levels: dict[int, str | None]
    ranks: dict[int, str]
    holders: dict[tuple[int, str], int]
    rivals: dict[int, int]


def find_areas(roster: Roster, book: Rulebook, answers: Answers, of: Numbers) -> Areas:
    """The areas, their levels, and for each area the organ's unit nearest to its head, the first in roster order."""
    heads = {kind.id for kind in book.vocabulary.kinds.values() if kind.area}
    is_head = roster.units["kind"].is_in(heads).fill_null(False).to_numpy()
    nearest = np.where(is_head, np.arange(len(is_head), dtype=np.int32), np.int32(NO_AREA))
    for level in roster.depths[1:]:
        nearest[level] = np.where(is_head[level], level, nearest[roster.parent[level]])
    kinds = roster.units["kind"]
    ranks = {row: book.vocabulary.kinds[kinds[row]].level for row in np.flatnonzero(is_head).tolist()}
    levels = {row: _text(answers[int(of[row])].standing.facts.get("level")) for row in np.flatnonzero(is_head).tolist()}
    organs = roster.units["organ"]
    holders: dict[tuple[int, str], int] = {}
    rivals: dict[int, int] = {}
    for row in _organs_first(roster):
        above = int(roster.parent[row])
        holder = holders.setdefault((int(nearest[above]) if above >= 0 else NO_AREA, organs[row]), row)
        if holder != row:
            rivals[row] = holder
    return Areas(nearest, levels, ranks, holders, rivals)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _organs_first(roster: Roster) -> list[int]:
    """The units that are organs, the highest first, then by id: so that the order of a file's rows chooses nobody."""
    is_organ = roster.units.select(pl.col("organ") != NO_BRANCH).to_series().to_numpy()
    ids = roster.units["id"]
    return [row for level in roster.depths for row in sorted(level[is_organ[level]].tolist(), key=lambda row: str(ids[row]))]


def area_chain(roster: Roster, areas: Areas, area: int) -> list[int]:
    """The area and those it lies in, from the inside out."""
    chain: list[int] = []
    while area >= 0:
        chain.append(area)
        above = int(roster.parent[area])
        area = int(areas.of[above]) if above >= 0 else NO_AREA
    return chain
