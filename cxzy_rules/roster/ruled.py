"""What a working file's rulings make of its roster: a unit on which one was made belongs to the branch that it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from cxzy_rules.model.law import Ruling
from cxzy_rules.model.place import Problem
from cxzy_rules.roster.roster import WORD
from cxzy_rules.tables.table import Table
from cxzy_rules.vocabulary.words import Vocabulary

if TYPE_CHECKING:
    from cxzy_rules.store.unit_rulings import UnitRuling

KEY = "unit-ruling-{}"


def kept_rulings(path: Path, shown: str, day: date | None) -> list[UnitRuling]:
    """The rulings that counted in a working file on a day. Errors: Unusable."""
    from cxzy_rules.store.base import opened, reading
    from cxzy_rules.store.moment import known_until
    from cxzy_rules.store.unit_rulings import in_force

    with reading(opened(path, shown), shown) as connection:
        return in_force(connection, known_until(day))


def ruled(
    units: pl.DataFrame, rulings: Sequence[UnitRuling], table: Table, vocabulary: Vocabulary, problems: list[Problem]
) -> tuple[pl.DataFrame, dict[str, Ruling]]:
    """The units with the branch of each ruling in `branch` and its id in `branch_ruling`; and the rulings by id.

    One that names a branch which the rulebook does not have is told and does not count.
    """
    if not rulings:
        return units, {}
    asked = pl.Series([one.unit for one in rulings], dtype=pl.String)
    present = set(units["id"].filter(units["id"].is_in(asked.implode())))
    here = [one for one in rulings if one.unit in present]
    for one in here:
        if one.branch not in vocabulary.branches:
            known = "、".join(vocabulary.branches)
            problems.append(Problem(table.head(), f"对“{one.unit}”的裁定写的分类“{one.branch}”规则里没有，没有用", f"规则里有：{known}"))
    good = [one for one in here if one.branch in vocabulary.branches]
    if not good:
        return units, {}
    branch = {one.unit: one.branch for one in good}
    key = {one.unit: KEY.format(one.id) for one in good}
    said = pl.col("id").replace_strict(branch, default=None, return_dtype=pl.String).cast(WORD)
    named = pl.col("id").replace_strict(key, default=None, return_dtype=pl.String).cast(WORD)
    return units.with_columns(pl.coalesce(said, "branch").alias("branch"), named.alias("branch_ruling")), {
        key[one.unit]: _as_law(one, key[one.unit]) for one in good
    }


def _as_law(one: UnitRuling, key: str) -> Ruling:
    text = f"{one.reason}（依据：{one.source}；{one.by}）"
    return Ruling(key, one.at.date(), "", "", text)
