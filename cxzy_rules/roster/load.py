"""From a table to the roster: cells read, ids unique, everyone affiliated, facts derived; what cannot be used told."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from cxzy_rules.model.law import Word
from cxzy_rules.model.place import Problem, Unusable
from cxzy_rules.roster.affiliation import LOST, hanging, superiors, tell_below, tell_circles
from cxzy_rules.roster.cells import find_headers, read_members, read_tags, read_words
from cxzy_rules.roster.derived import named_kinds, organs_and_forms, relations
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.tables.read import read_table
from cxzy_rules.tables.table import Table
from cxzy_rules.vocabulary import Vocabulary

AS_TEXT = ("id", "name", "parent", "authority", "paired_with", "located_in")


def load_roster(path: Path, shown: str, vocabulary: Vocabulary) -> Roster:
    """The roster of a file. Errors: Unusable, where the file or its header cannot be read, or no unit is left."""
    problems: list[Problem] = []
    table = read_table(path, shown, problems)
    return roster_of(table, vocabulary, problems)


def roster_of(table: Table, vocabulary: Vocabulary, problems: list[Problem]) -> Roster:
    """The roster of a table; `problems` holds what its reader already told."""
    lost_before = len(problems)
    headers = find_headers(table, vocabulary, problems)
    units = _cells(table, headers, vocabulary, problems)
    units = units.filter(pl.any_horizontal(pl.col(AS_TEXT).is_not_null()))
    found = units.height + lost_before
    units = _identified(table, units, headers, problems)
    units, parent, depths = _affiliated(table, units, headers, problems)
    if not units.height:
        raise Unusable([*problems, Problem(table.head(), "没有一个可用的单位", "看看表头下面有没有单位，上级写得对不对")])
    given, usual = set(headers), next(iter(vocabulary.management), "")
    if "management" in given:
        units = units.with_columns(pl.col("management").fill_null(usual))
    units = relations(organs_and_forms(named_kinds(units, vocabulary), vocabulary), parent, given, usual)
    return Roster(table, units, parent, depths, tuple(sorted(set(problems))), found - units.height, headers)


def _cells(table: Table, headers: dict[str, str], vocabulary: Vocabulary, problems: list[Problem]) -> pl.DataFrame:
    columns = [
        table.cells[headers[column]].alias(column)
        if column in headers
        else pl.Series(column, [None], dtype=pl.String).new_from_index(0, table.cells.height)
        for column in AS_TEXT
    ]
    words: dict[str, Mapping[str, Word]] = {
        "kind": vocabulary.kinds,
        "branch": {branch.id: Word(branch.id, branch.label) for branch in vocabulary.branches.values()},
        "level": vocabulary.levels,
        "management": vocabulary.management,
    }
    columns += [read_words(table, column, headers, known, problems) for column, known in words.items()]
    columns += [read_members(table, headers, problems), *read_tags(table, headers, vocabulary, problems)]
    rows = pl.int_range(table.cells.height, dtype=pl.Int64, eager=True).alias("row")
    return pl.DataFrame([*columns, rows, table.lines.alias("line")])


def _identified(table: Table, units: pl.DataFrame, headers: dict[str, str], problems: list[Problem]) -> pl.DataFrame:
    """Only the units that have a name and an id of their own; one written twice, word for word, counts once."""
    for column, label in (("id", "编号"), ("name", "名称")):
        for row in units.filter(pl.col(column).is_null())["row"].to_list():
            problems.append(Problem(table.place(row, headers[column]), f"这一行没有{label}", "补上后再用"))
    units = units.filter(pl.col("id").is_not_null() & pl.col("name").is_not_null())
    if units["id"].n_unique() == units.height:
        return units
    same = units.filter(pl.struct(pl.exclude("row", "line")).is_duplicated() & ~pl.struct(pl.exclude("row", "line")).is_first_distinct())
    for row, name in same.select("row", "name").rows():
        problems.append(Problem(table.place(row, headers["id"]), f"“{name}”整行重复", "只算一次，可以删去这一行"))
    units = units.filter(~pl.col("row").is_in(same["row"].implode()))
    doubled = units.filter(pl.col("id").is_duplicated())
    lines = dict(doubled.group_by("id").agg("line").rows())
    for row, key, name in doubled.select("row", "id", "name").rows():
        shown = "、".join(map(str, lines[key][:8]))
        problems.append(
            Problem(table.place(row, headers["id"]), f"“{name}”的编号“{key}”不止一个单位在用", f"用它的有第 {shown} 行，改成各不相同")
        )
    return units.filter(~pl.col("id").is_duplicated())


def _affiliated(
    table: Table, units: pl.DataFrame, headers: dict[str, str], problems: list[Problem]
) -> tuple[pl.DataFrame, Rows, tuple[Rows, ...]]:
    """The units that hang from a root, each one's superior as a row, and the rows by depth."""
    parent = superiors(table, units, headers, problems)
    top, depth = hanging(parent)
    kept = top >= 0
    if not kept.all():
        tell_below(table, units, headers, parent, np.flatnonzero(top == LOST), problems)
        tell_circles(table, units, headers, parent, np.flatnonzero(top == -3), problems)
        position = np.cumsum(kept) - 1
        superior = parent[kept]
        parent = np.where(superior >= 0, position[superior], superior)
        units, depth = units.filter(pl.Series(kept)), depth[kept]
    order = np.argsort(depth, kind="stable")
    bounds = np.searchsorted(depth[order], np.arange(int(depth.max(initial=-1)) + 2))
    depths = tuple(order[start:end] for start, end in pairwise(bounds.tolist()))
    return units, parent, depths
