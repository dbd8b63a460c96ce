"""The ledger as one value: every record that names a unit of the roster and a rule of the rulebook, and what was wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import polars as pl

from cxzy_rules.ledger.lines import Lines
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import in_stretches
from cxzy_rules.tables.distinct import Numbers
from cxzy_rules.tables.table import letters

NOBODY = -1
Status = Literal["done", "in_progress", "not_started", "waived"]
STATUSES: tuple[Status, ...] = ("done", "in_progress", "not_started", "waived")


@dataclass(frozen=True, slots=True)
class Extent:
    """The part of a roster that is asked about: its `rows`; `top`: the row of the unit that heads it, where one was named."""

    rows: Rows
    top: int | None


@dataclass(frozen=True, slots=True)
class Texts:
    """A text of each record: its `number` in `words`."""

    number: Numbers
    words: pl.Series

    def of(self, records: Rows | pl.Series) -> pl.Series:
        """The texts of these records; null for a record that is null."""
        at = pl.Series(records, dtype=pl.Int64)
        numbers = pl.Series(self.number[at.fill_null(0).to_numpy()] if len(self.number) else [], dtype=pl.Int64)
        return self.words.gather(pl.select(pl.when(at.is_not_null()).then(numbers)).to_series() if len(self.number) else at)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The records in the order of the files and their rows: `unit` (row in the roster, NOBODY where the record cannot be used), `saying`
    (row in `sayings`), `evidence`, `note`, and `line` (in the file or sheet). What many records say alike stands once, in `sayings`:

    `rule` (the rule's id, Enum of all ids of the rulebook), `period` (`2011H1`, `2011`, whatever way the record writes it; null where it
    names none), `status` (Enum of STATUSES), `date` (Date or null), `until` (Date or null: a waiver's last day), `proven` (whether there is
    evidence), `file` (position in `files`), `sheet` (text or null), `column` (the header under which the status stands), `position`
    (which column that is, from 1). `files`: the names as shown.

    `rows`: how many records were found: the usable ones, those `set_aside` and told, and those not filled in (`unfilled`).
    `elsewhere`: how many problems of units outside the part that was asked about there are; they are not among `problems`.
    `labels`: each rule's, by its id.
    """

    unit: Numbers
    saying: Numbers
    evidence: Texts
    note: Texts
    line: Lines
    sayings: pl.DataFrame
    files: tuple[str, ...]
    rows: int
    problems: tuple[Problem, ...]
    set_aside: int = 0
    unfilled: int = 0
    elsewhere: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def used(self) -> int:
        """How many records can be used."""
        return sum(in_stretches(lambda here: int(np.count_nonzero(self.unit[here] != NOBODY)), len(self.unit)))

    def records(self, at: Rows | None = None) -> pl.DataFrame:
        """These records, or all that can be used, a row each: `unit`, the columns of `sayings`, `evidence`, `note`, `line`."""
        chosen = np.flatnonzero(self.unit != NOBODY) if at is None else at
        beside = {"unit": self.unit[chosen], "line": self.line[chosen]}
        texts = {"evidence": self.evidence.of(chosen), "note": self.note.of(chosen)}
        return self.sayings[self.saying[chosen]].with_columns(**{name: pl.Series(one) for name, one in (beside | texts).items()})

    def said(self, records: pl.Series, columns: tuple[str, ...]) -> pl.DataFrame:
        """Of these records, some of which may be null, some of the columns of `records`."""
        known = records.is_not_null()
        found = self.records(records.drop_nulls().cast(pl.Int64).to_numpy()).select(columns)
        at = pl.select(pl.when(known).then(known.cum_sum() - 1)).to_series()
        return pl.DataFrame([column.gather(at) for column in found.get_columns()])

    def place(self, record: int) -> Place:
        """Where the status of a record stands."""
        file, sheet, position = self.sayings.select("file", "sheet", "position").row(int(self.saying[record]))
        line = int(self.line[record])
        cell = f"{sheet}!{letters(position)}{line}" if sheet else ""
        return Place(self.files[file], line, position, cell)


def moved(ledger: Ledger, rows: Rows) -> Ledger:
    """The ledger with each unit at the row given for its own; the records of those whose row is below zero can be used no more."""
    return replace(ledger, unit=np.maximum(np.append(rows, NOBODY)[ledger.unit], NOBODY).astype(np.int32))
