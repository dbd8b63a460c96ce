"""How many items a list asks of units at each level, and how many it need not ask: the burden (减负), in words."""

from __future__ import annotations

import polars as pl

from cxzy_rules.checklists.content import Checklist

UNKNOWN_LEVEL = "层级不明"


def burden(checklist: Checklist) -> str:
    """One line about the list."""
    known = by_level(checklist, checklist.left_out())
    spared = f"；已经知道、不再问 {_counted(known)}" if known else ""
    return f"{checklist.name}：{len(checklist.rows)} 个单位，要填 {_counted(by_level(checklist, checklist.asked()))}{spared}"


def by_level(checklist: Checklist, pairs: pl.DataFrame) -> dict[str, int]:
    """How many pairs fall to units of each level, by the level's label, from the top down."""
    guidance = checklist.demand.guidance
    labels = {one.id: one.label for one in guidance.book.vocabulary.levels.values()}
    counts = dict.fromkeys([*labels.values(), UNKNOWN_LEVEL], 0)
    for row, count in pairs.group_by("row").len().iter_rows():
        level = guidance.answer(row).standing.facts.get("level")
        counts[labels.get(str(level), UNKNOWN_LEVEL)] += count
    return {label: count for label, count in counts.items() if count}


def _counted(levels: dict[str, int]) -> str:
    parts = "、".join(f"{label} {count}" for label, count in levels.items())
    return f"{sum(levels.values())} 项" + (f"（{parts}）" if parts else "")
