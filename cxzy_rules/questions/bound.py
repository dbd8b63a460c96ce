"""Whom each rule binds, as a table small enough to read: units of every kind with nothing unusual, and what one more fact changes.

A *plain* unit of a kind has each fact's usual value and no superior, and a layer reaches it. Beside it stand the plain unit that is
an organ, at the organ's level, and the part of a branch whose kind nobody told. Then one fact at a time is another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxzy_rules.conditions.logic import evaluate
from cxzy_rules.conditions.thresholds import thresholds
from cxzy_rules.model.condition import FALSE, TRUE, Above, Condition, Value
from cxzy_rules.model.facts import open_value, within_fact
from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.questions.reach.places import PLACED
from cxzy_rules.questions.reach.ranges import Possible, possible
from cxzy_rules.questions.reach.space import asked_facts
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.derive import Standing

Groups = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked up again and again: the rules' different conditions, the facts that each asks, tests of superiors, thresholds."""

    book: Rulebook
    conditions: dict[Condition, set[str]]
    tests: dict[str, Above]
    cuts: dict[str, list[int]]

    def facts(self) -> list[str]:
        """The facts that some rule asks, beside kind, branch and organ, which make the units."""
        return sorted(set().union(*self.conditions.values()) - {*PLACED, "organ"})

    def possible(self, standing: Standing, fact: str) -> Possible:
        """The values of a fact, the usual one first."""
        if fact in {within_fact(reach.layer) for reach in self.book.vocabulary.reaches}:
            return TRUE, FALSE
        return (FALSE, TRUE) if fact in self.tests else possible(self.book.vocabulary, self.cuts, standing, fact)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its facts; `who`: its kind, `@organ`, or `?branch` for a part."""

    who: str
    standing: Standing
    facts: dict[str, Value]


def bound(book: Rulebook) -> dict[str, Groups]:
    """`plain`: who (`*branch` for everybody of a branch) -> rules; for each further `fact=value`: who -> rules won (+) or lost (-)."""
    conditions = {rule.when: asked_facts(rule.when) for rule in book.rules}
    asked = Asked(book, conditions, book.ancestor_tests(), thresholds(conditions))
    units = [*_units(asked)]
    found = {"plain": _grouped(book, {unit.who: _rules(book, _holding(asked, unit.facts, [*conditions])) for unit in units})}
    for fact in asked.facts():
        for value in dict.fromkeys(value for unit in units for value in asked.possible(unit.standing, fact) if value is not None):
            changed = {unit.who: _change(asked, unit, fact, value) for unit in units if value in asked.possible(unit.standing, fact)}
            groups = _grouped(book, changed)
            found |= {f"{fact}={_written(asked, fact, value)}": groups} if groups else {}
    return found


def _written(asked: Asked, fact: str, value: Value) -> str:
    """A value; a number with the last that fares like it, as thresholds on both sides count."""
    above = [cut for cut in asked.cuts.get(fact, []) if isinstance(value, int) and cut > value]
    return f"{value}..{min(above) - 1 if above else ''}" if isinstance(value, int) else str(value)


def _units(asked: Asked) -> Iterator[Unit]:
    words = asked.book.vocabulary
    for kind in words.kinds.values():
        yield _unit(asked, kind.id, kind.id, {"kind": kind.id, "branch": kind.branch or NO_BRANCH})
    for organ in words.organs.values():
        for name in organ.kinds[:1]:
            branch = words.kinds[name].branch or NO_BRANCH
            yield _unit(asked, f"@{organ.id}", name, {"kind": name, "branch": branch, "organ": organ.id, "level": organ.level})
    for branch in words.branches:
        yield _unit(asked, open_value(branch), None, {"kind": open_value(branch), "branch": branch})


def _unit(asked: Asked, who: str, kind: str | None, told: dict[str, Value]) -> Unit:
    standing = Standing({"branch": told["branch"]}, kind, None, None, None)
    usual = {fact: asked.possible(standing, fact)[0] for fact in [*asked.facts(), "organ"]}
    return Unit(who, standing, {fact: value for fact, value in usual.items() if value is not None} | told)


def _holding(asked: Asked, facts: dict[str, Value], conditions: list[Condition]) -> set[Condition]:
    return {condition for condition in conditions if evaluate(condition, facts)}


def _change(asked: Asked, unit: Unit, fact: str, value: Value) -> list[str]:
    """What one other fact wins or loses; only the conditions that ask it can change."""
    conditions = [condition for condition, facts in asked.conditions.items() if fact in facts]
    before = _holding(asked, unit.facts, conditions)
    after = _holding(asked, unit.facts | {fact: value}, conditions)
    won, lost = _rules(asked.book, after - before), _rules(asked.book, before - after)
    return [f"+{rule}" for rule in won] + [f"-{rule}" for rule in lost]


def _rules(book: Rulebook, conditions: set[Condition]) -> list[str]:
    return [rule.id for rule in book.rules if rule.when in conditions] if conditions else []


def _grouped(book: Rulebook, rules: dict[str, list[str]]) -> Groups:
    """Rules by whom they bind, so that the same people stand once."""
    whom: dict[str, list[str]] = {}
    for who, held in rules.items():
        for rule in held:
            whom.setdefault(rule, []).append(who)
    found: Groups = {}
    for rule, people in whom.items():
        found.setdefault(" ".join(_short(book, people)), []).append(rule)
    return found


def _short(book: Rulebook, people: list[str]) -> Iterator[str]:
    """A branch stands for all its kinds, its organs and its parts where all of them are there."""
    kinds, organs = book.vocabulary.kinds, book.vocabulary.organs.values()
    written: set[str] = set()
    for branch in [*book.vocabulary.branches, None]:
        own = {kind.id for kind in kinds.values() if kind.branch == branch} | ({open_value(branch)} if branch else set())
        own |= {f"@{organ.id}" for organ in organs if organ.kinds and kinds[organ.kinds[0]].branch == branch}
        if own <= {*people}:
            written |= own
            yield f"*{branch or NO_BRANCH}"
    yield from (one for one in people if one not in written)
