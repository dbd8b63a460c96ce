"""A folder of four tables, for programs: units, items, supervisors, undetermined. Made and written a batch of units at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.bonds import bonded
from cxzy_rules.parts.columns import batches, item_columns, open_columns, spread, unit_columns
from cxzy_rules.roster.roster import Rows

SUPERVISOR = ("id", "role", "organ", "unit", "name", "rule", "clause", "basis", "ruling", "distance")


def write(guidance: Guidance, rows: Rows, target: Path) -> None:
    """The folder with its four files."""
    target.mkdir()
    unit_columns(guidance, rows).write_parquet(target / "units.parquet")
    for name, shared in {"items": item_columns(guidance, rows), "undetermined": open_columns(guidance, rows)}.items():
        _sink(target / f"{name}.parquet", _spreader(guidance, shared), rows)
    _sink(target / "supervisors.parquet", lambda some: (_supervisors(guidance, found) for found in bonded(guidance, some)), rows)


def _spreader(guidance: Guidance, shared: pl.DataFrame) -> Callable[[Rows], Iterator[pl.DataFrame]]:
    return lambda rows: (spread(guidance, batch, shared) for batch in batches(rows))


def _supervisors(guidance: Guidance, found: pl.DataFrame) -> pl.DataFrame:
    book, ids = guidance.book, guidance.roster.units["id"]
    ruled = pl.col("ruling").is_not_null()
    return found.with_columns(
        ids[found["row"]].alias("id"),
        ids.gather(found["target"]).alias("unit"),
        pl.col("organ").cast(pl.Enum([*book.vocabulary.organs])),
        pl.col("rule").cast(pl.Enum([rule.id for rule in book.rules])),
        pl.col("clause").cast(pl.Enum([*book.document.clauses])),
        pl.col("ruling").cast(pl.Enum([*book.rulings])),
        pl.when(ruled).then(pl.lit("ruling")).otherwise(pl.lit("text")).cast(pl.Enum(["text", "ruling"])).alias("basis"),
    ).select(SUPERVISOR)


def _sink(target: Path, make: Callable[[Rows], Iterator[pl.DataFrame]], rows: Rows) -> None:
    """Writes the frames one after another into one file; where there are no rows, it still has its columns.

    Errors: OSError, which Polars tells of a full disk only in the words of another error.
    """
    schema = next(make(rows[:1])).schema
    # Polars may ask a source for some columns or rows only; a sink asks for all.
    frames = register_io_source(lambda *_: make(rows), schema=schema)
    try:
        frames.sink_parquet(target)
    except pl.exceptions.ComputeError as error:
        told = re.search(r"os error (\d+)", str(error))
        if told is None:
            raise
        raise OSError(int(told[1]), str(error)) from error
