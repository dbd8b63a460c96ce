"""The columns of the form: their headers, widths, what is printed in a row beforehand, and which of them are filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from cxzy_rules.checklists.content import Line
from cxzy_rules.checklists.wording import deadline
from cxzy_rules.model.periods import period_words
from cxzy_rules.parts.words import clause_cell
from cxzy_rules.rulebook.book import Rulebook

Sort = Literal["fixed", "small", "hidden", "status", "day", "text"]
CUT = "……（原文更长，这里放不下）"
LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """`id`: the ledger's column whose header the rulebook's vocabulary tells; None for one that no ledger has. `lines`: how many
    Latin letters its text takes to a line, in its own size of type."""

    id: str | None
    header: str
    width: int
    lines: int
    sort: Sort = "fixed"


COLUMNS = (
    Column("unit", "单位编号", 13, 13),
    Column("unit_name", "单位名称", 15, 15),
    Column("item", "事项", 26, 26),
    Column("period", "期次", 7, 9, "small"),
    Column(None, "条款", 5, 5),
    Column(None, "引文", 36, 36),
    Column(None, "佐证要求", 13, 13),
    Column(None, "完成时限", 11, 13),
    Column("status", "状态", 9, 9, "status"),
    Column("date", "日期", 11, 13, "day"),
    Column("evidence", "佐证", 16, 16, "text"),
    Column(None, "责任人", 8, 8, "text"),
    Column("note", "备注", 14, 14, "text"),
    Column("until", "有效期至", 11, 13, "day"),
    Column("rule", "规则编号", 13, LONGEST_CELL, "hidden"),  # by which a row is known again; people read the item
)
WIDTHS = [column.width for column in COLUMNS if column.sort != "hidden"]
Cell = str | date | None


def headers(book: Rulebook) -> list[str]:
    """The headers, as the reader of this rulebook's ledgers knows them."""
    known = book.vocabulary.ledger_columns
    return [known[column.id].label if column.id in known else column.header for column in COLUMNS]


def cells(unit: str, name: str, line: Line, book: Rulebook) -> list[Cell]:
    """A row as it is handed out."""
    labels = {status.id: status.label for status in book.vocabulary.statuses.values()}
    rule = line.slot.rule
    fixed = [
        unit,
        fitting(name),
        rule.label,
        period_words(line.slot.period),
        clause_cell(book, rule),
        rule.quote,
        rule.evidence,
        deadline(line.slot),
    ]
    day = line.day if line.status == "done" else None  # the day on which it was begun must not stand for the day on which it is done
    return [*fixed, labels.get(line.status or ""), day, fitting(line.evidence), None, fitting(line.note), line.until, rule.id]


def fitting(text: str | None) -> str | None:
    """As much as a cell holds, counted as Excel counts: a character beyond the first 65,536 is two. What is cut says so."""
    units = (text or "").encode("utf-16-le", "replace")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT
