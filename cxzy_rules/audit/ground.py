"""What an audit stands on, made once: what each situation must show, what each saying speaks for, and where each unit's records lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.audit.sharper import in_their_place
from cxzy_rules.audit.slots import Slot, required, slots
from cxzy_rules.audit.spoken import Speech, speech
from cxzy_rules.audit.verdicts import Verdicts, verdicts
from cxzy_rules.audit.words import STATES
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import ahead, in_stretches
from cxzy_rules.tables.distinct import Codes, Numbers

BITS, STEP, BLOCK = 15, 1 << 18, 1 << 16
PLACE = (1 << BITS) - 1
UNASKED = -1
Matrix = np.ndarray[tuple[int, int], np.dtype[np.signedinteger[Any]]]


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
class Part:
    """STEP of the ledger's records, sorted by stretches of units: the last bits of which each is (`record`); as one number its saying and,
    in its last BITS, its unit's place in the stretch (`said`). `ends`: where the records of each stretch end; `many`: how many of it each
    BLOCK has. They stand together since to fetch each from where it lies takes longer."""

    record: Numbers
    said: Numbers
    ends: Rows
    many: Rows

    def of(self, stretch: int) -> slice:
        """Where the records of a stretch are."""
        return slice(self.ends[stretch - 1] if stretch else 0, self.ends[stretch])


@dataclass(frozen=True, slots=True)
class Ground:
    """`rows`: the units audited, in roster order; `members`: how many of them each situation has; `parts`: all records, in the ledger's
    order."""

    guidance: Guidance
    ledger: Ledger
    rows: Rows
    slots: tuple[Slot, ...]
    asked: Asked
    speech: Speech
    verdicts: Verdicts
    members: Rows
    parts: tuple[Part, ...]

    def stretches(self) -> Iterator[int]:
        """The stretches of units, by number, in which there is any unit audited; at least one."""
        ends = np.searchsorted(self.rows, np.arange((self.guidance.roster.units.height >> BITS) + 2) << BITS)
        yield from np.flatnonzero(np.diff(ends)).tolist() or [0]

    def place(self, stretch: int) -> slice:
        """Where the audited units of a stretch stand among all of them."""
        start, end = np.searchsorted(self.rows, [stretch << BITS, (stretch + 1) << BITS]).tolist()
        return slice(start, end)

    def size(self, stretch: int) -> int:
        """How many units a stretch has."""
        return min(1 << BITS, self.guidance.roster.units.height - (stretch << BITS))

    def records(self, stretch: int) -> tuple[Numbers, Rows, Rows]:
        """The records of a stretch's units, in the ledger's order: the number of each, its unit's place in the stretch, its saying."""
        here = [(part, part.of(stretch)) for part in self.parts]
        many = np.concatenate([part.many[:, stretch] for part in self.parts])
        record = np.repeat(np.arange(len(many), dtype=np.int32) * BLOCK, many)
        record += np.concatenate([part.record[at] for part, at in here], dtype=np.int32)
        said = np.concatenate([part.said[at] for part, at in here], dtype=np.int64)
        return record, said & PLACE, said >> BITS


def terms(guidance: Guidance) -> Terms:
    """What is asked on the guidance's day, whatever the ledger says."""
    wanted = slots(guidance.book, guidance.day)
    return Terms(wanted, _asked(guidance, wanted), verdicts(guidance))


def ground(guidance: Guidance, ledger: Ledger, rows: Rows, asked: Terms | None = None) -> Ground:
    """The ground of an audit of these units, given in roster order, on the guidance's day; `asked`: its terms, where they are at hand."""
    asked, ledger = asked or terms(guidance), in_their_place(guidance, ledger)
    parts = _parts(ledger.unit, ledger.saying, guidance.roster.units.height)
    said, members = speech(guidance, ledger.sayings, asked.slots), _members(guidance, rows)
    return Ground(guidance, ledger, rows, asked.slots, asked.asked, said, asked.verdicts, members, parts)


def narrowed(stands: Ground, rows: Rows) -> Ground:
    """The same ground for fewer units."""
    return replace(stands, rows=rows, members=_members(stands.guidance, rows))


def _members(guidance: Guidance, rows: Rows) -> Rows:
    """How many of these units each situation has."""
    situations = len(guidance.answers)
    counted = in_stretches(lambda here: np.bincount(guidance.of.take(rows[here]), minlength=situations), len(rows))
    found: Rows = np.sum(counted, axis=0)
    return found


def _asked(guidance: Guidance, wanted: tuple[Slot, ...]) -> Asked:
    pairs = required(guidance, wanted)
    situation, slot = pairs["situation"].to_numpy(), pairs["slot"].to_numpy()
    many = np.bincount(situation, minlength=len(guidance.answers))
    first = np.cumsum(many) - many
    rank = np.full((len(guidance.answers), len(wanted)), UNASKED, dtype=np.min_scalar_type(-len(wanted) - 1))
    rank[situation, slot] = np.arange(len(slot)) - first[situation]
    return Asked(first, many, slot, rank, _unsaid(wanted, guidance.day))


def _unsaid(wanted: tuple[Slot, ...], day: date) -> Codes:
    states = ["overdue" if slot.due is not None and slot.due < day else "missing" for slot in wanted]
    return pl.Series(states, dtype=pl.Enum(STATES)).to_physical().to_numpy()


def _parts(unit: Numbers, saying: Numbers, units: int) -> tuple[Part, ...]:
    """A part of the ledger at a time: sorting numbers so small takes one pass, and what is fetched lies near."""
    last, kind = units >> BITS, np.min_scalar_type((units >> BITS) + 1)

    def sorted_part(start: int) -> Part:
        here = unit[start : start + STEP]
        stretch = (here >> BITS).astype(kind)  # that of NOBODY is the last that there can be
        order = np.argsort(stretch, kind="stable")
        said = saying[start : start + STEP].astype(said_as) << BITS | (here & PLACE).astype(said_as)
        blocks = [stretch[at : at + BLOCK] for at in range(0, max(1, len(here)), BLOCK)]
        many = np.array([np.bincount(block, minlength=last + 1)[: last + 1] for block in blocks])
        return Part((order & (BLOCK - 1)).astype(np.uint16), said.take(order), np.cumsum(many.sum(axis=0)), many)

    said_as = np.min_scalar_type((int(saying.max(initial=0)) + 1) << BITS)
    return tuple(ahead(sorted_part, range(0, max(1, len(unit)), STEP)))
