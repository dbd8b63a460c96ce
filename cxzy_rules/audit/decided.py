"""Which record decides where several speak for one slot of a unit: the newest; of one day the least favourable."""

from __future__ import annotations

import numpy as np
import polars as pl

ORDER = {"row": False, "slot": False, "date": True, "rank": False, "proven": True, "record": False}


def decided(spoken: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """All as `spoken`: the deciding records, by unit and slot; the contradictions: the records that say otherwise than the deciding one, of
    its day or of none, with `against`, the deciding record; and all records that decide or say the same.

    A record without a date is older than any with one. Of records of one day the least favourable status decides (a waiver that ended is
    as nothing done); of several that say the same, one with evidence stands before one without, then the first in the ledger.
    """
    ordered = spoken.sort(*ORDER, descending=[*ORDER.values()], nulls_last=True)
    new = (ordered["row"] != ordered["row"].shift()) | (ordered["slot"] != ordered["slot"].shift())
    first = new.fill_null(True).to_numpy()
    heads = np.flatnonzero(first)
    deciding = ordered[heads[np.cumsum(first) - 1]]
    waiver = (ordered["status"] == "waived") & ordered["until"].ne_missing(deciding["until"])
    otherwise = (ordered["status"] != deciding["status"]) | waiver
    no_older = ordered["date"].eq_missing(deciding["date"]) | ordered["date"].is_null()
    contradictions = ordered.with_columns(deciding["record"].alias("against")).filter(otherwise & no_older)
    return ordered[heads], contradictions, ordered.filter(~otherwise)
