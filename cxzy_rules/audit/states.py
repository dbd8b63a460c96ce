"""The audit made, a stretch of units at a time: states are counted from what is asked and what records change, without a row a slot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit, Counts, Flags, by_situation
from cxzy_rules.audit.ground import Ground, Terms, ground
from cxzy_rules.audit.judged import Judged, judged
from cxzy_rules.audit.slots import open_audited
from cxzy_rules.audit.told import told
from cxzy_rules.audit.words import STATES
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import ahead


@dataclass(frozen=True, slots=True)
class Counted:
    """One stretch of units as in Audit; `by_slot`: by how much each state of a slot grows; `by_situation`: of these units; `told`: the
    records to be told, by kind."""

    by_unit: Counts
    by_slot: Counts
    by_situation: Counts
    spoken: Flags
    fates: Counts
    told: dict[str, pl.DataFrame]


def audit(guidance: Guidance, ledger: Ledger, rows: Rows, asked: Terms | None = None) -> Audit:
    """The audit of these units, given in roster order, on the guidance's day; `asked`: its terms, where they are at hand."""
    stands = ground(guidance, ledger, rows, asked)
    found = _joined([*ahead(partial(_counted, stands), stands.stretches())])
    by_slot = _unsaid_by_slot(stands) + sum(found.by_slot)
    problems = tuple(sorted({*ledger.problems, *told(stands, found.told)}))
    of_situations = found.by_situation
    return Audit(stands, found.by_unit, by_slot, of_situations, found.spoken, found.fates, open_audited(guidance), problems)


@dataclass(frozen=True, slots=True)
class Joined:
    """All stretches, of which nothing else is kept: of units together, the others one after another."""

    by_unit: Counts
    spoken: Flags
    fates: Counts
    by_slot: list[Counts]
    by_situation: Counts
    told: list[dict[str, pl.DataFrame]]


def _joined(counted: list[Counted]) -> Joined:
    by_unit, spoken, fates = (np.concatenate([getattr(one, name) for one in counted]) for name in ("by_unit", "spoken", "fates"))
    of_situations = np.sum([one.by_situation for one in counted], axis=0)
    return Joined(by_unit, spoken, fates, [one.by_slot for one in counted], of_situations, [one.told for one in counted])


def _counted(stands: Ground, stretch: int) -> Counted:
    found = judged(stands, stretch)
    slots = _after(found.slot, found, len(stands.slots))
    slots[np.arange(len(slots)), stands.asked.unsaid] -= slots.sum(axis=1)
    after = _after(found.unit, found, len(found.units))
    units = _unsaid(stands).take(stands.guidance.of.take(found.units), axis=0) + after - _before(found, stands)
    speaking: Flags = after.sum(axis=1) > 0
    of_situations = by_situation(stands.guidance, found.units, units)
    return Counted(units.astype(np.min_scalar_type(len(stands.slots))), slots, of_situations, speaking, found.fates, found.told)


def _after(of: Rows, found: Judged, count: int) -> Counts:
    """How many slots the records put in each state, for each of what they are counted by."""
    return np.bincount(of * len(STATES) + found.state, minlength=count * len(STATES)).reshape(count, len(STATES))


def _before(found: Judged, stands: Ground) -> Counts:
    """In which states these slots of each unit stand as long as no record speaks."""
    states = len(STATES)
    return np.bincount(found.unit * states + stands.asked.unsaid.take(found.slot), minlength=len(found.units) * states).reshape(-1, states)


def _unsaid(stands: Ground) -> Counts:
    """How many slots of each situation stand in each state, as long as no record speaks."""
    asked, states = stands.asked, len(STATES)
    situation = np.repeat(np.arange(len(asked.many)), asked.many)
    return np.bincount(situation * states + asked.unsaid[asked.slot], minlength=len(asked.many) * states).reshape(-1, states)


def _unsaid_by_slot(stands: Ground) -> Counts:
    """How many units must show each slot, all in the state that it has as long as no record speaks."""
    asked, found = stands.asked, np.zeros((len(stands.slots), len(STATES)), dtype=np.int64)
    units = np.bincount(stands.guidance.of[stands.rows], minlength=len(asked.many))
    np.add.at(found, (asked.slot, asked.unsaid[asked.slot]), np.repeat(units, asked.many))
    return found
