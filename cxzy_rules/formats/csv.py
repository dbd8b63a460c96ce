"""One row a unit and entry, for Excel: UTF-8 with its mark, Chinese headers, and no cell that a spreadsheet would calculate."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS, RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS, Rule
from cxzy_rules.parts.progress import Watch, unwatched
from cxzy_rules.parts.words import BASIS_LABELS, OPEN, clause_cell, missing, rests_on, ruling_text
from cxzy_rules.records import branch_label, branch_source, due_day, open_record
from cxzy_rules.roster.roster import Rows
from cxzy_rules.situations.walk import Answer, Undetermined
from cxzy_rules.supervision import Bond, supervisors

UNIT_HEADER = ["单位编号", "单位名称", "分类", "分类依据"]
ENTRY_HEADER = ["类别", "规则编号", "事项", "引文", "条款", "依据", "裁定", "周期", "期限", "对象编号"]
CALCULATED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
Cells = list[str]


def write(guidance: Guidance, rows: Rows, target: Path, watch: Watch = unwatched) -> None:
    """The file of `lines`, with the mark by which Excel knows UTF-8."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        file.writelines(lines(guidance, rows, watch))


def lines(guidance: Guidance, rows: Rows, watch: Watch = unwatched) -> Iterator[str]:
    """The header, then each unit's items, supervisors and open rules. What units with one answer share is worded once."""
    yield _text(UNIT_HEADER + ENTRY_HEADER) + "\r\n"
    items: dict[int, Cells] = {}
    opens: dict[int, Cells] = {}
    for row in watch("写各单位", rows.tolist()):
        answer = guidance.answer(row)
        shared = id(answer)
        if shared not in items:
            items[shared] = [_text(cells) for cells in _items(guidance, answer)]
            opens[shared] = [_text(_open(guidance, one)) for one in answer.undetermined]
        bonds = [_text(_bond(guidance, bond)) for bond in supervisors(guidance.here, row)]
        head = _text(_unit(guidance, row, answer))
        for tail in (*items[shared], *bonds, *opens[shared]):
            yield f"{head},{tail}\r\n"


def _unit(guidance: Guidance, row: int, answer: Answer) -> Cells:
    units = guidance.roster.units
    basis, _ = branch_source(guidance, row)
    return [units["id"][row], units["name"][row], branch_label(guidance, answer) or "", BASIS_LABELS[basis or ""]]


def _items(guidance: Guidance, answer: Answer) -> Iterator[Cells]:
    for section in ITEM_SECTIONS:
        for rule in answer.rules:
            if rule.section == section:
                due = due_day(rule, guidance.day, guidance.book.identity.ends)
                rhythm = RHYTHM_LABELS[rule.rhythm] if rule.rhythm else ""
                yield [*_rule(guidance, rule, SECTION_LABELS[section], rule.label, rule.ruling), rhythm, due.isoformat() if due else "", ""]


def _bond(guidance: Guidance, bond: Bond) -> Cells:
    label = ROLE_LABELS[bond.rule.role] if bond.rule.role else ""
    unit = "" if bond.row is None else guidance.roster.units["id"][bond.row]
    return [*_rule(guidance, bond.rule, label, bond.name, bond.ruling), "", "", unit]


def _rule(guidance: Guidance, rule: Rule, label: str, thing: str, ruling: str | None) -> Cells:
    return [label, rule.id, thing, rule.quote, clause_cell(guidance.book, rule), rests_on(ruling), ruling_text(guidance.book, ruling)]


def _open(guidance: Guidance, one: Undetermined) -> Cells:
    rule, clause = (one.rule.id, clause_cell(guidance.book, one.rule)) if one.rule else ("", "")
    return [OPEN, rule, open_record(one)["label"], "缺：" + missing(guidance.book, one.needs), clause, "", "", "", "", ""]


def _text(cells: Iterable[str]) -> str:
    """Cells as CSV writes them, without the line's end; one that a spreadsheet would calculate is marked as text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow("'" + cell if cell.startswith(CALCULATED) else cell for cell in cells)
    return out.getvalue()
