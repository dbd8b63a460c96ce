"""The gaps of an audit as the contract's records, by column, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.pairs import gaps
from cxzy_rules.parts.bonds import bonded
from cxzy_rules.parts.columns import by_situation
from cxzy_rules.roster.roster import Rows
from cxzy_rules.situations.walk import Answer

SLOT = ("item", "label", "period", "due", "clause", "document")
COLUMNS = ("unit", "name", "branch", "item", "label", "period", "state", "due", "leads", "guides", "clause", "document")
BOND = pl.Struct({"unit": pl.String, "name": pl.String})


def gap_records(audit: Audit) -> Iterator[pl.DataFrame]:
    """The gaps in the audit's order with the COLUMNS; `leads`, nearest first, and `guides` are lists of `unit` (id or null) and `name`.

    `branch` is the key of the rates by branch: NO_BRANCH for a leading body, null where it is open.
    One empty frame where there are none, to show the columns.
    """
    slots = slot_columns(audit)
    for batch in gaps(audit):
        units = _units(audit, batch["row"].unique(maintain_order=True).cast(pl.Int64).to_numpy())
        yield batch.join(units, on="row", how="left", maintain_order="left").hstack(slots[batch["slot"]]).select(COLUMNS)


def slot_columns(audit: Audit) -> pl.DataFrame:
    """SLOT for each of the audit's slots."""
    told = [(slot.rule.id, slot.rule.label, slot.period, slot.due, slot.rule.clause, slot.rule.document) for slot in audit.slots]
    return pl.DataFrame(told, schema=dict.fromkeys(SLOT, pl.String) | {"due": pl.Date}, orient="row")


def _units(audit: Audit, rows: Rows) -> pl.DataFrame:
    guidance = audit.guidance
    branch = by_situation(guidance, rows, Answer.branch).alias("branch")
    units = guidance.roster.units[rows].select(pl.col("id").alias("unit"), "name").with_columns(pl.Series("row", rows, pl.Int32), branch)
    return units.join(_bonds(audit, rows), on="row", how="left", maintain_order="left")


def _bonds(audit: Audit, rows: Rows) -> pl.DataFrame:
    """Who leads and who guides each unit: `row`, `leads`, `guides`."""
    who = pl.struct(pl.col("target").alias("unit"), "name").alias("who")
    ids = audit.guidance.roster.units["id"]
    named = (bonds.with_columns(ids.gather(bonds["target"]).alias("target")) for bonds in bonded(audit.guidance, rows))
    found = pl.concat(bonds.select("row", "role", who) for bonds in named)
    roles = [pl.col("who").filter(pl.col("role") == role).alias(role) for role in ("leads", "guides")]
    everyone = pl.DataFrame({"row": rows}, schema={"row": pl.Int32})
    by_unit = found.group_by(pl.col("row").cast(pl.Int32)).agg(roles)
    empty = pl.lit([], dtype=pl.List(BOND))
    return everyone.join(by_unit, on="row", how="left").with_columns(pl.col(role).fill_null(empty) for role in ("leads", "guides"))
