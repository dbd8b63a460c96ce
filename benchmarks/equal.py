"""Whether guidance's tables say of a unit what the plain evaluator says, asked about it alone, and about its superiors one by one.

Nothing is shared between two units but their superiors' answers: no situations, no engine, no columns, no joins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.model.law import ITEM_SECTIONS
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.situations.alone import alone
from cxzy_rules.situations.collapse import OWN
from cxzy_rules.situations.walk import Answer, Asker, asker
from cxzy_rules.supervision import Setting, setting, supervisors

SEED = 1921
COLUMNS = {
    "units": ("id", "name", "kind", "level", "branch", "branch_ruling", "undetermined"),
    "items": ("id", "rule"),
    "undetermined": ("id", "rule", "needs"),
    "supervisors": ("id", "role", "name", "rule", "ruling"),
}
Rows = list[tuple[Any, ...]]


class Differs(Exception):
    """A table says of a unit what it is not told when it is asked alone."""


def agreeing(path: Path, folder: Path, book: Rulebook, day: str, count: int) -> int:
    """How many units of a sample were compared with all four tables. Errors: Differs, with the first that differs."""
    roster = load_roster(path, path.name, book.vocabulary)
    sample = np.sort(np.random.default_rng(SEED).choice(roster.units.height, min(count, roster.units.height), replace=False))
    ask = asker(in_force(book, date.fromisoformat(day)), "plain")
    answers = _one_by_one(roster, ask, sample.tolist())
    here = setting(roster, ask.book, alone(roster, ask), np.arange(roster.units.height, dtype=np.int32))
    told: dict[str, Rows] = {table: [] for table in COLUMNS}
    ids = roster.units["id"].gather(sample)
    for unit, row in zip(ids, sample.tolist(), strict=True):
        for table, rows in _told(roster, here, row, answers[row]).items():
            told[table] += [(unit, *one) for one in rows]
    for table, wanted in COLUMNS.items():
        _same(table, _written(folder / f"{table}.parquet", wanted, ids), told[table])
    return len(sample)


def _one_by_one(roster: Roster, ask: Asker, rows: Iterable[int]) -> dict[int, Answer]:
    """The answers to these units and to all their superiors, each asked for itself."""
    facts = [fact for fact in roster.units.columns if fact in OWN or fact.startswith("tags.")]
    cells = roster.units.select(facts)
    answers: dict[int, Answer] = {}
    for start in rows:
        for row in (*reversed(roster.chain(start)), start):
            if row not in answers:
                own = {fact: value for fact, value in cells.row(row, named=True).items() if value is not None}
                answers[row] = replace(ask, answered={}).answer(own, answers.get(int(roster.parent[row])))
    return answers


def _told(roster: Roster, here: Setting, row: int, answer: Answer) -> dict[str, Rows]:
    """What one unit is told, as rows of each table without its id."""
    known, branch = answer.standing, answer.branch()
    declared = None if branch == "none" else branch
    unit = (roster.units["name"][row], known.kind, known.facts.get("level"), declared, known.ruling, len(answer.undetermined))
    return {
        "units": [unit],
        "items": [(rule.id,) for rule in answer.rules if rule.section in ITEM_SECTIONS],
        "undetermined": [(one.rule.id if one.rule else None, list(one.needs)) for one in answer.undetermined],
        "supervisors": [(bond.rule.role, bond.name, bond.rule.id, bond.ruling) for bond in supervisors(here, row)],
    }


def _written(table: Path, columns: tuple[str, ...], ids: pl.Series) -> Rows:
    """What a table says of these units, in its own order."""
    return pl.scan_parquet(table).filter(pl.col("id").is_in(ids.implode())).select(columns).collect(engine="streaming").rows()


def _same(table: str, written: Rows, told: Rows) -> None:
    if written != told:
        first = next((pair for pair in zip(written, told, strict=False) if pair[0] != pair[1]), (len(written), len(told)))
        raise Differs(f"{table}: written {first[0]}, told one by one {first[1]}")
