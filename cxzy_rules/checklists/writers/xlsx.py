"""The form to fill in: one row a unit and item, in one sheet or in a sheet a unit. Filled in and handed back, it is a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import chain, islice
from pathlib import Path

from cxzy_rules.checklists.columns import COLUMNS, WIDTHS, Cell, Column, cells, headers
from cxzy_rules.checklists.content import Checklist, Line, lines, opens
from cxzy_rules.checklists.entry import checks, how_to
from cxzy_rules.checklists.stamp import stamp
from cxzy_rules.ledger.form import OPEN_SHEET, SHEET
from cxzy_rules.parts.sheets import BODY, MOST_ROWS, Book, Sheet, height, mark, page, workbook, write_row

TITLE_ROW, NOTE_ROW, HEADER_ROW = range(3)
FIRST_ROW = HEADER_ROW + 1
FROZEN = 3
LAST, LAST_SEEN = len(COLUMNS) - 1, len(WIDTHS) - 1
ROOM = [column.lines for column in COLUMNS]
STATUS = next(at for at, column in enumerate(COLUMNS) if column.sort == "status")
OPEN_NOTE = "花名册先要说清的：下列单位还有事项没有确定，所以没有列进清单；花名册补上所缺的栏目以后再发。"
INPUT = BODY | {"text_wrap": True, "border": 1, "border_color": "#BFBFBF", "locked": False, "bg_color": "#FFFBE6"}
FIXED = BODY | {"text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
STYLES = {
    "fixed": FIXED,
    "small": FIXED | {"font_size": 8},
    "hidden": FIXED,
    "text": INPUT,
    "status": INPUT | {"align": "center"},
    "day": INPUT | {"num_format": "yyyy-mm-dd", "align": "center"},
}
STYLES |= {"how": BODY | {"text_wrap": True}}
EMPTY = {"bg_color": "#FFD966"}
ALLOWED = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}


def write(checklist: Checklist, target: Path) -> None:
    """All rows below one another; on as many sheets as they need."""
    made = ((_cells(checklist, row, one) for one in found) for row, found in lines(checklist))
    _write(checklist, target, _pages(checklist.name, chain.from_iterable(made)))


def write_by_unit(checklist: Checklist, target: Path) -> None:
    """A sheet for each unit."""
    names = checklist.demand.guidance.roster.units["name"]
    made = ((str(names[row]), [_cells(checklist, row, one) for one in found]) for row, found in lines(checklist))
    _write(checklist, target, made)


def _pages(name: str, rows: Iterator[list[Cell]]) -> Iterator[tuple[str, list[list[Cell]]]]:
    while part := list(islice(rows, MOST_ROWS - FIRST_ROW)):
        yield name, part


def _write(checklist: Checklist, target: Path, sheets: Iterator[tuple[str, list[list[Cell]]]]) -> None:
    guidance = checklist.demand.guidance
    with workbook(target, f"落实情况填报清单：{checklist.name}", guidance.day) as book:
        book.styles.update({name: book.file.add_format(style) for name, style in STYLES.items()})
        book.taken.add(SHEET)
        empty = book.file.add_format(EMPTY)
        for name, rows in sheets:
            sheet = book.sheet(name)
            _head(book, sheet, checklist, name)
            _rows(book, sheet, rows)
            last = FIRST_ROW + len(rows) - 1
            for column, check in checks(guidance.book).items():
                sheet.data_validation(FIRST_ROW, column, last, column, check)
            sheet.conditional_format(FIRST_ROW, STATUS, last, STATUS, {"type": "blanks", "format": empty})
        _open_sheet(book, checklist)
        mark(book, stamp(checklist))


def _cells(checklist: Checklist, row: int, line: Line) -> list[Cell]:
    guidance = checklist.demand.guidance
    return cells(guidance.roster.units["id"][row], guidance.roster.units["name"][row], line, guidance.book)


def _head(book: Book, sheet: Sheet, checklist: Checklist, name: str) -> None:
    """The title, how to fill in and where to hand back, the headers; frozen, and printed on each page."""
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width, None, {"hidden": column.sort == "hidden"})
    note = how_to(checklist)
    sheet.set_row(TITLE_ROW, 30)
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, LAST_SEEN, f"落实情况填报清单：{name}", book.styles["title"])
    sheet.set_row(NOTE_ROW, height([note], [sum(WIDTHS)]))
    sheet.merge_range(NOTE_ROW, 0, NOTE_ROW, LAST_SEEN, note, book.styles["how"])
    sheet.set_row(HEADER_ROW, 20)
    write_row(sheet, HEADER_ROW, headers(checklist.demand.guidance.book), book.styles["head"])
    sheet.freeze_panes(FIRST_ROW, FROZEN)
    sheet.protect("", ALLOWED)
    page(sheet, (HEADER_ROW, HEADER_ROW))


def _rows(book: Book, sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> None:
    for at, row in enumerate(rows, start=FIRST_ROW):
        texts = [cell.replace("\n", " " * one.lines) if isinstance(cell, str) else "" for cell, one in zip(row, COLUMNS, strict=True)]
        sheet.set_row(at, height(texts, ROOM))
        for number, (cell, column) in enumerate(zip(row, COLUMNS, strict=True)):
            _cell(book, sheet, (at, number), cell, column)
    sheet.autofilter(HEADER_ROW, 0, FIRST_ROW + len(rows) - 1, LAST)


def _cell(book: Book, sheet: Sheet, place: tuple[int, int], cell: Cell, column: Column) -> None:
    """Text as text, whatever it begins with; a day as a day."""
    style = book.styles[column.sort]
    if cell is None or cell == "":
        sheet.write_blank(*place, None, style)
    elif isinstance(cell, str):
        sheet.write_string(*place, cell, style)
    else:
        sheet.write_datetime(*place, datetime.combine(cell, time()), style)


def _open_sheet(book: Book, checklist: Checklist) -> None:
    """What the roster must tell before the list is whole; lines of words, lest they be read as a ledger."""
    waiting = opens(checklist)
    if not waiting:
        return
    sheet = book.sheet(OPEN_SHEET)
    units = checklist.demand.guidance.roster.units
    sheet.set_column(0, 0, sum(WIDTHS) // 2)
    told = [OPEN_NOTE, *(f"{units['name'][row]}（{units['id'][row]}）：{text}" for row, text in waiting.items())]
    for at, text in enumerate(told):
        sheet.set_row(at, height([text], [sum(WIDTHS) // 2]))
        sheet.write_string(at, 0, text, book.styles["cell" if at else "heading"])
    sheet.protect("", ALLOWED)
    page(sheet)
