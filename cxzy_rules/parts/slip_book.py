"""The return slip as a workbook: only the cells that are asked can be written in, grouped by the superior who can say."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import Word
from cxzy_rules.parts.sheets import Book, Sheet, check_room, column_width, page, width, workbook
from cxzy_rules.questions.slip import Blank

TITLE = "最少补报单"
NOTE = "只填黄色的格；没有的填“无”。填好后原样交回，不要改编号。"
ASKED = {"font_name": "宋体", "font_size": 10, "bg_color": "#FFF2CC", "border": 1, "locked": False, "text_wrap": True}
FIXED = ["填报的上级", "单位编号", "单位名称", "等着它的规则数"]
HEADER = 2
NAME = 2
CHOICES = "可选的值"


def write_slip(guidance: Guidance, blanks: list[Blank], target: Path) -> None:
    """One row a unit, one column for each roster column that some unit is asked for."""
    columns = [column for column in guidance.book.vocabulary.columns if any(b.column == column for b in blanks)]
    check_room(len({blank.row for blank in blanks}) + HEADER + 1)
    with workbook(target, TITLE, guidance.day) as book:
        sheet = book.sheet(TITLE)
        _head(book, sheet, guidance, [column for column in columns if column != "name"])
        last = _rows(book, sheet, guidance, blanks, [column for column in columns if column != "name"])
        _choices(book, sheet, guidance, [column for column in columns if column != "name"], last)
        sheet.freeze_panes(HEADER + 1, NAME + 1)
        sheet.autofilter(HEADER, 0, last, len(FIXED) - 1)
        sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
        page(sheet, (HEADER, HEADER))


def _head(book: Book, sheet: Sheet, guidance: Guidance, columns: list[str]) -> None:
    labels = [*FIXED, *(guidance.book.vocabulary.columns[column].label for column in columns)]
    names = guidance.roster.units["name"].to_list()
    for column, room in enumerate([column_width(names, 20, 40), 16, column_width(names, 20, 40), 10, *([18] * len(columns))]):
        sheet.set_column(column, column, room)
    sheet.write_string(0, 0, f"{TITLE}（截至 {guidance.day}）", book.styles["heading"])
    sheet.write_string(1, 0, NOTE, book.file.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#595959"}))
    sheet.set_row(HEADER, 32)
    for column, label in enumerate(labels):
        sheet.write_string(HEADER, column, label, book.styles["head"])


def _rows(book: Book, sheet: Sheet, guidance: Guidance, blanks: list[Blank], columns: list[str]) -> int:
    """Writes the units; the last row's number."""
    units, asked = guidance.roster.units, book.file.add_format(ASKED)
    at = HEADER
    for at, ((superior, row), cells) in enumerate(groupby(blanks, key=lambda b: (b.superior, b.row)), start=HEADER + 1):
        wanted = {blank.column: blank.rules for blank in cells}
        above = units["name"][superior] if superior >= 0 else "（没有上级）"
        for column, text in enumerate([above, units["id"][row], units["name"][row]]):
            style = asked if column == NAME and "name" in wanted else book.styles["cell"]
            sheet.write_string(at, column, text, style)
        sheet.write_number(at, len(FIXED) - 1, max(wanted.values()), book.styles["number"])
        for column, name in enumerate(columns, start=len(FIXED)):
            sheet.write_blank(at, column, None, asked if name in wanted else book.styles["cell"])
    return at


def _choices(book: Book, sheet: Sheet, guidance: Guidance, columns: list[str], last: int) -> None:
    """A drop-down where a cell holds one word of the vocabulary; a word of help where it is free."""
    vocabulary = guidance.book.vocabulary
    words: dict[str, list[Word]] = {
        "kind": [*vocabulary.kinds.values()],
        "level": [*vocabulary.levels.values()],
        "management": [*vocabulary.management.values()],
    }
    lists = book.sheet(CHOICES)
    lists.hide()
    for number, known in enumerate(words.values()):
        lists.set_column(number, number, max(width(word.label) for word in known) + 2)
    for line in range(max(map(len, words.values()))):
        for number, known in enumerate(words.values()):
            if line < len(known):
                lists.write_string(line, number, known[line].label, book.styles["cell"])
    for column, name in enumerate(columns, start=len(FIXED)):
        if name in words:
            number = list(words).index(name)
            source = f"='{CHOICES}'!${'ABC'[number]}$1:${'ABC'[number]}${len(words[name])}"
            options = {"validate": "list", "source": source, "error_title": "不在可选的值里", "error_message": "请从下拉表里选"}
            sheet.data_validation(HEADER + 1, column, last, column, options)
        elif name == "tags":
            labels = "、".join(tag.label for tag in vocabulary.tags.values())
            note = {"validate": "any", "input_title": "标记", "input_message": f"可填：{labels}；没有填“无”"}
            sheet.data_validation(HEADER + 1, column, last, column, note)
