"""A workbook that an office can forward as it is: counts, then one sheet a branch with units down and items across, then the rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS, Rule
from cxzy_rules.parts.bonds import bonded
from cxzy_rules.parts.columns import situations, unit_columns
from cxzy_rules.parts.grid import FIRST_UNIT, Grid, branch_sheet
from cxzy_rules.parts.progress import Watch, unwatched
from cxzy_rules.parts.sheets import mark, workbook
from cxzy_rules.parts.summary import overview, problems_sheet, rules_sheet
from cxzy_rules.parts.words import BASIS_LABELS, branch_titles, missing
from cxzy_rules.roster.roster import Rows
from cxzy_rules.situations.walk import Answer

MOST_ROWS = 1_048_576


def write(guidance: Guidance, rows: Rows, target: Path, watch: Watch = unwatched) -> None:
    """The workbook."""
    bonds = pl.concat(_told(found) for found in bonded(guidance, rows, watch))
    with workbook(target, guidance.book.identity.title, guidance.day) as book:
        overview(book, guidance, rows, _rulings(guidance, rows, bonds))
        for grid in _grids(guidance, rows, _units(guidance, rows, bonds)):
            branch_sheet(book, guidance, grid)
        rules_sheet(book, guidance, rows)
        problems_sheet(book, guidance)
        mark(book, {"form": "cxzy-guidance"})


def _told(bonds: pl.DataFrame) -> pl.DataFrame:
    """What a workbook says of supervisors: who guides, and on which rulings something rests."""
    said = (pl.col("role") == "guides") | pl.col("ruling").is_not_null()
    return bonds.filter(said).select("row", "role", "name", "ruling")


def _rulings(guidance: Guidance, rows: Rows, bonds: pl.DataFrame) -> set[str]:
    """All rulings on which something in this workbook rests."""
    answers = [answer for _, answer in situations(guidance, rows)]
    found = {rule.ruling for answer in answers for rule in answer.rules} | {answer.standing.ruling for answer in answers}
    found |= {*bonds["ruling"].unique().to_list(), guidance.book.identity.ends_ruling}
    return {ruling for ruling in found if ruling is not None}


def _units(guidance: Guidance, rows: Rows, bonds: pl.DataFrame) -> list[tuple[str, ...]]:
    """The text cells of each unit, as in UNIT_HEADER."""
    units, names = unit_columns(guidance, rows), guidance.roster.units["name"]
    above = names.gather(pl.Series(guidance.roster.parent[rows]).replace(-1, None)).fill_null("")
    basis = [BASIS_LABELS[one or ""] for one in units["branch_basis"]]
    guides = dict(bonds.filter(pl.col("role") == "guides").group_by("row").agg(pl.col("name").str.join("、")).rows())
    needs = {situation: _needs(guidance, answer) for situation, answer in situations(guidance, rows)}
    guided = [guides.get(row, "") for row in rows.tolist()]
    needed = [needs[situation] for situation in guidance.of[rows].tolist()]
    return list(zip(units["id"], units["name"], above, basis, guided, needed, strict=True))


def _needs(guidance: Guidance, answer: Answer) -> str:
    """The roster's columns that would settle what is open for units of this situation, each once."""
    return missing(guidance.book, sorted({column for one in answer.undetermined for column in one.needs}))


def _grids(guidance: Guidance, rows: Rows, units: list[tuple[str, ...]]) -> Iterator[Grid]:
    """One sheet a branch that has units; more where a sheet cannot hold them all."""
    room = MOST_ROWS - FIRST_UNIT
    for branch, title in branch_titles(guidance).items():
        of_branch = np.array([answer.branch() == branch for answer in guidance.answers])
        inside = np.flatnonzero(of_branch[guidance.of[rows]])
        for start in range(0, len(inside), room):
            part = inside[start : start + room]
            yield Grid(title, rows[part], [units[at] for at in part.tolist()], _items(guidance, rows[part]))


def _items(guidance: Guidance, rows: Rows) -> list[Rule]:
    """The items that hold or are open for some of these units, by section, in the document's order."""
    asked: set[str] = set()
    for _, answer in situations(guidance, rows):
        asked |= {rule.id for rule in answer.rules} | {one.rule.id for one in answer.undetermined if one.rule}
    return [rule for section in ITEM_SECTIONS for rule in guidance.book.rules if rule.section == section and rule.id in asked]
