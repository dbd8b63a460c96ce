"""A table of any length as sheets to filter and print: how its rows are laid out, and that a full sheet goes on in the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cxzy_rules.parts.sheets import BODY, LINE, LONGEST_CELL, MOST_ROWS, TALLEST, Book, Sheet, page, write_row

BORDER = BODY | {"border": 1, "border_color": "#BFBFBF"}
SHARE = BORDER | {"num_format": "0.0%"}
MOST_PRINTED, FIRST_PRINTED = 1_000, 30
FEW_PRINTED = "&C&14&A\n&9共 {rows:,} 行，打印时只印前 {first} 行；要整份打印，按县、上级或指导部门分开出表；要印筛选出的行，先取消打印区域"
CUT = "……（太长，一个单元格放不下，全文见台账）"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's name, its columns' headers with their widths, how many columns stay in sight, and what it says where it is empty."""

    name: str
    columns: dict[str, int]
    frozen: int
    empty: str


def long_table(book: Book, table: Table, frames: Iterable[pl.DataFrame]) -> None:
    """Writes the frames, whose columns are the table's, one after another: text as text, whole numbers, and shares as per cent."""
    sheet, at = begin(book, table), 1
    for frame in frames:
        rest = frame
        while rest.height:
            if at == MOST_ROWS:
                _end(sheet, table, at)
                sheet, at = begin(book, table), 1
            write_rows(book, sheet, at, rest.head(MOST_ROWS - at), [*table.columns.values()])
            at, rest = at + min(rest.height, MOST_ROWS - at), rest.slice(MOST_ROWS - at)
    if at == 1:
        sheet.write_string(1, 0, table.empty, book.styles["cell"])
    _end(sheet, table, max(at, 2))


def begin(book: Book, table: Table) -> Sheet:
    """A new sheet with its header, which stays in sight and is printed on every page."""
    sheet = book.sheet(table.name)
    for column, wide in enumerate(table.columns.values()):
        sheet.set_column(column, column, wide, book.styles["cell"])  # an empty cell need not be written to have its border
    sheet.set_row(0, 2 * LINE)
    write_row(sheet, 0, [*table.columns], book.styles["head"])
    sheet.freeze_panes(1, table.frozen)
    page(sheet, (0, 0))
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
    sheet.set_header("&C&14&A")
    return sheet


def _end(sheet: Sheet, table: Table, rows: int) -> None:
    """The filter; and of a table too long to be printed by mistake only the beginning is printed, which says so on top."""
    last = len(table.columns) - 1
    sheet.autofilter(0, 0, rows - 1, last)
    if rows - 1 > MOST_PRINTED:
        sheet.print_area(0, 0, FIRST_PRINTED, last)
        sheet.set_header(FEW_PRINTED.format(rows=rows - 1, first=FIRST_PRINTED))


def write_rows(book: Book, sheet: Sheet, first: int, frame: pl.DataFrame, widths: Sequence[int]) -> None:
    """The rows of a frame from row `first` down, each high enough for its text."""
    book.styles.setdefault("share", book.file.add_format(SHARE))
    styles = [book.styles[_style(kind)] for kind in frame.schema.values()]
    heights = frame.select(_height(frame.schema, widths)).to_series().to_list()
    for at, (high, cells) in enumerate(zip(heights, frame.rows(), strict=True), start=first):
        sheet.set_row(at, high)
        for column, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            if cell is not None and cell != "":
                _write(sheet, at, column, cell, style)


def _style(kind: pl.DataType) -> str:
    return "cell" if kind == pl.String else "share" if kind.is_float() else "number"


def _write(sheet: Sheet, row: int, column: int, cell: str | int | float, style: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell if len(cell) <= LONGEST_CELL // 2 else fitting(cell), style)
    else:
        sheet.write_number(row, column, cell, style)


def fitting(text: str) -> str:
    """As much of the text as a cell holds, and where that is not all, a word about it; a rare character counts as two."""
    coded = text.encode("utf-16-le")
    if len(coded) <= 2 * LONGEST_CELL:
        return text
    return coded[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _height(schema: pl.Schema, widths: Sequence[int]) -> pl.Expr:
    """High enough for the cell with the most lines: a Chinese character is as wide as two Latin ones, and one fewer may fit a line."""
    texts: list[Any] = [_lines(name, wide) for (name, kind), wide in zip(schema.items(), widths, strict=True) if kind == pl.String]
    return (LINE * pl.max_horizontal(pl.lit(1.0), *texts) + 3).clip(upper_bound=TALLEST)


def _lines(name: str, wide: int) -> pl.Expr:
    text = pl.col(name)
    latin = text.str.len_chars().cast(pl.Float64)
    across = (latin + text.str.len_bytes()) / 2
    lines = pl.when(across < wide).then(1.0).otherwise((across / (wide - 2)).ceil())
    return lines + text.str.count_matches("\n", literal=True)
