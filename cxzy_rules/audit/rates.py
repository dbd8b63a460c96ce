"""How far the units have come: counts of states and the share that is done, in all and by branch, county, superior, department or item."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit, Counts
from cxzy_rules.audit.groups import Grouped, branches, by_branch, by_county, by_subordinate, by_supervisor
from cxzy_rules.audit.words import STATES, By
from cxzy_rules.roster.roster import Rows

BY_LABELS: dict[By, str] = {
    "branch": "分类",
    "county": "县（市、区）",
    "subordinate": "下级单位",
    "superior": "上级",
    "supervisor": "指导部门",
    "item": "事项",
}
MEMBERS = {"branch": by_branch, "county": by_county, "subordinate": by_subordinate, "supervisor": by_supervisor}
COUNTED = ("units", *STATES, "undetermined")
COLUMNS = ("key", "label", "units", "required", *STATES, "undetermined", "rate")
DIGITS = 4
STEP = 500_000
NO_RATE = "—"
NO_BRANCH_YET = "分类没有确定，各分类的事项都等着它"


def rates(audit: Audit, by: By) -> pl.DataFrame:
    """One row a branch, county and so on, with the COLUMNS: `rate` is done / required, null where nothing is required.

    By subordinate: what lies directly below the one unit below which all lies, each with all below it; last, under no key, that unit.
    By superior: each unit with subordinates, itself and all below it. By supervisor: a unit counts for each department that guides it.
    """
    if by == "item":
        return _rated(_by_item(audit))
    if by == "superior":
        return _rated(_by_superior(audit, unit_counts(audit)))
    if by == "branch":
        return _rated(_by_branch(audit))
    grouped = MEMBERS[by](audit.guidance, audit.rows)
    return _rated(grouped.groups.hstack(_table(_sums(audit, grouped))))


def summary(audit: Audit) -> dict[str, Any]:
    """The counts of the whole audit: COLUMNS without key and label."""
    counts = [len(audit.rows), *audit.by_slot.sum(axis=0).tolist(), int(audit.ground.members @ audit.open_by_situation())]
    total = pl.DataFrame([counts], schema=list(COUNTED), orient="row")
    return _rated(total.with_columns(key=pl.lit(None), label=pl.lit(None))).drop("key", "label").row(0, named=True)


def by_situations(audit: Audit, group: Rows, groups: int) -> Counts:
    """The numbers of COUNTED for each of so many groups of audited units, where the `group` of a unit follows from its situation."""
    units = audit.ground.members
    counted = np.column_stack([units, audit.by_situation, units * audit.open_by_situation()])
    found = np.zeros((groups, len(COUNTED)), dtype=np.int64)
    np.add.at(found, group, counted)
    return found


def _sums(audit: Audit, grouped: Grouped) -> Counts:
    """The numbers of COUNTED for each group; each unit as often as it stands there."""
    groups, opened = grouped.groups.height, audit.open_rules()
    found = np.zeros((groups, len(COUNTED)), dtype=np.int64)
    for start in range(0, len(grouped.row), STEP):  # a stretch at a time, as everything is copied to be counted
        here = slice(start, start + STEP)
        place = here if grouped.row is audit.rows else np.searchsorted(audit.rows, grouped.row[here])
        counted = (None, *audit.by_unit[place].T, opened[place])
        found += np.stack([np.bincount(grouped.group[here], weights=one, minlength=groups) for one in counted], axis=1).astype(np.int64)
    return found


def _table(counts: Counts) -> pl.DataFrame:
    return pl.DataFrame(counts, schema=list(COUNTED), orient="row")


def _by_branch(audit: Audit) -> pl.DataFrame:
    """Each branch that has any unit; a unit's branch follows from its situation."""
    group, groups = branches(audit.guidance)
    return groups.hstack(_table(by_situations(audit, group, groups.height))).filter(pl.col("units") > 0)


def unit_counts(audit: Audit) -> Counts:
    """The numbers of COUNTED for each unit of the roster; all zero for those not audited."""
    found = np.zeros((audit.guidance.roster.units.height, len(COUNTED)), dtype=np.int64)
    found[audit.rows, 0] = 1
    found[audit.rows, 1:-1] = audit.by_unit
    found[audit.rows, -1] = audit.open_rules()
    return found


def per_cent(done: int, required: int) -> str:
    """A rate as people are shown it everywhere: `65.3%`, a half rounded up as Excel does; NO_RATE where nothing is required."""
    tenths = (2000 * done + required) // (2 * required) if required else 0
    return f"{tenths // 10}.{tenths % 10}%" if required else NO_RATE


def _rated(counted: pl.DataFrame) -> pl.DataFrame:
    required = pl.sum_horizontal(STATES)
    rate = pl.when(required > 0).then((pl.col("done") / required).round(DIGITS))
    return counted.with_columns(required.alias("required"), rate.alias("rate")).select(COLUMNS)


def _by_superior(audit: Audit, counts: Counts) -> pl.DataFrame:
    """Sums from the leaves up. A superior not audited itself is left out where all that counts for it lies below one subordinate."""
    roster, sums = audit.guidance.roster, counts.copy()
    for level in reversed(roster.depths[1:]):
        np.add.at(sums, roster.parent[level], sums[level])
    largest = np.zeros(len(sums), dtype=np.int64)
    subordinates = np.flatnonzero(roster.parent >= 0)
    np.maximum.at(largest, roster.parent[subordinates], sums[subordinates, 0])
    superior = np.isin(np.arange(len(sums)), roster.parent)
    kept = np.flatnonzero(superior & (sums[:, 0] > largest))
    names = roster.units[kept].select(key="id", label="name")
    return names.hstack(pl.DataFrame(sums[kept], schema=list(COUNTED), orient="row"))


def _by_item(audit: Audit) -> pl.DataFrame:
    """A row an item that some unit is asked for, or perhaps will be, in the document's order; last, under no key, the units for which every
    item waits for their branch."""
    of_slot = pl.DataFrame(audit.by_slot, schema=list(STATES), orient="row").with_columns(
        pl.Series("key", [slot.rule.id for slot in audit.slots], dtype=pl.String), pl.sum_horizontal(STATES).alias("units")
    )
    units = pl.Series(audit.ground.members)
    many = audit.opened.select("rule", units.gather(audit.opened["situation"]).alias("undetermined"))
    opened = many.group_by("rule").sum()
    labels = {rule.id: rule.label for rule in audit.guidance.book.rules}
    items = pl.DataFrame(
        {"key": [*labels, None], "label": [*labels.values(), NO_BRANCH_YET]}, schema={"key": pl.String, "label": pl.String}
    )
    found = of_slot.group_by("key").agg(pl.col("units").first(), pl.col(STATES).sum())
    joined = items.join(found, on="key", how="left", maintain_order="left").join(
        opened, left_on="key", right_on="rule", how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.fill_null(0).filter(pl.any_horizontal(pl.col("units", "undetermined") > 0))
