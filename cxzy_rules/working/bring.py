"""Brings files into a working file: a roster as a new version, a ledger's records behind those before; each file once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cxzy_rules.fingerprints import of_rulebook
from cxzy_rules.ledger.file import File, file_reader
from cxzy_rules.ledger.items import catalogue
from cxzy_rules.ledger.numbered import NOBODY
from cxzy_rules.ledger.stored import brought
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.paths import shown
from cxzy_rules.roster.load import Reading, read_roster_table, roster_of
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store.base import writing
from cxzy_rules.store.batches import Batch, Bringing, Sort, known
from cxzy_rules.store.ledgers import Verdict, judge, put_ledger
from cxzy_rules.store.moment import known_until
from cxzy_rules.store.rosters import content_of, newest, put_roster
from cxzy_rules.store.rulebooks import put_rulebook
from cxzy_rules.tables.distinct import Distinct
from cxzy_rules.tables.sheets import reader

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

EVER = known_until(None)
NOTHING = "看看交的是不是填好的补报单"


@dataclass(frozen=True, slots=True)
class Desk:
    """A working file on which somebody works by a rulebook: the file, how it is called, who works, and by which rules."""

    engine: Engine
    shown: str
    by: str
    book: Rulebook


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: its batch (None where it was in the file already, as `doubled`), how many `rows` it brought, and
    what is wrong with it."""

    sort: Sort
    batch: int | None
    rows: int
    problems: tuple[Problem, ...]
    doubled: Batch | None = None


def bring(
    desk: Desk, source: Path, at: datetime, sort: Literal["roster", "ledger"] | None = None, reading: Reading | None = None
) -> Outcome:
    """Brings one file; what it is tells itself by its headers unless `sort` says it. A ledger's records count at once.

    Errors: Unusable, where it is neither a roster nor a ledger that can be used; the working file stays as it was.
    """
    if sort != "roster":
        try:
            with reader() as workbooks:
                file = file_reader(desk.book, catalogue(desk.book), Distinct(NOBODY), workbooks)(source, shown(source))
            return bring_ledger(desk, file, source, at, "accepted")
        except Unusable:
            if sort == "ledger" or not _is_roster(desk.book, source, reading):
                raise
    return bring_roster(desk, source, at, reading or Reading())


def _is_roster(book: Rulebook, source: Path, reading: Reading | None) -> bool:
    try:
        read_roster_table(source, shown(source), book.vocabulary, reading or Reading(), [])
    except Unusable:
        return False
    return True


def bring_roster(desk: Desk, source: Path, at: datetime, reading: Reading) -> Outcome:
    """Brings a roster as a new version: a file; or the working file itself, with return slips laid over its newest roster.

    Errors: Unusable, also where a slip changes nothing.
    """
    problems: list[Problem] = []
    table = read_roster_table(source, shown(source), desk.book.vocabulary, reading, problems)
    told = tuple(problems)
    roster = roster_of(table, desk.book.vocabulary, list(told))
    with writing(desk.engine, desk.shown) as connection:
        doubled = None if reading.slips else _before(connection, source, "roster")
        if doubled is not None:
            return Outcome("roster", None, 0, roster.problems, doubled)
        before = newest(connection, EVER)
        if reading.slips and before is not None and before.content_digest == content_of(table):
            raise Unusable(
                [*_new(told, before), Problem(Place(reading.called or desk.shown), "补报单里没有新的内容，没有记成新的一版", NOTHING)]
            )
        keep_rulebook(connection, desk.book, at)
        brings = bringing(desk, (*reading.slips, source)[0], at)
        batch = put_roster(connection, table, list(told), replace(brings, shown=reading.called or brings.shown))
    return Outcome("roster", batch, roster.units.height, roster.problems)


def _new(told: Sequence[Problem], before: Batch) -> list[Problem]:
    """What was told that had not been told of the version before."""
    return [one for one in told if one not in before.told]


def bring_ledger(desk: Desk, file: File, source: Path, at: datetime, verdict: Verdict) -> Outcome:
    """Appends a file's records, and says of all of them what `verdict` says."""
    with writing(desk.engine, desk.shown) as connection:
        doubled = _before(connection, source, "ledger")
        if doubled is not None:
            return Outcome("ledger", None, 0, tuple(file.problems), doubled)
        keep_rulebook(connection, desk.book, at)
        batch, numbers = put_ledger(connection, brought(file), replace(bringing(desk, source, at), shown=file.shown))
        judge(connection, numbers, verdict, at, desk.by)
    return Outcome("ledger", batch, len(numbers), tuple(file.problems))


def _before(connection: Connection, source: Path, sort: Sort) -> Batch | None:
    """The batch that came of a file with the same bytes. A roster may come back after another: only the newest counts as here."""
    found = known(connection, EVER, sort)
    looked_at = found[-1:] if sort == "roster" else found
    return next((batch for batch in looked_at if batch.source_digest == bytes_digest(source)), None)


def bringing(desk: Desk, source: Path | None, at: datetime) -> Bringing:
    """Who brings what when; without a file, by hand."""
    return Bringing(
        at, desk.by, of_rulebook(desk.book), shown(source) if source else "", bytes_digest(source) if source and source.is_file() else ""
    )


def keep_rulebook(connection: Connection, book: Rulebook, at: datetime) -> None:
    """The rulebook by which something is read, with its rulings and files, if the working file does not have it yet."""
    identity = {"id": book.identity.id, "version": book.identity.version, "title": book.identity.title}
    said = [
        {"id": one.id, "date": one.date.isoformat(), "clause": one.clause, "quote": one.quote, "text": one.text}
        for one in book.rulings.values()
    ]
    folders = [one.folder for one in (book, *book.layers)]
    put_rulebook(connection, of_rulebook(book), identity, said, folders, at)


def bytes_digest(source: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
