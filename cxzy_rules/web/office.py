"""What the pages work on: the working file, the rulebook, and the answers of the roster as it stands, made once for each state.

Answers are kept by the marks of all that they rest on (the roster's batch, the newest verdict, the day), so that none is out of date.
The rule engine bears one thread, so answers are made one at a time; what is made is only read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.ground import Terms, terms
from cxzy_rules.audit.states import audit
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.ledger.own import own, together
from cxzy_rules.ledger.shelf import Shelf, brought_files, by_hand, hand_file, ledger_on
from cxzy_rules.ledger.shelf import shelf as empty_shelf
from cxzy_rules.questions.find import Register, register
from cxzy_rules.roster.load import load_roster, roster_of
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.store import ledgers, rosters
from cxzy_rules.store.base import reading
from cxzy_rules.store.batches import Batch, known
from cxzy_rules.store.moment import known_until
from cxzy_rules.store.seen import NOTHING, Seen, seen
from cxzy_rules.web.jobs import Jobs
from cxzy_rules.working.bring import Desk

T = TypeVar("T")
EVER = known_until(None)
KEPT = 24


@dataclass(frozen=True, slots=True)
class Office:
    """`path`: the working file; `desk`: it opened, with the rulebook; `made`: answers by what they rest on, the newest last;
    `uploads`: where files that a browser sends lie while the program runs; `jobs`: work too long for one answer."""

    path: Path
    desk: Desk
    made: dict[Hashable, Any] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    order: threading.Lock = field(default_factory=threading.Lock)
    read: list[Seen] = field(default_factory=lambda: [NOTHING])
    reader: threading.Lock = field(default_factory=threading.Lock)
    uploads: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)
    jobs: Jobs = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "jobs", Jobs(Path(self.uploads.name)))

    def close(self) -> None:
        """Stops what is being done, and leaves nothing of this run behind."""
        self.jobs.close()
        self.uploads.cleanup()

    @property
    def book(self) -> Rulebook:
        return self.desk.book

    def day(self, asked: date | None = None) -> date:
        """The day as of which is asked."""
        return asked or self.book.latest_day(date.today())

    def kept(self, what: Hashable, make: Callable[[], T]) -> T:
        """The answer to `what`, made now if it was not made before. Whoever asks for what is made waits for nobody."""
        found = self._made(what)
        if found is None:
            with self.lock:
                found = self._made(what)
                if found is None:
                    found = make(), 0
                    self._keep(what, found)
        return cast(T, found[0])

    def _made(self, what: Hashable) -> tuple[Any, int] | None:
        """What was made, now the newest: what is asked for again and again stays."""
        with self.order:
            found: tuple[Any, int] | None = self.made.pop(what, None)
            if found is not None:
                self.made[what] = found
            return found

    def _keep(self, what: Hashable, found: Any) -> None:
        with self.order:
            self.made[what] = found
            for old in list(self.made)[:-KEPT]:
                del self.made[old]

    def seen(self) -> Seen:
        """All records as they are now; only what is new is read."""
        with self.reader, reading(self.desk.engine, self.desk.shown) as connection:
            self.read[0] = seen(connection, self.read[0])
            return self.read[0]


def marks(office: Office) -> tuple[int, int]:
    """The batch of the newest roster (0: there is none), and how often something was said of records."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        return rosters.newest_number(connection), ledgers.verdicts_said(connection)


def roster(office: Office, asked: date | None = None) -> Roster | None:
    """The newest roster, as it reads on a day; None where there is none yet."""
    (batch, _), day = marks(office), office.day(asked)
    if not batch:
        return None
    return office.kept(("roster", batch, day), lambda: load_roster(office.path, office.desk.shown, in_force(office.book, day).vocabulary))


def guidance(office: Office, asked: date | None = None) -> Guidance | None:
    """The guidance of the newest roster on a day; None where there is no roster."""
    batch, day, found = marks(office)[0], office.day(asked), roster(office, asked)
    return None if found is None else office.kept(("guidance", batch, day), lambda: guide(found, office.book, day))


def version(office: Office, batch: int) -> Guidance:
    """The guidance of an earlier version of the roster today. Errors: KeyError, where there is no such version."""
    day = office.day()
    return office.kept(("guidance", batch, day), lambda: guide(_version(office, batch), office.book, day))


def _version(office: Office, batch: int) -> Roster:
    with reading(office.desk.engine, office.desk.shown) as connection:
        found = {one.id: one for one in known(connection, EVER, "roster")}[batch]
        return roster_of(rosters.table_of(connection, found), in_force(office.book, office.day()).vocabulary, list(found.told))


def versions(office: Office) -> list[Batch]:
    """All versions of the roster, the newest first."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        return known(connection, EVER, "roster")[::-1]


def names(office: Office) -> Register | None:
    """The newest roster's names, to look units up in."""
    batch, found = marks(office)[0], roster(office)
    return None if found is None else office.kept(("names", batch), lambda: register(found))


def ledger(office: Office, asked: date | None = None) -> Ledger | None:
    """All records that count; None where there is no roster. An empty ledger where there are none."""
    at, day, found = marks(office), office.day(asked), roster(office, asked)
    if found is None:
        return None
    return office.kept(("ledger", at, day), lambda: _ledger(office, at[0], found, day))


def _ledger(office: Office, batch: int, found: Roster, day: date) -> Ledger:
    shelf, known = _shelf(office, batch, found, day), office.seen()
    with reading(office.desk.engine, office.desk.shown) as connection:
        files = [*brought_files(connection, shelf, known), *hand_file(connection, known, by_hand(known), shelf.who)]
    return ledger_on(shelf, files, office.book, day)


def _shelf(office: Office, batch: int, found: Roster, day: date) -> Shelf:
    return office.kept(("shelf", batch, day), lambda: empty_shelf(found))


def own_ledger(office: Office, row: int, asked: date | None = None) -> Ledger | None:
    """The records of one unit that count, as `ledger` has them: what was brought, which seldom changes, and what was filled in for it."""
    batch, day, found = marks(office)[0], office.day(asked), roster(office, asked)
    if found is None:
        return None
    known = office.seen()
    mark = [known.touched.get(one.id, 0) for one in known.batches if one.sort != "hand"]
    brought = office.kept(("brought", batch, len(mark), max(mark, default=0), day), lambda: _brought(office, batch, found, day))
    mine = own(brought, row)
    rows = by_hand(known).filter(pl.col("unit") == found.units["id"][row])
    return together(mine, own(_filled_in(office, found, known, rows, day), row)) if rows.height else mine


def _brought(office: Office, batch: int, found: Roster, day: date) -> Ledger:
    shelf, known = _shelf(office, batch, found, day), office.seen()
    with reading(office.desk.engine, office.desk.shown) as connection:
        files = brought_files(connection, shelf, known)
    return ledger_on(shelf, files, office.book, day)


def _filled_in(office: Office, found: Roster, known: Seen, rows: pl.DataFrame, day: date) -> Ledger:
    apart = empty_shelf(found)
    with reading(office.desk.engine, office.desk.shown) as connection:
        return ledger_on(apart, hand_file(connection, known, rows, apart.who), office.book, day)


def terms_of(office: Office, asked: date | None = None) -> Terms | None:
    """What is asked of everybody on a day; None where there is no roster."""
    batch, day, told = marks(office)[0], office.day(asked), guidance(office, asked)
    return None if told is None else office.kept(("terms", batch, day), lambda: terms(told))


def audited(office: Office, asked: date | None = None) -> Audit | None:
    """The audit of every unit as of a day; None where there is no roster."""
    at, day, told, found = marks(office), office.day(asked), guidance(office, asked), ledger(office, asked)
    if told is None or found is None:
        return None
    return office.kept(("audit", at, day), lambda: audit(told, found, np.arange(told.roster.units.height), terms_of(office, asked)))


def now() -> datetime:
    """This moment, with its time zone."""
    return datetime.now().astimezone()
