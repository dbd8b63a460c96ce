"""The stretches of days on which the words of a rulebook stay the same; in each, every combination of facts needs to be tried once.

Rules come and go within a stretch; two of them, and the stretch, share a day where each two of the three do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cxzy_rules.model.days import Days
from cxzy_rules.model.law import Word
from cxzy_rules.rulebook.book import Rulebook, in_words_of
from cxzy_rules.vocabulary.words import Vocabulary

NIGHT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of days, and the rulebook in their words, with the rules that are in force on any of them."""

    days: Days
    book: Rulebook

    def has(self, rules: tuple[str, ...]) -> bool:
        """Whether all these rules are in force in it, though perhaps not on one day."""
        return {*rules} <= {rule.id for rule in self.book.rules}


def phases(book: Rulebook) -> list[Phase]:
    """All of a rulebook's days, from the first to the last."""
    found: list[tuple[date, Rulebook]] = []
    for first in _mornings(book):
        then = in_words_of(book, first)
        if not found or _alike(then) != _alike(found[-1][1]):
            found.append((first, then))
    ends = [first - NIGHT for first, _ in found[1:]] + [book.identity.ends]
    return [_phase(Days(first, last), then) for (first, then), last in zip(found, ends, strict=True)]


def _phase(days: Days, then: Rulebook) -> Phase:
    rules = tuple(rule for rule in then.rules if not rule.days().empty() and rule.days().meet(days))
    return Phase(days, replace(then, rules=rules))


def _alike(then: Rulebook) -> object:
    return replace(then.vocabulary, day=None), then.rules


def _mornings(book: Rulebook) -> list[date]:
    """The first day, and every later one on which some word or ruling begins to be one or has ceased to be."""
    every = [*_stretches(book.vocabulary), *(one.days for one in book.rulings.values())]
    every += [Days(layer.identity.issued, layer.identity.ends) for layer in book.layers]
    changes = {days.first for days in every} | {days.last + NIGHT for days in every if days.last}
    whole = book.identity
    return sorted({whole.issued, *(day for day in changes if day and whole.issued < day <= whole.ends)})


def _stretches(words: Vocabulary) -> Iterator[Days]:
    """The days of every word and spelling, settlement and pattern."""
    tables: tuple[Mapping[str, Word], ...] = (words.kinds, words.levels, words.management, words.tags, words.organs, words.columns)
    for word in (word for table in tables for word in table.values()):
        yield from (word.days, *(one.days for one in word.dated))
    yield from (one.days for organ in words.organs.values() for one in organ.dated_names)
    yield from (one.days for one in words.settlements)
    yield from (one.days for one in words.names)
