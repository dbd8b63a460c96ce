"""What the audit asks of people: how many cells are still to be filled in at each level, and how many units have sent nothing."""

from __future__ import annotations

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit, Flags
from cxzy_rules.audit.rates import COUNTED, by_situations
from cxzy_rules.audit.words import STATES
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import in_stretches

KNOWN = ("done", "waived")
NO_LEVEL = "层级不明"


def burden(audit: Audit) -> pl.DataFrame:
    """By the units' level, in its rank: `level`, `label`, `units`, `required`, `cells` (what is not done or waived, and so is asked)."""
    levels = {level.id: level.label for level in audit.guidance.book.vocabulary.levels.values()}
    rank = {level: at for at, level in enumerate(levels)}
    level = [rank.get(str(answer.standing.facts.get("level")), len(rank)) for answer in audit.guidance.answers]
    counts = by_situations(audit, np.array(level, dtype=np.int64), len(rank) + 1)
    cells = pl.sum_horizontal(state for state in STATES if state not in KNOWN)
    asked = pl.DataFrame(counts, schema=list(COUNTED), orient="row").select("units", required=pl.sum_horizontal(STATES), cells=cells)
    labels = pl.DataFrame([*levels.items(), (None, NO_LEVEL)], schema={"level": pl.String, "label": pl.String}, orient="row")
    return labels.hstack(asked).filter(pl.col("units") > 0)


def silent_rows(audit: Audit) -> Rows:
    """The units that must show something and have not one record that counts, in roster order."""
    return audit.rows[_silent(audit)]


def silent_units(audit: Audit) -> int:
    """How many they are."""
    return int(np.count_nonzero(_silent(audit)))


def _silent(audit: Audit) -> Flags:
    """Which of the audited units they are."""
    asked, of = audit.ground.asked.many > 0, audit.guidance.of
    must = in_stretches(lambda here: asked.take(of.take(audit.rows[here])), len(audit.rows))
    return np.concatenate(must) & ~audit.spoken
