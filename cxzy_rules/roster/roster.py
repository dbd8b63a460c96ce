"""The roster as one value: a row a unit, superiors before nothing else, with all that was wrong beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.law import Ruling
from cxzy_rules.model.place import Problem
from cxzy_rules.tables.table import Table

Rows = np.ndarray[tuple[int], np.dtype[np.int64]]
FLAG = pl.Enum([TRUE, FALSE])
WORD = pl.Categorical(pl.Categories("cxzy_rules.words", physical=pl.UInt16))


def beside(units: pl.DataFrame, *new: pl.Expr) -> pl.DataFrame:
    """The units with these columns beside their own, or in the place of those of the same name.

    Only the columns that they ask are touched: `with_columns` copies all where a file's reader left some in many stretches.
    """
    asked = dict.fromkeys(name for one in new for name in one.meta.root_names())
    made = pl.DataFrame([units[name] for name in [*asked] or units.columns[:1]]).with_columns(new)
    columns = {one.name: one for one in units.iter_columns()} | {name: made[name] for name in (one.meta.output_name() for one in new)}
    return pl.DataFrame([*columns.values()])


def without(units: pl.DataFrame, column: str) -> pl.DataFrame:
    """The units without a column; no other is copied."""
    return pl.DataFrame([one for one in units.iter_columns() if one.name != column])


def _in_one_stretch(column: pl.Series) -> pl.Series:
    """The column as it is looked up in fastest; one that is all empty anew, which takes no room."""
    return column.rechunk() if column.null_count() < len(column) else column.clear(len(column))


@dataclass(frozen=True, slots=True)
class Roster:
    """The usable units, in file order.

    `units` columns: `id`, `name`, `authority` (text or null); `kind`, `branch`, `level`, `management` (WORD or null; UNREADABLE
    where the cell holds no known word); `kind_basis` (`kind`, `name` or null), `pattern` (the name pattern that spoke), `name_ruling`,
    `apart`, `organ` (WORD); `committee`, `has_authority`, `has_subordinates`, `has_residents`, `resident`, `paired`, `tags.…`,
    `within.…` (FLAG, null where not told), `members` (whole number or null), `line` (in the file), `row` (in `table`).
    `table`: with the known columns alone. `parent`: each unit's superior as a row of `units`, -1 at a root.
    `depths`: the rows at each depth, from the roots down. `rulings`: those on single units, by id; where there are any, `units` has
    `branch_ruling`, the id of the one that settles the unit's branch. `bare`: whose names are known to be BARE.
    """

    table: Table
    units: pl.DataFrame
    parent: Rows
    depths: tuple[Rows, ...]
    problems: tuple[Problem, ...]
    set_aside: int
    headers: dict[str, str]
    rulings: Mapping[str, Ruling]
    bare: pl.Series

    def without_cells(self) -> Roster:
        """The same units without the cells as they were written, which only questions about the file need: a third of the memory."""
        table = replace(self.table, cells=self.table.cells.clear(), lines=self.table.lines.clear())
        return replace(self, table=table, units=pl.DataFrame([_in_one_stretch(column) for column in self.units.iter_columns()]))

    def ids(self) -> list[str]:
        return self.units["id"].to_list()

    def row_of(self, unit: str) -> int | None:
        """The row of the unit of this id, if there is one."""
        row = self.units["id"].index_of(unit)
        return None if row is None else int(row)

    def chain(self, row: int) -> list[int]:
        """The rows from a unit's direct superior up to its root."""
        found: list[int] = []
        while (row := int(self.parent[row])) >= 0:
            found.append(row)
        return found
