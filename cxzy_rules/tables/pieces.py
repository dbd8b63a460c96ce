"""A table that comes piece by piece, so that one larger than the memory can be read: Parquet as it is stored, any other file at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from cxzy_rules.model.place import Problem
from cxzy_rules.tables.body import ODD, table_of
from cxzy_rules.tables.header import Header
from cxzy_rules.tables.nature import nature
from cxzy_rules.tables.parquet import as_text, reading, rehearsed
from cxzy_rules.tables.read import read_sheets
from cxzy_rules.tables.rehearsal import NONE, Rehearsals
from cxzy_rules.tables.sheets import Reader
from cxzy_rules.tables.table import UNCLEAN, Table, unique_header
from cxzy_rules.tables.wanted import Wanted, WantedSheets

ROWS = 200_000
AS_STORED = (pl.String, pl.Date)


@dataclass(frozen=True, slots=True)
class Piece:
    """`cells`: texts and days as they are stored, under the table's headers; `line`: of the first row, the others follow.

    `clean`: the piece as `read_table` would have it, for those who find in it a cell or row that must not be used as it is stored; what
    is wrong with it is told to the list given.
    """

    cells: pl.DataFrame
    line: int
    clean: Callable[[list[Problem]], Table]


@dataclass(frozen=True, slots=True)
class Pieces:
    """`table`: what is known of it without its rows, of which there are so many. It comes as one clean table (`whole`), or as pieces."""

    table: Table
    rows: int
    whole: Table | None
    pieces: Callable[[], Iterator[Piece]]

    def filled(self, headers: Sequence[str]) -> dict[str, int]:
        """How many cells below each of these headers are filled."""
        pieces = self.pieces() if headers else ()
        counted = [self.whole.filled(headers)] if self.whole is not None else [piece.clean([]).filled(headers) for piece in pieces]
        return {header: sum(one[header] for one in counted) for header in headers}


def read_pieces(
    path: Path,
    shown: str,
    problems: list[Problem],
    *,
    known: Callable[[str], bool],
    below: Callable[[str], bool],
    sheets: WantedSheets,
    reader: Reader,
    rehearsals: Rehearsals = NONE,
) -> list[Pieces]:
    """As `read_sheets`. Errors: Unusable, where nothing can be read."""
    if nature(path, shown) == "parquet":
        return [_stored(path, shown, problems, Wanted(known, below=below), rehearsals)]
    tables = read_sheets(path, shown, problems, known=known, below=below, sheets=sheets, reader=reader)
    return [Pieces(_bare(table), table.cells.height, table, lambda: iter(())) for table in tables]


def unclean() -> pl.Expr:
    """Whether a row holds a text that must not be used as it is stored."""
    return pl.any_horizontal(pl.col(pl.String).str.contains(f"{UNCLEAN}|{ODD}").fill_null(False))


def _stored(path: Path, shown: str, problems: list[Problem], wish: Wanted, rehearsals: Rehearsals) -> Pieces:
    rehearsed(path, shown, rehearsals, whole=False)
    with reading(path, shown, rehearsals):
        schema = pl.read_parquet_schema(path)
        rows = int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
    header = Header(tuple(unique_header(schema)), 0, 0, 0)
    none = pl.DataFrame(schema=dict(zip(header.names, schema.values(), strict=True)))
    table = Table(shown, header.names, _texts(none, shown, problems), pl.Series([], dtype=pl.UInt32), header_line=header.line)

    def clean(cells: pl.DataFrame, line: int, told: list[Problem]) -> Table:
        raw = pl.DataFrame({str(n): as_text(column, shown, []) for n, column in enumerate(cells.get_columns())})
        lines = pl.int_range(line, line + raw.height, dtype=pl.UInt32, eager=True)
        return table_of(raw, lines, shown, header, wish, told)

    def pieces() -> Iterator[Piece]:
        line = 1
        with reading(path, shown, rehearsals) as again:
            for stored in pl.scan_parquet(path, glob=False).collect_batches(chunk_size=ROWS, maintain_order=True):
                cells = _texts(stored.rename(dict(zip(stored.columns, header.names, strict=True))), shown, [])
                yield Piece(cells, line, partial(clean, cells, line))
                again()
                line += cells.height
                if rehearsals.over.is_set():
                    return

    return Pieces(table, rows, None, pieces)


def _texts(stored: pl.DataFrame, shown: str, problems: list[Problem]) -> pl.DataFrame:
    """All but texts and days as text."""
    return pl.DataFrame(
        [column if column.dtype in AS_STORED else as_text(column, shown, problems).alias(column.name) for column in stored.get_columns()]
    )


def _bare(table: Table) -> Table:
    return Table(table.shown, table.header, table.cells.clear(), table.lines.clear(), table.sheet, table.header_line, table.lost)
