"""Records that do not name a unit by its id alone: which they are, how their tables name whom they mean, and what was settled of them."""

from __future__ import annotations

import polars as pl

from cxzy_rules.ledger.found import Chosen, Found
from cxzy_rules.roster.roster import Roster, Rows


def of_which(found: Found, strange: Rows, roster: Roster, chosen: pl.Series) -> Rows:
    """Those of the strange records that speak of one of the strangers chosen."""
    of_who: Chosen = chosen.to_numpy()[found.who(strange) - roster.units.height]
    return strange[of_who]


def namings_of(found: Found, at: Rows) -> pl.DataFrame:
    """In which `table` these records stand, and `who` is spoken of."""
    return pl.DataFrame([found.sayings["table"].gather(found.records.saying[at]), pl.Series("who", found.who(at))])


def settled_of(found: Found, at: Rows, answers: pl.DataFrame) -> pl.DataFrame:
    """What was settled for each of these records."""
    return namings_of(found, at).join(answers, on=["table", "who"], how="left", maintain_order="left")
