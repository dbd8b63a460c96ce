"""A sheet's rows and cells as they stand in its XML, and the edits that put a column's texts beside them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.parts.sheets import LONGEST_CELL
from cxzy_rules.parts.splice import Bare, Edit, Element, attribute, elements
from cxzy_rules.tables.table import letters

REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
SPANS = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")
NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, counted from 1: a text a line, the place of its header, and the number of its cells' style, if any.

    Where it was there before (`old`), its header stays, and whatever else stands below that goes.
    """

    position: int
    old: bool
    texts: Mapping[int, str]
    head: Place
    style: int | None = None


def position_of(reference: str) -> tuple[int, int]:
    """The column and row of a cell, both from 1. Errors: ValueError, for what is no reference."""
    found = REFERENCE.fullmatch(reference.replace("$", "").upper())
    if found is None:
        raise ValueError(f"no cell: {reference}")
    return _number(found[1]), int(found[2])


@cache
def _number(name: str) -> int:
    """A column's number: 1 for A, 27 for AA."""
    return sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(name)))


def sheet_data(bare: Bare) -> Element:
    """Where the rows stand. Errors: ValueError, where a sheet has no place for them."""
    found = next(elements(bare, "sheetData"), None)
    if found is None:
        raise ValueError("no sheetData")
    return found


def rows(bare: Bare) -> Iterator[tuple[int, Element]]:
    """Each row with its number, which it may leave out. Errors: ValueError, where they do not ascend."""
    number = 0
    for row in elements(bare, "row", sheet_data(bare)):
        before, number = number, int(attribute(row, "r") or number + 1)
        if number <= before:
            raise ValueError(f"row {number} after {before}")
        yield number, row


def cells(bare: Bare, row: Element) -> Iterator[tuple[int, Element]]:
    """Each cell of a row with its column's number, which it may leave out."""
    column = 0
    for cell in elements(bare, "c", row):
        reference = attribute(cell, "r")
        column = position_of(reference)[0] if reference else column + 1
        yield column, cell


def cell_edits(bare: Bare, column: Column) -> Iterator[Edit]:
    """Each text put into its row, or into a new one; the texts of an earlier time emptied. Errors: Unusable, for a formula in the way."""
    waiting = deque(sorted(column.texts))
    for number, row in rows(bare):
        while waiting and waiting[0] < number:
            yield row.start, row.start, _new_row(bare, column, waiting.popleft())
        if waiting and waiting[0] == number:
            yield from _put(bare, column, waiting.popleft(), row)
        elif column.old and number > column.head.line:
            yield from _emptied(bare, column, number, row)
    end = sheet_data(bare).close
    yield from ((end, end, _new_row(bare, column, line)) for line in waiting)


def _put(bare: Bare, column: Column, number: int, row: Element) -> Iterator[Edit]:
    """The row's cell replaced, or put in before the first one to its right; a new header looks like the one to its left."""
    found = list(cells(bare, row))
    left = [cell for at, cell in found if at < column.position]
    style = attribute(left[-1], "s") if left and number == column.head.line else column.style
    new = _cell(bare, column, number, style)
    tag = SPANS.sub(b"", bare.xml[row.start : row.content])
    if row.content == row.end:
        yield row.start, row.end, b"%b>%b</%brow>" % (tag[:-2].rstrip(), new, bare.prefix.encode())
        return
    yield row.start, row.content, tag
    if here := _here(bare, column, number, found):
        yield here.start, here.end, new
    else:
        before = next((cell.start for at, cell in found if at > column.position), row.close)
        yield before, before, new


def _emptied(bare: Bare, column: Column, number: int, row: Element) -> Iterator[Edit]:
    """The row's cell without what it holds; the cell stays, since those behind it may be counted from it."""
    here = _here(bare, column, number, list(cells(bare, row)))
    if here and here.content < here.close:
        yield here.start, here.end, f'<{bare.prefix}c r="{letters(column.position)}{number}"/>'.encode()


def _here(bare: Bare, column: Column, number: int, found: list[tuple[int, Element]]) -> Element | None:
    """The column's cell among those of a row. Errors: Unusable, for a formula: the workbook lists them all in another part."""
    here = next((cell for at, cell in found if at == column.position), None)
    if here and next(elements(bare, "f", here), None):
        text = f"{letters(column.position)}{number} 是公式，这一列不能换成新的检查结果"
        raise Unusable([Problem(column.head, text, "把这一列的表头改成别的名字再试")])
    return here


def _new_row(bare: Bare, column: Column, number: int) -> bytes:
    cell = _cell(bare, column, number, column.style)
    return b'<%brow r="%d">%b</%brow>' % (bare.prefix.encode(), number, cell, bare.prefix.encode())


def _cell(bare: Bare, column: Column, number: int, style: int | str | None) -> bytes:
    """The text in the cell itself, as text, whatever it begins with."""
    p, styled = bare.prefix, "" if style is None else f' s="{style}"'
    text = escape(LOOKS_ESCAPED.sub("_x005F_", fitting(column.texts[number])))
    inside = f'<{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is>'
    return f'<{p}c r="{letters(column.position)}{number}"{styled} t="inlineStr">{inside}</{p}c>'.encode()


def fitting(text: str) -> str:
    """What a cell can hold of a text: no control characters, and no more than Excel takes, which counts UTF-16."""
    return NOT_XML.sub("", text).encode("utf-16-le")[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore")
