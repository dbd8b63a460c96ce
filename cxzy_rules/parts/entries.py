"""What may be said of supervisors, worded once: a table of *entries*, one for each combination that has supervisors of its own.

A combination is what a unit's organs depend on: the rules about supervision that hold for it, its area, its cell `authority`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.facts import within_fact
from cxzy_rules.roster.roster import Rows
from cxzy_rules.situations.collapse import numbered
from cxzy_rules.supervision import ROLES, Bond, authority_bonds, bonds
from cxzy_rules.tables.table import UNREADABLE

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Entries:
    """`words`: one row an entry, the leading rules first, then each combination's organs, which begin at `first` and are `count`.

    `target`: the supervisor's row, NOBODY where the roster lacks it or each unit has its own; `who`: the same, and a number beyond
    the rows for each name that the roster lacks; `role` and `rank`: which entries of a unit come first.
    """

    words: pl.DataFrame
    target: Rows
    who: Rows
    role: Rows
    rank: Rows
    first: Rows
    count: Rows


def combinations(guidance: Guidance, rows: Rows) -> tuple[Rows, Rows]:
    """What a unit's organs depend on, numbered: one row of each combination, and each row's number.

    The cell `authority` counts only where some rule of the unit asks it.
    """
    alike: dict[tuple[object, ...], int] = {}
    by_situation = np.array([alike.setdefault(_supervising(guidance, s), len(alike)) for s in range(len(guidance.answers))])
    asks = np.array([any(rule.by == "authority" for rule in answer.rules) for answer in guidance.answers])[guidance.of[rows]]
    written = guidance.roster.units["authority"][rows].to_frame("written")
    asked = pl.when(pl.Series(asks) & (pl.col("written") != UNREADABLE)).then("written")
    authority = written.select(asked.rank("dense").fill_null(0)).to_series().to_numpy().astype(np.int64)
    area = guidance.here.areas.of[rows] + 1
    code = (by_situation[guidance.of[rows]] * (len(guidance.of) + 1) + area) * (authority.max(initial=0) + 1) + authority
    first, number = numbered(code)
    return rows[first], number


def _supervising(guidance: Guidance, situation: int) -> tuple[object, ...]:
    """The rules about supervision that hold in a situation, and by which layers' words its units are read."""
    rules, answer = guidance.book.rules, guidance.answers[situation]
    layers = (answer.standing.facts.get(within_fact(reach.layer)) for reach in guidance.book.vocabulary.reaches)
    return *layers, *(at for at in sorted(answer.holding) if at < len(rules) and rules[at].role)


def entries_of(guidance: Guidance, firsts: Rows) -> Entries:
    """The entries of the leading rules, and of each combination, asked of the first unit in it."""
    here, rules = guidance.here, guidance.book.rules
    leading = [(order, Bond(rule, None, None, "", rule.ruling)) for order, rule in enumerate(rules) if rule.by == "affiliation"]
    asked = [[*bonds(here, int(here.of[row]), int(here.areas.of[row])), *authority_bonds(here, row)] for row in firsts.tolist()]
    every = leading + [one for found in asked for one in enumerate(found, start=len(rules))]
    words = _words(guidance, [bond for _, bond in every])
    count = np.array([len(found) for found in asked], dtype=np.int64)
    role = words["role"].to_physical().to_numpy().astype(np.int64)
    order = np.array([order for order, _ in every], dtype=np.int64)
    target = np.array([NOBODY if bond.row is None else bond.row for _, bond in every], dtype=np.int64)
    unlisted = words["name"].rank("dense").to_numpy().astype(np.int64) + guidance.roster.units.height
    rank = role * (order.max(initial=0) + 1) + order
    return Entries(words, target, np.where(target >= 0, target, unlisted), role, rank, len(leading) + np.cumsum(count) - count, count)


def _words(guidance: Guidance, found: list[Bond]) -> pl.DataFrame:
    book = guidance.book
    told = [(bond.rule.role, bond.organ, bond.name, bond.rule.id, bond.rule.clause, bond.ruling) for bond in found]
    schema: dict[str, pl.DataType] = {
        "role": pl.Enum(ROLES),
        "organ": pl.Enum([*book.vocabulary.organs]),
        "name": pl.String(),
        "rule": pl.Enum([rule.id for rule in book.rules]),
        "clause": pl.Enum(list(dict.fromkeys(clause for one in (book, *book.layers) for clause in one.document.clauses))),
        "ruling": pl.Enum([*book.rulings]),
    }
    return pl.DataFrame(told, schema=schema, orient="row")
