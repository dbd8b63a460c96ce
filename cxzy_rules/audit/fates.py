"""What became of every record that was found: a partition, so that the numbers of the result add up to those of the files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit, Fates
from cxzy_rules.audit.placed import Placed

REFUSED, SUPERSEDED, USED = range(3)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records were `found`: those `used` (they decide, or say what the deciding one says), those `superseded` by a newer or less
    favourable one, those of units `elsewhere`, not among the units audited, those `set_aside` and told, those `not_filled_in`.
    """

    found: int
    used: int
    superseded: int
    elsewhere: int
    set_aside: int
    not_filled_in: int


def fates(records: int, placed: Placed, alike: pl.Series) -> Fates:
    """For each record of the ledger one of REFUSED, SUPERSEDED, USED; `alike`: those that decide, or say what the deciding one says."""
    found = np.full(records, REFUSED, dtype=np.uint8)
    found[placed.spoken["record"].to_numpy()] = SUPERSEDED
    found[alike.to_numpy()] = USED
    return found


def tally(audit: Audit) -> Tally:
    """The numbers of the units audited."""
    ledger = audit.ledger
    inside = np.isin(ledger.records["unit"].to_numpy(), audit.rows)
    refused, superseded, used = np.bincount(audit.fates[inside], minlength=3).tolist()
    elsewhere = len(inside) - int(inside.sum())
    return Tally(ledger.rows, used, superseded, elsewhere, ledger.set_aside + refused, ledger.unfilled)


def in_words(one: Tally) -> str:
    """The numbers as people are told; of what there is not one, nothing is said, but for what is always asked."""
    more = [f"，被别的记录代替 {one.superseded}"] if one.superseded else []
    more += [f"，是其他单位的 {one.elsewhere}"] if one.elsewhere else []
    return f"台账 {one.found} 条记录：用上 {one.used}{''.join(more)}，搁置 {one.set_aside}，空着 {one.not_filled_in}"
