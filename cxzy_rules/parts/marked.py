"""The office's own workbook given back with one more column, 问题: what is wrong with each row; other cells untouched."""

from __future__ import annotations

from copy import copy
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from cxzy_rules.guidance import Guidance
from cxzy_rules.questions.census import Census

HEADER = "问题"
WIDTH = 60
FILL = PatternFill("solid", fgColor="FFF2CC")


def write_marked(source: Path, guidance: Guidance, found: Census, target: Path) -> None:
    """The workbook at `source` with the column added; a new workbook where the source is not an .xlsx."""
    remarks = row_remarks(guidance, found)
    table = guidance.roster.table
    if table.sheet and source.suffix.lower() == ".xlsx":
        book = load_workbook(source)
        sheet: Worksheet = book[table.sheet]
    else:
        book = Workbook(write_only=False)
        book.remove(book.worksheets[0])
        sheet = book.create_sheet("花名册")
        _copy(guidance, sheet)
    column = sheet.max_column + 1
    head = sheet.cell(table.header_line if table.sheet else 1, column, HEADER)
    head.font, head.fill = Font(bold=True), copy(FILL)
    for line, texts in remarks.items():
        cell = sheet.cell(line, column, ILLEGAL_CHARACTERS_RE.sub("", "；".join(texts)))
        cell.alignment, cell.fill = Alignment(wrap_text=True, vertical="top"), copy(FILL)
    sheet.column_dimensions[head.column_letter].width = WIDTH
    book.save(target)


def row_remarks(guidance: Guidance, found: Census) -> dict[int, list[str]]:
    """What to say beside each line of the table: problems, doubts, and units that no branch takes."""
    roster = guidance.roster
    remarks: dict[int, list[str]] = {}
    for problem in roster.problems:
        if problem.place.path == roster.table.shown and problem.place.line:
            text = problem.text + (f"（{problem.hint}）" if problem.hint else "")
            remarks.setdefault(problem.place.line, []).append(text)
    lines = roster.units["line"]
    for doubt in found.doubts:
        remarks.setdefault(int(lines[doubt.row]), []).append(f"归口存疑：{doubt.text}")
    for row in found.homeless:
        remarks.setdefault(int(lines[row]), []).append("无处归口：补上类型")
    kept = set(lines.to_list())
    for line in roster.table.lines.to_list():
        if line not in kept:
            remarks.setdefault(line, []).append("这一行搁置，没有计入结果")
    return dict(sorted(remarks.items()))


def _copy(guidance: Guidance, sheet: Worksheet) -> None:
    """The table as it was read, each row on the line where it stood."""
    table = guidance.roster.table
    for column, header in enumerate(table.header, start=1):
        sheet.cell(table.header_line, column, header).data_type = "s"
    for line, row in zip(table.lines.to_list(), table.cells.iter_rows(), strict=True):
        for column, text in enumerate(row, start=1):
            if text is not None:
                sheet.cell(line, column, ILLEGAL_CHARACTERS_RE.sub("", text)).data_type = "s"
