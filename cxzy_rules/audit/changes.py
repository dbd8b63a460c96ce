"""What changed between two audits, better or worse, and the one cause of each change; counted so that the sums tie up."""

from __future__ import annotations

from typing import get_args

import polars as pl

from cxzy_rules.audit.audit import Trend
from cxzy_rules.audit.words import CAUSE_LABELS, Cause, Change
from cxzy_rules.roster.roster import Roster

KEY = ("unit", "item", "period")
WORST_FIRST = ("overdue", "missing", "in_progress", "unproven", "waived", "done")


def by_cause(found: pl.DataFrame, old: Roster, new: Roster) -> pl.DataFrame:
    """KEY, `before`, `after`, `change`, `cause` of whatever is asked before or after.

    `found`: KEY, `before`, `state`, and the last steps that changed whether it is `asked` at all, and anything (`cause`).
    """
    before, after = pl.col("before"), pl.col("after")
    one_sided = before.is_null() | after.is_null()
    rank = {state: at for at, state in enumerate(WORST_FIRST)}
    better = after.cast(pl.String).replace_strict(rank) > before.cast(pl.String).replace_strict(rank)
    change = (
        pl.when(before == after).then(pl.lit("same"))
        .when(before.is_null()).then(pl.lit("appeared"))
        .when(after.is_null()).then(pl.lit("vanished"))
        .when(better).then(pl.lit("better"))
        .otherwise(pl.lit("slid"))
    )  # fmt: skip
    step = pl.when(one_sided).then("asked").otherwise("cause")
    told = found.rename({"state": "after"}).filter(before.is_not_null() | after.is_not_null()).join(_moved(old, new), on="unit", how="left")
    cause = pl.when(pl.col("alone")).then(pl.lit("unit")).when(step == "roster").then("moved").otherwise(step)
    return told.select(
        *KEY,
        before,
        after,
        change.cast(pl.Enum(get_args(Change))).alias("change"),
        pl.when(before.ne_missing(after)).then(cause).cast(pl.Enum(get_args(Cause))).alias("cause"),
    )


def _moved(old: Roster, new: Roster) -> pl.DataFrame:
    """Of the units of both rosters together: `unit`, whether it is `alone` in one of them, and what of it `moved`, if anything did."""
    before, after = _above(old), _above(new)
    both = after.join(before, on="unit", how="left", suffix="_before", maintain_order="left")
    differs = (both["superior"].ne_missing(both["superior_before"]) & both["known_before"].is_not_null()).to_numpy().copy()
    for level in new.depths[1:]:
        differs[level] |= differs[new.parent[level]]
    moved = pl.when(pl.Series(differs)).then(pl.lit("affiliation")).otherwise(pl.lit("facts")).alias("moved")
    kept = both.select("unit", pl.col("known_before").is_null().alias("alone"), moved)
    gone = before.join(after, on="unit", how="anti").select("unit", pl.lit(True).alias("alone"), pl.lit("facts").alias("moved"))
    return pl.concat([kept, gone])


def _above(roster: Roster) -> pl.DataFrame:
    ids = roster.units["id"]
    superior = ids.gather(pl.Series(roster.parent).replace(-1, None))
    return pl.DataFrame({"unit": ids, "superior": superior}).with_columns(known=pl.lit(True))


def causes(trend: Trend) -> pl.DataFrame:
    """By cause: `cause`, `label`, how many pairs got `better`, `slid`, `appeared`, `vanished`, and by how much `required` and `done` grew.

    Their sums are the difference between the two audits.
    """
    before, after = pl.col("before"), pl.col("after")
    grown = {
        "required": after.is_not_null().cast(pl.Int64) - before.is_not_null().cast(pl.Int64),
        "done": (after == "done").fill_null(False).cast(pl.Int64) - (before == "done").fill_null(False).cast(pl.Int64),
    }
    counted = [(pl.col("change") == change).sum().cast(pl.Int64).alias(change) for change in get_args(Change) if change != "same"]
    found = trend.pairs.group_by("cause").agg(*counted, *(how.sum().alias(name) for name, how in grown.items()))
    every = pl.DataFrame([*CAUSE_LABELS.items()], schema={"cause": pl.Enum(get_args(Cause)), "label": pl.String}, orient="row")
    return every.join(found, on="cause", how="left", maintain_order="left").fill_null(0)
