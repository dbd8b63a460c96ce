"""All records found, as written, with the tables that they stand in: how one of them is told, and many of one sort in few lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from cxzy_rules.model.place import Place, Problem
from cxzy_rules.roster.source import Source
from cxzy_rules.tables.body import TOLD

MOST_HINTS = 50
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """`records`: the frame of `written`, of all tables; `sources`: the tables by number, with only the cells about superiors left.

    Once the units are known the records have `at`, the unit's row in the roster, and `elsewhere`: whether it lies outside the part
    that is asked about. `problems` grows, and so does `left_out`: how many rows of units elsewhere had some problem, which is not told.
    """

    records: pl.DataFrame
    sources: tuple[Source, ...]
    problems: list[Problem]
    left_out: list[int] = field(default_factory=list)

    def place(self, row: Row, columns: Sequence[str]) -> Place:
        """The first filled cell of a record in these columns, else the first there is, else the cell of its status."""
        source = self.sources[row["table"]]
        here = [column for column in columns if column in source.headers]
        filled = [column for column in here if row[column] is not None]
        return source.table.place(row["row"], source.headers[(filled or here)[0]] if here else row["column"])


def tell(
    found: Found, rows: pl.DataFrame, columns: Sequence[str], words: Callable[[Row, bool], tuple[str, str]], once: Sequence[str] = ()
) -> None:
    """One problem a row, as `words` puts it, and one line for all beyond TOLD; only the first rows may have a costly hint.

    `once`: columns of which the same need be told but once. Of units elsewhere nothing is told; their rows are counted.
    """
    rows = _here(found, rows)
    if once:
        rows = rows.unique(once, keep="first", maintain_order=True)
    for number, row in enumerate(rows.head(TOLD).iter_rows(named=True)):
        found.problems.append(Problem(found.place(row, columns), *words(row, number < MOST_HINTS), row.get("at")))
    if rows.height > TOLD:
        rest = found.place(rows.row(TOLD, named=True), columns)
        found.problems.append(Problem(rest, f"从这里起还有 {rows.height - TOLD} 处同样的问题"))


def _here(found: Found, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows but for those of units elsewhere."""
    if "elsewhere" not in rows.columns or not rows["elsewhere"].any():
        return rows
    here = rows.filter(~pl.col("elsewhere"))
    found.left_out.append(rows.height - here.height)
    return here
