"""How what is said moves slots out of the state in which they stand unsaid, and how often that happens to units, to slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxzy_rules.audit.audit import Counts
from cxzy_rules.audit.ground import Ground
from cxzy_rules.audit.judged import Judged
from cxzy_rules.audit.words import STATES
from cxzy_rules.roster.roster import Rows


@dataclass(frozen=True, slots=True)
class Moves:
    """The different moves: from which state (`before`) to which (`after`); `of`: which of them each entry of what is said makes; `cell`:
    the slot and state, as one number, in which it ends."""

    before: list[int]
    after: list[int]
    of: Rows
    cell: Rows


@dataclass(frozen=True, slots=True)
class Moved:
    """How often each move is made for each unit: by all `voices`, and by those that are `outvoted`. A row a move."""

    voices: Counts
    outvoted: Counts


def moves(stands: Ground) -> Moves:
    """The moves that the entries of the ledger make."""
    pair = stands.asked.unsaid.take(stands.speech.slot).astype(np.int64) * len(STATES) + stands.speech.state
    different, of = np.unique(pair, return_inverse=True)
    cell = stands.speech.slot * len(STATES) + stands.speech.state
    return Moves((different // len(STATES)).tolist(), (different % len(STATES)).tolist(), of, cell)


def moved(found: Judged, known: Moves) -> Moved:
    """How often each move is made for each of a stretch of units."""
    units, kinds = len(found.units), len(known.before)
    at = (known.of * units).take(found.voices.entry) + found.voices.unit
    return Moved(*(np.bincount(one, minlength=kinds * units).reshape(kinds, units) for one in (at, at.take(found.outvoted))))


def by_unit(stands: Ground, found: Judged, known: Moves, often: Moved) -> Counts:
    """How many slots of each unit stand in each state. A row a state."""
    counts = _unsaid(stands).take(stands.guidance.of.take(found.units), axis=1)
    for before, after, many in zip(known.before, known.after, often.voices - often.outvoted, strict=True):
        counts[after] += many
        counts[before] -= many
    return counts


def by_slot(stands: Ground, found: Judged, known: Moves) -> Counts:
    """By how much the records of a stretch make each state of each slot grow. A row a slot."""
    entry, cells, states = found.voices.entry, len(stands.slots) * len(STATES), len(STATES)
    grown = np.bincount(known.cell, weights=np.bincount(entry, minlength=len(known.cell)), minlength=cells).astype(np.int64)
    slots = (grown - np.bincount(known.cell.take(entry.take(found.outvoted)), minlength=cells)).reshape(-1, states)
    slots[np.arange(len(slots)), stands.asked.unsaid] -= slots.sum(axis=1)
    return slots


def _unsaid(stands: Ground) -> Counts:
    """How many slots of each situation stand in each state, as long as no record speaks. A row a state."""
    asked, situations = stands.asked, len(stands.asked.many)
    at = asked.unsaid[asked.slot].astype(np.int64) * situations + np.repeat(np.arange(situations), asked.many)
    return np.bincount(at, minlength=len(STATES) * situations).reshape(len(STATES), situations)
