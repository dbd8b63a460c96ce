"""What is to be shown: each audited rule once, or once a period where it has a rhythm, up to a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import Rule, Section
from cxzy_rules.rulebook.book import Rulebook

AUDITED: tuple[Section, ...] = ("activities", "measures", "carriers", "obligations")


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to be shown: a rule, for one `period` (`2011H1`, `2011`) where it recurs; from its first day to its due day, if any."""

    rule: Rule
    period: str | None
    starts: date | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year or half of one."""

    name: str
    first: date
    last: date

    def of_which(self, start: date, end: date) -> int:
        """How many of its days lie between two days, both counted."""
        return max(0, (min(self.last, end) - max(self.first, start)).days + 1)


def slots(book: Rulebook, day: date) -> tuple[Slot, ...]:
    """Everything that the rules in force on `day` can demand up to it, in the document's order, then by period."""
    return tuple(slot for rule in book.rules if is_audited(rule) for slot in _slots(book, rule, day))


def is_audited(rule: Rule) -> bool:
    """Whether the rule asks for something that a unit must show."""
    return rule.section in AUDITED and rule.audited


def _slots(book: Rulebook, rule: Rule, day: date) -> list[Slot]:
    if rule.rhythm is None:
        return [Slot(rule, None, rule.starts, rule.due)]
    own = [Slot(rule, period.name, period.first, min(period.last, book.identity.ends)) for period in periods(book, rule, day)]
    return [*_before(book, rule, day), *own]


def _before(book: Rulebook, rule: Rule, day: date) -> list[Slot]:
    """Of a rule that sharpens another: the periods of that one which were over before, with no more asked of them than it asked."""
    old = next((one for one in book.rules if one.id == rule.sharpens), None)
    if old is None or old.rhythm is None or rule.starts is None:
        return []
    earlier = (slot for slot in _slots(book, old, day) if slot.due is not None and slot.due < rule.starts)
    return [replace(slot, rule=replace(rule, evidence=old.evidence)) for slot in earlier]


def periods(book: Rulebook, rule: Rule, day: date) -> list[Period]:
    """The recurring rule's periods up to the one in which `day` lies; one counts if at least half of it lies in the rule's days.

    Source: the rulebook's ruling `periods_ruling`.
    """
    start = max(book.identity.issued, rule.starts or date.min)
    end = min(book.identity.ends, rule.ends or date.max)
    every = (period for year in range(start.year, min(day, end).year + 1) for period in _of_year(year, rule))
    return [one for one in every if one.first <= day and 2 * one.of_which(start, end) >= one.of_which(one.first, one.last)]


def _of_year(year: int, rule: Rule) -> list[Period]:
    new_year, july, last = date(year, 1, 1), date(year, 7, 1), date(year, 12, 31)
    if rule.rhythm == "year":
        return [Period(f"{year}", new_year, last)]
    return [Period(f"{year}H1", new_year, july - timedelta(days=1)), Period(f"{year}H2", july, last)]


def required(guidance: Guidance, wanted: tuple[Slot, ...]) -> pl.DataFrame:
    """Which slots each situation must show: columns `situation` and `slot` (position in `wanted`), in that order."""
    of_rule: dict[str, list[int]] = {}
    for position, slot in enumerate(wanted):
        of_rule.setdefault(slot.rule.id, []).append(position)
    pairs = [
        (situation, position)
        for situation, answer in enumerate(guidance.answers)
        for position in sorted(position for rule in answer.rules for position in of_rule.get(rule.id, ()))
    ]
    return pl.DataFrame(pairs, schema={"situation": pl.Int64, "slot": pl.Int64}, orient="row")


def open_audited(guidance: Guidance) -> pl.DataFrame:
    """The audited rules left open in each situation: columns `situation`, `rule` (null where the branch itself is open)."""
    pairs = [
        (situation, None if one.rule is None else one.rule.id)
        for situation, answer in enumerate(guidance.answers)
        for one in answer.undetermined
        if one.rule is None or is_audited(one.rule)
    ]
    return pl.DataFrame(pairs, schema={"situation": pl.Int64, "rule": pl.String}, orient="row")
