"""The rulebook as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cxzy_rules.conditions.logic import ancestor_tests
from cxzy_rules.conditions.narrow import narrowed
from cxzy_rules.conditions.parse import Lexicon
from cxzy_rules.document import Document
from cxzy_rules.model.condition import Above
from cxzy_rules.model.law import NOWHERE, Rule, Ruling, Word
from cxzy_rules.model.place import Place
from cxzy_rules.vocabulary.on_day import words_on
from cxzy_rules.vocabulary.reach import words_in
from cxzy_rules.vocabulary.words import Vocabulary
from cxzy_rules.vocabulary.words import lexicon as lexicon_of


@dataclass(frozen=True, slots=True)
class Identity:
    """What the rulebook is, who issued its document, and its first and last day.

    Of a layer also: `under` which rulebook it stands, and the unit of the roster that issued it, below which it reaches (itself too
    where `reaches_issuer`).
    """

    id: str
    title: str
    issuer: str
    issued: date
    ends: date
    ends_ruling: str | None
    document: str
    version: str
    periods_ruling: str | None = None
    place: Place = field(default=NOWHERE, compare=False)
    under: str | None = None
    issuer_unit: str | None = None
    reaches_issuer: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of the document that are no rule, and why."""

    clause: str
    quote: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules stand in the order of the document's words; those of `layers` after them, a layer's together. All else but the
    vocabulary, lexicon, rulings and rules is the base's alone; of a layer it is the layer's."""

    folder: Path
    identity: Identity
    document: Document
    vocabulary: Vocabulary
    lexicon: Lexicon
    rulings: dict[str, Ruling]
    rules: tuple[Rule, ...]
    unruled: tuple[Stretch, ...]
    layers: tuple[Rulebook, ...] = ()

    def ancestor_tests(self) -> dict[str, Above]:
        """Every test of a superior that some rule makes, by its key, inner ones first."""
        return {test.key: test for rule in self.rules for test in ancestor_tests(rule.when)}

    def latest_day(self, today: date) -> date:
        """The day as of which questions are asked unless another is named: today, but no later than the last day."""
        return min(today, self.identity.ends)

    def covers(self, day: date) -> bool:
        """Whether the document is in force at all: from its issue to its last day."""
        return self.identity.issued <= day <= self.identity.ends


def volumes(book: Rulebook) -> tuple[Rulebook, ...]:
    """The base, and each layer, with the rules and rulings of its own document alone."""
    of_layers = {key for layer in book.layers for key in layer.rulings}
    rulings = {key: ruling for key, ruling in book.rulings.items() if key not in of_layers}
    rules = tuple(rule for rule in book.rules if rule.document == book.identity.id)
    return replace(book, rules=rules, rulings=rulings, layers=()), *book.layers


def chain(book: Rulebook, layer: str) -> list[str]:
    """A layer and those that it stands under, without the base; nothing for the base itself."""
    under = {one.identity.id: one.identity.under for one in book.layers}
    found: list[str] = []
    while layer in under:
        found.append(layer)
        layer = str(under[layer])
    return found


def stands_for(book: Rulebook, rule: Rule, other: str) -> bool:
    """Whether a rule sharpens another, or one that does."""
    by_id = {one.id: one for one in book.rules}
    while rule.sharpens is not None and rule.sharpens != other and rule.sharpens in by_id:
        rule = by_id[rule.sharpens]
    return rule.sharpens == other


def in_force(book: Rulebook, day: date) -> Rulebook:
    """The rulebook as it is on `day`: the rules, rulings and words in force. A roster that is asked on that day is read by these words."""
    then = in_words_of(book, day)
    return replace(then, rules=tuple(rule for rule in then.rules if book.covers(day) and rule.in_force(day)))


def in_words_of(book: Rulebook, day: date) -> Rulebook:
    """The rulebook with the rulings and words of `day`, and all its rules in these words, whether they are in force then or not."""
    rulings = {key: ruling for key, ruling in book.rulings.items() if ruling.days.cover(day)}
    rules = [_as_on(rule, rulings) for rule in book.rules]
    words = _reaching(book, words_on(book.vocabulary, day, rulings), day)
    lexicon = book.lexicon
    if words.reaches != book.vocabulary.reaches or any(known.keys() != now.keys() for known, now in _asked(book.vocabulary, words)):
        lexicon = lexicon_of(words, {})
        subjects = {key: narrowed(condition, lexicon.domains) for key, condition in book.lexicon.subjects.items()}
        lexicon = replace(lexicon, subjects=subjects)
        rules = [replace(rule, when=narrowed(rule.when, lexicon.domains)) for rule in rules]
    return replace(book, rules=tuple(rules), rulings=rulings, vocabulary=words, lexicon=lexicon)


def _reaching(book: Rulebook, words: Vocabulary, day: date) -> Vocabulary:
    """Without the words of layers that are not in force on a day, nor whom they would reach."""
    gone = {layer.identity.id for layer in book.layers if not layer.covers(day)}
    if not gone:
        return words
    kept = tuple(reach for reach in words.reaches if reach.layer not in gone)
    return replace(words_in(words, {reach.layer for reach in kept}), reaches=kept)


def _as_on(rule: Rule, rulings: Mapping[str, Ruling]) -> Rule:
    """Without the counterparts of an organ that only a ruling of other days gives it."""
    return rule if rule.counterpart is None or rule.counterpart in rulings else replace(rule, counterpart=None)


def _asked(one: Vocabulary, other: Vocabulary) -> list[tuple[Mapping[str, Word], Mapping[str, Word]]]:
    """The words that conditions ask for, in two vocabularies."""
    tables = ("kinds", "levels", "management", "organs", "tags")
    return [(getattr(one, table), getattr(other, table)) for table in tables]
