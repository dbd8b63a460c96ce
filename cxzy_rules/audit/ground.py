"""What an audit stands on, made once: what each situation must show, what each saying speaks for, and where each unit's records lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from cxzy_rules.audit.sharper import in_their_place
from cxzy_rules.audit.slots import Slot, required, slots
from cxzy_rules.audit.spoken import Speech, speech
from cxzy_rules.audit.verdicts import Verdicts, verdicts
from cxzy_rules.audit.words import STATES
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import NOBODY, Ledger
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import ahead
from cxzy_rules.tables.distinct import Codes, Numbers

BITS = 15
STEP = 1_000_000
UNASKED = -1
Matrix = np.ndarray[tuple[int, int], np.dtype[np.int32]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What situations must show: `first` and `many` slots of each in `slot`, which is in the order of situations, then slots;
    `rank`: by situation and slot, the how manieth it is, or UNASKED; `unsaid`: the state of each slot of which no record speaks."""

    first: Rows
    many: Rows
    slot: Rows
    rank: Matrix
    unsaid: Codes


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked on a day: the slots, which of them each situation must show, and what is asked of each situation at all."""

    slots: tuple[Slot, ...]
    asked: Asked
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class Ground:
    """`rows`: the units audited, in roster order. `order`: parts of the ledger's records, sorted by stretches of units; `ends`: of each
    part, where the records of each stretch end."""

    guidance: Guidance
    ledger: Ledger
    rows: Rows
    slots: tuple[Slot, ...]
    asked: Asked
    speech: Speech
    verdicts: Verdicts
    order: tuple[Numbers, ...]
    ends: tuple[Rows, ...]

    def stretches(self) -> Iterator[int]:
        """The stretches of units, by number, in which there is any unit audited; at least one."""
        yield from np.unique(self.rows >> BITS).tolist() or [0]

    def units(self, stretch: int) -> Rows:
        """The audited units of a stretch."""
        start, end = np.searchsorted(self.rows, [stretch << BITS, (stretch + 1) << BITS])
        return self.rows[start:end]

    def size(self, stretch: int) -> int:
        """How many units a stretch has."""
        return min(1 << BITS, self.guidance.roster.units.height - (stretch << BITS))

    def records(self, stretch: int) -> Numbers:
        """The records of a stretch's units, in the ledger's order."""
        bounds = [(ends[stretch - 1] if stretch else 0, ends[stretch]) for ends in self.ends]
        return np.concatenate([order[start:end] for order, (start, end) in zip(self.order, bounds, strict=True)])


def terms(guidance: Guidance) -> Terms:
    """What is asked on the guidance's day, whatever the ledger says."""
    wanted = slots(guidance.book, guidance.day)
    return Terms(wanted, _asked(guidance, wanted), verdicts(guidance))


def ground(guidance: Guidance, ledger: Ledger, rows: Rows, asked: Terms | None = None) -> Ground:
    """The ground of an audit of these units, given in roster order, on the guidance's day; `asked`: its terms, where they are at hand."""
    asked, ledger = asked or terms(guidance), in_their_place(guidance, ledger)
    order, ends = _ordered(ledger.unit, guidance.roster.units.height)
    spoken = speech(guidance, ledger.sayings, asked.slots)
    return Ground(guidance, ledger, rows, asked.slots, asked.asked, spoken, asked.verdicts, order, ends)


def _asked(guidance: Guidance, wanted: tuple[Slot, ...]) -> Asked:
    pairs = required(guidance, wanted)
    situation, slot = pairs["situation"].to_numpy(), pairs["slot"].to_numpy()
    many = np.bincount(situation, minlength=len(guidance.answers))
    first = np.cumsum(many) - many
    rank = np.full((len(guidance.answers), len(wanted)), UNASKED, dtype=np.int32)
    rank[situation, slot] = np.arange(len(slot)) - first[situation]
    return Asked(first, many, slot, rank, _unsaid(wanted, guidance.day))


def _unsaid(wanted: tuple[Slot, ...], day: date) -> Codes:
    states = ["overdue" if slot.due is not None and slot.due < day else "missing" for slot in wanted]
    return pl.Series(states, dtype=pl.Enum(STATES)).to_physical().to_numpy()


def _ordered(unit: Numbers, units: int) -> tuple[tuple[Numbers, ...], tuple[Rows, ...]]:
    """A part of the ledger at a time: sorting numbers so small takes one pass."""
    last = units >> BITS

    def sorted_part(start: int) -> tuple[Numbers, Rows]:
        part = unit[start : start + STEP]
        stretch = np.where(part == NOBODY, last + 1, part >> BITS).astype(np.uint16)
        order = (np.argsort(stretch, kind="stable") + start).astype(np.int32)
        return order, np.cumsum(np.bincount(stretch, minlength=last + 1))

    order, ends = zip(*ahead(sorted_part, range(0, max(1, len(unit)), STEP)), strict=True)
    return order, ends
