"""One stretch of units judged: the record that decides each slot of which any record speaks, and what is to be told of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Counts
from cxzy_rules.audit.decided import deciding
from cxzy_rules.audit.fates import counted
from cxzy_rules.audit.ground import BITS, Ground
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
    unit: Numbers
    slot: Numbers
    state: Codes
    record: Numbers
    place: Rows
    fates: Counts
    told: dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Voices:
    """Records, each with its `unit` (the place among those audited), and its saying or an `entry` of what that speaks for."""

    record: Numbers
    unit: Numbers
    entry: Numbers | Rows

    def only(self, kept: Chosen) -> Voices:
        return self if kept.all() else Voices(self.record[kept], self.unit[kept], self.entry[kept])

    def and_these(self, others: Voices) -> Voices:
        both = ((getattr(self, name), getattr(others, name)) for name in Voices.__slots__)
        return Voices(*map(np.concatenate, both))


def judged(ground: Ground, stretch: int) -> Judged:
    """What the records of a stretch of units make of their slots."""
    units, told = ground.units(stretch), dict[str, pl.DataFrame]()
    situation = ground.guidance.of.take(units).astype(np.int64)
    many = ground.asked.many.take(situation)
    every = _of_units(ground, stretch, units)
    spoken = used = voices = _spoken(ground, _asked_for(ground, situation, every, told), told)
    start = np.cumsum(many) - many
    slot, place = _places(ground, situation, start, voices)
    alone = np.bincount(place, minlength=int(many.sum())).take(place) == 1
    if not alone.all():
        settled, (deciding, alike) = voices.only(alone), _decided(ground, place[~alone], voices.only(~alone), told)
        voices, used = settled.and_these(deciding), settled.and_these(alike)
        slot, place = _places(ground, situation, start, voices)
    became = counted(np.bincount(every.unit, minlength=len(units)), *(_times(ground, one, len(units)) for one in (spoken, used)))
    return Judged(units, many, voices.unit, slot, ground.speech.state.take(voices.entry), voices.record, place, became, told)


def _places(ground: Ground, situation: Rows, start: Rows, voices: Voices) -> tuple[Numbers, Rows]:
    """For which slot each of these speaks, and which place that has among all slots of the units, each of whose begin at `start`."""
    slot, rank = ground.speech.slot.take(voices.entry), ground.asked.rank
    return slot, start.take(voices.unit) + rank.ravel().take(situation.take(voices.unit) * rank.shape[1] + slot)


def _of_units(ground: Ground, stretch: int, units: Rows) -> Voices:
    """The records of the units audited, each with its saying."""
    record = ground.records(stretch)
    unit = ground.ledger.unit.take(record) - np.int32(stretch << BITS)
    if len(units) < ground.size(stretch):
        position = np.full(ground.size(stretch), NOT_AUDITED, dtype=np.int32)
        position[units - (stretch << BITS)] = np.arange(len(units))
        unit = position.take(unit)
    found = Voices(record, unit, ground.ledger.saying.take(record))
    return found.only(unit != NOT_AUDITED)


def _asked_for(ground: Ground, situation: Rows, voices: Voices, told: dict[str, pl.DataFrame]) -> Voices:
    """The records of what is asked of their units."""
    rules = ground.verdicts.shape[1]
    verdict = ground.verdicts.ravel().take(situation.take(voices.unit) * rules + ground.speech.rule.take(voices.entry) % rules)
    asked: Chosen = verdict == REQUIRED
    for number, kind in enumerate(VERDICTS if not asked.all() else ()):
        if number != REQUIRED:
            told[kind] = _told(voices.record[verdict == number])
    return voices.only(asked)


def _spoken(ground: Ground, voices: Voices, told: dict[str, pl.DataFrame]) -> Voices:
    """Each record once for each entry of what it speaks for."""
    many, entry = ground.speech.many.take(voices.entry), ground.speech.first.take(voices.entry)
    if (many == 1).all():
        found = Voices(voices.record, voices.unit, entry)
    else:
        told["periodless"] = _told(voices.record[many == 0])
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        found = Voices(np.repeat(voices.record, many), np.repeat(voices.unit, many), np.repeat(entry, many) + within)
    for kind, flags in ground.speech.flags.items():
        if flags.any():
            flagged = found.only(flags.take(found.entry))
            told[kind] = _told(flagged.record, ground.speech.slot[flagged.entry])
    return found


def _times(ground: Ground, voices: Voices, units: int) -> Rows:
    """How many records of each unit these are, each counted once, however many slots it speaks for."""
    shared = ground.speech.shared.take(voices.entry)
    if not shared.any():
        return np.bincount(voices.unit, minlength=units)
    first = np.unique(voices.record[shared], return_index=True)[1]
    found: Rows = np.bincount(voices.unit[~shared], minlength=units) + np.bincount(voices.unit[shared][first], minlength=units)
    return found


def _decided(ground: Ground, place: Rows, voices: Voices, told: dict[str, pl.DataFrame]) -> tuple[Voices, Voices]:
    """Where several records speak for one slot: the one that decides; and with it those that say the same. The others that are of its day,
    or of none, contradict it, and are told."""
    speech, by = ground.speech, deciding(ground.speech, place, voices.entry)
    decider = voices.entry.take(by)
    alike = speech.says.take(voices.entry) == speech.says.take(decider)
    day = speech.day.take(voices.entry)
    against = ~alike & ((day == UNDATED) | (day == speech.day.take(decider)))
    slot = speech.slot.take(voices.entry[against])
    told["contradiction"] = _told(voices.record[against], slot, voices.record.take(by[against]))
    return voices.only(by == np.arange(len(by))), voices.only(alike)


def _told(record: Numbers, slot: Numbers | None = None, against: Numbers | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {"record": record, "slot": slot, "against": against}, schema={"record": pl.Int32, "slot": pl.Int32, "against": pl.Int32}
    )
