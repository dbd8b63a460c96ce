"""Supervisors by column: what `supervision.supervisors` says of one unit, for many at once, a batch of units at a time.

Superiors are gathered along the affiliation, level by level; the organs are asked once for each combination of
situation, area and authority; then the two are put in order and nobody is named twice.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import NO_BRANCH, Rule
from cxzy_rules.parts.columns import batches
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.supervision import ROLES, authority_bonds, bonds
from cxzy_rules.tables.table import UNREADABLE

ORGANS = 8  # about as many guide and coordinate a unit, however deep it hangs
KEY = ("situation", "area", "authority")
Held = np.ndarray[tuple[int], np.dtype[np.bool_]]
TEXT, NUMBER = pl.String, pl.Int64
BOND = {"order": NUMBER, "rule": TEXT, "organ": TEXT, "target": NUMBER, "name": TEXT, "ruling": TEXT, "distance": NUMBER}


def bonded(guidance: Guidance, rows: Rows) -> Iterator[pl.DataFrame]:
    """The supervisors of these units, in roster order: `row` of the unit, `role`, `target` (the supervisor's row, null
    where the roster lacks it), `organ`, `name`, `rule`, `clause`, `ruling`, `distance` (1 for the direct superior)."""
    of_rule, leading = _rules(guidance), _leading(guidance)
    keys = _keys(guidance, rows)
    groups = keys.unique(subset=KEY, keep="first", maintain_order=True)
    organs = _organ_bonds(guidance, groups)
    for batch in batches(np.arange(len(rows)), ORGANS + _depth(guidance.roster)[rows]):
        by_organ = keys[batch].join(organs, on=KEY, how="inner", nulls_equal=True, maintain_order="left_right")
        found = pl.concat([_superiors(guidance, leading, rows[batch]), by_organ.select("row", *BOND)])
        yield _ordered(found.join(of_rule, on="rule", how="left", maintain_order="left"))


def _rules(guidance: Guidance) -> pl.DataFrame:
    told = [(rule.id, rule.role, rule.clause) for rule in guidance.book.rules if rule.section == "supervision"]
    return pl.DataFrame(told, schema={"rule": pl.String, "role": pl.Enum(ROLES), "clause": pl.String}, orient="row")


def _keys(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """What a unit's organs depend on; the cell `authority` only where some rule of the unit asks it."""
    asks = np.array([any(rule.by == "authority" for rule in answer.rules) for answer in guidance.answers])[guidance.of[rows]]
    written = guidance.roster.units["authority"][rows]
    keys = pl.DataFrame({"row": rows, "situation": guidance.of[rows], "area": guidance.here.areas.of[rows]})
    return keys.with_columns(pl.when(pl.Series(asks) & (written != UNREADABLE)).then(written).alias("authority"))


def _organ_bonds(guidance: Guidance, groups: pl.DataFrame) -> pl.DataFrame:
    """The bonds of each combination, in the order in which a single unit's are found: after its superiors."""
    told = []
    for row, situation, area, authority in groups.select("row", *KEY).rows():
        found = [*bonds(guidance.here, situation, area), *authority_bonds(guidance.here, row)]
        for order, bond in enumerate(found, start=len(guidance.book.rules)):
            told.append((situation, area, authority, order, bond.rule.id, bond.organ, bond.row, bond.name, bond.ruling, None))
    schema = {"situation": pl.Int64, "area": pl.Int64, "authority": pl.String, **BOND}
    return pl.DataFrame(told, schema=schema, orient="row")


def _leading(guidance: Guidance) -> list[tuple[int, Rule, Held]]:
    """The rules by which leadership follows affiliation, with their order, and for which situations each holds."""
    found = [(order, rule) for order, rule in enumerate(guidance.book.rules) if rule.by == "affiliation"]
    return [(order, rule, np.array([order in answer.holding for answer in guidance.answers])) for order, rule in found]


def _superiors(guidance: Guidance, leading: list[tuple[int, Rule, Held]], rows: Rows) -> pl.DataFrame:
    """All superiors of each unit, nearest first, by each rule that holds for it."""
    found = [pl.DataFrame(schema={"row": NUMBER, **BOND})]
    for order, rule, holds in leading:
        led, above, distance = _steps(guidance.roster, rows[holds[guidance.of[rows]]])
        superiors = guidance.roster.units[above].select("name", organ=pl.col("organ").replace(NO_BRANCH, None))
        told = {"order": pl.lit(order, NUMBER), "rule": pl.lit(rule.id), "ruling": pl.lit(rule.ruling, TEXT)}
        found.append(superiors.with_columns(row=led, target=above, distance=distance, **told).select("row", *BOND))
    return pl.concat(found)


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


def _depth(roster: Roster) -> Rows:
    """How many superiors each unit has."""
    depth = np.zeros(len(roster.parent), dtype=np.int64)
    for above, level in enumerate(roster.depths):
        depth[level] = above
    return depth


def _ordered(found: pl.DataFrame) -> pl.DataFrame:
    """By unit and role, each supervisor once in a role (the first time), nobody its own."""
    others = found.filter(pl.col("target").ne_missing(pl.col("row")))
    inside = others.sort("row", "role", "order", "distance", maintain_order=True, nulls_last=True)
    who = pl.when(pl.col("target").is_null()).then("name").alias("unlisted")
    return inside.with_columns(who).unique(subset=["row", "role", "target", "unlisted"], keep="first", maintain_order=True)
