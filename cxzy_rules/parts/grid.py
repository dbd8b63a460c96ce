"""A branch's sheet in the workbook: units down, items across, and in each cell whether the unit must or it is still open."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS, SECTION_LABELS, Rule
from cxzy_rules.parts.columns import situations
from cxzy_rules.parts.sheets import LINE, Book, Sheet, column_width, height, page, write_row
from cxzy_rules.parts.words import OPEN, clause_cell
from cxzy_rules.roster.roster import Rows
from cxzy_rules.situations.walk import Answer

MUST = "应"
UNIT_HEADER = ("编号", "名称", "上级", "分类依据", "指导部门", "待补")
LEAST_WIDTHS = (10, 20, 14, 10, 10, 8)
MOST_WIDTHS = (26, 38, 32, 10, 40, 18)
FROZEN = 2
BAND_ROW, LABEL_ROW, HEADER_ROW = range(3)
FIRST_UNIT = HEADER_ROW + 1
ITEM_WIDTH = 4.3
LEGEND = f"{MUST}：本单位要做。\n{OPEN}：花名册还缺事实，补上“待补”一列写的内容才能确定。\n空白：不要求本单位做。"
Marks = list[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """The sheet's title, its units with their text cells (as UNIT_HEADER), and its items, by section."""

    title: str
    rows: Rows
    units: list[tuple[str, ...]]
    items: list[Rule]


def branch_sheet(book: Book, guidance: Guidance, grid: Grid) -> None:
    """Writes the sheet."""
    sheet = book.sheet(grid.title)
    columns = zip(UNIT_HEADER, *grid.units, strict=True)
    widths = [column_width(column, least, most) for column, least, most in zip(columns, LEAST_WIDTHS, MOST_WIDTHS, strict=True)]
    for column, wide in enumerate(widths):
        sheet.set_column(column, column, wide)
    last = len(widths) + len(grid.items) - 1
    sheet.set_column(len(widths), max(last, len(widths)), ITEM_WIDTH)
    page(sheet, (BAND_ROW, HEADER_ROW), scale=70)
    sheet.repeat_columns(0, FROZEN - 1)
    sheet.print_across()
    sheet.freeze_panes(FIRST_UNIT, FROZEN)
    _header(book, sheet, guidance, grid)
    _units(book, sheet, guidance, grid, widths)
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(grid.units), last)


def _header(book: Book, sheet: Sheet, guidance: Guidance, grid: Grid) -> None:
    """Bands by section, beneath them the items' labels, then the clauses and the units' headers, which filter."""
    longest = max([9, *(len(rule.label) for rule in grid.items)])
    for row, high in ((BAND_ROW, 2 * LINE), (LABEL_ROW, 9.5 * longest + 14), (HEADER_ROW, 2 * LINE)):
        sheet.set_row(row, high)
    title = f"{grid.title}　{len(grid.units):,} 个单位　截至 {guidance.day.isoformat()}"
    sheet.write_string(BAND_ROW, 0, title, book.styles["heading"])
    _bands(book, sheet, grid)
    sheet.merge_range(LABEL_ROW, 0, LABEL_ROW, FROZEN - 1, LEGEND, book.styles["note"])
    for column, rule in enumerate(grid.items, start=len(UNIT_HEADER)):
        sheet.write_string(LABEL_ROW, column, rule.label, book.styles[f"label{_colour(rule)}"])
    write_row(sheet, HEADER_ROW, UNIT_HEADER, book.styles["head"])
    for column, rule in enumerate(grid.items, start=len(UNIT_HEADER)):
        sheet.write_string(HEADER_ROW, column, clause_cell(guidance.book, rule), book.styles[f"clause{_colour(rule)}"])


def _bands(book: Book, sheet: Sheet, grid: Grid) -> None:
    first = len(UNIT_HEADER)
    for section, group in groupby(grid.items, key=lambda rule: rule.section):
        rules = list(group)
        style = book.styles[f"band{_colour(rules[0])}"]
        if len(rules) > 1:
            sheet.merge_range(BAND_ROW, first, BAND_ROW, first + len(rules) - 1, SECTION_LABELS[section], style)
        else:
            sheet.write_string(BAND_ROW, first, SECTION_LABELS[section], style)
        first += len(rules)


def _colour(rule: Rule) -> int:
    return ITEM_SECTIONS.index(rule.section)


def _units(book: Book, sheet: Sheet, guidance: Guidance, grid: Grid, widths: list[int]) -> None:
    column = {rule.id: at for at, rule in enumerate(grid.items, start=len(UNIT_HEADER))}
    marks = {situation: _marks(answer, column) for situation, answer in situations(guidance, grid.rows)}
    usual = height(("",), (3,))
    for row, (cells, situation) in enumerate(zip(grid.units, guidance.of[grid.rows].tolist(), strict=True), start=FIRST_UNIT):
        high = height(cells, widths)
        if high != usual:
            sheet.set_row(row, high)
        write_row(sheet, row, cells, book.styles["unit"])
        for at, text, style in marks[situation]:
            sheet.write_string(row, at, text, book.styles[style])


def _marks(answer: Answer, column: dict[str, int]) -> Marks:
    """The columns in which units of a situation have a mark."""
    must = [(column[rule.id], MUST, "must") for rule in answer.rules if rule.id in column]
    opens = [(column[one.rule.id], OPEN, "open") for one in answer.undetermined if one.rule and one.rule.id in column]
    return sorted(must + opens)
