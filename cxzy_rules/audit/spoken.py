"""What each saying of a ledger would make of the slots that it speaks for, worked out once for all records that say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from cxzy_rules.audit.slots import Slot
from cxzy_rules.audit.verdicts import Positions, positions
from cxzy_rules.audit.words import STATES
from cxzy_rules.guidance import Guidance
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.distinct import Codes, Numbers

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
_UNNAMED = pl.col("period").is_null()
_TO_TELL = {
    "undated": pl.col("recurs") & _UNNAMED & pl.col("date").is_null() & (pl.col("status") != "waived"),
    "early": pl.col("recurs") & ~_UNNAMED & (pl.col("status") == "done") & (pl.col("date") < pl.col("first")),
    "not_recurring": ~pl.col("recurs") & ~_UNNAMED,
}
NOT_STARTED, IN_PROGRESS, WAIVED, DONE = range(4)
UNDATED = -(2**31)
NOT_ONE = -1


@dataclass(frozen=True, slots=True)
class Speech:
    """`rule`: each saying's, as its position in the rulebook in force, -1 where it is not. `first` and `many`: its entries, one for each
    slot that it speaks for:

    `alone`: the one entry of a saying that has just one, NOT_ONE for others. `slot`; the `state` that it alone puts that in (the place in
    STATES); `strength`: of two that speak for one slot the lower one's record decides; `says`: a number for what is said, without its day
    and evidence; `day` (UNDATED where none is told); `shared`: whether the saying speaks for several slots; `flags`: by kind, whether it
    is to be told.
    """

    rule: Positions
    first: Rows
    many: Rows
    alone: Rows
    slot: Rows
    state: Codes
    strength: Numbers
    says: Numbers
    day: Numbers
    shared: Flags
    flags: dict[str, Flags]

    def entry(self, saying: Rows) -> Rows:
        """`alone` of these sayings; where every saying has just one entry, the numbers of both are the same."""
        return saying if len(self.slot) == len(self.alone) and not self.shared.any() else self.alone.take(saying)


def speech(guidance: Guidance, sayings: pl.DataFrame, wanted: tuple[Slot, ...]) -> Speech:
    """What the sayings speak for."""
    rule = positions(guidance, sayings["rule"])
    told = sayings.select("period", "status", "date", "until", "proven").with_row_index("saying").with_columns(pl.Series("rule", rule))
    spoken = told.join(_slots(guidance, wanted), on="rule", how="inner").filter(_speaks_for(guidance.day)).sort("saying", "slot")
    many = np.bincount(spoken["saying"].to_numpy(), minlength=sayings.height)
    found = _weighed(spoken, guidance.day)
    flags = {kind: spoken.select(to_tell.fill_null(False)).to_series().to_numpy() for kind, to_tell in _TO_TELL.items()}
    said = found.select("status", pl.when(pl.col("status") == "waived").then("until"))
    day = found["date"].to_physical().fill_null(UNDATED).to_numpy()
    weights = found.select("date", "rank", "proven")
    return Speech(
        rule,
        np.cumsum(many) - many,
        many,
        np.where(many == 1, np.cumsum(many) - many, NOT_ONE),
        found["slot"].cast(pl.Int64).to_numpy(),
        found["state"].to_physical().to_numpy(),
        _placed(weights, [True, False, True]),
        _placed(said, [False, False]),
        day,
        np.repeat(many > 1, many),
        flags,
    )


def _placed(rows: pl.DataFrame, descending: list[bool]) -> Numbers:
    """The place of each row in the order of its columns, nulls last; equal rows have the same."""
    ordered = rows.with_row_index("at").sort(rows.columns, descending=descending, nulls_last=True)
    found = np.empty(rows.height, dtype=np.int32)
    found[ordered["at"].to_numpy()] = ordered.select(pl.struct(rows.columns).rle_id()).to_series().to_numpy()
    return found


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
    found = spoken.with_columns(rank.alias("rank"), state.alias("state"))
    return found.select("slot", "rank", "state", "status", "date", "until", "proven")
