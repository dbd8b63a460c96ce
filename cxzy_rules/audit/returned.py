"""What records that came back would say, beside what is known: of each whether it is new, says the same, goes on from it or against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from cxzy_rules.audit.ground import Ground, ground
from cxzy_rules.audit.pairs import all_pairs
from cxzy_rules.audit.slots import Slot
from cxzy_rules.audit.states import audit
from cxzy_rules.audit.told import told
from cxzy_rules.audit.verdicts import VERDICTS
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.model.place import Problem
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.distinct import Numbers

Sort = Literal["contradicts", "moved", "new", "same", "unusable"]
SORTS: tuple[Sort, ...] = ("contradicts", "moved", "new", "same", "unusable")
SORT_LABELS: dict[Sort, str] = {
    "contradicts": "有矛盾",
    "moved": "有更新",
    "new": "新的",
    "same": "和已有的一样",
    "unusable": "用不上",
}
SAID = ("status", "date", "until", "evidence", "note")
RANKS = {"not_started": 0, "in_progress": 1, "waived": 2, "done": 3}


@dataclass(frozen=True, slots=True)
class Returned:
    """`records`, a row each of `brought`: `record`, `sort` (Enum of SORTS), `slot` (the first it speaks for; null where it is unusable),
    `known` (the record of `known` that decides that slot) and `twin` (one of `brought` that contradicts it); null for none.
    `slots`: those that `slot` means. `problems`: what is wrong with records of `brought`.

    A record that speaks for several slots has the least favourable sort. It goes on (`moved`) where it says the same in other words, or is
    newer and no less favourable; anything else that is not the same is a contradiction.
    """

    brought: Ledger
    known: Ledger
    records: pl.DataFrame
    slots: tuple[Slot, ...]
    problems: tuple[Problem, ...]


def returned(guidance: Guidance, brought: Ledger, known: Ledger) -> Returned:
    """What came back, beside what is known."""
    units = np.unique(brought.unit[brought.unit >= 0]).astype(np.int64)
    stands = ground(guidance, brought, units)
    spoken, refused = _spoken(stands)
    beside = spoken.join(_deciding(guidance, known, units), on=["unit", "slot"], how="left", maintain_order="left")
    found = beside.with_columns(_sort().alias("sort")).sort("record", "sort", "slot").group_by("record", maintain_order=True).first()
    every = pl.DataFrame({"record": np.arange(len(brought.unit))}, schema={"record": pl.Int64})
    records = every.join(found.select("record", "sort", "slot", "known", "twin"), on="record", how="left", maintain_order="left")
    problems = sorted({*stands.ledger.problems, *told(stands, [refused])})
    return Returned(stands.ledger, known, records.with_columns(pl.col("sort").fill_null("unusable")), stands.slots, tuple(problems))


def _spoken(stands: Ground) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """A row a record that can be used and slot it speaks for, with what it says and its `twin`; and those to be told, by kind."""
    ledger, speech = stands.ledger, stands.speech
    usable = np.flatnonzero(ledger.unit >= 0)
    verdict = stands.verdicts[stands.guidance.of[ledger.unit[usable]], speech.rule[ledger.saying[usable]]]
    refused: dict[str, pl.DataFrame] = {kind: _to_tell(usable[verdict == number]) for number, kind in enumerate(VERDICTS)}
    usable = usable[verdict == VERDICTS.index("required")]
    many = speech.many[ledger.saying[usable]]
    refused["periodless"] = _to_tell(usable[many == 0])
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    entry = np.repeat(speech.first[ledger.saying[usable]], many) + within
    record, slot = np.repeat(usable, many), speech.slot[entry]
    refused |= {kind: _to_tell(record[flags[entry]], slot[flags[entry]]) for kind, flags in speech.flags.items()}
    columns = {"record": pl.Series(record, dtype=pl.Int64), "unit": pl.Series(ledger.unit[record], dtype=pl.Int64)}
    said = ledger.records(record).select(SAID)
    return _twinned(pl.DataFrame(columns | {"slot": pl.Series(slot, dtype=pl.Int32)}).hstack(said)), refused


def _to_tell(record: Rows, slot: Numbers | None = None) -> pl.DataFrame:
    schema = {"record": pl.Int32, "slot": pl.Int32, "against": pl.Int32}
    return pl.DataFrame({"record": record, "slot": slot, "against": None}, schema=schema)


def _twinned(spoken: pl.DataFrame) -> pl.DataFrame:
    """Adds `twin`: of those that say otherwise of the same slot, and go on from one another in neither direction, the first."""
    heads = spoken.group_by("unit", "slot", "status", "date", maintain_order=True).agg(pl.col("record").first().alias("twin"))
    several = heads.filter(pl.col("status").n_unique().over("unit", "slot") > 1)
    pairs = spoken.join(several, on=["unit", "slot"], suffix="_known")
    against = pairs.filter(~_alike() & ~_goes_on("", "_known") & ~_goes_on("_known", ""))
    twins = against.group_by("record", "slot").agg(pl.col("twin").min())
    return spoken.join(twins, on=["record", "slot"], how="left", maintain_order="left")


def _deciding(guidance: Guidance, known: Ledger, units: Rows) -> pl.DataFrame:
    """Of each unit and slot of which anything is known, the deciding record (`known`) and what it says, its columns with `_known`."""
    pairs = all_pairs(audit(guidance, known, units)).drop_nulls("record")
    said = known.said(pairs["record"], SAID).rename({name: f"{name}_known" for name in SAID})
    named = pairs.select(pl.col("row").cast(pl.Int64).alias("unit"), pl.col("slot").cast(pl.Int32), pl.col("record").alias("known"))
    return named.hstack(said)


def _sort() -> pl.Expr:
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_known")) for name in SAID)
    told = (
        pl.when(pl.col("twin").is_not_null()).then(pl.lit("contradicts"))
        .when(pl.col("known").is_null()).then(pl.lit("new"))
        .when(same).then(pl.lit("same"))
        .when(_alike() | _goes_on("", "_known")).then(pl.lit("moved"))
        .otherwise(pl.lit("contradicts"))
    )  # fmt: skip
    return told.cast(pl.Enum(SORTS))


def _alike() -> pl.Expr:
    return pl.col("status") == pl.col("status_known")


def _goes_on(one: str, other: str) -> pl.Expr:
    """Whether one is newer than the other, and no less favourable."""
    newer = (pl.col(f"date{one}") > pl.col(f"date{other}")).fill_null(False)
    rank, before = (pl.col(f"status{end}").cast(pl.String).replace_strict(RANKS, return_dtype=pl.Int8) for end in (one, other))
    return newer & (rank >= before)
