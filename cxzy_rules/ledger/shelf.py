"""The files that a working file holds, each kept as long as nothing new is said of its records; what was filled in by hand lies apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from cxzy_rules.ledger.file import File
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.ledger.read import ledger_of, nothing
from cxzy_rules.ledger.stored import as_file
from cxzy_rules.ledger.units import known_units
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store.batches import Batch
from cxzy_rules.store.ledgers import kept_of
from cxzy_rules.store.seen import Seen
from cxzy_rules.tables.distinct import Distinct

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Shelf:
    """For one roster: `who` numbers its units and whoever else is spoken of; `files`: by batch, with the verdict up to which each holds."""

    roster: Roster
    who: Distinct
    files: dict[int, tuple[int, File | None]] = field(default_factory=dict)


def shelf(roster: Roster) -> Shelf:
    """An empty one."""
    return Shelf(roster, known_units(roster))


def brought_files(connection: Connection, kept: Shelf, found: Seen) -> list[File]:
    """The files of what was brought and counts, oldest first."""
    for batch in found.batches:
        said = found.touched.get(batch.id, 0)
        if batch.sort != "hand" and kept.files.get(batch.id, (-1, None))[0] != said:
            kept.files[batch.id] = said, _file(connection, kept, found, batch)
    files = (kept.files[batch.id][1] for batch in found.batches if batch.sort != "hand")
    return [one for one in files if one is not None]


def _file(connection: Connection, kept: Shelf, found: Seen, batch: Batch) -> File | None:
    every = found.of(batch.id)
    rows = found.counting(every)
    if every.height and not rows.height:
        return None
    one = kept_of(connection, batch, rows.drop("batch"), rows.height == every.height)
    return as_file(one, one.brought.records, kept.who)


def by_hand(found: Seen) -> pl.DataFrame:
    """The records filled in by hand that count."""
    return found.counting(found.hand)


def hand_file(connection: Connection, found: Seen, rows: pl.DataFrame, who: Distinct) -> list[File]:
    """Records filled in by hand as one file, a record's line its number; none where there are none."""
    if not rows.height:
        return []
    first = next(batch for batch in found.batches if batch.id == rows["batch"][0])
    numbered = rows.drop("batch").with_columns(pl.col("id").cast(pl.UInt32).alias("line"))
    one = kept_of(connection, first, numbered, whole=True)
    return [as_file(one, one.brought.records, who)]


def ledger_on(kept: Shelf, files: list[File], book: Rulebook, day: date) -> Ledger:
    """The ledger of files numbered on this shelf."""
    if not files:
        return nothing(kept.roster, book, day)
    return ledger_of(files, kept.who.rows(kept.roster.units.height), kept.roster, book, day, [])
