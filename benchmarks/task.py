"""The task that every peer is set: which of a rulebook's conditions hold for which unit, by the same facts.

The facts are given as a table, with what a unit inherits from above (branch, level, tests of its superiors) as columns like any other,
so that nobody has to walk up the tree. An answer is a set of pairs, each as one number: the unit's row times the number of conditions,
plus the condition's number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.conditions.logic import Alternative, alternatives
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.model.condition import Condition
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.rulebook.load import load

DAY = date(2011, 6, 30)
NUMBERS = frozenset(["members"])
PARENT = "parent"
ROSTER, FACTS, EXPECTED = "roster.parquet", "facts.parquet", "expected.npy"
Pairs = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Task:
    """`facts`: a row a unit, a column a flat fact (text, or a whole number; null where it is not told); `parent`: superiors' rows.

    `rules`: each condition as its alternatives: conjunctions of one literal a fact, of which one must hold.
    """

    book: Rulebook
    conditions: tuple[Condition, ...]
    facts: pl.DataFrame
    parent: Pairs
    roster: Path

    @cached_property
    def rules(self) -> list[list[Alternative]]:
        return [alternatives(condition) for condition in self.conditions]

    @cached_property
    def names(self) -> dict[str, str]:
        """A plain ASCII name for each fact, since few engines admit a full stop in one."""
        return {fact: f"f{number}" for number, fact in enumerate(self.facts.columns)}

    def values(self, fact: str) -> list[str]:
        """All values that occur of a fact of words, sorted."""
        return sorted(self.facts[fact].drop_nulls().unique().cast(pl.String).to_list())

    def units(self) -> Iterator[dict[str, Any]]:
        """The facts of each unit by their plain names, without those that are not told."""
        plain = self.facts.with_columns(pl.col(pl.Categorical).cast(pl.String)).rename(self.names)
        return ({fact: value for fact, value in unit.items() if value is not None} for unit in plain.iter_rows(named=True))

    def pairs(self, units: Any, rules: Any) -> Pairs:
        """The answer, from the units' rows and the conditions' numbers."""
        return np.asarray(units, dtype=np.int64) * len(self.conditions) + np.asarray(rules, dtype=np.int64)


def set_task(count: int, rules: Path, folder: Path) -> None:
    """Makes a national roster and the facts of its units in a folder."""
    from benchmarks.national import national

    folder.mkdir(parents=True, exist_ok=True)
    national(count).write_parquet(folder / ROSTER)
    book = load(rules)
    facts_of(guide(load_roster(folder / ROSTER, ROSTER, book.vocabulary), book, DAY)).write_parquet(folder / FACTS)


def facts_of(guidance: Guidance) -> pl.DataFrame:
    """The facts of every unit as columns, numbers as they stand in the roster."""
    standing = [answer.standing.facts for answer in guidance.answers]
    asked = sorted({fact for facts in standing for fact in facts} - NUMBERS)
    columns = [pl.Series(fact, [facts.get(fact) for facts in standing], dtype=pl.Categorical()).gather(guidance.of) for fact in asked]
    numbers = [guidance.roster.units[fact].cast(pl.Int64) for fact in sorted(NUMBERS)]
    return pl.DataFrame([*columns, *numbers, pl.Series(PARENT, guidance.roster.parent)])


def read_task(folder: Path, rules: Path) -> Task:
    """The task set in a folder."""
    book = in_force(load(rules), DAY)
    facts = pl.read_parquet(folder / FACTS)
    parent = facts[PARENT].to_numpy()
    return Task(book, tuple(rule.when for rule in book.rules), facts.drop(PARENT), parent, folder / ROSTER)


def read_roster(task: Task) -> Roster:
    return load_roster(task.roster, ROSTER, task.book.vocabulary)
