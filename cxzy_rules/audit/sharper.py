"""Records of an item of which a layer asks more: where a sharper rule stands in another's place, what was said of that is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from cxzy_rules.audit.verdicts import in_place, positions
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import NOBODY, Ledger


def in_their_place(guidance: Guidance, ledger: Ledger) -> Ledger:
    """The ledger with each record at the rule that stands in the place of its own for its unit."""
    if not any(rule.sharpens for rule in guidance.book.rules):
        return ledger
    rule = positions(guidance, ledger.sayings["rule"])[ledger.saying]
    stands = in_place(guidance)[guidance.of[ledger.unit], rule]
    moved = np.flatnonzero((ledger.unit != NOBODY) & (stands != rule))
    pairs, at = np.unique(np.stack([ledger.saying[moved], stands[moved]], axis=1), axis=0, return_inverse=True)
    ids = pl.Series([guidance.book.rules[one].id for one in pairs[:, 1].tolist()], dtype=ledger.sayings.schema["rule"])
    added = ledger.sayings[pairs[:, 0]].with_columns(ids.alias("rule"))
    saying = ledger.saying.copy()
    saying[moved] = ledger.sayings.height + at
    return replace(ledger, saying=saying, sayings=pl.concat([ledger.sayings, added]))
