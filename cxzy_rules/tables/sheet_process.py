"""Reads workbooks in a process of its own, one after another, and prints their sheets: run by `sheets`, never imported.

Only here is calamine called. A damaged workbook can make it panic, abort, or ask for 500 GB for two cells far apart;
none of that may take the program down, so it happens here, under a limit of memory. A line of JSON comes in for each
workbook: its path, and the one sheet that is wanted, or none. What is printed of it: a line of JSON with all sheets;
then for each sheet, those that can be seen first, a line of JSON and its filled rows as CSV, the row's number in front;
then a line that says it is the end. A merged cell's value stands in each row of it. MARK goes before what is no value:
an error, a number that lost digits.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from cxzy_rules.tables.apart import limit
from cxzy_rules.tables.biff import has_password
from cxzy_rules.tables.error_cells import error_cells

MARK = "\x1a"
EXACT = 10**15
Merge = tuple[tuple[int, int], tuple[int, int]]


def main(memory: int) -> int:
    limit(memory)
    for line in sys.stdin.buffer:
        _print(sys.stdout.buffer, *json.loads(line))
    return 0


def _print(out: IO[bytes], path: str, only: str) -> None:
    if has_password(path):
        _tell(out, {"password": True})
        return
    book = CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    hidden = {sheet.name: sheet.visible is not SheetVisibleEnum.Visible for sheet in sheets}
    _tell(out, {"sheets": hidden})
    for name in sorted(hidden, key=lambda one: hidden[one]) if not only else [only] if only in hidden else []:
        sheet = book.get_sheet_by_name(name)
        content = _content(sheet, error_cells(path, name))
        _tell(out, {"sheet": name, "width": sheet.end[1] + 1 if sheet.end else 0, "bytes": len(content)})
        out.write(content)
    _tell(out, {"end": True})


def _tell(out: IO[bytes], value: object) -> None:
    out.write(json.dumps(value).encode() + b"\n")
    out.flush()


def _content(sheet: CalamineSheet, errors: dict[tuple[int, int], str]) -> bytes:
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    for number, row in _rows(sheet, errors):
        write([number + 1, *row])
    return out.getvalue().removesuffix("\n").encode("utf-8", "replace")


def _rows(sheet: CalamineSheet, errors: dict[tuple[int, int], str]) -> Iterator[tuple[int, list[str]]]:
    """The filled rows, counted from 0, with merged cells filled downwards and errors in their places."""
    if sheet.start is None:
        return
    left = sheet.start[1]  # iter_rows begins at the sheet's first row, but at the first filled column
    waiting = sorted((merge for merge in sheet.merged_cell_ranges or [] if merge[1][0] > merge[0][0]), reverse=True)
    open_merges: list[tuple[int, int, str]] = []
    wrong: dict[int, dict[int, str]] = {}
    for (row_number, column), error in errors.items():
        wrong.setdefault(row_number, {})[column] = error
    for number, cells in enumerate(sheet.iter_rows()):
        row = [""] * left + [_text(cell) for cell in cells]
        for column, error in wrong.get(number, {}).items():
            if column < len(row):
                row[column] = MARK + error
        if not any(row):
            continue
        open_merges = [merge for merge in open_merges if merge[0] >= number]
        for _, column, value in open_merges:
            row[column] = row[column] or value
        while waiting and waiting[-1][0][0] <= number:
            (first, column), (last, _) = waiting.pop()
            if first == number and column < len(row) and row[column]:
                open_merges.append((last, column, row[column]))
        yield number, row


def _text(cell: object) -> str:
    """A cell as a person reads it: a whole number without `.0`, a day as 2010-06-30."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return f"{MARK if abs(cell) >= EXACT else ''}{int(cell)}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
