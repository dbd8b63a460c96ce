"""The ledger as one value: every record that names a unit of the roster and a rule of the rulebook, and what was wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from cxzy_rules.model.place import Place, Problem
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.table import letters

Status = Literal["done", "in_progress", "not_started", "waived"]
STATUSES: tuple[Status, ...] = ("done", "in_progress", "not_started", "waived")


@dataclass(frozen=True, slots=True)
class Extent:
    """The part of a roster that is asked about: its `rows`; `top`: the row of the unit that heads it, where one was named."""

    rows: Rows
    top: int | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """`records`, one row a record, in the order of the files and their rows:

    `unit` (row in the roster, Int64), `rule` (the rule's id, Enum of all ids of the rulebook), `period` (`2011H1`, `2011`, whatever way the
    record writes it; null where it names none), `status` (Enum of STATUSES), `date` (Date or null), `evidence`, `note` (text or null),
    `until` (Date or null: a waiver's last day), `file` (position in `files`), `sheet` (text or null), `line` (in the file or sheet),
    `column` (the header under which the status stands), `position` (which column that is, from 1). `files`: the names as shown.

    `rows`: how many records were found: the usable ones, those `set_aside` and told, and those not filled in (`unfilled`).
    `elsewhere`: how many problems of units outside the part that was asked about there are; they are not among `problems`.
    `labels`: each rule's, by its id.
    """

    records: pl.DataFrame
    files: tuple[str, ...]
    rows: int
    problems: tuple[Problem, ...]
    set_aside: int = 0
    unfilled: int = 0
    elsewhere: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)

    def place(self, record: int) -> Place:
        """Where the status of a record stands."""
        file, sheet, line, position = self.records.select("file", "sheet", "line", "position").row(record)
        cell = f"{sheet}!{letters(position)}{line}" if sheet else ""
        return Place(self.files[file], line, position, cell)
