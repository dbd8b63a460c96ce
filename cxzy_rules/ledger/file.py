"""One file of ledgers: its tables that are ledgers, their records as written, and the form that it is, if it is one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cxzy_rules.ledger.form import FORM, SHEET, form_of
from cxzy_rules.ledger.headers import BESIDE, Headers, known_header, read_headers, reader_of, tell_items
from cxzy_rules.ledger.items import Catalogue
from cxzy_rules.ledger.namesakes import beside
from cxzy_rules.ledger.sheets import WANTED, is_period, ledger_sheets
from cxzy_rules.ledger.written import TEXT, written
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.paths import shown
from cxzy_rules.roster.source import Source
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables.body import tell_nameless
from cxzy_rules.tables.read import read_sheets
from cxzy_rules.tables.sheets import Reader
from cxzy_rules.tables.table import Table


@dataclass(frozen=True, slots=True)
class File:
    """`sources`: the tables, with only the cells about superiors left; `records` by SHAPE, numbered by them; `form`: what the hidden
    sheet says.

    `lost`: how many records could not even be read. `problems`: what was told so far.
    """

    shown: str
    sources: tuple[Source, ...]
    records: pl.DataFrame
    form: dict[str, str]
    lost: int
    problems: list[Problem]


def file_reader(book: Rulebook, rules: Catalogue, workbooks: Reader) -> Callable[[Path], File]:
    """Reads one file, workbooks by `workbooks`. Errors: Unusable, where the file cannot be read or holds no ledger."""
    column = reader_of(book)
    known, sheets = known_header(column, rules), ledger_sheets(column, rules, book)

    def read(path: Path) -> File:
        problems: list[Problem] = []
        tables = read_sheets(path, shown(path), problems, known=known, below=is_period, sheets=sheets, reader=workbooks)
        forms = [form_of(table) for table in tables if table.sheet == SHEET]
        if any(one.get("form", FORM) != FORM for one in forms):
            raise Unusable([Problem(Place(shown(path)), "这是程序出的结果，不是台账，没有读", "交回的清单里不要放结果")])
        headers = [(table, read_headers(table, column, rules, problems)) for table in tables if table.sheet != SHEET]
        ledgers = [(table, found) for table, found in headers if found.is_ledger]
        if not ledgers:
            raise Unusable([Problem(Place(shown(path)), "里面没有台账的表头", WANTED)])
        lost = sum(_lost(table, found, rules, problems) if found.is_ledger else table.lost for table, found in headers)
        parts = [_part(table, found, number, problems) for number, (table, found) in enumerate(ledgers)]
        records = pl.concat([part for _, part in parts])
        return File(shown(path), tuple(source for source, _ in parts), records, forms[0] if forms else {}, lost, problems)

    return read


def _lost(table: Table, headers: Headers, rules: Catalogue, problems: list[Problem]) -> int:
    """Tells what of a table is no record, and counts it: rows that could not be read, and filled cells below what is no item."""
    if headers.is_long:
        for header in headers.items:
            problems.append(Problem(table.head(header), f"一行一项的台账里，“{header}”这一列没有读", "要么一行一项，要么一列一项"))
        tell_nameless(table, problems)
        if not headers.columns.keys() & {"status", "date"}:
            problems.append(Problem(table.head(), "没有“状态”一列，也没有“日期”，各行都算没有填", "补上“状态”一列"))
        return table.lost
    tell_items(table, headers, rules, problems)
    return table.lost + sum(len(table.cells[header]) - table.cells[header].null_count() for header in headers.strange)


def _part(table: Table, headers: Headers, number: int, problems: list[Problem]) -> tuple[Source, pl.DataFrame]:
    """A table's records, and the table with only the cells about superiors: all others stand in the records now."""
    read = headers.columns if headers.is_long else {name: header for name, header in headers.columns.items() if name in BESIDE}
    records = written(Source(table, read, problems), headers, number)
    return Source(replace(table, cells=table.cells.select(headers.superiors)), read, problems), records


def mark(file: File) -> bytes:
    """What two files have in common that hold the same records, in whatever order, sheets and columns, and of which as much was lost."""
    told = any(source.table.cells.height for source in file.sources)
    records = beside(file.records, file.sources).select(*TEXT, "above") if told else file.records.select(TEXT)
    rows = records.hash_rows().sort()
    return hashlib.sha256(rows.to_numpy().tobytes() + b"%d" % file.lost).digest()
