"""What became of every record that was found: a partition, so that the numbers of the result add up to those of the files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxzy_rules.audit.audit import Audit, Counts
from cxzy_rules.audit.ground import Ground
from cxzy_rules.audit.judged import Judged, Voices
from cxzy_rules.roster.roster import Rows

FATES = ("refused", "superseded", "used")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records were `found`: those `used` (they decide, or say what the deciding one says), those `superseded` by a newer or less
    favourable one, those of units `elsewhere`, not among the units audited, those `set_aside` and told, those `not_filled_in`.
    """

    found: int
    used: int
    superseded: int
    elsewhere: int
    set_aside: int
    not_filled_in: int


def fates(ground: Ground, found: Judged, spoken: Rows) -> Counts:
    """How many records of each unit became what, a row a fate; `spoken`: how often its records speak for a slot. A record counts once,
    however many slots it speaks for."""
    units, voices = len(found.units), found.voices
    if ground.speech.shared.any():
        used = np.ones(len(voices.record), dtype=np.bool_)
        used[found.unused] = False
        speaking, using = (np.bincount(_of_each(voices, chosen), minlength=units) for chosen in (slice(None), np.flatnonzero(used)))
    else:
        speaking, using = spoken, spoken - np.bincount(voices.unit.take(found.unused), minlength=units)
    # where each record is one voice they were never copied apart, and what is counted already need not be counted again
    records = spoken if voices.unit is found.of_records else np.bincount(found.of_records, minlength=units)
    became = np.stack([records - speaking, speaking - using, using])
    return became.astype(np.min_scalar_type(int(records.max(initial=0))))


def _of_each(voices: Voices, chosen: Rows | slice) -> Rows:
    """The unit of each record that has one of these voices."""
    unit: Rows = voices.unit[chosen][np.unique(voices.record[chosen], return_index=True)[1]]
    return unit


def tally(audit: Audit) -> Tally:
    """The numbers of the units audited."""
    ledger = audit.ledger
    refused, superseded, used = (int(audit.fates[:, at].sum(dtype=np.int64)) for at in range(len(FATES)))
    elsewhere = ledger.used - refused - superseded - used
    return Tally(ledger.rows, used, superseded, elsewhere, ledger.set_aside + refused, ledger.unfilled)


def in_words(one: Tally) -> str:
    """The numbers as people are told; of what there is not one, nothing is said, but for what is always asked."""
    more = [f"，被别的记录代替 {one.superseded}"] if one.superseded else []
    more += [f"，是其他单位的 {one.elsewhere}"] if one.elsewhere else []
    return f"台账 {one.found} 条记录：用上 {one.used}{''.join(more)}，搁置 {one.set_aside}，空着 {one.not_filled_in}"
