"""A whole Parquet file in little memory: a piece at a time, columns in which few words recur as categories, a quarter of their size."""

from __future__ import annotations

from pathlib import Path

import polars as pl

ROWS = 200_000
PEEKED, FEW = 1000, 100


def read_stored(path: Path) -> pl.DataFrame:
    """The file's rows. A column of text holds categories if few words recur in it, as far as the first rows of each piece tell. Errors:
    those of Polars."""
    pieces: list[pl.DataFrame] = []
    recurring: frozenset[str] = frozenset()
    for piece in pl.scan_parquet(path, glob=False).collect_batches(chunk_size=ROWS, maintain_order=True):
        here = _recurring(piece)
        recurring = recurring & here if pieces else here
        pieces.append(piece.with_columns(pl.col(*recurring).cast(pl.Categorical)) if recurring else piece)
    if not pieces:
        return pl.DataFrame(schema=pl.read_parquet_schema(path))
    kinds = pieces[-1].schema
    return pl.concat([piece if piece.schema == kinds else piece.cast(kinds) for piece in pieces])


def recurs(cells: pl.Series) -> bool:
    """Whether few words recur in a column, as far as its first cells tell."""
    return cells.head(PEEKED).n_unique() < FEW


def _recurring(piece: pl.DataFrame) -> frozenset[str]:
    return frozenset(column.name for column in piece.iter_columns() if column.dtype == pl.String and recurs(column))
