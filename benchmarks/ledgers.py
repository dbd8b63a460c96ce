"""A national ledger, made from a seed: what the units of a roster say of the items that a rulebook asks of them, in random order.

Run as `python -m benchmarks.ledgers ROSTER RULES COUNT FOLDER`. Writes, each as Parquet and (the ledger alone) as CSV:
`ledger` (COUNT rows: unit, item, period, status, date, evidence), `required` (situation, item, period), `situations` (unit, situation).
Most items are done, some of them told before as begun; some are begun or waived; a few rows name nobody, or a day to come.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.audit.slots import Slot, required, slots
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Rows
from cxzy_rules.rulebook.load import load

Chosen = np.ndarray[Any, np.dtype[np.bool_]]
Codes = np.ndarray[Any, np.dtype[np.int8]]
DAY = date(2011, 6, 30)
SEED = 20110
STATUSES = ("已完成", "进行中", "未开展", "不适用")
SHARES = (0.80, 0.10, 0.07, 0.03)
AGAIN, PROVEN, STRANGE = 0.02, 0.9, 0.00002
EVIDENCE = ("会议记录", "述职报告", "活动照片", "文件", "培训签到表", "公开栏照片", "评议表", "台账")


def ledger(guidance: Guidance, count: int, seed: int = SEED) -> pl.DataFrame:
    """`count` records of the guidance's units, all in random order."""
    draw = np.random.default_rng(seed)
    wanted = slots(guidance.book, guidance.day)
    of_pair = _pairs(draw, guidance, wanted, round(count * (1 - AGAIN)))
    again = draw.integers(0, len(of_pair[0]), count - len(of_pair[0]))
    unit, slot = (np.concatenate([one, one[again]]) for one in of_pair)
    earlier = np.arange(count) >= len(of_pair[0])
    status = draw.choice(len(STATUSES), count, p=SHARES).astype(np.int8)
    status[again], status[earlier] = 0, 1
    days = _days(draw, wanted, slot, earlier)
    frame = pl.DataFrame({"unit": _units(draw, guidance, unit), "status": _words(status, STATUSES), "date": days})
    periods = pl.Series([one.period for one in wanted], dtype=pl.String)
    items = pl.Series([one.rule.id for one in wanted])
    told = frame.with_columns(
        items.gather(slot).alias("item"), periods.gather(slot).alias("period"), _evidence(draw, status == 0).alias("evidence")
    )
    return told.select("unit", "item", "period", "status", "date", "evidence")[draw.permutation(count)]


def _pairs(draw: np.random.Generator, guidance: Guidance, wanted: tuple[Slot, ...], count: int) -> tuple[Rows, Rows]:
    """So many different pairs of a unit and a slot that it must show."""
    asked = required(guidance, wanted)
    many = np.bincount(asked["situation"].to_numpy(), minlength=len(guidance.answers))
    ends = np.cumsum(many[guidance.of])
    if count > ends[-1]:
        raise SystemExit(f"{count:,} records, but only {ends[-1]:,} items are asked")
    chosen = np.sort(draw.choice(ends[-1], count, replace=False, shuffle=False))
    unit = np.searchsorted(ends, chosen, side="right")
    within = chosen - (ends - many[guidance.of])[unit]
    slot = asked["slot"].to_numpy()[(np.cumsum(many) - many)[guidance.of[unit]] + within]
    return unit, slot


def _units(draw: np.random.Generator, guidance: Guidance, unit: Rows) -> pl.Series:
    """Their ids; a few of units that no roster has."""
    ids = guidance.roster.units["id"].gather(unit)
    return pl.select(pl.when(pl.Series(draw.random(len(unit)) < STRANGE)).then(pl.lit("X") + ids).otherwise(ids)).to_series()


def _days(draw: np.random.Generator, wanted: tuple[Slot, ...], slot: Rows, earlier: Chosen) -> pl.Series:
    """A day of the slot's period, or since the document; what was begun was begun before it was done; a few days are yet to come."""
    first = np.array([((one.starts if one.period else None) or date(2010, 7, 1)).toordinal() for one in wanted])[slot]
    last = np.array([min((one.due if one.period else None) or DAY, DAY).toordinal() for one in wanted])[slot]
    half = (last - first) // 2
    day = first + half + (draw.random(len(slot)) * half).astype(np.int64)
    day[earlier] -= half[earlier]
    day[draw.random(len(slot)) < STRANGE] = (DAY + timedelta(400)).toordinal()
    return pl.Series((day - date(1970, 1, 1).toordinal()).astype(np.int32)).cast(pl.Date)


def _evidence(draw: np.random.Generator, done: Chosen) -> pl.Series:
    """What most of those name that have done it: one of some hundred papers."""
    papers = pl.Series([f"{word}（{number}）" for word in EVIDENCE for number in range(1, 25)])
    chosen = papers.gather(draw.integers(0, len(papers), len(done)))
    return pl.select(pl.when(pl.Series(done & (draw.random(len(done)) < PROVEN))).then(chosen)).to_series()


def _words(codes: Codes, words: tuple[str, ...]) -> pl.Series:
    return pl.Series(words).gather(codes)


def main(roster: str, rules: str, count: str, folder: str) -> None:
    """Writes the three tables."""
    book = load(Path(rules))
    guidance = guide(load_roster(Path(roster), roster, book.vocabulary), book, DAY)
    wanted, target = slots(book, DAY), Path(folder)
    target.mkdir(exist_ok=True)
    named = pl.DataFrame([(one.rule.id, one.period) for one in wanted], schema={"item": pl.String, "period": pl.String}, orient="row")
    asked = required(guidance, wanted)
    asked.select("situation").hstack(named[asked["slot"]]).write_parquet(target / "required.parquet")
    situations = guidance.roster.units.select(pl.col("id").alias("unit"), pl.Series("situation", guidance.of))
    situations.write_parquet(target / "situations.parquet")
    made = ledger(guidance, int(count))
    made.write_parquet(target / "ledger.parquet")
    made.write_csv(target / "ledger.csv")


if __name__ == "__main__":
    main(*sys.argv[1:5])
