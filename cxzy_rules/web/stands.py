"""How one unit stands: each thing it must show, how far that is, and the record that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.audit.ground import Terms
from cxzy_rules.audit.pairs import all_pairs
from cxzy_rules.audit.slots import Slot
from cxzy_rules.audit.states import audit
from cxzy_rules.audit.words import STATE_LABELS, State
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.ledger.own import own
from cxzy_rules.model.periods import period_words
from cxzy_rules.model.place import Problem
from cxzy_rules.working.enter import BY_HAND

SAID = ("status", "date", "until", "evidence", "note")


@dataclass(frozen=True, slots=True)
class Stand:
    """One slot of the unit with its state; what the deciding record says, and where it stands (empty where there is none)."""

    slot: Slot
    period: str
    state: State
    label: str
    status: str | None
    day: date | None
    until: date | None
    evidence: str | None
    note: str | None
    place: str


def stands(told: Guidance, found: Ledger, row: int, asked: Terms | None = None) -> tuple[list[Stand], tuple[Problem, ...]]:
    """The unit's slots in the document's order, and what is wrong with its own records. `found`: its ledger, or a larger one."""
    one = audit(told, own(found, row), np.array([row]), asked)
    pairs = all_pairs(one)
    said = said_of(one.ledger, pairs["record"]).rows(named=True)
    lines = [
        _stand(one.slots[slot], state, record, words, one.ledger) for (slot, state, record), words in zip(_bare(pairs), said, strict=True)
    ]
    return lines, one.problems


def said_of(found: Ledger, records: pl.Series) -> pl.DataFrame:
    """What these records say (null where one is null): SAID."""
    return found.said(records, SAID)


def _bare(pairs: Any) -> list[tuple[int, State, int | None]]:
    return [(int(slot), state, record) for slot, state, record in pairs.select("slot", "state", "record").rows()]


def _stand(slot: Slot, state: State, record: int | None, said: dict[str, Any], found: Ledger) -> Stand:
    place = "" if record is None else str(found.place(record))
    place = BY_HAND if place.startswith(f"{BY_HAND}:") else place
    told = (said["status"], said["date"], said["until"], said["evidence"], said["note"])
    return Stand(slot, period_words(slot.period) if slot.period else "", state, STATE_LABELS[state], *told, place)
