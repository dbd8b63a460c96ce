"""What changed since an older ledger, as the rows of two sheets: how much each cause accounts for, and every change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from cxzy_rules.audit.audit import Trend
from cxzy_rules.audit.changes import causes
from cxzy_rules.audit.words import CAUSE_LABELS, CHANGE_LABELS, STATE_LABELS
from cxzy_rules.model.periods import period_words

BATCH = 20_000
CHANGES = tuple(change for change in CHANGE_LABELS if change != "same")
CAUSE_HEADERS = ("原因", *(CHANGE_LABELS[change] for change in CHANGES), "应落实增减", "已完成增减")
CHANGED = ("unit", "name", "label", "period", "before", "after", "change", "cause")


def cause_lines(trend: Trend) -> Iterator[pl.DataFrame]:
    """One row a cause, and their sum, which is the difference between the two audits."""
    counts = (*CHANGES, "required", "done")
    found = causes(trend).select("label", *counts)
    yield pl.concat([found, found.select(pl.lit("合计").alias("label"), pl.col(counts).sum())])


def change_lines(trend: Trend) -> Iterator[pl.DataFrame]:
    """One row a unit, item and period whose state changed, in words."""
    periods = pl.Series(trend.pairs["period"].unique().drop_nulls(), dtype=pl.String)
    words = {period: period_words(period) for period in periods}
    changed = trend.pairs.filter(pl.col("cause").is_not_null())
    for batch in changed.iter_slices(BATCH):
        yield batch.select(
            "unit",
            "name",
            "label",
            pl.col("period").cast(pl.String).replace_strict(words, default=None, return_dtype=pl.String).alias("period"),
            *(_worded(name, STATE_LABELS, "没有这一项") for name in ("before", "after")),
            _worded("change", CHANGE_LABELS, ""),
            _worded("cause", CAUSE_LABELS, ""),
        ).select(CHANGED)


def _worded(column: str, labels: Mapping[Any, str], none: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).replace_strict(dict(labels), default=none, return_dtype=pl.String).fill_null(none).alias(column)
