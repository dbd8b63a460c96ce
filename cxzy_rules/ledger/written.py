"""A table's records as they are written, the same whether it is long (a row a record) or wide (a row a unit, a column an item)."""

from __future__ import annotations

import polars as pl

from cxzy_rules.ledger.headers import BESIDE, Headers
from cxzy_rules.roster.cells import read_text
from cxzy_rules.roster.source import Source
from cxzy_rules.tables.table import Table

TEXT = ("unit", "unit_name", "item", "rule", "period", "status", "date", "evidence", "note", "until")
WRAPPED = ("unit", "unit_name", "item", "rule", "period")
PLACE: dict[str, type[pl.DataType]] = {"table": pl.UInt32, "row": pl.UInt32, "line": pl.UInt32, "column": pl.String, "position": pl.UInt32}
SHAPE = PLACE | dict.fromkeys(TEXT, pl.String)


def written(source: Source, headers: Headers, number: int) -> pl.DataFrame:
    """The records of the table called `number`, by SHAPE: `row` in the table, `column` where the status stands, all else as written."""
    frame = _long(source) if headers.is_long else _wide(source, headers)
    positions = {header: position for position, header in enumerate(source.table.header, start=1)}
    placed = frame.with_columns(
        pl.lit(number).alias("table"),
        source.table.lines.gather(frame["row"]).alias("line"),
        pl.col("column").replace_strict(positions, return_dtype=pl.UInt32).alias("position"),
    )
    return placed.select(pl.col(name).cast(kind) for name, kind in SHAPE.items())


def _long(source: Source) -> pl.DataFrame:
    """Every row is a record; where there is no column for its status, what is told of it stands at its date or its item."""
    status = next(source.headers[name] for name in ("status", "date", "item", "rule") if name in source.headers)
    columns = [read_text(source, name) if name in WRAPPED else source.cells(name) for name in TEXT]
    return pl.DataFrame(columns).with_columns(_numbers(source.table), pl.lit(status).alias("column"))


def _wide(source: Source, headers: Headers) -> pl.DataFrame:
    """Every filled cell below an item is a record, row by row; a period in the header stands before one in the row."""
    beside = pl.DataFrame([read_text(source, name) for name in BESIDE]).with_columns(_numbers(source.table))
    cells = beside.with_columns(source.table.cells.select(list(headers.items)))
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


def _numbers(table: Table) -> pl.Series:
    return pl.int_range(table.cells.height, dtype=pl.UInt32, eager=True).alias("row")
