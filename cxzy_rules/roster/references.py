"""The units that a cell names beside its superior: partners and communities, by id or by the full name that only one unit has.

Behind one the days may be written on which the bond holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from cxzy_rules.blanks import tight_column
from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.place import hint_nearest
from cxzy_rules.roster.cells import SEPARATORS
from cxzy_rules.roster.roster import FLAG
from cxzy_rules.roster.source import Source
from cxzy_rules.roster.spans import held
from cxzy_rules.tables.table import UNREADABLE

MOST_HINTS = 50
MOST_COMPARED = 50_000


@dataclass(frozen=True, slots=True)
class Named:
    """`filled`: TRUE where a unit's cell names a unit of the roster, FALSE where it says or means that there is none, null
    where that is not known; `ids`: all units so named. A bond that does not hold on the day asked for is none."""

    filled: pl.Series
    ids: pl.Series


def named_units(source: Source, units: pl.DataFrame, column: str, day: date | None) -> Named:
    """Resolves a column's cells; what names no unit is told and leaves the cell unknown. Where the column is missing all are unknown.

    `day`: the one on which a bond must hold.
    """
    if column not in source.headers:
        return Named(pl.Series(column, [None], dtype=FLAG).new_from_index(0, units.height), pl.Series(dtype=pl.String))
    if units[column].null_count() == units.height:
        return Named(pl.Series(column, [FALSE], dtype=FLAG).new_from_index(0, units.height), pl.Series(dtype=pl.String))

    def tell(at: int, text: str, hint: str) -> None:
        source.tell(int(units["row"][at]), column, f"“{units['name'][at]}”的“{source.headers[column]}”写的{text}", hint)

    found = _resolved(units, held(_words(units, column), day, tell))
    _tell_unknown(source, units, column, found.filter(pl.col("id").is_null()))
    meant = found.filter(pl.col("id").is_not_null() & pl.col("holds"))
    ended = found.group_by("at").agg((pl.col("id").is_not_null() & ~pl.col("holds")).fill_null(False).all().alias("ended"))
    cell, at = pl.col(column), pl.int_range(pl.len(), dtype=pl.Int64)
    said = (
        pl.when(at.is_in(meant["at"].unique().implode()))
        .then(pl.lit(TRUE, dtype=FLAG))
        .when((cell.fill_null("") == "") | at.is_in(ended.filter("ended")["at"].implode()))
        .then(pl.lit(FALSE, dtype=FLAG))
    )
    return Named(units.select(said.otherwise(pl.lit(None, dtype=FLAG)).alias(column)).to_series(), meant["id"].unique())


def _words(units: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row a word of a filled cell: `at` (the unit's position) and `written`."""
    filled = units.select(at=pl.int_range(pl.len(), dtype=pl.Int64), written=column)
    filled = filled.filter(pl.col("written").is_not_null() & ~pl.col("written").is_in(["", UNREADABLE]))
    split = filled.with_columns(pl.col("written").str.replace_all(SEPARATORS, ";").str.split(";")).explode("written", empty_as_null=True)
    return split.with_columns(pl.col("written").str.strip_chars()).filter(pl.col("written").str.len_bytes() > 0)


def _resolved(units: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """`words` with the `id` that each means: an id itself, else the one unit of that name."""
    by_id = words.with_columns(id=pl.when(words["written"].is_in(units["id"].implode())).then("written"))
    if not by_id["id"].has_nulls():  # else all names must be looked at
        return by_id.select("at", "written", "holds", "id")
    bare = tight_column(pl.col("name")).alias("bare")
    by_name = units.select("id", bare).filter(pl.col("bare").is_unique()).rename({"id": "of_name"})
    joined = by_id.with_columns(tight_column(pl.col("written")).alias("bare")).join(by_name, on="bare", how="left", maintain_order="left")
    return joined.select("at", "written", "holds", pl.coalesce("id", "of_name").alias("id"))


def _tell_unknown(source: Source, units: pl.DataFrame, column: str, lost: pl.DataFrame) -> None:
    ids = units["id"].to_list() if lost.height and units.height < MOST_COMPARED else []
    for number, (at, written) in enumerate(lost.select("at", "written").rows()):
        text = f"“{units['name'][at]}”的“{source.headers[column]}”写的“{written}”不在花名册里"
        hint = hint_nearest(written, ids) if number < MOST_HINTS and ids else "写花名册里的编号，或者不重名的全称"
        source.tell(int(units["row"][at]), column, text, hint)
