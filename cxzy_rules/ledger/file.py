"""One file of ledgers: its tables that are ledgers, their records as written, and the form that it is, if it is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cxzy_rules.ledger.form import FORM, SHEET, form_of
from cxzy_rules.ledger.headers import Headers, known_header, read_headers, reader_of, tell_items
from cxzy_rules.ledger.items import Catalogue
from cxzy_rules.ledger.part import Part, part_of
from cxzy_rules.ledger.sheets import WANTED, is_period, ledger_sheets
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables.body import tell_nameless, unnamed
from cxzy_rules.tables.distinct import Distinct
from cxzy_rules.tables.pieces import Pieces, read_pieces
from cxzy_rules.tables.rehearsal import NONE, Rehearsals
from cxzy_rules.tables.sheets import Reader


@dataclass(frozen=True, slots=True)
class File:
    """`parts`: the records of its tables, whose units `who` numbers; `form`: what the hidden sheet says.

    `lost`: how many records could not even be read. `problems`: what was told so far.
    """

    shown: str
    parts: tuple[Part, ...]
    who: Distinct
    form: dict[str, str]
    lost: int
    problems: list[Problem]

    def height(self) -> int:
        """How many records it has."""
        return sum(len(part.records.who) for part in self.parts)


def file_reader(
    book: Rulebook, rules: Catalogue, who: Distinct, workbooks: Reader, rehearsals: Rehearsals = NONE
) -> Callable[[Path, str], File]:
    """Reads one file, which is called so to its user, workbooks by `workbooks`; `who` numbers the units spoken of.

    Errors: Unusable, where the file cannot be read or holds no ledger.
    """
    column = reader_of(book)
    known, sheets = known_header(column, rules), ledger_sheets(column, rules, book)

    def read(path: Path, called: str) -> File:
        problems: list[Problem] = []
        tables = read_pieces(path, called, problems, known=known, below=is_period, sheets=sheets, reader=workbooks, rehearsals=rehearsals)
        forms = [form_of(one.whole) for one in tables if one.whole is not None and one.table.sheet == SHEET]
        if any(one.get("form", FORM) != FORM for one in forms):
            raise Unusable([Problem(Place(called), "这是程序出的结果，不是台账，没有读", "交回的清单里不要放结果")])
        headers = [(one, read_headers(one.table, column, rules, problems)) for one in tables if one.table.sheet != SHEET]
        ledgers = [(one, found) for one, found in headers if found.is_ledger]
        if not ledgers:
            raise Unusable([Problem(Place(called), "里面没有台账的表头", WANTED)])
        lost = sum(_lost(one, found, rules, problems) if found.is_ledger else one.table.lost for one, found in headers)
        parts = tuple(part_of(one, found, who, problems) for one, found in ledgers)
        return File(called, parts, who, forms[0] if forms else {}, lost, problems)

    return read


def _lost(pieces: Pieces, headers: Headers, rules: Catalogue, problems: list[Problem]) -> int:
    """Tells what of a table is no record, and counts it: rows that could not be read, and filled cells below what is no item."""
    table = pieces.table
    if headers.is_long:
        for header in headers.items:
            problems.append(Problem(table.head(header), f"一行一项的台账里，“{header}”这一列没有读", "要么一行一项，要么一列一项"))
        tell_nameless(table, pieces.filled(unnamed(table)), problems)
        if not headers.columns.keys() & {"status", "date"}:
            problems.append(Problem(table.head(), "没有“状态”一列，也没有“日期”，各行都算没有填", "补上“状态”一列"))
        return table.lost
    strange = pieces.filled(headers.strange)
    tell_items(table, headers, strange, rules, problems)
    return table.lost + sum(strange.values())
