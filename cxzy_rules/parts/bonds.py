"""Supervisors by column: what `supervision.supervisors` says of one unit, for many at once, a batch of units at a time.

A unit's supervisors are its superiors, nearest first, then the organs of its combination, which are asked once and stand in
order already. So where each belongs is counted, and nothing is sorted. All is numbers until it is told, an entry for its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.columns import batches
from cxzy_rules.parts.entries import NOBODY, Entries, Small, combinations, entries_of
from cxzy_rules.parts.progress import Watch, unwatched
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.roster.tree import depth_of

TOLD = ("row", "role", "target", "organ", "name", "rule", "clause", "basis", "ruling", "document", "distance")


@dataclass(frozen=True, slots=True)
class Led:
    """Units, how many superiors lead each, by which entry, and the combination in which its organs stand."""

    row: Rows
    height: Small
    entry: Rows
    group: Small


@dataclass(frozen=True, slots=True)
class Found:
    """Who supervises whom, by which entry, and how many steps up (0 for an organ)."""

    row: Rows
    entry: Rows
    target: Rows
    distance: Rows


@dataclass(frozen=True, slots=True)
class Ready:
    """What the supervisors of some units are told from: the entries; how many superiors lead each unit, and the combination in which its
    organs stand."""

    entries: Entries
    height: Small
    group: Small


def ready(guidance: Guidance, rows: Rows) -> Ready:
    """All that is worked out before the first unit's supervisors can be told; it does not depend on what is told meanwhile."""
    firsts, group = combinations(guidance, rows)
    entries = entries_of(guidance, firsts)
    return Ready(entries, _height(guidance, entries)[rows], group)


def bonded(guidance: Guidance, rows: Rows, watch: Watch = unwatched, known: Ready | None = None) -> Iterator[pl.DataFrame]:
    """The supervisors of these units, in roster order: `row` of the unit, `role`, `target` (the supervisor's row, null
    where the roster lacks it), `organ`, `name`, `rule`, `clause`, `basis`, `ruling`, `document` (whose rule it is), `distance` (1 for
    the direct superior). `known`: what is ready already."""
    known = known or ready(guidance, rows)
    entries, height, group, called = known.entries, known.height, known.group, _called(guidance, known.entries)
    for batch in watch("写 supervisors", batches(np.arange(len(rows)), height + entries.count[group])):
        led = Led(rows[batch], height[batch], entries.leading[guidance.of[rows[batch]]], group[batch])
        yield _told(entries, called, _without_itself(_placed(guidance.roster, entries, led)))


def _height(guidance: Guidance, entries: Entries) -> Small:
    """How many superiors lead each unit: all that it has, where some rule says that they do."""
    height = depth_of(guidance.roster).astype(np.int32)
    height[entries.leading[guidance.of] == NOBODY] = 0
    return height


def _placed(roster: Roster, entries: Entries, led: Led) -> Found:
    """Everyone in place: the organs one stretch of the entries behind each unit's superiors, who are gathered a step at a time."""
    whole = led.height + entries.count[led.group]
    start = np.cumsum(whole) - whole
    entry = np.arange(whole.sum()) + np.repeat(entries.first[led.group] - led.height - start, whole)
    target = entries.target.take(entry, mode="clip")  # where a superior belongs this is nothing yet
    distance = np.zeros_like(entry)
    at, row, height, leading = start, led.row, led.height, led.entry
    for steps in range(1, led.height.max(initial=0) + 1):
        on = height >= steps
        at, row, height, leading = at[on], roster.parent[row[on]], height[on], leading[on]
        entry[at], target[at], distance[at] = leading, row, steps
        at = at + 1
    return Found(np.repeat(led.row, whole), entry, target, distance)


def _without_itself(found: Found) -> Found:
    """Nobody supervises itself."""
    other = found.target != found.row
    return found if other.all() else Found(found.row[other], found.entry[other], found.target[other], found.distance[other])


def _called(guidance: Guidance, entries: Entries) -> pl.DataFrame:
    """`name` and `organ` of each unit, by its row, and behind them of each entry."""
    kinds = entries.words["organ"].dtype
    units = guidance.roster.units.select("name", pl.col("organ").cast(kinds, strict=False))
    return pl.concat([units, entries.words.select("name", "organ")], rechunk=True)


def _told(entries: Entries, called: pl.DataFrame, found: Found) -> pl.DataFrame:
    """In words: who is in the roster is called as there, another as its entry calls it."""
    beyond = called.height - entries.words.height
    target, distance = pl.Series(found.target), pl.Series(found.distance)
    return pl.concat(
        [
            entries.words.drop("name", "organ")[pl.Series(found.entry, dtype=pl.UInt32)],
            called[np.where(found.target >= 0, found.target, found.entry + beyond)],
        ],
        how="horizontal",
    ).select(
        pl.Series("row", found.row),
        "role",
        pl.when(target >= 0).then(target).alias("target"),
        *TOLD[3:-1],
        pl.when(distance > 0).then(distance).alias("distance"),
    )
