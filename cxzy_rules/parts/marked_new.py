"""A new workbook for a roster that came as another kind of file: the table as it was read, and beside it what is wrong with each row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from cxzy_rules.parts.marked_rows import fitting
from cxzy_rules.parts.sheets import check_room, page, workbook, write_row
from cxzy_rules.tables.table import UNREADABLE, Table

TITLE = "花名册"
LOST = "（读不出）"
WIDE, WIDTH = 16, 60


def write_new(table: Table, header: str, texts: Mapping[int, str], day: date, target: Path) -> None:
    """Each row on the line where it stood; a column of this header that the table has already is left out.

    A cell that could not be read says so: left empty, it would be believed. Errors: Unusable, for more rows than a sheet holds.
    """
    columns = [column for column in table.header if column != header]
    read = dict(zip(table.lines.to_list(), table.cells.select(columns).rows(), strict=True))
    nothing = (None,) * len(columns)
    lines = sorted(line for line in {*read, *texts} if line > table.header_line)
    check_room(max(lines, default=0))
    with workbook(target, TITLE, day) as book:
        sheet = book.sheet(TITLE)
        sheet.set_column(0, len(columns) - 1, WIDE)
        sheet.set_column(len(columns), len(columns), WIDTH)
        write_row(sheet, table.header_line - 1, [*columns, header], book.styles["head"])
        for line in lines:
            for at, cell in enumerate((*read.get(line, nothing), texts.get(line))):
                if cell is not None:
                    sheet.write_string(line - 1, at, LOST if cell == UNREADABLE else fitting(cell), book.styles["unit"])
        sheet.freeze_panes(table.header_line, 0)
        page(sheet, (table.header_line - 1, table.header_line - 1))
