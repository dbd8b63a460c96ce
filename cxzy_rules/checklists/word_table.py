"""Paragraphs and tables as Word's own text: python-docx builds them cell by cell, which for thousands of rows takes minutes."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from cxzy_rules.checklists.word import CELL, HEAD, IDS, legal

TWIPS = 1440 / 25.4
LEAST = 9


def paragraph(text: str, style: str, new_page: bool = False) -> str:
    """A paragraph as Word's XML."""
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(line) for line in legal(text).split("\n"))
    breaking = "<w:pageBreakBefore/>" if new_page else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{IDS[style]}"/>{breaking}</w:pPr><w:r><w:t xml:space="preserve">{lines}</w:t></w:r></w:p>'


def opening(widths: Sequence[int]) -> str:
    """A table's beginning: fixed columns (in mm) and a border round every cell."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{twips(wide)}"/>' for wide in widths)
    margins = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in (("top", 28), ("left", 57), ("bottom", 28), ("right", 57)))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )


def banner(text: str, widths: Sequence[int]) -> str:
    """A row of one cell across the table, repeated on each page."""
    return _row(_cell(text, sum(widths), HEAD, f'<w:gridSpan w:val="{len(widths)}"/>'), "<w:tblHeader/>")


def head(cells: Sequence[str], widths: Sequence[int]) -> str:
    """The row of headers, repeated on each page."""
    return _row("".join(_cell(text, wide, HEAD) for text, wide in zip(cells, widths, strict=True)), "<w:tblHeader/>")


def row(cells: Sequence[str], widths: Sequence[int]) -> str:
    """A row of the table, high enough to write in."""
    high = f'<w:trHeight w:val="{twips(LEAST)}" w:hRule="atLeast"/>'
    return _row("".join(_cell(text, wide, CELL) for text, wide in zip(cells, widths, strict=True)), high)


def _row(cells: str, more: str) -> str:
    """No page's end divides it."""
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{cells}</w:tr>"


def _cell(text: str, wide: int, style: str, span: str = "") -> str:
    place = f'<w:tcPr><w:tcW w:w="{twips(wide)}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{place}{paragraph(text, style)}</w:tc>"


def twips(millimetres: float) -> int:
    """Word's measure."""
    return round(millimetres * TWIPS)
