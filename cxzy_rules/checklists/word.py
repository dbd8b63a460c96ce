"""How a printed sheet looks in Word: an official document's page, its styles with their fonts by name. The only door to python-docx."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
PAGE = {"page_width": 210, "page_height": 297}
TITLE, ABOUT, UNIT, BODY, HEAD, CELL = "清单标题", "清单说明", "清单单位", "清单正文", "清单表头", "清单表文"
LATIN = "Times New Roman"
STYLES: dict[str, tuple[str, float]] = {
    TITLE: ("方正小标宋简体", 22),
    ABOUT: ("楷体_GB2312", 12),
    UNIT: ("黑体", 16),
    BODY: ("仿宋_GB2312", 12),
    HEAD: ("黑体", 9),
    CELL: ("仿宋_GB2312", 9),
}
IDS = {name: f"cxzy{number}" for number, name in enumerate(STYLES)}
PLACE = f'<w:p><w:pPr><w:pStyle w:val="{IDS[BODY]}"/></w:pPr></w:p>'
FIELD = "".join(
    f'<w:r {nsdecls("w")}><w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>{part}</w:r>|'
    for part in (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    )
)


def skeleton(title: str, about: str, day: date) -> bytes:
    """A document with its page, styles, page number, title, and where the tables go PLACE: an empty paragraph, which no text can be."""
    document = docx.Document()
    _page(document)
    _language(document)
    for name, (font, size) in STYLES.items():
        _style(document, name, font, size)
    _properties(document, title, day)
    for text, style in ((title, TITLE), (about, ABOUT), ("", BODY)):
        document.add_paragraph(legal(text), style)
    packed = BytesIO()
    document.save(packed)
    return packed.getvalue()


def _page(document: Document) -> None:
    section = document.sections[0]
    for side, length in (PAGE | MARGINS).items():
        setattr(section, side, Mm(length))
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in FIELD.split("|")[:-1]:
        footer._p.append(parse_xml(run))


def _language(document: Document) -> None:
    """Chinese of the mainland: by it the forms of characters and the places of punctuation are chosen."""
    for told in document.styles.element.iter(qn("w:lang")):
        told.set(qn("w:eastAsia"), "zh-CN")


def _style(document: Document, name: str, font: str, size: float) -> None:
    """The font for Chinese is named beside the Latin one: Word would take its own otherwise."""
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(qn("w:styleId"), IDS[name])
    style.font.name, style.font.size = LATIN, Pt(size)
    fonts = style.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:cs"), LATIN)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(0 if name in (HEAD, CELL) else 6), 1.0
    if name in (TITLE, HEAD):
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if name == UNIT:
        form.keep_with_next = True
        style.element.pPr.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))


def _properties(document: Document, title: str, day: date) -> None:
    """Dated as its content, so that the same content gives the same bytes; python-docx would name itself."""
    told = document.core_properties
    told.title, told.author, told.last_modified_by, told.comments = legal(title)[:255], "", "", ""
    told.created = told.modified = datetime.combine(day, time())


def legal(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(one for one in text if one in "\t\n" or (one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff"))
