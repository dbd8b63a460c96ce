"""The table that a roster is read from: its known headers, where a cell stands, and what was found wrong so far."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cxzy_rules.model.place import Problem
from cxzy_rules.tables.table import Table


@dataclass(frozen=True, slots=True)
class Source:
    """`headers`: the table's header for each known column; `problems` grows while the roster is read."""

    table: Table
    headers: dict[str, str]
    problems: list[Problem]

    def cells(self, column: str) -> pl.Series:
        """A column's cells, all empty where the roster has no such column."""
        if column in self.headers:
            return self.table.cells[self.headers[column]].alias(column)
        return pl.Series(column, [None], dtype=pl.String).new_from_index(0, self.table.cells.height)

    def bare(self, column: str) -> pl.Series:
        """Which cells of a column are known to be BARE: what else is one is not known."""
        known = self.table.bare.get(self.headers.get(column, ""))
        if known is not None and len(known) == self.table.cells.height:
            return known.alias("bare")
        return pl.Series("bare", [False]).new_from_index(0, self.table.cells.height)

    def tell(self, row: int, column: str, text: str, hint: str = "") -> None:
        """Notes what is wrong with one cell of one row of the table."""
        self.problems.append(Problem(self.table.place(row, self.headers.get(column, "")), text, hint))
