"""One stretch of units judged: the record that decides each slot of which any record speaks, and what is to be told of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.audit.decided import deciding
from cxzy_rules.audit.ground import BITS, UNASKED, Ground
from cxzy_rules.audit.spoken import UNDATED
from cxzy_rules.audit.verdicts import VERDICTS
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.distinct import Numbers

REQUIRED = VERDICTS.index("required")
NOT_AUDITED = -1
Chosen = np.ndarray[Any, np.dtype[np.bool_]]


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


@dataclass(frozen=True, slots=True)
class Judged:
    """`units`: the audited ones, with `many` slots each; `of_records`: the unit of each of their records (its place in `units`). `voices`:
    what these say of those slots, in no order; all of them decide their slot but those in `outvoted` (their positions), of which those
    in `unused` do not even say the same as the one that decides.

    `told`: the records to be told, by kind: `record`, `slot` (null where none), `against` (the record that contradicts it, or null).
    """

    units: Rows
    many: Rows
    of_records: Rows
    voices: Voices
    outvoted: Rows
    unused: Rows
    told: dict[str, pl.DataFrame]

    def deciding(self) -> Voices:
        """Those that decide."""
        decide = np.ones(len(self.voices.record), dtype=np.bool_)
        decide[self.outvoted] = False
        return self.voices.only(decide)


def judged(ground: Ground, stretch: int) -> Judged:
    """What the records of a stretch of units make of their slots."""
    units, told = ground.rows[ground.place(stretch)], dict[str, pl.DataFrame]()
    situation = ground.guidance.of.take(units).astype(np.int64)
    many = ground.asked.many.take(situation)
    every = _of_units(ground, stretch, units)
    spoken = _spoken(ground, situation, np.cumsum(many) - many, every, told)
    _tell_flagged(ground, spoken, told)
    several = np.bincount(spoken.place, minlength=int(many.sum())) > 1
    outvoted, unused = _decided(ground, spoken, np.flatnonzero(several.take(spoken.place)), told)
    return Judged(units, many, every.unit, spoken, outvoted, unused, told)


def _of_units(ground: Ground, stretch: int, units: Rows) -> Records:
    """The records of the units audited, each with its saying."""
    record, unit, saying = ground.records(stretch)
    if len(units) == ground.size(stretch):
        return Records(record, unit, saying)
    position = np.full(ground.size(stretch), NOT_AUDITED)
    position[units - (stretch << BITS)] = np.arange(len(units))
    unit = position.take(unit)
    return Records(record, unit, saying).only(unit != NOT_AUDITED)


def _spoken(ground: Ground, situation: Rows, start: Rows, records: Records, told: dict[str, pl.DataFrame]) -> Voices:
    """What records of these units say of slots that their situation must show; `start`: the place of each unit's first slot."""
    speech, rank = ground.speech, ground.asked.rank
    entry = speech.entry(records.saying)
    record, unit = records.record, records.unit
    if entry.min(initial=0) < 0:
        many, first = speech.many.take(records.saying), speech.first.take(records.saying)
        _tell_unasked(ground, situation, records.only(many == 0), told)
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        record, unit, entry = np.repeat(records.record, many), np.repeat(records.unit, many), np.repeat(first, many) + within
    slot = speech.slot.take(entry)
    at = rank.ravel().take((situation * rank.shape[1]).take(unit) + slot)
    voices = Voices(record, unit, entry, slot, start.take(unit) + at)
    if at.min(initial=0) > UNASKED:
        return voices
    asked = at != UNASKED
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


def _decided(ground: Ground, voices: Voices, among: Rows, told: dict[str, pl.DataFrame]) -> tuple[Rows, Rows]:
    """Of those `among` which several speak for one slot, those that do not decide it, and those that do not even say the same as the one
    that does. Of these they contradict it, and are told, that are of its day, or of none."""
    if not len(among):
        return among, among
    speech, record, entry = ground.speech, voices.record.take(among), voices.entry.take(among)
    by = deciding(speech, voices.place.take(among), entry)
    decider = entry.take(by)
    alike, day = speech.says.take(entry) == speech.says.take(decider), speech.day.take(entry)
    against = ~alike & ((day == UNDATED) | (day == speech.day.take(decider)))
    if against.any():
        told["contradiction"] = _told(record[against], speech.slot.take(entry[against]), record.take(by[against]))
    return among[by != np.arange(len(by))], among[~alike]


def _told(record: Numbers, slot: Rows | None = None, against: Numbers | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {"record": record, "slot": slot, "against": against}, schema={"record": pl.Int32, "slot": pl.Int32, "against": pl.Int32}
    )
