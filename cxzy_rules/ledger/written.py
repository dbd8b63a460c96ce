"""A table's records as they are written, the same whether it is long (a row a record) or wide (a row a unit, a column an item)."""

from __future__ import annotations

import polars as pl

from cxzy_rules.ledger.headers import BESIDE, Headers
from cxzy_rules.roster.source import Source
from cxzy_rules.tables.table import Table

TEXT = ("unit", "unit_name", "item", "rule", "period", "status", "date", "evidence", "note", "until")
PLACE: dict[str, type[pl.DataType]] = {"table": pl.UInt32, "row": pl.UInt32, "line": pl.UInt32, "column": pl.String, "position": pl.UInt32}
SHAPE = PLACE | dict.fromkeys((*TEXT, "above"), pl.String)
BETWEEN = "\x1f"
WRAPPED = ("unit", "unit_name", "item", "rule", "period")
SAYING = ("column", "item", "rule", "period", "status", "date", "until")


def long(cells: pl.DataFrame, headers: Headers) -> pl.DataFrame:
    """Every row is a record, with all of TEXT, `above`, and `column`, which is that of `said_in`; what the table does not have is empty
    and without a type, so that it takes no room."""
    read, nothing = headers.columns, pl.Series([None]).new_from_index(0, cells.height)
    texts = [(cells[read[name]] if name in read else nothing).alias(name) for name in TEXT]
    above = cells.select(_above(headers)).to_series() if headers.superiors else nothing.alias("above")
    return pl.DataFrame([*texts, above, pl.Series("column", [said_in(headers)]).new_from_index(0, cells.height)])


def said_in(headers: Headers) -> str:
    """Where the status of every record of a long table stands, or without a column for that its date or its item."""
    return next(headers.columns[name] for name in ("status", "date", "item", "rule") if name in headers.columns)


def wide(table: Table, headers: Headers) -> pl.DataFrame:
    """As `long`, with `row`: each filled cell below an item is a record, row by row; a header's period stands before one in the row."""
    source = Source(table, headers.columns, [])
    above = table.cells.with_columns(_above(headers))["above"]
    beside = pl.DataFrame([*(source.cells(name) for name in BESIDE), above]).with_row_index("row")
    cells = beside.with_columns(table.cells.select(list(headers.items)))
    records = cells.unpivot(list(headers.items), index=beside.columns, variable_name="column", value_name="status")
    rules = {header: item.meant.rule for header, item in headers.items.items()}
    periods = {header: item.period for header, item in headers.items.items()}
    return (
        records.drop_nulls("status")
        .sort("row", maintain_order=True)
        .with_columns(
            pl.col("column").replace_strict(rules, return_dtype=pl.String).alias("rule"),
            pl.coalesce(pl.col("column").replace_strict(periods, return_dtype=pl.String), "period").alias("period"),
            *(pl.lit(None, dtype=pl.String).alias(name) for name in ("item", "date", "evidence", "until")),
        )
    )


def _above(headers: Headers) -> pl.Expr:
    """What a row says of its unit's superiors, cell after cell with BETWEEN; null where that is nothing."""
    if not headers.superiors:
        return pl.lit(None).alias("above")
    return pl.concat_str(pl.col(headers.superiors).cast(pl.String), separator=BETWEEN, ignore_nulls=True).replace("", None).alias("above")
