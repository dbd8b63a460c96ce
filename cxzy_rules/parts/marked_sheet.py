"""A column put into the XML of a workbook's sheet: where it goes, how wide it is, and how far the sheet then reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cxzy_rules.model.place import Problem, Unusable
from cxzy_rules.parts.marked_rows import Column, cell_edits, cells, position_of, rows, sheet_data
from cxzy_rules.parts.splice import Bare, Edit, attribute, elements, laid_bare, spliced, with_attribute
from cxzy_rules.tables.table import letters

WIDEST = 16_384
WIDTH = 60


def with_column(sheet: bytes, header: str, column: Column) -> bytes:
    """The sheet with the column in it; one that is not there before goes behind all others, whatever its position says.

    Errors: Unusable, where there is no room or a formula in the way; ValueError, for a part that is no sheet.
    """
    bare = laid_bare(sheet, "worksheet")
    if column.old:
        return spliced(sheet, [*cell_edits(bare, column), *_reach(bare, column)])
    new = replace(column, position=_free(bare, column.head.line), texts={**column.texts, column.head.line: header})
    if new.position > WIDEST:
        raise Unusable([Problem(column.head, f"工作表已经用满 {WIDEST} 列，加不了“{header}”一列", "删去右边用不着的内容再试")])
    return spliced(sheet, [*cell_edits(bare, new), *_reach(bare, new), _width(bare, new.position)])


def _free(bare: Bare, head: int) -> int:
    """The column behind all that holds anything from the header's row on, and behind the cells merged there."""
    last = 0
    for number, row in rows(bare):
        if number >= head:
            last = max([last, *(column for column, cell in cells(bare, row) if cell.content < cell.close)])
    merged = [position_of((attribute(merge, "ref") or "").rpartition(":")[2]) for merge in elements(bare, "mergeCell")]
    return max([last, *(column for column, row in merged if row >= head)]) + 1


def _reach(bare: Bare, column: Column) -> Iterator[Edit]:
    """The sheet's dimension, where it tells one, with the column in it."""
    for place in elements(bare, "dimension"):
        first, _, last = (attribute(place, "ref") or "A1").partition(":")
        right, bottom = position_of(last or first)
        reference = f"{first}:{letters(max(right, column.position))}{max([bottom, *column.texts])}"
        yield place.start, place.content, with_attribute(bare.xml[place.start : place.content], "ref", reference)


def _width(bare: Bare, position: int) -> Edit:
    """The column's width; where one setting holds for many columns (hidden up to the last, say), the column is taken out of them."""
    p = bare.prefix
    own = f'<{p}col min="{position}" max="{position}" width="{WIDTH}" customWidth="1"/>'.encode()
    for place in elements(bare, "col"):
        first, last = int(attribute(place, "min") or 0), int(attribute(place, "max") or 0)
        if first > position:
            return place.start, place.start, own
        if last >= position:
            setting = bare.xml[place.start : place.end]
            left = with_attribute(setting, "max", position - 1) if first < position else b""
            right = with_attribute(setting, "min", position + 1) if last > position else b""
            return place.start, place.end, left + own + right
    cols = next(elements(bare, "cols"), None)
    others = bare.xml[cols.content : cols.close] if cols else b""
    start, end = (cols.start, cols.end) if cols else (sheet_data(bare).start,) * 2
    return start, end, b"<%bcols>%b</%bcols>" % (p.encode(), others + own, p.encode())
