"""Supervisors by column: what `supervision.supervisors` says of one unit, for many at once, a batch of units at a time.

Superiors are gathered along the affiliation, level by level; the organs are asked once for each combination of
supervising rules, area and authority; then the two are put in order and nobody is named twice.

All is numbers until it is told, an entry for its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.columns import batches, stretches
from cxzy_rules.parts.entries import Entries, combinations, entries_of
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.roster.tree import depth_of
from cxzy_rules.supervision import ROLES

ORGANS = 8  # about as many guide and coordinate a unit, however deep it hangs
TOLD = ("row", "role", "target", "organ", "name", "rule", "clause", "ruling", "distance")


@dataclass(frozen=True, slots=True)
class Found:
    """Who supervises whom, by which entry, and how many steps up (0 for an organ)."""

    row: Rows
    entry: Rows
    target: Rows
    distance: Rows


def bonded(guidance: Guidance, rows: Rows) -> Iterator[pl.DataFrame]:
    """The supervisors of these units, in roster order: `row` of the unit, `role`, `target` (the supervisor's row, null
    where the roster lacks it), `organ`, `name`, `rule`, `clause`, `ruling`, `distance` (1 for the direct superior)."""
    kinds = pl.Enum([*guidance.book.vocabulary.organs])
    organ_of = guidance.roster.units["organ"].cast(kinds, strict=False)
    firsts, group = combinations(guidance, rows)
    entries = entries_of(guidance, firsts)
    for batch in batches(np.arange(len(rows)), ORGANS + depth_of(guidance.roster)[rows]):
        unit, at = stretches(entries.first[group[batch]], entries.count[group[batch]])
        organs = Found(rows[batch][unit], at, entries.target[at], np.zeros(len(at), dtype=np.int64))
        found = _joined([*_superiors(guidance, rows[batch]), organs])
        yield _told(guidance, entries, organ_of, _ordered(entries, found, guidance.roster.units.height))


def _superiors(guidance: Guidance, rows: Rows) -> Iterator[Found]:
    """All superiors of each unit, by each leading rule that holds for it; the rule's entry is its number among them."""
    leading = [order for order, rule in enumerate(guidance.book.rules) if rule.by == "affiliation"]
    for entry, order in enumerate(leading):
        holds = np.array([order in answer.holding for answer in guidance.answers])
        led, above, distance = _steps(guidance.roster, rows[holds[guidance.of[rows]]])
        yield Found(led, np.full(len(led), entry), above, distance)


def _steps(roster: Roster, rows: Rows) -> tuple[Rows, Rows, Rows]:
    """Each unit that has a superior so many steps up, that superior, and the steps; those one step up first."""
    found = [(rows[:0], rows[:0], rows[:0])]
    above = roster.parent[rows]
    while (there := above >= 0).any():
        rows, above = rows[there], above[there]
        found.append((rows, above, np.full(len(rows), len(found))))
        above = roster.parent[above]
    led, superiors, distance = (np.concatenate(column) for column in zip(*found, strict=True))
    return led, superiors, distance


def _joined(parts: list[Found]) -> Found:
    columns = zip(*((part.row, part.entry, part.target, part.distance) for part in parts), strict=True)
    return Found(*(np.concatenate(column) for column in columns))


def _ordered(entries: Entries, found: Found, count: int) -> Found:
    """By unit, role and rank, the nearest first; each supervisor once in a role (the first time), nobody its own."""
    ranks, steps = entries.rank.max(initial=0) + 1, found.distance.max(initial=0) + 1
    order = np.argsort((found.row * ranks + entries.rank[found.entry]) * steps + found.distance)
    row, entry, target = found.row[order], found.entry[order], found.target[order]
    who = np.where(target >= 0, target, entries.who[entry])
    bond = (row * len(ROLES) + entries.role[entry]) * (count + len(entries.who) + 1) + who
    kept = pl.Series(bond).is_first_distinct().to_numpy() & (target != row)
    return Found(row[kept], entry[kept], target[kept], found.distance[order][kept])


def _told(guidance: Guidance, entries: Entries, organ_of: pl.Series, found: Found) -> pl.DataFrame:
    """In words: a superior's name and organ are its own, an organ's are its entry's."""
    target = pl.select(pl.when(pl.Series(found.target) >= 0).then(pl.Series(found.target))).to_series()
    led = pl.select(pl.when(pl.Series(found.distance) > 0).then(pl.Series(found.distance)).alias("distance")).to_series()
    told = entries.words[found.entry].with_columns(row=found.row, target=target, distance=led)
    name = pl.coalesce(guidance.roster.units["name"].gather(target), "name")
    organ = pl.when(pl.col("distance").is_null()).then("organ").otherwise(organ_of.gather(target))
    return told.with_columns(name.alias("name"), organ.alias("organ")).select(TOLD)
