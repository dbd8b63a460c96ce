"""The audit made: every slot of every unit, with the state that its deciding record gives it, or that it has without one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import STATES, Audit
from cxzy_rules.audit.decided import decided
from cxzy_rules.audit.fates import fates
from cxzy_rules.audit.placed import place
from cxzy_rules.audit.slots import Slot, open_audited, required, slots
from cxzy_rules.audit.told import told
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.roster.roster import Rows

BATCH = 50_000


def audit(guidance: Guidance, ledger: Ledger, rows: Rows) -> Audit:
    """The audit of these units, given in roster order, on the guidance's day."""
    wanted = slots(guidance.book, guidance.day)
    placed = place(guidance, ledger, rows, wanted)
    deciding, contradictions, alike = decided(placed.spoken)
    pairs = pl.concat(_pairs(guidance, rows, wanted, deciding))
    problems = {*ledger.problems, *told(guidance, ledger, wanted, placed, contradictions)}
    became = fates(ledger.records.height, placed, alike)
    return Audit(guidance, ledger, wanted, rows, pairs, _undetermined(guidance, rows), tuple(sorted(problems)), became)


def _pairs(guidance: Guidance, rows: Rows, wanted: tuple[Slot, ...], deciding: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The pairs, a batch of units at a time."""
    asked, unsaid = required(guidance, wanted), _unsaid(wanted, guidance.day)
    for at in range(0, max(len(rows), 1), BATCH):
        batch = rows[at : at + BATCH]
        pairs = _spread(guidance, batch, asked)
        told_of = deciding.filter(pl.col("row").is_between(*batch[[0, -1]])) if len(batch) else deciding.clear()
        joined = pairs.join(told_of, on=["row", "slot"], how="left", maintain_order="left")
        yield joined.with_columns(pl.col("state").fill_null(unsaid[joined["slot"]])).select("row", "slot", "state", "record")


def _spread(guidance: Guidance, rows: Rows, asked: pl.DataFrame) -> pl.DataFrame:
    """What units of a situation must show, one row a unit and slot. `asked` is in the order of situations, then slots."""
    counts = np.bincount(asked["situation"].to_numpy(), minlength=len(guidance.answers))
    starts, many = (np.cumsum(counts) - counts)[guidance.of[rows]], counts[guidance.of[rows]]
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    slot = asked["slot"].to_numpy()[np.repeat(starts, many) + within]
    return pl.DataFrame({"row": np.repeat(rows, many), "slot": slot}, schema={"row": pl.Int32, "slot": pl.Int32})


def _unsaid(wanted: tuple[Slot, ...], day: date) -> pl.Series:
    """The state of each slot of which no record speaks."""
    states = ["overdue" if slot.due is not None and slot.due < day else "missing" for slot in wanted]
    return pl.Series(states, dtype=pl.Enum(STATES))


def _undetermined(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """The audited rules that the roster leaves open, one row a unit and rule."""
    units = pl.DataFrame({"row": rows, "situation": guidance.of[rows]}, schema={"row": pl.Int32, "situation": pl.Int64})
    return units.join(open_audited(guidance), on="situation", how="inner", maintain_order="left_right").select("row", "rule")
