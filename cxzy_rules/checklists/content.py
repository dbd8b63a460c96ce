"""What a checklist holds: the slots that some units must still show, and what a ledger tells of them already.

The lightest burden: what is done or waived is not asked again, and what is under way is filled in beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.pairs import all_pairs
from cxzy_rules.audit.slots import Slot, is_audited, required, slots
from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.words import missing
from cxzy_rules.records import open_record
from cxzy_rules.roster.roster import Rows
from cxzy_rules.situations.walk import Answer

KNOWN = ("done", "waived")
FILLED = {"status": pl.String, "date": pl.Date, "evidence": pl.String, "note": pl.String, "until": pl.Date}


@dataclass(frozen=True, slots=True)
class Demand:
    """What units must show. `pairs`, one row a (unit, slot), by unit, then in the document's order: `row`, `slot` (position in
    `slots`), `known` (done or waived: not asked again), and what the ledger says so far, as in FILLED."""

    guidance: Guidance
    slots: tuple[Slot, ...]
    pairs: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Checklist:
    """The part of a demand that is handed out as one list: its name, to whom it goes back, its units.

    `branch`: the branch whose list it is; on paper its items then stand once for all units.
    """

    name: str
    back_to: str
    demand: Demand
    rows: Rows
    branch: str | None = None

    def asked(self) -> pl.DataFrame:
        """The pairs that are asked."""
        return self._pairs().filter(~pl.col("known"))

    def left_out(self) -> pl.DataFrame:
        """The pairs that are known, and so not asked."""
        return self._pairs().filter("known")

    def _pairs(self) -> pl.DataFrame:
        return self.demand.pairs.filter(pl.col("row").is_in(self.rows.tolist()))


@dataclass(frozen=True, slots=True)
class Line:
    """One thing asked of a unit, and what is known of it: a status of the vocabulary, its day, evidence, a note, a waiver's last day."""

    slot: Slot
    status: str | None
    day: date | None
    evidence: str | None
    note: str | None
    until: date | None


def demand(guidance: Guidance, rows: Rows) -> Demand:
    """All that these units must show, of which nothing is known."""
    wanted = slots(guidance.book, guidance.day)
    units = pl.DataFrame({"row": rows, "situation": guidance.of[rows]})
    pairs = units.join(required(guidance, wanted), on="situation", how="inner", maintain_order="left_right")
    nothing = [pl.lit(None, dtype=kind).alias(name) for name, kind in FILLED.items()]
    return Demand(guidance, wanted, pairs.select("row", "slot", pl.lit(False).alias("known"), *nothing))


def lightened(audit: Audit) -> Demand:
    """What the audited units must show, with what their ledger says; a waiver that has ended says nothing of today."""
    found = all_pairs(audit).with_columns(pl.col("state").cast(pl.String))
    found = found.hstack(audit.ledger.said(found["record"], tuple(FILLED)))
    lapsed = pl.col("status").cast(pl.String).eq_missing(pl.lit("waived")) & (pl.col("state") != "waived")
    filled = [pl.when(~lapsed).then(pl.col(name).cast(kind)).alias(name) for name, kind in FILLED.items()]
    return Demand(audit.guidance, audit.slots, found.select("row", "slot", pl.col("state").is_in(KNOWN).alias("known"), *filled))


def lines(checklist: Checklist) -> Iterator[tuple[int, list[Line]]]:
    """Each unit of whom something is asked (its row), with its lines."""
    wanted = checklist.demand.slots
    for row, pairs in groupby(checklist.asked().select("row", "slot", *FILLED).iter_rows(), key=_row):
        yield row, [Line(wanted[slot], *filled) for _, slot, *filled in pairs]


def _row(pair: tuple[Any, ...]) -> int:
    return int(pair[0])


def opens(checklist: Checklist) -> dict[int, str]:
    """For each unit (row) of which the roster tells too little: what is not asked for that reason, and the columns to fill in first."""
    guidance = checklist.demand.guidance
    told = [_open(guidance, answer) for answer in guidance.answers]
    return {row: told[situation] for row in checklist.rows.tolist() if told[situation := int(guidance.of[row])]}


def _open(guidance: Guidance, answer: Answer) -> str:
    found: dict[str, list[str]] = {}
    for one in answer.undetermined:
        if one.rule is None or is_audited(one.rule):
            found.setdefault(missing(guidance.book, one.needs), []).append(open_record(one)["label"])
    return "；".join(f"{'、'.join(labels)}（花名册先要补：{columns}）" for columns, labels in found.items())
