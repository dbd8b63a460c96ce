"""The comparison of two rulebooks on a terminal: the headline, each change in a line or two, and the counts by rule and branch."""

from __future__ import annotations

from collections.abc import Iterator

from cxzy_rules.parts.diff_tables import DiffTable, tables
from cxzy_rules.parts.diff_words import headline
from cxzy_rules.questions.diff.difference import Difference

SHOWN = 60
SCREEN = ("规则", "词汇和裁定", "按规则和分类")


def diff_lines(diff: Difference) -> Iterator[str]:
    """The whole answer; of a long table the first rows, with the count of the others."""
    yield from headline(diff)
    for table in tables(diff):
        if table.total and table.name in SCREEN:
            yield ""
            yield f"{table.name}："
            yield from _rows(table)


def _rows(table: DiffTable) -> Iterator[str]:
    for number, row in enumerate(table.rows()):
        if number == SHOWN:
            yield f"  ……还有 {table.total - SHOWN} 行，用 -o 写进文件看全部"
            return
        told = [f"{header} {cell}" if isinstance(cell, int) else f"{header}：{cell}" for header, cell in _telling(table, row)]
        yield "  " + "　".join([*map(str, row[:3]), *told])


def _telling(table: DiffTable, row: tuple[str | int, ...]) -> Iterator[tuple[str, str | int]]:
    """The cells after the first three that say something, each with its header."""
    return (pair for pair in list(zip(table.columns, row, strict=True))[3:] if pair[1] not in ("", 0))
