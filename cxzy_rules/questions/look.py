"""Tries conditions on every combination of the facts that they ask, and counts what it tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cxzy_rules.conditions.logic import evaluate
from cxzy_rules.model.condition import Condition, Value
from cxzy_rules.model.law import Rule
from cxzy_rules.questions.reach.places import Place
from cxzy_rules.questions.reach.space import Space, asked_facts
from cxzy_rules.questions.specimen import Specimen, specimen, tried
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.walk import Asker, asker

Truth = bool | None
Meets = Callable[[list[Truth]], bool]
Margin = dict[tuple[Value | None, Value | None], frozenset[bool | None]]
Witness = tuple[Place, dict[str, Value]]


@dataclass
class Look:
    """A rulebook with its space; `tried`: on how many combinations some conditions were tried so far."""

    book: Rulebook
    space: Space
    tried: int = 0
    margins: dict[Condition, Margin] = field(default_factory=dict)

    @cached_property
    def ask(self) -> Asker:
        """All rules, whenever they are in force."""
        return asker(self.book, "plain")

    def where(self, conditions: list[Condition], meets: Meets) -> Iterator[Witness]:
        """The combinations in which the conditions' values meet what is wanted, the simplest places first."""
        for place, facts in self.space.combinations(set().union(*map(asked_facts, conditions))):
            self.tried += 1
            if meets([evaluate(condition, facts) for condition in conditions]):
                yield place, facts

    def ever(self, conditions: list[Condition], meets: Meets) -> bool:
        """Whether there is such a combination."""
        return next(self.where(conditions, meets), None) is not None

    def margin(self, condition: Condition) -> Margin:
        """Which values a condition takes for units of each kind and branch."""
        if condition not in self.margins:
            found: dict[tuple[Value | None, Value | None], set[Truth]] = {}
            for _, facts in self.space.combinations(asked_facts(condition) | {"kind", "branch"}):
                self.tried += 1
                found.setdefault((facts.get("kind"), facts.get("branch")), set()).add(evaluate(condition, facts))
            self.margins[condition] = {key: frozenset(values) for key, values in found.items()}
        return self.margins[condition]

    def values(self, condition: Condition) -> frozenset[Truth]:
        """All values that a condition takes."""
        return frozenset().union(*self.margin(condition).values())

    def may_meet(self, one: Condition, other: Condition) -> bool:
        """Whether some kind of unit of some branch can meet each of the two; where none can, no unit meets both."""
        first, second = self.margin(one), self.margin(other)
        return any(True in values and True in second[key] for key, values in first.items())

    def same(self, one: Condition, other: Condition) -> bool:
        """Whether two conditions have one value in every combination: true, false or open."""
        if one == other:
            return True
        return self.margin(one) == self.margin(other) and not self.ever([one, other], lambda values: values[0] is not values[1])

    def shown(self, rules: list[Rule], witnesses: Iterator[Witness]) -> Specimen | None:
        """The first of these units for which the whole program finds that the rules hold; None where it finds it for none."""
        wanted = {self.book.rules.index(rule) for rule in rules}
        for place, facts in witnesses:
            found = specimen(place, facts, self.book.vocabulary)
            if found is not None and wanted <= tried(found, self.ask):
                return found
        return None


def both(values: list[Truth]) -> bool:
    """Whether all hold for certain."""
    return all(value is True for value in values)


def one_only(values: list[Truth]) -> bool:
    """Whether some hold for certain and others certainly do not."""
    return True in values and False in values
