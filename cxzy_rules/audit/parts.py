"""Into which parts a whole distribution falls: one a county, superior or guiding department, and nobody is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from cxzy_rules.audit.groups import by_county, by_supervisor
from cxzy_rules.guidance import Guidance
from cxzy_rules.roster.roster import Rows

Split = Literal["county", "superior", "supervisor"]
OTHERS, NO_SUPERIOR, NO_GUIDE = "其他", "没有上级的单位", "没有指导部门的单位"
WHOSE: dict[Split, str] = {"county": "{name}及其所属单位", "superior": "{name}直接领导的单位", "supervisor": "{name}指导的单位"}
KEYED = pl.Schema({"row": pl.Int64, "key": pl.String, "label": pl.String})


@dataclass(frozen=True, slots=True)
class Part:
    """The units of one part: `key` (an id, or the name of a department that the roster lacks; None for the rest), `name`."""

    key: str | None
    name: str
    rows: Rows


def parted(guidance: Guidance, rows: Rows, by: Split) -> list[Part]:
    """The parts. By county and superior each unit is in one; by department it is in that of each one that guides it."""
    found = MEMBERS[by](guidance, rows).cast({"row": pl.Int64})
    of_part = found.group_by("key", "label", maintain_order=True).agg(pl.col("row").sort())
    return [Part(key, label, np.array(inside, dtype=np.int64)) for key, label, inside in of_part.iter_rows()]


def whose(part: Part, by: Split) -> str:
    """The units of a part in words; the rest that belongs to no county is told as such, all others by whom they belong to."""
    if part.key is not None:
        return WHOSE[by].format(name=part.name)
    return f"{part.name}（不在各县的单位）" if by == "county" else part.name


def _counties(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """Units in no county go under the name of the roster's one root, if it has but one."""
    roots = guidance.roster.depths[0]
    rest = str(guidance.roster.units["name"][int(roots[0])]) if len(roots) == 1 else OTHERS
    named = pl.when(pl.col("key").is_null()).then(pl.lit(rest)).otherwise("label").alias("label")
    return by_county(guidance, rows).members().with_columns(named)


def _superiors(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    above = pl.Series(guidance.roster.parent[rows]).replace(-1, None)
    units = guidance.roster.units
    found = {"row": rows, "key": units["id"].gather(above), "label": units["name"].gather(above).fill_null(NO_SUPERIOR)}
    return pl.DataFrame(found, schema=KEYED)


def _departments(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """Units that nobody guides come last."""
    found = by_supervisor(guidance, rows).members().cast(KEYED)
    alone = rows[~np.isin(rows, found["row"].to_numpy())]
    return pl.concat([found, pl.DataFrame({"row": alone, "key": None, "label": NO_GUIDE}, schema=KEYED)])


MEMBERS: dict[Split, Callable[[Guidance, Rows], pl.DataFrame]] = {"county": _counties, "superior": _superiors, "supervisor": _departments}
