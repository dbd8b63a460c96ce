"""A checklist to print from Word: a table a unit, each on a new page, or one for a whole branch."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from cxzy_rules.checklists.content import Checklist
from cxzy_rules.checklists.paper import HEADERS, Section, about, sections, title
from cxzy_rules.checklists.word import BODY, PLACE, UNIT, skeleton
from cxzy_rules.checklists.word_table import banner, head, opening, paragraph, row
from cxzy_rules.model.place import Place, Problem, Unusable

WIDTHS = (10, 31, 10, 41, 20, 14, 17, 13)
MOST_ROWS = 60_000
TEXT = "word/document.xml"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def write(checklist: Checklist, target: Path) -> None:
    """The document. Errors: Unusable, where Word could not open so long a one."""
    _check_room(checklist)
    empty = BytesIO(skeleton(title(checklist), about(checklist), checklist.demand.guidance.day))
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            entry = zipfile.ZipInfo(part, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with new.open(entry, "w") as file:
                file.writelines(_text(old.read(part), checklist) if part == TEXT else [old.read(part)])


def _check_room(checklist: Checklist) -> None:
    rows = checklist.asked().height
    if checklist.branch is None and rows > MOST_ROWS:
        problem = f"有 {rows} 行，一份 Word 文件最多 {MOST_ROWS} 行，再多就打不开"
        raise Unusable([Problem(Place(checklist.name), problem, "用 --split-by 分开，或用 .xlsx")])


def _text(skeleton: bytes, checklist: Checklist) -> Iterator[bytes]:
    """The document's text with the tables in the place kept for them."""
    before, after = skeleton.decode().split(PLACE)
    yield before.encode()
    for number, section in enumerate(sections(checklist)):
        yield from (part.encode() for part in _section(section, new_page=number > 0))
    yield after.encode()


def _section(section: Section, new_page: bool) -> Iterator[str]:
    yield paragraph(section.title, UNIT, new_page)
    if section.rows:
        yield opening(WIDTHS)
        yield banner(f"{section.title}　共 {len(section.rows)} 项", WIDTHS)
        yield head(HEADERS, WIDTHS)
        yield from (row(cells, WIDTHS) for cells in section.rows)
        yield "</w:tbl>"
    yield paragraph(section.note, BODY)
