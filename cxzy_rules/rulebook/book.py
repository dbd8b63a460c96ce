"""The rulebook as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cxzy_rules.conditions.logic import ancestor_tests
from cxzy_rules.conditions.parse import Lexicon
from cxzy_rules.document import Document
from cxzy_rules.model.condition import Above
from cxzy_rules.model.law import Rule, Ruling
from cxzy_rules.vocabulary.words import Vocabulary


@dataclass(frozen=True, slots=True)
class Identity:
    """What the rulebook is, who issued its document, and its first and last day."""

    id: str
    title: str
    issuer: str
    issued: date
    ends: date
    ends_ruling: str | None
    document: str
    version: str
    periods_ruling: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of the document that are no rule, and why."""

    clause: str
    quote: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules stand in the order of the document's words."""

    folder: Path
    identity: Identity
    document: Document
    vocabulary: Vocabulary
    lexicon: Lexicon
    rulings: dict[str, Ruling]
    rules: tuple[Rule, ...]
    unruled: tuple[Stretch, ...]

    def ancestor_tests(self) -> dict[str, Above]:
        """Every test of a superior that some rule makes, by its key, inner ones first."""
        return {test.key: test for rule in self.rules for test in ancestor_tests(rule.when)}

    def latest_day(self, today: date) -> date:
        """The day as of which questions are asked unless another is named: today, but no later than the last day."""
        return min(today, self.identity.ends)

    def covers(self, day: date) -> bool:
        """Whether the document is in force at all: from its issue to its last day."""
        return self.identity.issued <= day <= self.identity.ends


def in_force(book: Rulebook, day: date) -> Rulebook:
    """The rulebook with only the rules in force on `day`."""
    return replace(book, rules=tuple(rule for rule in book.rules if book.covers(day) and rule.in_force(day)))
