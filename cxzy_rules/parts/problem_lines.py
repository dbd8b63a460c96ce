"""What was wrong with the roster and the ledgers, as the rows of a sheet: the file, where in it, the problem, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.model.place import Place

COLUMNS = ("file", "place", "problem", "hint")


def problem_lines(audit: Audit) -> Iterator[pl.DataFrame]:
    """The roster's problems, then the ledgers'."""
    everything = (*audit.guidance.roster.problems, *audit.problems)
    told = [(one.place.path, spot(one.place), one.text, one.hint) for one in everything]
    yield pl.DataFrame(told, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def spot(place: Place) -> str:
    """Where in its file: the cell, or the line and column; nothing where the whole file is meant."""
    if place.cell or not place.line:
        return place.cell
    return f"第 {place.line} 行" + (f"第 {place.column} 列" if place.column else "")
