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

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.states import audit
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.ledger.read import nothing, read_ledgers
from cxzy_rules.questions.find import Register, register
from cxzy_rules.roster.load import load_roster, roster_of
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.store import ledgers, rosters
from cxzy_rules.store.base import reading
from cxzy_rules.store.batches import Batch, known
from cxzy_rules.store.moment import known_until
from cxzy_rules.web.jobs import Jobs
from cxzy_rules.working.bring import Desk

T = TypeVar("T")
EVER = known_until(None)
KEPT = 12


@dataclass(frozen=True, slots=True)
class Office:
    """`path`: the working file; `desk`: it opened, with the rulebook; `made`: answers by what they rest on, the newest last;
    `points`: units, what is required and done, by what was known and the day; `compared`: audits with their trend; `uploads`: where
    files that a browser sends lie while the program runs; `jobs`: work too long for one answer."""

    path: Path
    desk: Desk
    made: dict[Hashable, Any] = field(default_factory=dict)
    points: dict[Hashable, tuple[int, int, int]] = field(default_factory=dict)
    compared: dict[Hashable, Audit] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
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
        """The answer to `what`, made now if it was not made before."""
        with self.lock:
            if what not in self.made:
                self.made[what] = make()
                for old in list(self.made)[:-KEPT]:
                    del self.made[old]
            return cast(T, self.made[what])


def marks(office: Office) -> tuple[int, int]:
    """The batch of the newest roster (0: there is none), and how often something was said of records."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        newest = rosters.newest(connection, EVER)
        return (newest.id if newest else 0), ledgers.verdicts_said(connection)


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
    return office.kept(("ledger", at, day), lambda: _ledger(office, found, day))


def _ledger(office: Office, found: Roster, day: date) -> Ledger:
    with reading(office.desk.engine, office.desk.shown) as connection:
        there = bool(ledgers.known(connection, EVER))
    return read_ledgers([office.path], found, office.book, day) if there else nothing(found, office.book, day)


def audited(office: Office, asked: date | None = None) -> Audit | None:
    """The audit of every unit as of a day; None where there is no roster."""
    at, day, told, found = marks(office), office.day(asked), guidance(office, asked), ledger(office, asked)
    if told is None or found is None:
        return None
    return office.kept(("audit", at, day), lambda: audit(told, found, np.arange(told.roster.units.height)))


def now() -> datetime:
    """This moment, with its time zone."""
    return datetime.now().astimezone()
