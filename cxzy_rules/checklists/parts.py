"""Into which lists a whole distribution falls: one a county, superior or guiding department, and nobody is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from cxzy_rules.audit.groups import by_county, by_supervisor
from cxzy_rules.guidance import Guidance
from cxzy_rules.questions.find import find
from cxzy_rules.roster.roster import Rows
from cxzy_rules.vocabulary.words import spelling

By = Literal["county", "superior", "supervisor"]
OTHERS, NO_SUPERIOR, NO_GUIDE = "其他", "没有上级的单位", "没有指导部门的单位"
KEYED = pl.Schema({"row": pl.Int64, "key": pl.String, "label": pl.String})


@dataclass(frozen=True, slots=True)
class Part:
    """The units that one list is for: `key` (an id, or the name of a department that the roster lacks; None for the rest), `name`."""

    key: str | None
    name: str
    rows: Rows


def parted(guidance: Guidance, rows: Rows, by: By) -> list[Part]:
    """The parts. By county and superior each unit is in one; by department it is in that of each one that guides it."""
    found = MEMBERS[by](guidance, rows).cast({"row": pl.Int64})
    of_part = found.group_by("key", "label", maintain_order=True).agg(pl.col("row").sort())
    return [Part(key, label, np.array(inside, dtype=np.int64)) for key, label, inside in of_part.iter_rows()]


def guided_by(guidance: Guidance, rows: Rows, name: str) -> list[Part]:
    """The units that a department guides, by its id, its full name, the document's name for it, or whatever `who` would know it by.

    Several parts where several departments are meant.
    """
    parts = [part for part in parted(guidance, rows, "supervisor") if part.key is not None]
    meant = [part for part in parts if part.key == name] or [part for part in parts if part.name == name]
    meant = meant or [part for part in parts if part.key in _organ(guidance, name)]
    return meant or _likely(guidance, parts, name)


def _likely(guidance: Guidance, parts: list[Part], name: str) -> list[Part]:
    """The departments that a part of a name, its pinyin or a slip may mean; of one that the roster lacks a part of its name."""
    found = guidance.roster.units["id"].gather(find(guidance.roster, name)).to_list()
    return [part for part in parts if part.key in found or (part.key == part.name and name in part.name)]


def _organ(guidance: Guidance, name: str) -> list[str]:
    """The unit that the document speaks of by that name: the organ of the area at its level."""
    organ = spelling(guidance.book.vocabulary.organs, name)
    if organ is None:
        return []
    areas, level = guidance.here.areas, guidance.book.vocabulary.organs[organ].level
    rows = [row for (area, held), row in areas.holders.items() if held == organ and areas.levels.get(area) == level]
    return [str(guidance.roster.units["id"][row]) for row in rows]


def _counties(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """Units in no county go under the name of the roster's one root, if it has but one."""
    roots = guidance.roster.depths[0]
    rest = str(guidance.roster.units["name"][int(roots[0])]) if len(roots) == 1 else OTHERS
    named = pl.when(pl.col("key").is_null()).then(pl.lit(rest)).otherwise("label").alias("label")
    return by_county(guidance, rows).with_columns(named)


def _superiors(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    above = pl.Series(guidance.roster.parent[rows]).replace(-1, None)
    units = guidance.roster.units
    found = {"row": rows, "key": units["id"].gather(above), "label": units["name"].gather(above).fill_null(NO_SUPERIOR)}
    return pl.DataFrame(found, schema=KEYED)


def _departments(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """Units that nobody guides come last."""
    found = by_supervisor(guidance, rows).cast(KEYED)
    alone = rows[~np.isin(rows, found["row"].to_numpy())]
    return pl.concat([found, pl.DataFrame({"row": alone, "key": None, "label": NO_GUIDE}, schema=KEYED)])


MEMBERS: dict[By, Callable[[Guidance, Rows], pl.DataFrame]] = {"county": _counties, "superior": _superiors, "supervisor": _departments}
