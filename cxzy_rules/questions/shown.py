"""How much of the rules the cases show: every rule both ways, every leaf of a condition each way where it decides, every near miss.

A leaf is asked for the values that it can take while it decides (`deciding`), over every combination of facts (`reach/`).
Seen is a value where a unit of some case really evaluates to it; a rule is missed nearly where a case says that a unit lacks it
which one leaf alone keeps from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from cxzy_rules.conditions.logic import ancestor_tests, leaves
from cxzy_rules.conditions.words import phrase
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.condition import Condition, Facts
from cxzy_rules.model.law import Rule
from cxzy_rules.questions.cases import Case
from cxzy_rules.questions.deciding import Shown, shown
from cxzy_rules.questions.reach.ranges import OF_CASES
from cxzy_rules.questions.reach.space import Space, asked_facts, reach_each
from cxzy_rules.questions.trial import untested
from cxzy_rules.rulebook.book import Rulebook

Tried = list[tuple[Case, Guidance]]


@dataclass(frozen=True, slots=True)
class Unseen:
    """A leaf's value that no case shows; `text`: the leaf in words; `superior`: it is asked of a superior."""

    rule: Rule
    text: str
    value: bool | None
    superior: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What can be shown and what is not: rules holding and not holding, `values` of leaves, and near misses.

    `unasked`: rules whose conditions have more combinations than can be gone through; their leaves are not counted.
    """

    rules: int
    never_held: tuple[Rule, ...]
    never_lacked: tuple[Rule, ...]
    values: int
    unseen: tuple[Unseen, ...]
    near: int
    never_near: tuple[Rule, ...]
    unasked: tuple[Rule, ...]

    def shares(self) -> dict[str, float]:
        """The three shares, from 0 to 1, under the words by which they are told."""
        return {
            "规则": _share(len(self.never_held) + len(self.never_lacked), 2 * self.rules),
            "条件": _share(len(self.unseen), self.values),
            "差一点": _share(len(self.never_near), self.near),
        }


def _share(missing: int, total: int) -> float:
    return 1 - missing / total if total else 1.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A condition whose leaves are to be seen: a rule's own, or what one of its tests asks of superiors."""

    rule: Rule
    condition: Condition
    superior: bool


def coverage(book: Rulebook, tried: Tried) -> Coverage:
    """What these cases, each with its guidance, show of the rulebook."""
    parts = [part for rule in book.rules for part in _parts(rule)]
    spaces = reach_each(book.vocabulary, dict.fromkeys(part.condition for part in parts), OF_CASES)
    possible = cache(lambda condition: _possible(condition, spaces[condition]))
    asked = [part for part in parts if possible(part.condition) is not None]
    can = {part: {(one.leaf, one.value) for one in possible(part.condition) or ()} for part in asked}
    seen = _seen(tried)
    unseen = [one for part in asked for one in _unseen(part, can[part] - seen(part), book)]
    near = [rule for rule in book.rules if any(one.outcome is False for one in possible(rule.when) or ())]
    never_held, never_lacked = untested(book, [case for case, _ in tried])
    nearly = _missed_nearly(tried)
    return Coverage(
        rules=len(book.rules),
        never_held=tuple(rule for rule in book.rules if rule.id in never_held),
        never_lacked=tuple(rule for rule in book.rules if rule.id in never_lacked),
        values=sum(map(len, can.values())),
        unseen=tuple(unseen),
        near=len(near),
        never_near=tuple(rule for rule in near if rule.id not in nearly),
        unasked=tuple(dict.fromkeys(part.rule for part in parts if part not in can)),
    )


def _parts(rule: Rule) -> Iterator[_Part]:
    """The rule's own condition; and what its tests ask of superiors, where that is more than one leaf."""
    yield _Part(rule, rule.when, False)
    for test in ancestor_tests(rule.when):
        if len([*leaves(test.inner)]) > 1:
            yield _Part(rule, test.inner, True)


def _possible(condition: Condition, space: Space) -> frozenset[Shown] | None:
    """All that units can show of a condition; None where there are too many."""
    asked = asked_facts(condition)
    return shown(condition, (facts for _, facts in space.combinations(asked))) if space.few(asked) else None


def _seen(tried: Tried) -> Callable[[_Part], set[tuple[int, bool | None]]]:
    """What the cases' units show of a part, on the days on which its rule is in force."""
    facts: dict[tuple[date, bool], dict[frozenset[object], Facts]] = {}
    for case, guidance in tried:
        above = {int(row) for row in guidance.roster.parent}
        for row in range(guidance.roster.units.height):
            one = guidance.answer(row).standing.facts
            for superior in (False, True) if row in above else (False,):
                facts.setdefault((case.day, superior), {})[frozenset(one.items())] = one
    rules = {case.day: frozenset(rule.id for rule in guidance.book.rules) for case, guidance in tried}
    on_day = cache(lambda condition, day, superior: shown(condition, facts.get((day, superior), {}).values()))

    def seen(part: _Part) -> set[tuple[int, bool | None]]:
        days = [day for day, known in rules.items() if part.rule.id in known]
        return {(one.leaf, one.value) for day in days for one in on_day(part.condition, day, part.superior)}

    return seen


def _unseen(part: _Part, missing: Iterable[tuple[int, bool | None]], book: Rulebook) -> list[Unseen]:
    words = [phrase(leaf, book.lexicon) for leaf in leaves(part.condition)]
    ordered = sorted(missing, key=lambda one: (one[0], str(one[1])))
    return [Unseen(part.rule, words[leaf], value, part.superior) for leaf, value in ordered]


def _missed_nearly(tried: Tried) -> set[str]:
    """The rules that some case says a unit lacks which one leaf alone keeps from it; not the day, on which it is not in force."""
    found: set[str] = set()
    for case, guidance in tried:
        conditions = {rule.id: rule.when for rule in guidance.book.rules}
        rows = {unit: row for row, unit in enumerate(guidance.roster.ids())}
        for one in case.expected:
            facts = guidance.answer(rows[one.unit]).standing.facts
            missed = (rule for rule in one.lacks if rule in conditions)
            found |= {rule for rule in missed if any(s.outcome is False for s in shown(conditions[rule], [facts]))}
    return found
