"""The ledger of some batches of a working file alone, whatever was said of their records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.ledger.read import ledger_of, nothing
from cxzy_rules.ledger.stored import as_files
from cxzy_rules.ledger.units import known_units
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store.ledgers import Kept


def ledger_of_batches(found: Sequence[Kept], roster: Roster, book: Rulebook, day: date) -> Ledger:
    """The records of these batches, as of `day`; an empty ledger where there are none."""
    if not found:
        return nothing(roster, book, day)
    who = known_units(roster)
    files = as_files(found, who)
    return ledger_of(files, who.rows(roster.units.height), roster, book, day, [])


def by_number(one: Kept) -> Kept:
    """The batch with each record's number in the working file for its line, and without what was told of lines when it was read."""
    rows = one.brought.records.with_columns(one.ids.cast(pl.UInt32).alias("line"))
    return replace(one, brought=replace(one.brought, records=rows, told=()))
