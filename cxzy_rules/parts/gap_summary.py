"""The gaps of an audit summed by item and period, as the rows of a sheet: of how many units it is asked, how many lack it, and how."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.words import GAPS, STATE_LABELS, STATES
from cxzy_rules.model.periods import period_words

HEADERS = ("事项", "期次", "条款", "完成时限", "应落实单位", "有差距单位", *(STATE_LABELS[state] for state in GAPS), "完成率")
COLUMNS = ("item", "period", "clause", "due", "asked", "lacking", *GAPS, "rate")


def gap_summary(audit: Audit) -> Iterator[pl.DataFrame]:
    """One row an item and period that somebody lacks, those first that most lack; the COLUMNS, under HEADERS."""
    told = [(one.rule.label, period_words(one.period), one.rule.clause, one.due.isoformat() if one.due else "") for one in audit.slots]
    words = pl.DataFrame(told, schema=dict.fromkeys(COLUMNS[:4], pl.String), orient="row")
    counts = pl.DataFrame(audit.by_slot, schema=dict.fromkeys(STATES, pl.Int64), orient="row")
    summed = words.hstack(counts).with_columns(asked=pl.sum_horizontal(STATES), lacking=pl.sum_horizontal(GAPS))
    rated = summed.filter(pl.col("lacking") > 0).with_columns(rate=pl.col("done") / pl.col("asked"))
    yield rated.sort("lacking", "overdue", descending=True, maintain_order=True).select(COLUMNS)
