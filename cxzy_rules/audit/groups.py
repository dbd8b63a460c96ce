"""By what results are summed: to which branch, county, superiors and departments each unit belongs, with the key and label of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.areas import area_chain
from cxzy_rules.audit.guides import guides
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import LEADING_LABEL, NO_BRANCH, UNKNOWN_LABEL
from cxzy_rules.roster.roster import Rows
from cxzy_rules.roster.tree import depth_of, lowest_common
from cxzy_rules.tables.distinct import Numbers

NO_COUNTY = "不在任何{level}区域内"
OWN = "{name}（本级）"
NONE = -1
KEYED = ("key", "label")


@dataclass(frozen=True, slots=True)
class Grouped:
    """Which units, by `row`, belong to which `group`: the place in `groups`, which have `key` and `label`."""

    row: Rows
    group: Rows | Numbers
    groups: pl.DataFrame

    def members(self) -> pl.DataFrame:
        """`row`, `key`, `label` of each, by group."""
        units = pl.DataFrame({"row": self.row, "group": self.group}, schema_overrides={"row": pl.Int32, "group": pl.UInt32})
        return units.hstack(self.groups[units["group"]]).sort("group", maintain_order=True).select("row", "key", "label")


def by_branch(guidance: Guidance, rows: Rows) -> Grouped:
    """Each unit's branch, in the rulebook's order; the key of an open one is null."""
    of_situation, groups = branches(guidance)
    return _members(rows, of_situation.take(guidance.of.take(rows)), groups)


def branches(guidance: Guidance) -> tuple[Rows, pl.DataFrame]:
    """The branch of each situation: the place in a table of all, with `key` and `label`."""
    labels = {branch.id: branch.label for branch in guidance.book.vocabulary.branches.values()} | {NO_BRANCH: LEADING_LABEL}
    order = [*labels, None]
    of_situation = np.array([order.index(answer.branch()) for answer in guidance.answers], dtype=np.int64)
    return of_situation, pl.DataFrame({"key": order, "label": [*labels.values(), UNKNOWN_LABEL]}, schema=dict.fromkeys(KEYED, pl.String))


def by_county(guidance: Guidance, rows: Rows) -> Grouped:
    """Each unit's county under its id, in roster order; the key of units that lie in no county is null."""
    level = guidance.book.vocabulary.county_level
    label = NO_COUNTY.format(level=guidance.book.vocabulary.levels[level].label if level else "县一级")
    units = guidance.roster.units.select(key="id", label="name")
    groups = pl.concat([units, pl.DataFrame({"key": [None], "label": [label]}, schema=units.schema)])
    return _members(rows, county_of(guidance)[rows], groups)


def county_of(guidance: Guidance) -> Rows:
    """For each unit the nearest area at or above it that stands at the level for which results are summed; NONE where there is none."""
    areas, level = guidance.here.areas, guidance.book.vocabulary.county_level
    county = np.full(guidance.roster.units.height + 1, NONE, dtype=np.int64)
    for area in areas.levels if level else ():
        county[area] = next((one for one in area_chain(guidance.roster, areas, area) if areas.levels[one] == level), NONE)
    return county[areas.of]


def by_subordinate(guidance: Guidance, rows: Rows) -> Grouped:
    """The direct subordinate of what all these units have in common at or below which each lies, in roster order.

    The key of the common superior itself is null. Where they have none in common: of the root.
    """
    roster = guidance.roster
    top = lowest_common(roster, depth_of(roster), rows)
    heads = np.arange(roster.units.height)
    for level in roster.depths[1:]:
        above = roster.parent[level]
        heads[level] = np.where(above == (NONE if top is None else top), level, heads[above])
    group = heads[rows]
    group[rows == (NONE if top is None else top)] = NONE
    own = None if top is None else OWN.format(name=roster.units["name"][top])
    units = roster.units.select(key="id", label="name")
    return _members(rows, group, pl.concat([units, pl.DataFrame({"key": [None], "label": [own]}, schema=units.schema)]))


def by_supervisor(guidance: Guidance, rows: Rows) -> Grouped:
    """Each department that guides a unit, under its id, or its name where the roster lacks it; by roster order, those lacking last."""
    found = guides(guidance, rows)
    ids = guidance.roster.units["id"].gather(found["target"])
    told = found.select("target", pl.coalesce(ids.alias("id"), "name").alias("key"), pl.col("name").alias("label"))
    groups = told.unique(maintain_order=True).sort("target", nulls_last=True, maintain_order=True).with_row_index("group")
    group = told.join(groups, on=["target", "key", "label"], how="left", nulls_equal=True, maintain_order="left")["group"]
    return Grouped(found["row"].to_numpy(), group.cast(pl.Int64).to_numpy(), groups.select("key", "label"))


def _members(rows: Rows, group: Rows | Numbers, groups: pl.DataFrame) -> Grouped:
    """Each unit beside its group (-1: the last); of all groups those that have any unit."""
    group = group % groups.height
    met = np.bincount(group, minlength=groups.height) > 0
    return Grouped(rows, (np.cumsum(met) - 1).astype(np.int32).take(group), groups.filter(pl.Series(met)))
