"""The counts that a notice tells: lines about groups, their items and their units, each in the order in which a notice names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.burden import silent_rows
from cxzy_rules.audit.pairs import pairs
from cxzy_rules.audit.rates import COUNTED, MEMBERS, per_cent, unit_counts
from cxzy_rules.audit.words import GAPS, STATES
from cxzy_rules.parts.words import clause_cell

KEY = ("key", "label")
SINGLE = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Line:
    """Something with its counts. `beside`: a unit's superior, an item's clause; `rate`: in per cent, NO_RATE where nothing is required."""

    name: str
    beside: str
    units: int
    required: int
    done: int
    in_progress: int
    missing: int
    overdue: int
    waived: int
    unproven: int
    undetermined: int
    gaps: int
    rate: str

    @property
    def quoted(self) -> str:
        """The name in quotation marks; those that it has itself become single ones."""
        return f"“{self.name.translate(SINGLE)}”"


def told(frame: pl.DataFrame) -> list[Line]:
    """A line for each row of a frame with `label`, `beside` (both may be left out) and the counts."""
    columns = ("units", "required", *STATES, "undetermined")
    return [
        Line(
            name=row.get("label") or "",
            beside=row.get("beside") or "",
            gaps=sum(row[state] for state in GAPS),
            rate=per_cent(row["done"], row["required"]),
            **{name: row[name] for name in columns},
        )
        for row in frame.iter_rows(named=True)
    ]


def worst(frame: pl.DataFrame) -> pl.DataFrame:
    """Those with gaps, most gaps first; of as many, the lower rate."""
    gaps = pl.sum_horizontal(GAPS)
    return frame.filter(gaps > 0).sort(gaps, pl.col("done") / pl.col("required"), descending=[True, False], maintain_order=True)


def items_by(audit: Audit, by: str) -> dict[str | None, pl.DataFrame]:
    """By the key of each group its items, with their counts; an item of several periods is one line."""
    members = MEMBERS[by](audit.guidance, audit.rows).members().select("row", "key")
    states = [(pl.col("state") == state).sum().cast(pl.Int64).alias(state) for state in STATES]
    slots = pl.DataFrame(
        [(at, one.rule.id, one.rule.label, clause_cell(audit.guidance.book, one.rule)) for at, one in enumerate(audit.slots)],
        schema={"slot": pl.Int32, "rule": pl.String, "label": pl.String, "beside": pl.String},
        orient="row",
    )
    beside = (part.join(members, on="row") for part in pairs(audit))
    parts = [part.group_by("key", "slot").agg(pl.len().cast(pl.Int64).alias("units"), *states) for part in beside]
    counted = pl.concat(parts).group_by("key", "slot").sum()
    found = counted.join(slots, on="slot").sort("slot").group_by("key", "rule", "label", "beside", maintain_order=True)
    summed = found.agg(pl.col("units").max(), pl.col(STATES).sum())
    return _parted(summed.with_columns(pl.sum_horizontal(STATES).alias("required"), pl.lit(0).alias("undetermined")))


def units_by(audit: Audit, by: str) -> dict[str | None, pl.DataFrame]:
    """By the key of each group its units, with their counts and their superior; `silent`: those that have reported nothing usable."""
    units, parent = audit.guidance.roster.units, pl.Series(audit.guidance.roster.parent).replace(-1, None)
    members = MEMBERS[by](audit.guidance, audit.rows).members()
    counts = pl.DataFrame(unit_counts(audit)[members["row"]], schema=list(COUNTED), orient="row")
    named = members.select("key", units["name"].gather(members["row"]).alias("label"))
    above = units["name"].gather(parent.gather(members["row"])).alias("beside")
    silent = members["row"].is_in(silent_rows(audit).tolist()).alias("silent")
    return _parted(named.hstack([above, silent]).hstack(counts).with_columns(pl.sum_horizontal(STATES).alias("required")))


def _parted(frame: pl.DataFrame) -> dict[str | None, pl.DataFrame]:
    return dict(_keyed(frame))


def _keyed(frame: pl.DataFrame) -> Iterator[tuple[str | None, pl.DataFrame]]:
    for (key,), part in frame.group_by(["key"], maintain_order=True):
        yield (None if key is None else str(key)), part
