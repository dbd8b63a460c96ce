"""A workbook of several tables: which of its sheets are read, which go on with the one before, and that every other one is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cxzy_rules.model.place import Place, Problem
from cxzy_rules.tables.header import ENOUGH, Header, find_header
from cxzy_rules.tables.sheets import Reader, Sheet
from cxzy_rules.tables.table import Table, cleaned
from cxzy_rules.tables.wanted import Wanted, WantedSheets
from cxzy_rules.tables.workbook import Found, first_rows, rows_of, size, table_in


@dataclass(frozen=True, slots=True)
class Reading:
    """The workbook as it is shown, whether each of its sheets is hidden, and what is wanted of it."""

    shown: str
    hidden: dict[str, bool]
    wish: Wanted
    sheets: WantedSheets
    problems: list[Problem]

    def tell(self, sheet: str, text: str, hint: str) -> None:
        self.problems.append(Problem(Place(self.shown, cell=sheet), text, hint))


def read_several(
    path: Path, shown: str, kind: str, wish: Wanted, sheets: WantedSheets, reader: Reader, problems: list[Problem]
) -> list[Table]:
    """The tables of the wanted sheets; each other sheet as a table without a column. Errors: Unusable, for a file that is no workbook."""
    with reader.opened(path, shown, size(path, shown, kind)) as book:
        found = [(sheet, find_header(first_rows(sheet, wish), wish)) for sheet in book.sheets]
        reading = Reading(shown, book.hidden, wish, sheets, problems)
    return list(_tables(reading, [(sheet, header) for sheet, header in found if header is not None]))


def _tables(reading: Reading, found: list[tuple[Sheet, Header]]) -> Iterator[Table]:
    sheets, before = reading.sheets, None
    ours = any(sheet.name in sheets.named for sheet, _ in found)
    for sheet, header in found:
        if sheet.name in sheets.named:
            yield _table(reading, sheet, header)
        elif sheets.makes(header.names):
            before = Found(sheet, header)
            if reading.hidden[sheet.name]:
                reading.tell(sheet.name, f"工作表“{sheet.name}”是隐藏的，也读了", "不该读的话，请删去这张工作表")
            yield _table(reading, sheet, header)
        elif before is not None and _goes_on(reading, before, sheet):
            told = f"工作表“{sheet.name}”没有表头，按“{before.sheet.name}”的表头接着读了"
            reading.tell(sheet.name, told, "不该读的话，请删去这张工作表")
            yield _table(reading, sheet, Header(before.header.names, 1, 0, ENOUGH))
        elif not (ours and sheet.name in sheets.own):
            yield _left_out(reading, sheet)


def _table(reading: Reading, sheet: Sheet, header: Header) -> Table:
    return table_in(Found(sheet, header), reading.shown, reading.wish, reading.problems)


def _goes_on(reading: Reading, before: Found, sheet: Sheet) -> bool:
    """Whether a sheet's rows lie under the header of one before it, and none of their cells beyond that."""
    names = before.header.names
    if sheet.width > len(names):
        return False
    cells = rows_of(sheet, reading.shown, len(names)).select(pl.exclude("0"))
    return reading.sheets.fits(cleaned(cells.rename(dict(zip(cells.columns, names, strict=True)))))


def _left_out(reading: Reading, sheet: Sheet) -> Table:
    """A sheet that is not read, told with the number of its rows."""
    rows = rows_of(sheet, reading.shown).height
    called = f"“{sheet.name}”" + ("（隐藏）" if reading.hidden[sheet.name] else "")
    reading.tell(sheet.name, f"工作表{called}认不出表头，里面的 {rows} 行没有读", reading.sheets.hint)
    return Table(reading.shown, (), pl.DataFrame(), pl.Series([], dtype=pl.UInt32), sheet.name, 1, rows)
