"""One stretch of units judged: the record that decides each slot of which any record speaks, and what is to be told of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Counts
from cxzy_rules.audit.decided import deciding
from cxzy_rules.audit.fates import counted
from cxzy_rules.audit.ground import BITS, UNASKED, Ground
from cxzy_rules.audit.spoken import UNDATED
from cxzy_rules.audit.verdicts import VERDICTS
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.distinct import Codes, Numbers

REQUIRED = VERDICTS.index("required")
NOT_AUDITED = -1
Chosen = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Judged:
    """`units`: the audited ones, with `many` slots each. The deciding records in no order: of which `unit` (its place in `units`), for
    which `slot`, in what `state` that puts it, and which `place` the slot has among all slots of the units.

    `fates`: of each unit, how many records became what (FATES). `told`: the records to be told, by kind: `record`, `slot` (null where
    none), `against` (the record that contradicts it, or null).
    """

    units: Rows
    many: Rows
    unit: Rows
    slot: Rows
    state: Codes
    record: Numbers
    place: Rows
    fates: Counts
    told: dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Records:
    """Records of the units audited: of which `unit` (its place among those), and what each is a `saying` of."""

    record: Numbers
    unit: Rows
    saying: Rows

    def only(self, kept: Chosen) -> Records:
        return self if kept.all() else Records(self.record[kept], self.unit[kept], self.saying[kept])


@dataclass(frozen=True, slots=True)
class Voices:
    """Records, each once for each `entry` of what it says: for which `slot` of its unit that speaks, and which `place` that has."""

    record: Numbers
    unit: Rows
    entry: Rows
    slot: Rows
    place: Rows

    def only(self, kept: Chosen) -> Voices:
        return self if kept.all() else Voices(*(getattr(self, name)[kept] for name in Voices.__slots__))


def judged(ground: Ground, stretch: int) -> Judged:
    """What the records of a stretch of units make of their slots."""
    units, told = ground.units(stretch), dict[str, pl.DataFrame]()
    situation = ground.guidance.of.take(units).astype(np.int64)
    many = ground.asked.many.take(situation)
    every = _of_units(ground, stretch, units)
    spoken = _spoken(ground, situation, np.cumsum(many) - many, every, told)
    _tell_flagged(ground, spoken, told)
    alone = np.bincount(spoken.place, minlength=int(many.sum())).take(spoken.place) == 1
    decide, count = _decided(ground, spoken, alone, told)
    found = spoken.only(decide)
    became = counted(np.bincount(every.unit, minlength=len(units)), *_times(ground, spoken, count, len(units)))
    return Judged(units, many, found.unit, found.slot, ground.speech.state.take(found.entry), found.record, found.place, became, told)


def _of_units(ground: Ground, stretch: int, units: Rows) -> Records:
    """The records of the units audited, each with its saying."""
    record = ground.records(stretch)
    at = record.astype(np.int64)
    unit = ground.ledger.unit.take(at).astype(np.int64) - (stretch << BITS)
    if len(units) < ground.size(stretch):
        position = np.full(ground.size(stretch), NOT_AUDITED)
        position[units - (stretch << BITS)] = np.arange(len(units))
        unit = position.take(unit)
    found = Records(record, unit, ground.ledger.saying.take(at).astype(np.int64))
    return found.only(unit != NOT_AUDITED)


def _spoken(ground: Ground, situation: Rows, start: Rows, records: Records, told: dict[str, pl.DataFrame]) -> Voices:
    """What records of these units say of slots that their situation must show; `start`: the place of each unit's first slot."""
    speech, rank = ground.speech, ground.asked.rank
    if speech.one.take(records.saying).all():
        record, unit, entry = records.record, records.unit, speech.first.take(records.saying)
    else:
        many, first = speech.many.take(records.saying), speech.first.take(records.saying)
        _tell_unasked(ground, situation, records.only(many == 0), told)
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        record, unit, entry = np.repeat(records.record, many), np.repeat(records.unit, many), np.repeat(first, many) + within
    slot = speech.slot.take(entry)
    at = rank.ravel().take((situation * rank.shape[1]).take(unit) + slot)
    voices, asked = Voices(record, unit, entry, slot, start.take(unit) + at), at != UNASKED
    if asked.all():
        return voices
    others = np.unique(record[~asked])
    _tell_unasked(ground, situation, records.only(np.isin(records.record, others)), told)
    return voices.only(asked)


def _tell_unasked(ground: Ground, situation: Rows, records: Records, told: dict[str, pl.DataFrame]) -> None:
    """Tells records that speak for no slot of their unit, by what is asked of it: where it is their item, their period is not."""
    rules = ground.verdicts.shape[1]
    verdict = ground.verdicts.ravel().take(situation.take(records.unit) * rules + ground.speech.rule.take(records.saying) % rules)
    for number in np.unique(verdict).tolist():
        kind, found = "periodless" if number == REQUIRED else VERDICTS[number], _told(records.record[verdict == number])
        told[kind] = pl.concat([told[kind], found]) if kind in told else found


def _tell_flagged(ground: Ground, voices: Voices, told: dict[str, pl.DataFrame]) -> None:
    """Tells what is used otherwise than it is written."""
    for kind, flags in ground.speech.flags.items():
        if flags.any():
            flagged = voices.only(flags.take(voices.entry))
            told[kind] = _told(flagged.record, flagged.slot)


def _times(ground: Ground, voices: Voices, count: Chosen, units: int) -> tuple[Rows, Rows]:
    """How many records of each unit these are, and how many of them `count`; each once, however many slots it speaks for."""
    if not ground.speech.shared.any():
        spoken = np.bincount(voices.unit, minlength=units)
        return spoken, spoken - np.bincount(voices.unit[~count], minlength=units)
    unit, record = voices.unit, voices.record
    chosen = (np.unique(record, return_index=True)[1], np.flatnonzero(count)[np.unique(record[count], return_index=True)[1]])
    return np.bincount(unit[chosen[0]], minlength=units), np.bincount(unit[chosen[1]], minlength=units)


def _decided(ground: Ground, voices: Voices, alone: Chosen, told: dict[str, pl.DataFrame]) -> tuple[Chosen, Chosen]:
    """Which decide their slot: those that speak `alone` for it, and of several one; and with it those that say the same. The others that
    are of its day, or of none, contradict it, and are told."""
    if alone.all():
        return alone, alone
    among, speech = np.flatnonzero(~alone), ground.speech
    record, entry = voices.record.take(among), voices.entry.take(among)
    by = deciding(speech, voices.place.take(among), entry)
    decider = entry.take(by)
    alike, day = speech.says.take(entry) == speech.says.take(decider), speech.day.take(entry)
    against = ~alike & ((day == UNDATED) | (day == speech.day.take(decider)))
    told["contradiction"] = _told(record[against], speech.slot.take(entry[against]), record.take(by[against]))
    decide, count = alone.copy(), alone.copy()
    decide[among], count[among] = by == np.arange(len(by)), alike
    return decide, count


def _told(record: Numbers, slot: Rows | None = None, against: Numbers | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {"record": record, "slot": slot, "against": against}, schema={"record": pl.Int32, "slot": pl.Int32, "against": pl.Int32}
    )
