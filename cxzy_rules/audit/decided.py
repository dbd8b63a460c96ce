"""Which record decides where several speak for one slot of a unit: the newest; of one day the least favourable."""

from __future__ import annotations

import numpy as np

from cxzy_rules.audit.spoken import Speech
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.distinct import Numbers


def deciding(speech: Speech, place: Rows, entry: Numbers | Rows) -> Rows:
    """Which of some records decides each one's slot, for records in the ledger's order, each with its slot's `place` and an `entry` of
    what was said.

    A record without a date is older than any with one. Of records of one day the least favourable status decides (a waiver that ended is
    as nothing done); of several that say the same, one with evidence stands before one without, then the first in the ledger.
    """
    order = np.argsort(place * len(speech.strength) + speech.strength.take(entry), kind="stable")
    placed = place.take(order)
    first = np.append(True, placed[1:] != placed[:-1])
    found = np.empty_like(order)
    found[order] = order[first].take(np.cumsum(first) - 1)
    return found
