"""The audit asked for, beside an older one where that is named: which ledgers, roster, rules and day each rests on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxzy_rules.commands.common import Inputs, load_book
from cxzy_rules.commands.early import Early
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.roster.load import Reading

if TYPE_CHECKING:
    from cxzy_rules.audit.audit import Audit
    from cxzy_rules.audit.trend import Between, Circumstances
    from cxzy_rules.guidance import Guidance
    from cxzy_rules.ledger.ledger import Extent
    from cxzy_rules.roster.roster import Rows


@dataclass(frozen=True, slots=True)
class Since:
    """What the older audit rests on, as far as it is not what the new one rests on."""

    ledgers: tuple[Path, ...]
    roster: Path | None
    rules: tuple[Path, ...]
    day: date | None
    known_on: date | None = None


def older_of(older: Since, ledgers: tuple[Path, ...]) -> Since | None:
    """What is compared with, if anything; where only a day is named on which it was known, that is the new audit's own files."""
    if older.ledgers or older.known_on:
        return older if older.ledgers else replace(older, ledgers=ledgers)
    if older.roster or older.rules or older.day:
        raise click.UsageError("--since-roster、--since-rules、--since-as-of 要和 --since 旧台账 一起写")
    return None


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom is asked: the units at or below `top`, those of a branch; everybody where neither is named."""

    top: str | None
    branch: str | None

    def scope(self, guidance: Guidance) -> Rows:
        """The rows of these units."""
        from cxzy_rules.guidance import chosen

        return chosen(guidance, under=self.top, branch=self.branch)

    def part(self, guidance: Guidance) -> Extent | None:
        """The same as a part of the roster, where it is not all of it."""
        from cxzy_rules.ledger.ledger import Extent

        top = guidance.roster.row_of(self.top) if self.top else None
        return Extent(self.scope(guidance), top) if self.top or self.branch else None


def audited(
    inputs: Inputs,
    ledgers: Early,
    older: Since | None,
    asked: Asked,
    reading: Reading,
    engine: EngineName | None,
) -> Audit:
    from cxzy_rules.audit.states import audit
    from cxzy_rules.audit.trend import Circumstances, with_trend
    from cxzy_rules.guidance import guide

    with ThreadPoolExecutor(1) as beside:
        guided = beside.submit(guide, inputs.roster, inputs.book, inputs.day, engine)
        part = asked.part(guided.result()) if asked.top or asked.branch else None  # else the ledger need not wait
        ledger = ledgers.ledger(inputs, part)
        guidance = guided.result()
    found = audit(guidance, ledger, asked.scope(guidance))
    if older is None:
        return found
    then, between = _then(inputs, older, asked, reading)
    return with_trend(found, Circumstances(inputs.book, inputs.roster, inputs.day, ledger), then, between, asked.scope, engine)


def _then(inputs: Inputs, older: Since, asked: Asked, reading: Reading) -> tuple[Circumstances, Between]:
    """What the older audit rests on, and the rosters of both as the newer rulebook reads them on the older day."""
    from cxzy_rules.audit.trend import Between, Circumstances
    from cxzy_rules.guidance import guide
    from cxzy_rules.ledger.read import read_ledgers
    from cxzy_rules.paths import shown
    from cxzy_rules.roster.load import load_roster
    from cxzy_rules.rulebook.book import in_force

    book = load_book(older.rules) if older.rules else inputs.book
    day = older.day or book.latest_day(inputs.day)
    words = in_force(inputs.book, day).vocabulary
    other = older.roster is not None or older.known_on is not None
    path, hand = older.roster or inputs.path, replace(reading, slips=(), known_on=older.known_on) if other else reading
    new = inputs.roster if _read_alike(inputs, day) else load_roster(inputs.path, shown(inputs.path), words, reading)
    old = load_roster(path, shown(path), words, hand) if other else new
    roster = load_roster(path, shown(path), in_force(book, day).vocabulary, hand) if older.rules else old
    part = asked.part(guide(roster, book, day)) if asked.top or asked.branch else None
    return Circumstances(book, roster, day, read_ledgers(older.ledgers, roster, book, day, older.known_on, part)), Between(old, new)


def _read_alike(inputs: Inputs, day: date) -> bool:
    """Whether the roster reads the same on another day: neither its words nor its own cells know days."""
    from cxzy_rules.roster.load import knows_days
    from cxzy_rules.rulebook.book import in_force

    words, now = (in_force(inputs.book, one).vocabulary for one in (day, inputs.day))
    return day == inputs.day or (replace(words, day=None) == replace(now, day=None) and not knows_days(inputs.roster))
