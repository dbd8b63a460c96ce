"""What the working file knew on earlier days: how far things were then, and what has changed since.

A day that is over knows the same for ever, so its numbers are kept as long as the program runs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.rates import summary
from cxzy_rules.audit.states import audit
from cxzy_rules.audit.trend import Between, Circumstances, with_trend
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.ledger.read import nothing, read_ledgers
from cxzy_rules.roster.load import Reading, load_roster
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.rulebook.book import in_force
from cxzy_rules.store.base import reading
from cxzy_rules.store.days import held_before, written_on
from cxzy_rules.store.ledgers import verdict_of
from cxzy_rules.store.moment import known_until
from cxzy_rules.web.office import Office, State, guidance, ledger, roster
from cxzy_rules.web.parts import audited_part
from cxzy_rules.web.scope import Scope, scope

MOST = 12
STEPS, COMPARED = 6, 3
ENGINE: EngineName = "plain"  # the other one bears but one thread, and days that are over are counted beside the pages


@dataclass(frozen=True, slots=True)
class Point:
    """How far all units were by what was known at the end of a day (`known`), as of a day (`day`)."""

    known: date
    day: date
    units: int
    required: int
    done: int


def known_days(office: Office) -> list[date]:
    """The last days on which something was brought or judged and a roster was there, the oldest first."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        return [day for day in written_on(connection)[-MOST:] if held_before(connection, known_until(day))[0][0]]


def point(office: Office, known_on: date, asked: date) -> Point:
    """The numbers of one day by the rules of today. Errors: Unusable, where there was no roster."""
    day = min(asked, max(known_on, office.book.identity.issued))
    key = (_held(office, known_on), day)
    if key not in office.points:
        office.points[key] = _total(office, circumstances(office, known_on, day))
    return Point(known_on, day, *office.points[key])


def points_known(office: Office, asked: date) -> tuple[list[Point], int]:
    """The trend so far, one point more than before; and how many days are still to be counted."""
    days, found, fresh = known_days(office), [], 0
    for at, one in enumerate(reversed(days)):
        before = len(office.points)
        found.append(point(office, one, asked))
        fresh += len(office.points) > before
        if fresh and at + 1 < len(days):
            return found[::-1], len(days) - at - 1
    return found[::-1], 0


def _held(office: Office, known_on: date | None) -> tuple[State, int]:
    """How the roster stood and the newest verdict at the end of a day; without a day, those of now."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        return held_before(connection, known_until(known_on))


def _total(office: Office, what: Circumstances) -> tuple[int, int, int]:
    told = guidance(office, what.day)
    if told is None or told.roster is not what.roster:
        told = guide(what.roster, what.book, what.day, ENGINE)
    found = summary(audit(told, what.ledger, np.arange(what.roster.units.height)))
    return found["units"], found["required"], found["done"]


def circumstances(office: Office, known_on: date, day: date) -> Circumstances:
    """What an audit rests on by what was known on a day. Errors: Unusable, where there was no roster."""
    held, now = _held(office, known_on), _held(office, None)
    if held == now:
        records, current = ledger(office, day), roster(office, day)
        assert records is not None and current is not None
        return Circumstances(office.book, current, day, records)
    read = (roster(office, day) if held[0] == now[0] else None) or _roster(office, known_on, day)
    return Circumstances(office.book, read, day, _ledger(office, read, known_on, day))


def _roster(office: Office, known_on: date, day: date) -> Roster:
    return load_roster(office.path, office.desk.shown, in_force(office.book, day).vocabulary, Reading(known_on=known_on))


def _ledger(office: Office, read: Roster, known_on: date, day: date) -> Ledger:
    with reading(office.desk.engine, office.desk.shown) as connection:
        there = bool((verdict_of(connection, known_until(known_on)) == "accepted").any())
    return read_ledgers([office.path], read, office.book, day, known_on) if there else nothing(read, office.book, day)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: a part as of `day`, with what was known of it on `since`, as of `since_day`."""

    office: Office
    part: Scope
    day: date
    since: date
    since_day: date

    def made(self) -> Audit | None:
        """The audit with its trend, of which only the pairs that changed are kept, where it was made before."""
        return self.office.compared.get(self._key())

    def make(self, step: Callable[[int, int], None] = lambda done, total: None) -> Audit:
        """Makes it; nobody else waits for it. `step` is told how far it is. Errors: Unusable, where there was no roster then."""
        key, kept = self._key(), self.office.compared
        found = kept[key] = self._compared(step)
        for old in list(kept)[:-COMPARED]:
            kept.pop(old, None)
        return found

    def _key(self) -> Hashable:
        return _held(self.office, None), _held(self.office, self.since), self.day, self.since_day, self.part.query()

    def _compared(self, step: Callable[[int, int], None]) -> Audit:
        office, part, audits = self.office, self.part, count(2)
        told, current, records = guidance(office, self.day), roster(office, self.day), ledger(office, self.day)
        step(1, STEPS)
        then, alike = circumstances(office, self.since, self.since_day), roster(office, self.since_day)
        assert told is not None and current is not None and records is not None and alike is not None

        def chosen(one: Guidance) -> Rows:
            step(min(next(audits), STEPS), STEPS)
            return scope(one, part.under, part.branch, part.supervisor, part.county).rows

        now = Circumstances(office.book, current, self.day, records)
        between = Between(then.roster, current if self.since_day == self.day else alike)
        found = with_trend(audited_part(office, told, part), now, then, between, chosen, ENGINE)
        assert found.trend is not None
        different = found.trend.pairs.filter(pl.col("cause").is_not_null())  # of a large roster, millions are as they were
        return replace(found, trend=replace(found.trend, pairs=different))
