"""The whole comparison of two rulebooks: rules, texts, and, where there is a roster, units; with the counts that are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cxzy_rules.engine.choose import EngineName, available
from cxzy_rules.guidance import guide
from cxzy_rules.paths import shown
from cxzy_rules.questions.diff.entries import Entry
from cxzy_rules.questions.diff.rules import RuleChanges, rule_changes
from cxzy_rules.questions.diff.sides import Side
from cxzy_rules.questions.diff.texts import text_changes
from cxzy_rules.questions.diff.units import UnitChanges, unit_changes
from cxzy_rules.roster.load import Reading, load_roster
from cxzy_rules.rulebook.book import Rulebook, in_force


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between `old` and `new` on `day`; `units` is None where no roster was given."""

    old: Side
    new: Side
    day: date
    rules: RuleChanges
    texts: tuple[Entry, ...]
    units: UnitChanges | None

    def differs(self) -> bool:
        rules = self.rules
        return bool(rules.added or rules.removed or rules.changed or self.texts)


def difference(old: Side, new: Side, day: date, roster: Path | None = None, reading: Reading | None = None) -> Difference:
    """The comparison. Errors: Unusable, where the roster is."""
    rules, texts = rule_changes(old.book, new.book), text_changes(old.book, new.book)
    units = None if roster is None else _units(old.book, new.book, day, rules, roster, reading)
    return Difference(old, new, day, rules, texts, units)


def _units(old: Rulebook, new: Rulebook, day: date, rules: RuleChanges, path: Path, reading: Reading | None) -> UnitChanges:
    """The same words read a roster in the same way: then it is read once."""
    engine: EngineName = available()
    then, now = in_force(old, day).vocabulary, in_force(new, day).vocabulary
    after = load_roster(path, shown(path), now, reading)
    before = after if then == now else load_roster(path, shown(path), then, reading)
    return unit_changes(guide(before, old, day, engine), guide(after, new, day, engine), rules.same)


def latest_day(old: Rulebook, new: Rulebook, today: date) -> date:
    """The day on which two rulebooks are compared unless another is named: today, but no later than the last day of either."""
    return min(old.latest_day(today), new.latest_day(today))
