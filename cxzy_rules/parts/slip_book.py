"""The return slip as a workbook: only the cells that are asked can be written in, grouped by the superior who can say."""

from __future__ import annotations

from itertools import groupby, zip_longest
from pathlib import Path

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.law import Word
from cxzy_rules.parts.sheets import Book, Sheet, check_room, column_width, page, width, workbook
from cxzy_rules.questions.slip import Blank

TITLE = "最少补报单"
NOTE = "只填黄色的格；没有的填“{none}”。填好后原样交回，不要改编号。"
LONGEST_HELP = 255
ASKED = {"font_name": "宋体", "font_size": 10, "bg_color": "#FFF2CC", "border": 1, "locked": False, "text_wrap": True}
SUPERIOR, WAITING = "填报的上级", "等着它的规则数"
FIXED = 4
HEADER = 2
NAME = 2
LETTERS = "ABCDE"
YES_OR_NO = [Word(TRUE, "是"), Word(FALSE, "否")]
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
        sheet.autofilter(HEADER, 0, last, FIXED - 1)
        sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
        page(sheet, (HEADER, HEADER))


def _head(book: Book, sheet: Sheet, guidance: Guidance, columns: list[str]) -> None:
    known = guidance.book.vocabulary.columns
    labels = [SUPERIOR, known["id"].label, known["name"].label, WAITING, *(known[column].label for column in columns)]
    names = guidance.roster.units["name"].to_list()
    for column, room in enumerate([column_width(names, 20, 40), 16, column_width(names, 20, 40), 10, *([18] * len(columns))]):
        sheet.set_column(column, column, room)
    sheet.write_string(0, 0, f"{TITLE}（截至 {guidance.day}）", book.styles["heading"])
    note = NOTE.format(none=guidance.book.vocabulary.none_words[0])
    sheet.write_string(1, 0, note, book.file.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#595959"}))
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
        sheet.write_number(at, FIXED - 1, max(wanted.values()), book.styles["number"])
        for column, name in enumerate(columns, start=FIXED):
            sheet.write_blank(at, column, None, asked if name in wanted else book.styles["cell"])
    return at


def _choices(book: Book, sheet: Sheet, guidance: Guidance, columns: list[str], last: int) -> None:
    """A drop-down where a cell holds one word of the vocabulary; a word of help where it is free."""
    vocabulary = guidance.book.vocabulary
    branches = [Word(branch.id, branch.label) for branch in vocabulary.branches.values()]
    every: dict[str, list[Word]] = {
        "kind": [*vocabulary.kinds.values()],
        "branch": branches,
        "level": [*vocabulary.levels.values()],
        "management": [*vocabulary.management.values()],
        "committee": YES_OR_NO,
    }
    words = {name: known for name, known in every.items() if known and name in columns}
    _lists(book, [*words.values()])
    for column, name in enumerate(columns, start=FIXED):
        if name in words:
            letter = LETTERS[list(words).index(name)]
            source = f"='{CHOICES}'!${letter}$1:${letter}${len(words[name])}"
            options = {"validate": "list", "source": source, "error_title": "不在可选的值里", "error_message": "请从下拉表里选"}
            sheet.data_validation(HEADER + 1, column, last, column, options)
        elif name == "tags":
            labels = "、".join(tag.label for tag in vocabulary.tags.values())
            text = f"没有填“{vocabulary.none_words[0]}”；可填：{labels}"[:LONGEST_HELP]
            sheet.data_validation(HEADER + 1, column, last, column, {"validate": "any", "input_title": "标记", "input_message": text})


def _lists(book: Book, words: list[list[Word]]) -> None:
    """The hidden sheet that the drop-downs read: one column of labels each, written line by line."""
    sheet = book.sheet(CHOICES)
    sheet.hide()
    for number, known in enumerate(words):
        sheet.set_column(number, number, max(width(word.label) for word in known) + 2)
    for line, labels in enumerate(zip_longest(*words)):
        for number, word in enumerate(labels):
            if word is not None:
                sheet.write_string(line, number, word.label, book.styles["cell"])
