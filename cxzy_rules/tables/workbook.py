"""XLSX and XLS through python-calamine: the first sheet that has rows, its first row that has cells as header."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import python_calamine

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.tables.table import Table, cleaned, unique_header

Cell = int | float | str | bool | date | datetime | object


def read_workbook(path: Path, shown: str, problems: list[Problem]) -> Table:
    """The sheet's rows as cleaned text. Errors: Unusable, for a file that is no workbook or has no rows."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            if any(_text(cell) for row in rows for cell in row):
                return _table(rows, shown, name)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unusable([Problem(Place(shown), "工作簿读不出来，可能已经损坏或加了密码", "请另存为 .xlsx 再试")]) from error
    raise Unusable([Problem(Place(shown), "工作簿里没有内容")])


def _table(rows: list[list[Cell]], shown: str, sheet: str) -> Table:
    texts = [[_text(cell) for cell in row] for row in rows]
    top = next(n for n, row in enumerate(texts) if any(row))
    header = unique_header(texts[top])
    body = [(n, row) for n, row in enumerate(texts[top + 1 :], start=top + 2) if any(row)]
    frame = pl.DataFrame([row for _, row in body], schema=dict.fromkeys(header, pl.String), orient="row")
    lines = pl.Series([n for n, _ in body], dtype=pl.UInt32)
    return Table(shown, tuple(header), cleaned(frame), lines, sheet, top + 1)


def _text(cell: Cell) -> str:
    """A cell as a person reads it: a whole number without `.0`, a date as 2010-06-30."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
