"""The audit as one value: what it stands on, and how many of each unit's slots stand in each state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.audit.ground import Ground
from cxzy_rules.audit.slots import Slot
from cxzy_rules.audit.words import By
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.model.place import Problem
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.distinct import Numbers

Counts = np.ndarray[tuple[int, int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Audit:
    """`by_unit`: for each audited unit, in roster order, how many of its slots stand in each of STATES; `by_slot` and `by_situation`:
    likewise for each slot, and for all units of a situation. `spoken`: of each audited unit, whether it has a record that counts;
    `fates`: what became of how many of its records, by FATES. `opened`: the audited rules that are open in each situation: `situation`,
    `rule` (null where its branch itself is open). `problems`: the ledger's, and those of records that no slot of their unit asks for;
    sorted. `by`: what the rates are asked by. `whose`: whose units they are, where they are a part that has a name. `trend`: how it came
    about since an older ledger, where that is asked.
    """

    ground: Ground
    by_unit: Counts
    by_slot: Counts
    by_situation: Counts
    spoken: Flags
    fates: Counts
    opened: pl.DataFrame
    problems: tuple[Problem, ...]
    by: By = "branch"
    whose: str = ""
    trend: Trend | None = None

    @property
    def guidance(self) -> Guidance:
        return self.ground.guidance

    @property
    def ledger(self) -> Ledger:
        return self.ground.ledger

    @property
    def rows(self) -> Rows:
        """The units audited, in roster order."""
        return self.ground.rows

    def open_rules(self) -> Numbers:
        """How many audited rules are open for each audited unit, in roster order."""
        found: Numbers = self.open_by_situation().astype(np.int32).take(self.guidance.of.take(self.rows))
        return found

    def open_by_situation(self) -> Rows:
        """How many audited rules are open in each situation."""
        return np.bincount(self.opened["situation"].to_numpy(), minlength=len(self.guidance.answers))

    def open_rows(self, item: str | None = None) -> Rows:
        """The audited units for which any audited rule is open, or that of an item."""
        opened = self.opened if item is None else self.opened.filter(rule=item)
        found: Rows = self.rows[np.isin(self.guidance.of[self.rows], opened["situation"].to_numpy())]
        return found

    @property
    def slots(self) -> tuple[Slot, ...]:
        return self.ground.slots


def by_situation(guidance: Guidance, rows: Rows, by_unit: Counts) -> Counts:
    """The sums of what these units have, for each situation."""
    of, many = guidance.of.take(rows), len(guidance.answers)
    sums = [np.bincount(of, weights=one, minlength=many) for one in by_unit.T]
    return np.stack(sums, axis=1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Trend:
    """`old`: the older audit. `pairs`: one row a unit, item and period of either: `unit` (id), `name`, `item` (the rule's id), `label`,
    `period`, `before`, `after` (states, null where it was not or is not asked), `change` (Enum of Change), `cause` (Enum of Cause, null
    where nothing changed).
    """

    old: Audit
    pairs: pl.DataFrame
