"""What each record's cells say, as values; what cannot be is told and left out, what can hardly be is told and used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np
import polars as pl

from cxzy_rules.ledger.cells import meaning, period_of, status_of
from cxzy_rules.ledger.found import Chosen, Found, Row, first_of, tell
from cxzy_rules.ledger.ledger import STATUSES
from cxzy_rules.ledger.numbered import BESIDE, EMPTY, WRITTEN
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables.ahead import in_stretches
from cxzy_rules.tables.table import UNREADABLE
from cxzy_rules.tables.values import day_of

STATUS = pl.Enum(STATUSES)
FILLED = ("status", "date", "until")
WAIVED = pl.col("status_") == "waived"
CHECK_YEAR = "看看年份写得对不对"


@dataclass(frozen=True, slots=True)
class Check:
    """Which records are `wrong`, in which column, how that is told (with the record's values in it), and whether they are left `out`."""

    wrong: pl.Expr
    column: str
    text: str
    hint: str
    out: bool


def is_filled(sayings: pl.DataFrame) -> Chosen:
    """Of which sayings anything is filled in: the others are those of a list as it stands when it is handed out."""
    beside = [pl.col(name) != EMPTY for name in BESIDE]
    found: Chosen = sayings.select(pl.any_horizontal(pl.col(FILLED).is_not_null(), *beside)).to_series().to_numpy()
    return found


def values_of(found: Found, book: Rulebook, day: date) -> pl.DataFrame:
    """A row a saying: `status`, `date`, `until`, `period`, `proven`, and `good`: whether nothing speaks against its use."""
    said = _said(found.sayings, book)
    checks = _checks(book, day)
    told = [(check.wrong & pl.col(check.column).ne_missing(UNREADABLE)).fill_null(False).alias(str(n)) for n, check in enumerate(checks)]
    wrong = said.select(told)
    any_wrong, saying = wrong.select(pl.any_horizontal(pl.all())).to_series().to_numpy(), found.records.saying
    here = in_stretches(lambda here: np.flatnonzero(any_wrong.take(saying[here])) + here.start, len(saying))
    doubtful = np.concatenate(here)
    doubted = saying[doubtful]
    for check, of_saying in zip(checks, wrong.get_columns(), strict=True):
        if of_saying.any():
            at = doubtful[of_saying.to_numpy()[doubted]]
            rows, more = first_of(replace(found, sayings=said), at)
            tell(found, rows, [check.column], partial(_words, check), more)
    bad = pl.any_horizontal(check.wrong.fill_null(False) for check in checks if check.out)
    values = [pl.col(f"{column}_").alias(column) for column in ("status", "date", "until", "period")]
    return said.select(*values, proven=pl.col("evidence") == WRITTEN, good=~bad)


def _said(records: pl.DataFrame, book: Rulebook) -> pl.DataFrame:
    """The sayings with what their cells mean beside them, under the same names with `_`; a day for a status is the day it was done."""
    words = book.vocabulary.statuses
    status = meaning(records["status"], lambda cell: status_of(words, cell), STATUS)
    days = meaning(records["date"], day_of, pl.Date)
    done = records["status"].is_null() & days.is_not_null()
    return records.with_columns(
        pl.select(pl.when(done).then(pl.lit("done", STATUS)).otherwise(status)).to_series().alias("status_"),
        pl.select(pl.coalesce(days, meaning(records["status"], day_of, pl.Date))).to_series().alias("date_"),
        meaning(records["until"], lambda cell: day_of(cell, last=True), pl.Date).alias("until_"),
        meaning(records["period"], period_of, pl.String).alias("period_"),
    )


def _words(check: Check, row: Row, _: bool) -> tuple[str, str]:
    return check.text.format_map(row), check.hint


def _checks(book: Rulebook, day: date) -> list[Check]:
    words = book.vocabulary.statuses
    allowed = "可用的有：" + "、".join(word.label for word in words.values()) + "，或者完成的日期"
    waived, issued = words["waived"].label if "waived" in words else "", book.identity.issued
    write_day, year = f"写成 {issued} 这样", issued.year
    empty = pl.col("status").is_null() & pl.col("date").is_null()
    early = WAIVED & (pl.col("until_") < pl.col("date_"))
    return [
        Check(_unread("status"), "status", "“{status}”不是状态，也不是日期，没有计入", allowed, out=True),
        Check(empty, "status", "填了别的，没有填状态，没有计入", allowed, out=True),
        Check(_unread("date"), "date", "“{date}”不是日期，没有计入", write_day, out=True),
        Check(pl.col("date_") > day, "date", f"日期 {{date_}} 晚于统计日 {day}，没有计入", CHECK_YEAR, out=True),
        Check(pl.col("date_") < issued, "date", f"日期 {{date_}} 早于文件印发的 {issued}，照用了", CHECK_YEAR, out=False),
        Check(
            _unread("period"),
            "period",
            "“{period}”不是期次，没有计入",
            f"写成 {year}H1、{year}年上半年，或者 {year}",
            out=True,
        ),
        Check(WAIVED & _unread("until"), "until", "“{until}”不是日期，没有计入", write_day, out=True),
        Check(~WAIVED & _unread("until"), "until", "“{until}”不是日期，有效期没有用", write_day, out=False),
        Check(early, "until", "有效期至 {until_}，比日期 {date_} 还早，照用了", CHECK_YEAR, out=False),
        Check(WAIVED & (pl.col("note") == EMPTY), "status", f"{waived}，没有写理由，照用了", "在备注里写明理由", out=False),
        Check(WAIVED & pl.col("until").is_null(), "status", f"{waived}，没有写有效期，照用了", "写明到哪一天为止", out=False),
    ]


def _unread(column: str) -> pl.Expr:
    """Something is written, and it means nothing."""
    return pl.col(column).is_not_null() & pl.col(f"{column}_").is_null()
