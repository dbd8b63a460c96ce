"""What in a rulebook contradicts itself, can never matter, or says a thing twice, over every combination of facts (`reach/`).

A finding is certain to be wrong; what may well be meant is information. A finding shows the smallest unit that it concerns,
where there is one. All of it is looked for in each stretch of days on which the words stay the same (`phases.py`), and told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cxzy_rules.model.days import Days
from cxzy_rules.model.law import Rule
from cxzy_rules.questions.conflicts_guides import guides
from cxzy_rules.questions.conflicts_kinds import kinds, kinds_told
from cxzy_rules.questions.conflicts_rules import rules, rules_told
from cxzy_rules.questions.conflicts_twice import twice, twice_told
from cxzy_rules.questions.look import Look
from cxzy_rules.questions.phases import Phase, phases
from cxzy_rules.questions.reach.space import asked_facts, reach
from cxzy_rules.questions.suspect import Suspect
from cxzy_rules.rulebook.book import Rulebook

EMPTY = frozenset({"never_holds", "undecidable", "branch_without_kinds"})


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The findings and the information; `places` and `combinations`: how many there can be; `tried`: how many were tried.

    Of all facts that some rule asks, `combinations` counts every combination; `tried` is fewer, since a condition is tried
    over the facts that it asks. Of several stretches of days (`phases`) these are the sums.
    """

    book: Rulebook
    findings: tuple[Suspect, ...]
    information: tuple[Suspect, ...]
    places: int
    combinations: int
    tried: int
    phases: int


def conflicts(book: Rulebook) -> Conflicts:
    """Everything of a rulebook that is suspect."""
    every = phases(book)
    looks = [_look(phase.book) for phase in every]
    found = _merged(every, [[*_findings(look)] for look in looks])
    information = _merged(every, [[*kinds_told(look), *twice_told(look), *rules_told(look)] for look in looks])
    partly = [one for one in found if one.sort in EMPTY and one.days]
    return Conflicts(
        book=book,
        findings=(*_never_in_force(book), *(one for one in found if one not in partly)),
        information=(*map(_partly, partly), *information),
        places=sum(len(look.space.places) for look in looks),
        combinations=sum(look.space.count(_asked(look.book)) for look in looks),
        tried=sum(look.tried for look in looks),
        phases=len(looks),
    )


def _look(book: Rulebook) -> Look:
    return Look(book, reach(book.vocabulary, [rule.when for rule in book.rules]))


def _asked(book: Rulebook) -> set[str]:
    return set().union(*(asked_facts(rule.when) for rule in book.rules))


def _findings(look: Look) -> Iterator[Suspect]:
    yield from kinds(look)
    yield from rules(look)
    yield from twice(look)
    yield from guides(look)


def _merged(every: list[Phase], told: list[list[Suspect]]) -> list[Suspect]:
    """What is told of several stretches of days, once; with the days, where its rules are in force on others as well."""
    found: dict[object, Suspect] = {}
    when: dict[object, list[Phase]] = {}
    for phase, suspects in zip(every, told, strict=True):
        for one in suspects:
            key = (one.sort, one.rules) if one.sort in EMPTY and one.rules else (one.sort, one.rules, one.text)
            found.setdefault(key, one)
            when.setdefault(key, []).append(phase)
    there = {key: [phase for phase in every if phase.has(one.rules)] for key, one in found.items()}
    return [replace(one, days=() if when[key] == there[key] else _joined(when[key])) for key, one in found.items()]


def _joined(stretches: Iterable[Phase]) -> tuple[Days, ...]:
    """The days of some stretches; those that follow one another as one."""
    found: list[Days] = []
    for phase in stretches:
        if found and found[-1].followed_by(phase.days):
            found[-1] = Days(found[-1].first, phase.days.last)
        else:
            found.append(phase.days)
    return tuple(found)


def _partly(one: Suspect) -> Suspect:
    """That nobody is bound on some days alone, since the kinds that a rule asks for are gone or yet to come, may well be meant."""
    return replace(one, text=f"规则“{one.rules[0]}”有效，却没有单位适用") if one.rules else one


def _never_in_force(book: Rulebook) -> Iterator[Suspect]:
    whole = Days(book.identity.issued, book.identity.ends)
    for rule in book.rules:
        if rule.days().empty() or not rule.days().meet(whole):
            yield Suspect("never_in_force", f"规则“{rule.id}”没有一天有效：从 {rule.starts} 到 {rule.ends}", (rule.id,))


def meant(book: Rulebook, suspect: Suspect) -> list[Rule]:
    """The rules that a suspect names, in the document's order."""
    return [rule for rule in book.rules if rule.id in suspect.rules]
