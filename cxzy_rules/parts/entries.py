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
from cxzy_rules.supervision import ROLES, Bond, organs
from cxzy_rules.tables.table import UNREADABLE

NOBODY = -1
Small = np.ndarray[tuple[int], np.dtype[np.int32]]


@dataclass(frozen=True, slots=True)
class Entries:
    """`words`: one row an entry, the leading rules first, then each combination's organs, which begin at `first` and are `count`.

    `target`: the supervisor's row, NOBODY where the roster lacks it or each unit has its own; `leading`: the entry by which
    superiors lead the units of each situation, NOBODY where none does.
    """

    words: pl.DataFrame
    target: Rows
    leading: Rows
    first: Rows
    count: Rows


def combinations(guidance: Guidance, rows: Rows) -> tuple[Rows, Small]:
    """What a unit's organs depend on, numbered: one row of each combination, and each row's number.

    The cell `authority` counts only where some rule of the unit asks it.
    """
    alike: dict[tuple[object, ...], int] = {}
    by_situation = np.array([alike.setdefault(_supervising(guidance, s), len(alike)) for s in range(len(guidance.answers))])
    asks = np.array([any(rule.by == "authority" for rule in answer.rules) for answer in guidance.answers])
    asking = np.flatnonzero(asks[guidance.of[rows]])
    written = guidance.roster.units["authority"][rows[asking]].replace(UNREADABLE, None)
    authority = written.rank("dense").fill_null(0).to_numpy().astype(np.int64)
    places, authorities = len(guidance.of) + 1, int(authority.max(initial=0)) + 1
    code = by_situation[guidance.of[rows]]
    code *= places
    code += guidance.here.areas.of[rows] + 1
    code *= authorities
    code[asking] += authority
    first, number = numbered(code, len(alike) * places * authorities)
    return rows[first], number.astype(np.int32)


def _supervising(guidance: Guidance, situation: int) -> tuple[object, ...]:
    """The rules about supervision that hold in a situation, and by which layers' words its units are read."""
    rules, answer = guidance.book.rules, guidance.answers[situation]
    layers = (answer.standing.facts.get(within_fact(reach.layer)) for reach in guidance.book.vocabulary.reaches)
    return *layers, *(at for at in sorted(answer.holding) if at < len(rules) and rules[at].role)


def entries_of(guidance: Guidance, firsts: Rows) -> Entries:
    """The entries of the leading rules, and of each combination, asked of the first unit in it."""
    rules = [rule for rule in guidance.book.rules if rule.by == "affiliation"]
    asked = [organs(guidance.here, row) for row in firsts.tolist()]
    every = [Bond(rule, None, None, "", rule.ruling) for rule in rules] + [bond for found in asked for bond in found]
    target = np.array([NOBODY if bond.row is None else bond.row for bond in every], dtype=np.int64)
    number = {rule.id: at for at, rule in enumerate(rules)}
    leading = np.array([next((number[rule.id] for rule in one.rules if rule.id in number), NOBODY) for one in guidance.answers])
    count = np.array([len(found) for found in asked], dtype=np.int64)
    return Entries(_words(guidance, every), target, leading, len(rules) + np.cumsum(count) - count, count)


def _words(guidance: Guidance, found: list[Bond]) -> pl.DataFrame:
    book = guidance.book
    told = [
        (rule.role, bond.organ, bond.name, rule.id, rule.clause, "ruling" if bond.ruling else "text", bond.ruling, rule.document)
        for bond, rule in ((one, one.rule) for one in found)
    ]
    schema: dict[str, pl.DataType] = {
        "role": pl.Enum(ROLES),
        "organ": pl.Enum([*book.vocabulary.organs]),
        "name": pl.String(),
        "rule": pl.Enum([rule.id for rule in book.rules]),
        "clause": pl.Enum(list(dict.fromkeys(clause for one in (book, *book.layers) for clause in one.document.clauses))),
        "basis": pl.Enum(["text", "ruling"]),
        "ruling": pl.Enum([*book.rulings]),
        "document": pl.Enum(list(dict.fromkeys(rule.document for rule in book.rules))),
    }
    return pl.DataFrame(told, schema=schema, orient="row")
