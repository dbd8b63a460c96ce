"""Which rows are units: each with a name and an id of its own; what is not is told and set aside."""

from __future__ import annotations

import polars as pl

from cxzy_rules.roster.lookup import Ids, ids_of
from cxzy_rules.roster.source import Source


def identified(source: Source, units: pl.DataFrame, ids: Ids | None) -> tuple[pl.DataFrame, Ids]:
    """Only the units that have a name and an id of their own, and these ids; one written twice, word for word, counts once. `ids`: those
    of all rows of the table, if they are in their places already."""
    for column, label in (("id", "编号"), ("name", "名称")):
        for row in units["row"].filter(units[column].is_null()):
            source.tell(row, column, f"这一行没有{label}", "补上后再用")
    units = units.filter(pl.col("id").is_not_null() & pl.col("name").is_not_null()) if _lacking(units) else units
    ids = ids if ids is not None and len(ids.ids) == units.height else ids_of(units["id"])
    if ids.all_differ():
        return units, ids
    units = _undoubled(source, units)
    return units, ids_of(units["id"])


def _lacking(units: pl.DataFrame) -> bool:
    """Whether some unit has no id or no name; where none lacks them the units need not be copied."""
    return units["id"].has_nulls() or units["name"].has_nulls()


def _undoubled(source: Source, units: pl.DataFrame) -> pl.DataFrame:
    """Without the repeats of a whole row, and without the different units that share an id; all of them told."""
    whole = pl.struct(pl.exclude("row", "line"))
    same = units.filter(whole.is_duplicated() & ~whole.is_first_distinct())
    for row, name in same.select("row", "name").rows():
        source.tell(row, "id", f"“{name}”整行重复", "只算一次，可以删去这一行")
    units = units.filter(~pl.col("row").is_in(same["row"].implode()))
    doubled = units.filter(pl.col("id").is_duplicated())
    lines = dict(doubled.group_by("id").agg("line").rows())
    for row, key, name in doubled.select("row", "id", "name").rows():
        shown = "、".join(map(str, lines[key][:8]))
        source.tell(row, "id", f"“{name}”的编号“{key}”不止一个单位在用", f"用它的有第 {shown} 行，改成各不相同")
    return units.filter(~pl.col("id").is_duplicated())


def set_aside(units: pl.DataFrame, known: pl.DataFrame) -> dict[str, list[int]]:
    """The lines of the units that are not among the known ones, by id and by name: others may still name them as superiors."""
    if units.height == known.height:
        return {}
    lines: dict[str, list[int]] = {}
    for line, key, name in units.filter(~pl.col("row").is_in(known["row"].implode())).select("line", "id", "name").rows():
        for word in {key or "", "".join((name or "").split())} - {""}:
            lines.setdefault(word, []).append(line)
    return lines
