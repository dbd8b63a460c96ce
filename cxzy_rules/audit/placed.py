"""Where each record belongs: the slots it speaks for, what it would make of them, and why none does where none does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import STATES
from cxzy_rules.audit.slots import Slot
from cxzy_rules.audit.verdicts import VERDICTS, in_place, positions, verdicts
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.roster.roster import Rows

RECORD = ("record", "row", "rule", "period", "status", "date", "until", "proven")
NOT_STARTED, IN_PROGRESS, WAIVED, DONE = range(4)


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of the records of the units audited. `record` is a row of the ledger, `row` one of the roster, `rule` a
    position in the rulebook in force.

    `spoken`: one row a record and slot it speaks for: RECORD, `slot`, `recurs`, and what it alone makes of the slot: `rank` (the lower
    the less favourable) and `state`. `refused`: those not asked of their unit: RECORD and `verdict`. `periodless`: those of an
    item asked of the unit, but for no period that is audited: RECORD.
    """

    spoken: pl.DataFrame
    refused: pl.DataFrame
    periodless: pl.DataFrame


def place(guidance: Guidance, ledger: Ledger, rows: Rows, slots: tuple[Slot, ...]) -> Placed:
    """The records of these units, each at its slots."""
    judged = _judged(guidance, ledger, rows)
    asked = judged.filter(pl.col("verdict") == "required").select(RECORD)
    spoken = asked.join(_slots(guidance, slots), on="rule", how="inner").filter(_speaks_for(guidance.day))
    periodless = asked.join(spoken.select("record"), on="record", how="anti", maintain_order="left")
    return Placed(_weighed(spoken, guidance.day), judged.filter(pl.col("verdict") != "required"), periodless)


def _judged(guidance: Guidance, ledger: Ledger, rows: Rows) -> pl.DataFrame:
    """The records of these units, with the verdict on each."""
    inside = np.zeros(guidance.roster.units.height, dtype=np.bool_)
    inside[rows] = True
    records = ledger.records.with_row_index("record").filter(pl.Series(inside[ledger.records["unit"].to_numpy()]))
    rules = positions(guidance, records["rule"])
    situations = guidance.of[records["unit"].to_numpy()]
    if any(rule.sharpens for rule in guidance.book.rules):  # what is said of a rule is said of the sharper one in its place
        rules = in_place(guidance)[situations, rules]
    verdict = verdicts(guidance)[situations, rules]
    return records.with_columns(
        pl.col("record").cast(pl.Int32),
        pl.col("unit").cast(pl.Int32).alias("row"),
        pl.Series("rule", rules),
        (pl.col("evidence").fill_null("").str.strip_chars() != "").alias("proven"),
        pl.lit(pl.Series("verdict", np.array(VERDICTS)[verdict], dtype=pl.Enum(VERDICTS))),
    ).select(*RECORD, "verdict")


def _slots(guidance: Guidance, slots: tuple[Slot, ...]) -> pl.DataFrame:
    """The slots as columns, under the position of their rule."""
    position = {rule.id: at for at, rule in enumerate(guidance.book.rules)}
    told = [
        (position[slot.rule.id], at, slot.period is not None, slot.period, slot.starts, slot.due, bool(slot.rule.evidence))
        for at, slot in enumerate(slots)
    ]
    schema = {"rule": pl.Int32, "slot": pl.Int32, "recurs": pl.Boolean, "named": pl.String, "first": pl.Date, "last": pl.Date}
    return pl.DataFrame(told, schema=schema | {"proof": pl.Boolean}, orient="row")


def _speaks_for(day: date) -> pl.Expr:
    """Whether a record speaks for a slot of its rule: the one slot of a rule that does not recur; else the period that it names;
    else, a waiver, each period from its date to its end; else the period of its date, or of `day` where it has none."""
    dated = pl.col("date").fill_null(day)
    of_date = (pl.col("first") <= dated) & (dated <= pl.col("last"))
    since = pl.col("date").is_null() | (pl.col("date") <= pl.col("last"))
    still = pl.col("until").is_null() | (pl.col("first") <= pl.col("until"))
    unnamed = pl.when(pl.col("status") == "waived").then(since & still).otherwise(of_date)
    return ~pl.col("recurs") | pl.when(pl.col("period").is_null()).then(unnamed).otherwise(pl.col("period") == pl.col("named"))


def _weighed(spoken: pl.DataFrame, day: date) -> pl.DataFrame:
    """Adds `rank` and `state`. A waiver of a period holds if it lasts to the period's end or, while that runs, to `day`."""
    to = pl.when(pl.col("recurs")).then(pl.min_horizontal(pl.lit(day), "last")).otherwise(pl.lit(day))
    lasts = pl.col("until").is_null() | (pl.col("until") >= to)
    status, late = pl.col("status"), (pl.col("last") < day).fill_null(False)
    rank = (
        pl.when(status == "done").then(DONE)
        .when((status == "waived") & lasts).then(WAIVED)
        .when(status == "in_progress").then(IN_PROGRESS)
        .otherwise(NOT_STARTED).cast(pl.Int8)
    )  # fmt: skip
    state = (
        pl.when((rank == DONE) & pl.col("proof") & ~pl.col("proven")).then(pl.lit("unproven"))
        .when(rank == DONE).then(pl.lit("done"))
        .when(rank == WAIVED).then(pl.lit("waived"))
        .when(late).then(pl.lit("overdue"))
        .when(rank == IN_PROGRESS).then(pl.lit("in_progress"))
        .otherwise(pl.lit("missing")).cast(pl.Enum(STATES))
    )  # fmt: skip
    return spoken.with_columns(rank.alias("rank"), state.alias("state")).select(*RECORD, "slot", "recurs", "rank", "state")
