"""What in a rulebook contradicts itself, can never matter, or says a thing twice, over every combination of facts (`reach/`).

A finding is certain to be wrong; what may well be meant is information. A finding shows the smallest unit that it concerns,
where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxzy_rules.model.law import Rule
from cxzy_rules.questions.conflicts_guides import guides
from cxzy_rules.questions.conflicts_kinds import kinds, kinds_told
from cxzy_rules.questions.conflicts_rules import rules, rules_told
from cxzy_rules.questions.look import Look
from cxzy_rules.questions.reach.space import asked_facts, reach
from cxzy_rules.questions.suspect import Suspect
from cxzy_rules.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The findings and the information; `places` and `combinations`: how many there can be; `tried`: how many were tried.

    Of all facts that some rule asks, `combinations` counts every combination; `tried` is fewer, since a condition is tried
    over the facts that it asks.
    """

    book: Rulebook
    findings: tuple[Suspect, ...]
    information: tuple[Suspect, ...]
    places: int
    combinations: int
    tried: int


def conflicts(book: Rulebook) -> Conflicts:
    """Everything of a rulebook that is suspect."""
    look = Look(book, reach(book.vocabulary, [rule.when for rule in book.rules]))
    findings = tuple(_findings(look))
    information = (*kinds_told(look), *rules_told(look))
    asked = set().union(*(asked_facts(rule.when) for rule in book.rules))
    return Conflicts(book, findings, information, len(look.space.places), look.space.count(asked), look.tried)


def _findings(look: Look) -> Iterator[Suspect]:
    yield from kinds(look)
    yield from rules(look)
    yield from guides(look)


def meant(book: Rulebook, suspect: Suspect) -> list[Rule]:
    """The rules that a suspect names, in the document's order."""
    return [rule for rule in book.rules if rule.id in suspect.rules]
