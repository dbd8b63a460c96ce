"""Which departments guide each unit, by column: asked once for each combination of situation, area and authority."""

from __future__ import annotations

import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.roster.roster import Rows
from cxzy_rules.supervision import authority_bonds, bonds

KEY = ("situation", "area", "authority")


def guides(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """One row a unit and department that guides it, each once, nobody itself: `row`, `target` (the department's row, null where the
    roster lacks it), `name`; by unit, in the document's order."""
    units = pl.DataFrame({"row": rows, "situation": guidance.of[rows], "area": guidance.here.areas.of[rows]})
    keys = units.with_columns(guidance.roster.units["authority"][rows].alias("authority"))
    found = keys.join(_by_key(guidance, keys), on=KEY, how="inner", nulls_equal=True, maintain_order="left_right")
    others = found.filter(pl.col("target").ne_missing(pl.col("row")))
    return others.select(pl.col("row").cast(pl.Int32), "target", "name")


def _by_key(guidance: Guidance, keys: pl.DataFrame) -> pl.DataFrame:
    """The departments of each combination, asked of the first unit in it."""
    told = [
        (situation, area, authority, bond.row, bond.name)
        for row, situation, area, authority in keys.unique(subset=KEY, keep="first", maintain_order=True).rows()
        for bond in (*bonds(guidance.here, situation, area), *authority_bonds(guidance.here, row))
        if bond.rule.role == "guides"
    ]
    schema = {"situation": pl.Int64, "area": pl.Int64, "authority": pl.String, "target": pl.Int64, "name": pl.String}
    return pl.DataFrame(told, schema=schema, orient="row").unique(maintain_order=True)
