"""What the days to come ask: steps and periods that fall due, and rules that begin or end, as the rulebook has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.words import GAPS, STATES
from cxzy_rules.model.law import Rule
from cxzy_rules.rulebook.book import Rulebook

Turn = Literal["due", "begins", "ends"]
TURN_LABELS: dict[Turn, str] = {"due": "到期", "begins": "开始执行", "ends": "停止执行"}
ORDER: tuple[Turn, ...] = ("due", "ends", "begins")


@dataclass(frozen=True, slots=True)
class Coming:
    """One day on which something turns. `period`: which is over then, of a rule that recurs. `asked`, `left`: how many units must show it
    and have not; null where nothing of it is audited yet."""

    day: date
    turn: Turn
    rule: Rule
    period: str | None = None
    asked: int | None = None
    left: int | None = None


def coming(found: Audit, book: Rulebook, days: int) -> list[Coming]:
    """What turns from the audit's day on, that many days long, by day. `book`: with the rules of all days."""
    first = found.guidance.day
    last = first + min(timedelta(days=days), date.max - first)
    lines = _asked(found, first, last) + _shown(found, first, last)
    told = {line.rule.id for line in lines}
    lines += [Coming(rule.ends, "ends", rule) for rule in book.rules if rule.ends and first <= rule.ends <= last and rule.id not in told]
    lines += [Coming(rule.starts, "begins", rule) for rule in book.rules if rule.starts and first < rule.starts <= last]
    return sorted(lines, key=lambda line: (line.day, ORDER.index(line.turn)))


def _asked(found: Audit, first: date, last: date) -> list[Coming]:
    """What is audited and falls due, where anybody must show it."""
    lines = []
    for slot, states in zip(found.slots, found.by_slot.tolist(), strict=True):
        if slot.due is not None and first <= slot.due <= last and any(states):
            left = sum(count for count, state in zip(states, STATES, strict=True) if state in GAPS)
            lines.append(Coming(slot.due, "due", slot.rule, slot.period, sum(states), left))
    return lines


def _shown(found: Audit, first: date, last: date) -> list[Coming]:
    """The days of steps that nobody must prove: others' acts, say."""
    audited = {slot.rule.id for slot in found.slots}
    rules = (rule for rule in found.guidance.book.rules if rule.id not in audited)
    return [Coming(rule.due, "due", rule) for rule in rules if rule.due and first <= rule.due <= last]
