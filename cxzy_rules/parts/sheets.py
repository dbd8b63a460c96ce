"""How a workbook looks: its styles, its sheets' names, widths for Chinese, and the page set-up. The only door to XlsxWriter."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cxzy_rules.ledger.form import SHEET
from cxzy_rules.model.place import Place, Problem, Unusable

Sheet: TypeAlias = Worksheet
A4 = 9
LONGEST_CELL = 32_767
LONGEST_NAME = 31
KEPT_NAMES = ("history", "历史记录")
MOST_ROWS = 1_048_576
LINE = 15.0
TALLEST = 409.0
BODY = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
HEAD = BODY | {"font_name": "黑体", "bg_color": "#E7E6E6", "border": 1, "border_color": "#A6A6A6", "align": "center", "text_wrap": True}
BANDS = ("#DDEBF7", "#E2EFDA", "#FFF2CC", "#FCE4D6", "#EDEDED")
STYLES: dict[str, dict[str, Any]] = {
    "title": BODY | {"font_name": "黑体", "font_size": 16, "align": "center", "text_wrap": True},
    "heading": BODY | {"font_name": "黑体", "font_size": 12},
    "note": BODY | {"font_size": 9, "font_color": "#595959", "text_wrap": True, "valign": "bottom"},
    "head": HEAD,
    "unit": BODY | {"text_wrap": True},
    "cell": BODY | {"text_wrap": True, "border": 1, "border_color": "#BFBFBF"},
    "number": BODY | {"num_format": "#,##0", "border": 1, "border_color": "#BFBFBF"},
    "must": BODY | {"align": "center"},
    "open": BODY | {"align": "center", "bg_color": "#FFEB9C", "font_color": "#7F6000", "font_size": 8},
}
STYLES |= {f"band{index}": HEAD | {"bg_color": colour, "align": "left"} for index, colour in enumerate(BANDS)}
STYLES |= {f"label{index}": HEAD | {"bg_color": colour, "rotation": 90, "font_size": 9} for index, colour in enumerate(BANDS)}
STYLES |= {f"clause{index}": HEAD | {"bg_color": colour, "font_size": 7, "valign": "top"} for index, colour in enumerate(BANDS)}


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook being written, row by row, with its styles and the sheet names already taken."""

    file: xlsxwriter.Workbook
    styles: dict[str, Format]
    taken: set[str] = field(default_factory=set)

    def sheet(self, wanted: str) -> Sheet:
        """A new sheet of this name, or the nearest legal one not taken."""
        name, count = legal(wanted), 1
        while name.lower() in self.taken:
            count += 1
            name = legal(wanted, f"({count})")
        self.taken.add(name.lower())
        return self.file.add_worksheet(name)


@contextmanager
def workbook(target: Path, title: str, day: date) -> Iterator[Book]:
    """An empty workbook, written when its block ends. It is dated as its content, so that the same content gives the same bytes.

    Errors: OSError, as for any other file, and before any work is done where the folder takes no file.
    """
    target.touch()
    packed = BytesIO()
    with TemporaryDirectory(ignore_cleanup_errors=True) as rows_kept:
        file = xlsxwriter.Workbook(packed, {"constant_memory": True, "tmpdir": rows_kept})
        file.use_zip64()
        file.set_properties({"title": title, "created": datetime.combine(day, time())})
        yield Book(file, {name: file.add_format(style) for name, style in STYLES.items()})
        try:
            file.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error
    target.write_bytes(packed.getbuffer())


def mark(book: Book, says: Mapping[str, str]) -> None:
    """A sheet that Excel does not even offer to show: what the workbook is, key by key, for the program that meets it again."""
    sheet = book.file.add_worksheet(SHEET)
    sheet.very_hidden()
    for row, pair in enumerate(says.items()):
        write_row(sheet, row, pair, book.styles["unit"])


def check_room(rows: int) -> None:
    """Errors: Unusable, where a sheet cannot hold so many rows: nothing is cut off in silence."""
    if rows > MOST_ROWS:
        raise Unusable([Problem(Place(""), f"有 {rows} 行，一张工作表最多 {MOST_ROWS} 行", "用 .csv 或 .parquet，或者分开来写")])


def legal(name: str, suffix: str = "") -> str:
    """A sheet's name as Excel allows it: at most 31 characters, none of seven, no apostrophe at an end, and none of KEPT_NAMES."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name).strip("'")
    whole = (cut(clean, LONGEST_NAME - len(suffix)).strip("'") or "_") + suffix
    return f"{whole}_" if whole.lower() in KEPT_NAMES else whole


def cut(text: str, most: int) -> str:
    """As much of a text as `most` characters hold, as Excel counts: one beyond the first 65,536 is two."""
    return text.encode("utf-16-le", "replace")[: 2 * most].decode("utf-16-le", "ignore")


def width(text: str) -> int:
    """How many Latin letters wide: a Chinese character takes two."""
    return len(text.encode("gb18030", "replace"))


def column_width(texts: Iterable[str], least: int, most: int) -> int:
    """Wide enough for the widest text, within bounds; what is wider is wrapped."""
    return min(most, max([least, *(width(text) + 2 for text in texts)]))


def height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """High enough for the most lines that a cell needs in its width; a wrapped line may end a character early, before punctuation."""
    wide = [(width(text), room) for text, room in zip(texts, widths, strict=True)]
    lines = max(math.ceil(text / (room - 2)) if text >= room else 1 for text, room in wide)
    return min(TALLEST, LINE * lines + 3)


def write_row(sheet: Sheet, row: int, cells: Sequence[str | int], style: Format, number: Format | None = None) -> None:
    """Text as text, whatever it begins with; numbers as numbers."""
    for column, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(row, column, cell, number)
        else:
            sheet.write_string(row, column, cell if len(cell) <= LONGEST_CELL // 2 else cut(cell, LONGEST_CELL), style)


def page(sheet: Sheet, header_rows: tuple[int, int] | None = None, scale: int | None = None) -> None:
    """A4 across, page numbers below, header rows on each page; one page wide unless a scale says otherwise."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&C第 &P 页 共 &N 页")
    if header_rows:
        sheet.repeat_rows(*header_rows)
    if scale is None:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.hide_gridlines(0)
        sheet.set_print_scale(scale)
