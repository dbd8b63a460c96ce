"""Who is affiliated to whom: superiors found by id or name, and what cannot be placed set aside with all below it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from cxzy_rules.model.place import nearest
from cxzy_rules.roster.hanging import ROOT
from cxzy_rules.roster.lookup import LOST
from cxzy_rules.roster.roster import Rows
from cxzy_rules.roster.source import Source
from cxzy_rules.tables.ahead import in_stretches
from cxzy_rules.tables.table import UNREADABLE

SHOWN_BELOW = 5
SHOWN_LINES = 8
SHOWN_IN_CIRCLE = 20
MOST_HINTS = 50
BLANK = r"\s"
AGAIN = "改正后它们会自动回来"


def superiors(source: Source, units: pl.DataFrame, found: Rows, aside: Mapping[str, list[int]]) -> Rows:
    """Each unit's superior as a row of `units`: ROOT where the cell is empty, LOST (and told) where it names no one unit.

    `found`: the row that its cell means as an id, LOST where it is none; `aside`: the lines of the rows that are set aside already, by what
    a superior may be called: id, or name without blanks.
    """
    named = units["parent"].is_not_null().to_numpy()
    found[~named] = ROOT
    if lost := np.flatnonzero(found == LOST).tolist():
        numbered = units.select("id", "name", pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
        by_name = numbered.with_columns(pl.col("name").str.replace_all(BLANK, "")).group_by("name").agg("row", "id").rows_by_key("name")
        for row in lost:
            if units["parent"][row] == UNREADABLE:  # told where it was read
                continue
            written = "".join(units["parent"][row].split())
            if written in aside and written not in by_name:
                _tell_aside(source, units, row, aside[written])
            else:
                found[row] = _by_name(source, units, row, by_name, len(source.problems) < MOST_HINTS)
    own = np.concatenate(
        in_stretches(lambda here: here.start + np.flatnonzero(found[here] == np.arange(here.start, here.stop)), len(found))
    )
    for row in own.tolist():
        _tell(source, units, row, f"“{units['name'][row]}”的上级写成了它自己", "改成真正的上级，没有上级就留空")
    found[own] = LOST
    return found


def _tell(source: Source, units: pl.DataFrame, row: int, text: str, hint: str) -> None:
    source.tell(int(units["row"][row]), "parent", text, hint)


def _tell_aside(source: Source, units: pl.DataFrame, row: int, lines: list[int]) -> None:
    shown = "、".join(map(str, lines[:SHOWN_LINES])) + ("等" if len(lines) > SHOWN_LINES else "")
    text = f"“{units['name'][row]}”的上级“{units['parent'][row]}”写在第 {shown} 行，可是{'这几行' if len(lines) > 1 else '这一行'}已经搁置"
    _tell(source, units, row, text, "先改正上级那里的问题，再看这里写得对不对")


def _by_name(source: Source, units: pl.DataFrame, row: int, by_name: dict[str, list[tuple[list[int], list[str]]]], hinted: bool) -> int:
    """The row of the one unit with the superior's full name; LOST, and told, where there is none or more than one."""
    written = units["parent"][row]
    rows, ids = by_name.get("".join(written.split()), [([], [])])[0]
    if len(rows) == 1:
        return rows[0]
    if rows:
        text = f"“{units['name'][row]}”的上级“{written}”有 {len(rows)} 个单位同名"
        _tell(source, units, row, text, "请写编号，候选的有：" + "、".join(sorted(ids)[:8]))
    else:
        text = f"“{units['name'][row]}”的上级“{written}”不在花名册里"
        close = nearest(written, list(by_name)) if hinted and len(by_name) < 50_000 else []
        _tell(source, units, row, text, "是不是想写：" + "、".join(close) if close else "补上这个上级，或改正编号")
    return LOST


def circles(parent: Rows, caught: Rows) -> list[list[int]]:
    """Each circle once, as the rows along it, among the units in or below circles."""
    found: list[list[int]] = []
    seen: set[int] = set()
    for start in caught.tolist():
        path: list[int] = []
        here = start
        while here not in seen:
            seen.add(here)
            path.append(here)
            here = int(parent[here])
        if here in path:
            found.append(path[path.index(here) :])
    return found


def tell_circles(source: Source, units: pl.DataFrame, parent: Rows, caught: Rows) -> None:
    """One problem a circle, drawn 甲 → 乙 → 甲, and one for the units that hang below it and are set aside with it."""
    names, below = units["name"], _below(parent, caught)
    for circle in circles(parent, caught):
        start = circle.index(min(circle))
        turned = circle[start:] + circle[:start]
        shown = [names[row] for row in turned[:SHOWN_IN_CIRCLE]]
        left_out = [f"……（共 {len(turned)} 个单位）"] if len(turned) > len(shown) else []
        drawn = " → ".join([*shown, *left_out, names[turned[0]]])
        members = set(circle)
        _tell(source, units, turned[0], f"隶属关系绕成了圈：{drawn}", "改正其中一个单位的上级")
        hanging_on = [row for one in turned for row in _all_below(below, one, members)]
        if hanging_on:
            _tell(source, units, turned[0], f"圈下面的 {len(hanging_on)} 个单位一并搁置：{_names(units, hanging_on)}", AGAIN)


def tell_below(source: Source, units: pl.DataFrame, parent: Rows, lost: Rows) -> None:
    """For each unit set aside, the units that hang below it and so are set aside with it."""
    below = _below(parent, lost)
    for row in lost.tolist():
        if parent[row] == LOST and row in below:
            rows = _all_below(below, row, set())
            text = f"“{units['name'][row]}”没有着落，它下面的 {len(rows)} 个单位一并搁置：{_names(units, rows)}"
            _tell(source, units, row, text, AGAIN)


def _names(units: pl.DataFrame, rows: list[int]) -> str:
    return "、".join(units["name"][row] for row in rows[:SHOWN_BELOW]) + ("等" if len(rows) > SHOWN_BELOW else "")


def _below(parent: Rows, rows: Rows) -> dict[int, list[int]]:
    """The direct subordinates among these rows, by superior."""
    found: dict[int, list[int]] = {}
    for row in rows.tolist():
        if parent[row] >= 0:
            found.setdefault(int(parent[row]), []).append(row)
    return found


def _all_below(below: dict[int, list[int]], top: int, without: set[int]) -> list[int]:
    """Everything below a row, level by level, but for `without` and what hangs from it."""
    found = [one for one in below.get(top, ()) if one not in without]
    for row in found:
        found += [one for one in below.get(row, ()) if one not in without]
    return found
