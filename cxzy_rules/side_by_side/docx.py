"""The document beside its rules in Word: A4 on its side, the headers on every page, the quoted words marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from cxzy_rules.parts.facing import Facing, clause_words, facing, whole_words
from cxzy_rules.questions.coverage import RULED, UNACCOUNTED, ClauseCoverage, Coverage
from cxzy_rules.templates.official import CELL, HEAD, TITLE, empty

WIDTHS, HEADERS = (18, 110, 129), ("句", "原文", "规则")
MARGINS = {"left_margin": 20, "right_margin": 20, "top_margin": 20, "bottom_margin": 22}
SMALL, LINE, SMALL_LINE = 9, 18, 13
SOFT, LOST = RGBColor(0x59, 0x63, 0x6E), RGBColor(0xB4, 0x23, 0x18)
QUOTED, CLAUSE = "FFF3BF", "F0F2F4"


def write(coverages: Sequence[Coverage], target: Path) -> None:
    """The document; each of several begins a page of its own."""
    document = empty("原文逐句对照：" + "；".join(coverage.book.identity.title for coverage in coverages))
    _turn(document)
    for number, coverage in enumerate(coverages):
        _whole(document, coverage, new_page=number > 0)
    document.save(str(target))


def _whole(document: Any, coverage: Coverage, new_page: bool) -> None:
    identity = coverage.book.identity
    document.add_paragraph("原文逐句对照", TITLE).paragraph_format.page_break_before = new_page
    _small(
        document.add_paragraph("", CELL),
        f"{identity.title}　{identity.issuer}　{identity.issued}　规则 {identity.id}，{identity.version} 版",
    )
    _small(document.add_paragraph("", CELL), whole_words(coverage))
    table = document.add_table(rows=0, cols=len(WIDTHS), style="Table Grid")
    table.autofit = False
    for column, wide in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(wide)
    head = _cells(table, "w:tblHeader", "w:cantSplit")
    for cell, words in zip(head, HEADERS, strict=True):
        cell.paragraphs[0].style = HEAD
        cell.paragraphs[0].add_run(words)
    for one in coverage.clauses:
        _clause(table, one)
        for sentence in one.sentences:
            _sentence(table, facing(coverage.book, sentence))


def _turn(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for side, length in MARGINS.items():
        setattr(section, side, Mm(length))
    section.footer_distance = Mm(12)


def _cells(table: Any, *told: str) -> list[Any]:
    """A new row's cells, as wide as their columns."""
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    for tag in told:
        properties.append(OxmlElement(tag))
    cells = list(row.cells)
    for cell, wide in zip(cells, WIDTHS, strict=True):
        cell.width = Mm(wide)
        cell.paragraphs[0].style = CELL
    return cells


def _clause(table: Any, one: ClauseCoverage) -> None:
    cells = _cells(table, "w:cantSplit")
    whole = cells[0].merge(cells[-1])
    for spare in whole.paragraphs[1:]:
        spare._p.getparent().remove(spare._p)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", CLAUSE)):
        shade.set(qn(f"w:{name}"), value)
    whole._tc.get_or_add_tcPr().append(shade)
    paragraph = whole.paragraphs[0]
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(f"第 {one.clause.id} 条　{one.clause.title}　").bold = True
    _small(paragraph, clause_words(one), SOFT)


def _sentence(table: Any, one: Facing) -> None:
    """A row that a page's end may divide: a sentence can have more rules than a page holds."""
    number, text, beside = _cells(table)
    _small(number.paragraphs[0], f"{one.clause}–{one.number}", SOFT)
    _small(number.add_paragraph("", CELL), one.word, LOST if one.verdict == UNACCOUNTED else None)
    _text(text.paragraphs[0], one)
    first = True
    for line, colour in _beside(one):
        paragraph = beside.paragraphs[0] if first else beside.add_paragraph("", CELL)
        paragraph.paragraph_format.line_spacing = Pt(SMALL_LINE)
        _small(paragraph, line, colour)
        paragraph.runs[0].bold = colour is None
        first = False


def _text(paragraph: Any, one: Facing) -> None:
    for mark in one.marks:
        run = paragraph.add_run(mark.text)
        if mark.verdict == RULED:
            _shade(run)
        elif mark.verdict == UNACCOUNTED:
            run.bold, run.underline, run.font.color.rgb = True, True, LOST
        elif mark.verdict:
            run.font.color.rgb = SOFT
        if mark.ends:
            paragraph.add_run(" ".join(map(str, mark.ends))).font.superscript = True


def _shade(run: Any) -> None:
    """A background of any colour; Word's own highlighter has only garish ones."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", QUOTED)):
        shade.set(qn(f"w:{name}"), value)
    run._r.get_or_add_rPr().append(shade)


def _beside(one: Facing) -> Iterator[tuple[str, RGBColor | None]]:
    """What stands beside the text, line by line, each with its colour; a rule's name has none and is bold."""
    for rule in one.rules:
        yield f"{rule.number}　{rule.label}", None
        yield f"{rule.id}　{rule.asked}　条件：{rule.condition}", SOFT
        yield from ((f"裁定：{ruling}", SOFT) for ruling in rule.rulings)
    yield from ((rest, LOST if one.verdict == UNACCOUNTED else SOFT) for rest in one.rests)
    yield from ((f"裁定：{ruling}", SOFT) for ruling in one.rulings)
    if one.organs:
        yield "这里说到的部门：" + "、".join(one.organs), SOFT


def _small(paragraph: Any, text: str, colour: RGBColor | None = None) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(SMALL)
    if colour is not None:
        run.font.color.rgb = colour
