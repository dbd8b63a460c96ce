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
from typing import TypeVar

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
from cxzy_rules.roster.load import roster_of
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.store import ledgers, rosters
from cxzy_rules.store.base import reading
from cxzy_rules.store.batches import Batch, known
from cxzy_rules.store.moment import known_until
from cxzy_rules.store.seen import NOTHING, Seen, seen
from cxzy_rules.store.unit_rulings import in_force as in_force_until
from cxzy_rules.store.unit_rulings import rulings_said
from cxzy_rules.web.answers import Answers
from cxzy_rules.web.jobs import Jobs
from cxzy_rules.working.bring import Desk

T = TypeVar("T")
EVER = known_until(None)
State = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Office:
    """`path`: the working file; `desk`: it opened, with the rulebook; `answers`: what was made before; `read`: its records as far as they
    were read; `points`: units, what is required and done, by what was known and the day; `compared`: audits with their trend; `uploads`:
    where files that a browser sends lie while the program runs; `jobs`: work too long for one answer."""

    path: Path
    desk: Desk
    answers: Answers = field(default_factory=Answers)
    read: list[Seen] = field(default_factory=lambda: [NOTHING])
    reader: threading.Lock = field(default_factory=threading.Lock)
    points: dict[Hashable, tuple[int, int, int]] = field(default_factory=dict)
    compared: dict[Hashable, Audit] = field(default_factory=dict)
    uploads: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)
    jobs: Jobs = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "jobs", Jobs(Path(self.uploads.name)))

    def close(self) -> None:
        """Stops what is being done, and leaves nothing of this run behind."""
        self.jobs.close()
        self.uploads.cleanup()
        self.desk.engine.dispose()

    @property
    def book(self) -> Rulebook:
        return self.desk.book

    def day(self, asked: date | None = None) -> date:
        """The day as of which is asked."""
        return asked or self.book.latest_day(date.today())

    @property
    def lock(self) -> threading.RLock:
        """Held by whoever makes an answer."""
        return self.answers.lock

    def kept(self, what: Hashable, make: Callable[[], T]) -> T:
        """The answer to `what`, which says all that it rests on; made now if it was not made before."""
        return self.answers.kept(what, make)

    def seen(self) -> Seen:
        """All records as they are now; only what is new is read."""
        with self.reader, reading(self.desk.engine, self.desk.shown) as connection:
            self.read[0] = seen(connection, self.read[0])
            return self.read[0]


def marks(office: Office) -> tuple[State, int]:
    """How the roster stands (the batch of the newest, 0: there is none; and the newest ruling on a unit), and the newest verdict."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        return (rosters.newest_number(connection), rulings_said(connection)), ledgers.verdicts_said(connection)


def roster(office: Office, asked: date | None = None) -> Roster | None:
    """The newest roster, as it reads on a day; None where there is none yet."""
    state, day = marks(office)[0], office.day(asked)
    return _roster(office, state, day) if state[0] else None


def guidance(office: Office, asked: date | None = None) -> Guidance | None:
    """The guidance of the newest roster on a day; None where there is no roster."""
    state, day = marks(office)[0], office.day(asked)
    return _guidance(office, state, day) if state[0] else None


def version(office: Office, batch: int) -> Guidance:
    """The guidance of an earlier version of the roster today, whatever was ruled. Errors: KeyError, where there is no such version."""
    return _guidance(office, (batch, 0), office.day())


def _guidance(office: Office, state: State, day: date) -> Guidance:
    found = _roster(office, state, day)
    return office.kept(("guidance", state, day), lambda: guide(found, office.book, day))


def _roster(office: Office, state: State, day: date) -> Roster:
    return office.kept(("roster", state, day), lambda: _load(office, state, day))


def _load(office: Office, state: State, day: date) -> Roster:
    """Just the version of this state, whatever was written since."""
    batch, last = state
    with reading(office.desk.engine, office.desk.shown) as connection:
        found = {one.id: one for one in known(connection, EVER, "roster")}[batch]
        rulings = in_force_until(connection, EVER, last)
        return roster_of(rosters.table_of(connection, found), in_force(office.book, day).vocabulary, list(found.told), rulings)


def versions(office: Office) -> list[Batch]:
    """All versions of the roster, the newest first."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        return known(connection, EVER, "roster")[::-1]


def names(office: Office) -> Register | None:
    """The newest roster's names, to look units up in."""
    told = guidance(office)
    return None if told is None else names_of(office, told)


def names_of(office: Office, told: Guidance) -> Register:
    """The names of a guidance's roster."""
    return office.kept(("names", id(told.roster)), lambda: (told.roster, register(told.roster)))[1]


def ledger(office: Office, asked: date | None = None) -> Ledger | None:
    """All records that count; None where there is no roster. An empty ledger where there are none."""
    state, day = marks(office)[0], office.day(asked)
    if not state[0]:
        return None
    return _current(office, _roster(office, state, day), day)


def _current(office: Office, found: Roster, day: date) -> Ledger:
    return office.answers.latest(("ledger", id(found), day), lambda: marks(office)[1], lambda: (found, _ledger(office, found, day)))[1]


def _ledger(office: Office, found: Roster, day: date) -> Ledger:
    shelf, seen_now = _shelf(office, found), office.seen()
    with reading(office.desk.engine, office.desk.shown) as connection:
        files = [*brought_files(connection, shelf, seen_now), *hand_file(connection, seen_now, by_hand(seen_now), shelf.who)]
    return ledger_on(shelf, files, office.book, day)


def _shelf(office: Office, found: Roster) -> Shelf:
    """What is kept by an object's number keeps the object too, so that no other can have the number meanwhile."""
    return office.kept(("shelf", id(found)), lambda: empty_shelf(found))


def own_ledger(office: Office, told: Guidance, row: int) -> Ledger:
    """The records of one unit that count, as `ledger` has them: what was brought, which seldom changes, and what was filled in for it."""
    seen_now, found = office.seen(), told.roster
    mark = [seen_now.touched.get(one.id, 0) for one in seen_now.batches if one.sort != "hand"]
    key = ("brought", id(found), told.day, len(mark), max(mark, default=0))
    mine = own(office.kept(key, lambda: (found, _brought(office, found, told.day)))[1], row)
    rows = seen_now.counting(seen_now.hand.filter(pl.col("unit") == found.units["id"][row]))
    return together(mine, own(_filled_in(office, told, seen_now, rows), row)) if rows.height else mine


def _brought(office: Office, found: Roster, day: date) -> Ledger:
    shelf, seen_now = _shelf(office, found), office.seen()
    with reading(office.desk.engine, office.desk.shown) as connection:
        files = brought_files(connection, shelf, seen_now)
    return ledger_on(shelf, files, office.book, day)


def _filled_in(office: Office, told: Guidance, seen_now: Seen, rows: pl.DataFrame) -> Ledger:
    apart = empty_shelf(told.roster)
    with reading(office.desk.engine, office.desk.shown) as connection:
        return ledger_on(apart, hand_file(connection, seen_now, rows, apart.who), office.book, told.day)


def terms_of(office: Office, told: Guidance) -> Terms:
    """What is asked of everybody by a guidance."""
    return office.kept(("terms", id(told)), lambda: (told, terms(told)))[1]


def audited(office: Office, asked: date | None = None) -> Audit | None:
    """The audit of every unit as of a day; None where there is no roster."""
    told = guidance(office, asked)
    return None if told is None else part_of(office, told, (), np.arange(told.roster.units.height))


def part_of(office: Office, told: Guidance, asked: tuple[str, ...], rows: Rows) -> Audit:
    """The audit of some units, as they were asked for; one of each is kept, as things stand now."""

    def make() -> tuple[Guidance, Audit]:
        return told, audit(told, _current(office, told.roster, told.day), rows, terms_of(office, told))

    key = ("audit", id(told), *(asked if any(asked) else ()))
    return office.answers.latest(key, lambda: marks(office)[1], make)[1]


def now() -> datetime:
    """This moment, with its time zone."""
    return datetime.now().astimezone()
