"""The units that have reported nothing usable, as the rows of a sheet: apart from those that report and lag."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.burden import silent_rows
from cxzy_rules.parts.words import branch_titles


def silent_lines(audit: Audit) -> Iterator[pl.DataFrame]:
    """One row a unit in roster order: its number, name, branch, superior, and how many items are asked of it."""
    guidance, rows, titles = audit.guidance, silent_rows(audit), branch_titles(audit.guidance)
    units, parent = guidance.roster.units, pl.Series(guidance.roster.parent[rows]).replace(-1, None)
    branches = pl.Series([titles[answer.branch()] for answer in guidance.answers], dtype=pl.String)
    asked = audit.by_unit.sum(axis=1, dtype="int64")[np.searchsorted(audit.rows, rows)]
    yield pl.DataFrame(
        {
            "id": units["id"][rows],
            "name": units["name"][rows],
            "branch": branches[guidance.of[rows]],
            "superior": units["name"].gather(parent),
            "asked": asked,
        }
    )
