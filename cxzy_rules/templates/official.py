"""How an official document looks in Word (GB/T 9704): its page, its page numbers, its styles with their fonts by name, its tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

PAGE = {"page_width": 210, "page_height": 297, "top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
FOOTER_FROM_EDGE = 28
LATIN, SONG, FANGSONG, HEI = "Times New Roman", "宋体", "仿宋_GB2312", "黑体"
TITLE, ADDRESS, FIRST, SECOND, BODY, LAST = "通报标题", "通报主送", "通报一级标题", "通报二级标题", "通报正文", "通报末段"
HEAD, CELL, NUMBER, SIGNED, PAGE_NUMBER = "通报表头", "通报表文", "通报表数", "通报落款", "通报页码"
SIZE, LINE, TITLE_LINE, TABLE_LINE = 16, 28.8, 36, 18
FONTS: dict[str, tuple[str, float]] = {
    TITLE: ("方正小标宋简体", 22),
    ADDRESS: (FANGSONG, SIZE),
    FIRST: (HEI, SIZE),
    SECOND: ("楷体_GB2312", SIZE),
    BODY: (FANGSONG, SIZE),
    LAST: (FANGSONG, SIZE),
    HEAD: (HEI, 11),
    CELL: (FANGSONG, 11),
    NUMBER: (FANGSONG, 11),
    SIGNED: (FANGSONG, SIZE),
    PAGE_NUMBER: (SONG, 14),
}
CENTRE, RIGHT, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
ALIGNED = {TITLE: CENTRE, HEAD: CENTRE, NUMBER: RIGHT, SIGNED: RIGHT, BODY: BOTH, LAST: BOTH}
INDENTED, IN_TABLES, KEPT = (FIRST, SECOND, BODY, LAST), (HEAD, CELL, NUMBER), (FIRST, SECOND, LAST, HEAD, SIGNED)
LEVELS = {FIRST: 0, SECOND: 1}
PAGE_FIELD = (
    '<w:t xml:space="preserve">— </w:t>',
    '<w:fldChar w:fldCharType="begin"/>',
    '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
    '<w:fldChar w:fldCharType="separate"/>',
    "<w:t>1</w:t>",
    '<w:fldChar w:fldCharType="end"/>',
    '<w:t xml:space="preserve"> —</w:t>',
)


def empty(title: str) -> Document:
    """A document with its page, page numbers and styles; dated as of no day, so that the same text gives the same bytes."""
    document = docx.Document()
    section, told = document.sections[0], document.core_properties
    for side, length in PAGE.items():
        setattr(section, side, Mm(length))
    section.footer_distance = Mm(FOOTER_FROM_EDGE)
    for name in FONTS:
        _style(document, name)
    _number_pages(document)
    told.title, told.author, told.last_modified_by, told.comments = title, "", "", ""
    told.created = told.modified = datetime(2000, 1, 1)
    return document


def _number_pages(document: Document) -> None:
    """The page's number between dashes: to the right on odd pages, to the left on even ones."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph: Any = footer.paragraphs[0]
        paragraph.style = PAGE_NUMBER
        paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:ind {nsdecls("w")} w:{side}Chars="100" w:{side}="280"/>'))
        paragraph._p.pPr.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{side}"/>'))
        for part in PAGE_FIELD:
            paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))


def _style(document: Document, name: str) -> None:
    """The font for Chinese is named beside the Latin one: Word would take its own otherwise."""
    font, size = FONTS[name]
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size = SONG if name == PAGE_NUMBER else LATIN, Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    style.element.rPr.rFonts.set(qn("w:cs"), LATIN)
    style.element.rPr.rFonts.set(qn("w:hint"), "eastAsia")
    form = style.paragraph_format
    form.alignment, form.keep_with_next, form.widow_control = ALIGNED.get(name), name in KEPT, False
    form.space_before, form.space_after = Pt(0), Pt(0)
    if name in IN_TABLES:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(TABLE_LINE)
    elif name != PAGE_NUMBER:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(TITLE_LINE if name == TITLE else LINE)
    if name in INDENTED:
        form.first_line_indent = Pt(2 * size)
        style.element.pPr.ind.set(qn("w:firstLineChars"), "200")
    if name == SIGNED:
        form.right_indent = Pt(4 * size)
    if name in LEVELS:
        style.element.pPr.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{LEVELS[name]}"/>'))


def looped_table(document: Document, loop: str, columns: Sequence[tuple[str, str, int, str]]) -> None:
    """A table with a row for each turn of the loop, under headers that every page repeats; a column is header, text, width in mm, style."""
    table = document.add_table(rows=0, cols=len(columns), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, (_, _, wide, _) in zip(table.columns, columns, strict=True):
        column.width = Mm(wide)
    _row(table, [(header, HEAD) for header, _, _, _ in columns], repeated=True)
    _row(table, [("{%tr for " + loop + " %}", CELL)])
    _row(table, [(text, style) for _, text, _, style in columns])
    _row(table, [("{%tr endfor %}", CELL)])


def _row(table: Any, cells: Sequence[tuple[str, str]], repeated: bool = False) -> None:
    """A row that no page's end divides."""
    row = table.add_row()
    told = row._tr.get_or_add_trPr()
    for tag in ("w:cantSplit", *(["w:tblHeader"] if repeated else [])):
        told.append(OxmlElement(tag))
    for cell, (text, style) in zip(row.cells, cells, strict=False):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        cell.paragraphs[0].text, cell.paragraphs[0].style = text, style
