"""The audit made, a stretch of units at a time: states are counted from what is asked and what records change, without a row a slot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit, Counts, Flags, by_situation
from cxzy_rules.audit.fates import fates
from cxzy_rules.audit.ground import Ground, Terms, ground
from cxzy_rules.audit.judged import judged
from cxzy_rules.audit.moves import Moves, by_slot, by_unit, moved, moves
from cxzy_rules.audit.slots import open_audited
from cxzy_rules.audit.told import told
from cxzy_rules.audit.words import STATES
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import ahead


@dataclass(frozen=True, slots=True)
class Counted:
    """One stretch of units as in Audit, but `fates` a row a fate; `by_slot`: by how much each state of a slot grows; `by_situation`: of
    these units; `told`: the records to be told, by kind."""

    by_slot: Counts
    by_situation: Counts
    spoken: Flags
    fates: Counts
    told: dict[str, pl.DataFrame]


def audit(guidance: Guidance, ledger: Ledger, rows: Rows, asked: Terms | None = None) -> Audit:
    """The audit of these units, given in roster order, on the guidance's day; `asked`: its terms, where they are at hand."""
    stands = ground(guidance, ledger, rows, asked)
    by_unit = np.empty((len(STATES), len(rows)), dtype=np.min_scalar_type(len(stands.slots)))
    found = _joined([*ahead(partial(_counted, stands, moves(stands), by_unit), stands.stretches())])
    of_slots = _unsaid_by_slot(stands) + sum(found.by_slot)
    problems = tuple(sorted({*ledger.problems, *told(stands, found.told)}))
    of_situations = found.by_situation
    return Audit(stands, by_unit.T, of_slots, of_situations, found.spoken, found.fates, open_audited(guidance), problems)


@dataclass(frozen=True, slots=True)
class Joined:
    """All stretches, of which nothing else is kept: of units together, the others one after another."""

    spoken: Flags
    fates: Counts
    by_slot: list[Counts]
    by_situation: Counts
    told: list[dict[str, pl.DataFrame]]


def _joined(counted: list[Counted]) -> Joined:
    spoken = np.concatenate([one.spoken for one in counted])
    became = np.concatenate([one.fates for one in counted], axis=1).T
    of_situations = np.sum([one.by_situation for one in counted], axis=0)
    return Joined(spoken, became, [one.by_slot for one in counted], of_situations, [one.told for one in counted])


def _counted(stands: Ground, known: Moves, into: Counts, stretch: int) -> Counted:
    """`into`: where the counts of all units are put, a row a state."""
    found = judged(stands, stretch)
    often = moved(found, known)
    units, spoken = by_unit(stands, found, known, often), often.voices.sum(axis=0)
    of_situations = by_situation(stands.guidance, found.units, units.T)
    into[:, stands.place(stretch)] = units
    return Counted(by_slot(stands, found, known), of_situations, spoken > 0, fates(stands, found, spoken), found.told)


def _unsaid_by_slot(stands: Ground) -> Counts:
    """How many units must show each slot, all in the state that it has as long as no record speaks."""
    asked, found = stands.asked, np.zeros((len(stands.slots), len(STATES)), dtype=np.int64)
    np.add.at(found, (asked.slot, asked.unsaid[asked.slot]), np.repeat(stands.members, asked.many))
    return found
