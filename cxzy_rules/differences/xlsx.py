"""The comparison as a workbook: what differs in the rules and words, and every unit for which anything changes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from cxzy_rules.parts.diff_tables import DiffTable, tables
from cxzy_rules.parts.diff_words import headline
from cxzy_rules.parts.long_table import Table, long_table
from cxzy_rules.parts.sheets import LINE, Book, page, workbook
from cxzy_rules.questions.diff.difference import Difference

BATCH = 20_000
FROZEN = 2


def write(diff: Difference, target: Path) -> None:
    """The workbook."""
    with workbook(target, diff.new.book.identity.title, diff.day) as book:
        found = tables(diff)
        _overview(book, diff, found)
        for table in found:
            long_table(book, Table(table.name, table.columns, FROZEN, table.empty), _frames(table))


def _overview(book: Book, diff: Difference, found: list[DiffTable]) -> None:
    sheet = book.sheet("概览")
    page(sheet)
    sheet.set_column(0, 0, 100)
    sheet.set_row(0, 2 * LINE)
    sheet.write_string(0, 0, "规则变动对照", book.styles["title"])
    lines = [*headline(diff), *(f"{table.name}：{table.total:,} 行" for table in found)]
    for row, line in enumerate(lines, start=1):
        sheet.set_row(row, LINE + 5)
        sheet.write_string(row, 0, line, book.styles["unit"])


def _frames(table: DiffTable) -> Iterator[pl.DataFrame]:
    rows = table.rows()
    while batch := [*islice(rows, BATCH)]:
        yield pl.DataFrame(batch, schema=[*table.columns], orient="row", infer_schema_length=None)
