"""Whether guidance's tables say of a unit what the plain evaluator says, asked about it alone, and about its superiors one by one.

Nothing is shared between two units but their superiors: no situations, no engine, no joins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.guidance import guide
from cxzy_rules.model.law import ITEM_SECTIONS
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.situations.collapse import OWN
from cxzy_rules.situations.walk import Answer, Asker, asker
from cxzy_rules.supervision import supervisors

SEED = 1921
UNIT = ("id", "name", "kind", "level", "branch", "branch_ruling", "undetermined")


def agreeing(path: Path, folder: Path, book: Rulebook, day: str, count: int) -> int:
    """How many units of a sample were compared with all four tables. Errors: SystemExit, naming the first that differs."""
    roster = load_roster(path, path.name, book.vocabulary)
    sample = np.sort(np.random.default_rng(SEED).choice(roster.units.height, min(count, roster.units.height), replace=False))
    ids = roster.units["id"].gather(sample)
    answers = _one_by_one(roster, asker(in_force(book, date.fromisoformat(day)), "plain"), sample.tolist())
    here = guide(roster, book, date.fromisoformat(day), "plain").here
    told = {
        "units": [(unit, *_unit(roster, row, answers[row])) for unit, row in zip(ids, sample.tolist(), strict=True)],
        "items": [(unit, rule) for unit, row in zip(ids, sample.tolist(), strict=True) for rule in _items(answers[row])],
        "undetermined": [(unit, *one) for unit, row in zip(ids, sample.tolist(), strict=True) for one in _open(answers[row])],
        "supervisors": [
            (unit, bond.rule.role, bond.name, bond.rule.id, bond.ruling)
            for unit, row in zip(ids, sample.tolist(), strict=True)
            for bond in supervisors(here, row)
        ],
    }
    columns = {
        "units": UNIT,
        "items": ("id", "rule"),
        "undetermined": ("id", "rule", "needs"),
        "supervisors": ("id", "role", "name", "rule", "ruling"),
    }
    for table, wanted in columns.items():
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


def _unit(roster: Roster, row: int, answer: Answer) -> tuple[Any, ...]:
    known, branch = answer.standing, answer.branch()
    declared = None if branch == "none" else branch
    return roster.units["name"][row], known.kind, known.facts.get("level"), declared, known.ruling, len(answer.undetermined)


def _items(answer: Answer) -> list[str]:
    return [rule.id for rule in answer.rules if rule.section in ITEM_SECTIONS]


def _open(answer: Answer) -> list[tuple[str | None, list[str]]]:
    return [(one.rule.id if one.rule else None, list(one.needs)) for one in answer.undetermined]


def _written(table: Path, columns: tuple[str, ...], ids: pl.Series) -> list[tuple[Any, ...]]:
    """What a table says of these units, in its own order."""
    return pl.scan_parquet(table).filter(pl.col("id").is_in(ids.implode())).select(columns).collect(engine="streaming").rows()


def _same(table: str, written: list[tuple[Any, ...]], told: list[tuple[Any, ...]]) -> None:
    if written != told:
        first = next((pair for pair in zip(written, told, strict=False) if pair[0] != pair[1]), (len(written), len(told)))
        raise SystemExit(f"{table}: written {first[0]}, told one by one {first[1]}")
