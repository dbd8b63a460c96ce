"""Every combination of facts that a unit of some roster can have, as far as some conditions tell them apart.

In a given place (`places.py`) each other fact ranges over its values (`ranges.py`) whatever the others are. So the combinations of
any set of facts are, place by place, the product of their values, and a condition needs to be tried only over the facts that
it asks: over every other fact it is the same. That is exact, and small. Two things alone bind facts to each other: where every
cell can be read, a unit under the usual management names its competent department or has none; and a layer's words are borne by
units alone that it reaches.

Names are taken to say any form beside any organ, and any place to lie below a layer's issuer, which is somewhat too many; a finding
that *shows* a unit is therefore tried on that very unit (`specimen.py`) before it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod

from cxzy_rules.conditions.logic import ancestor_tests, leaves
from cxzy_rules.conditions.thresholds import thresholds
from cxzy_rules.model.condition import TRUE, Above, Condition, Value
from cxzy_rules.model.facts import tag_fact, within_fact
from cxzy_rules.questions.reach.places import PLACED, Place, places
from cxzy_rules.questions.reach.ranges import AGREEING, Possible, Rosters, possible
from cxzy_rules.vocabulary.words import Vocabulary

MOST = 200_000
Sort = tuple[Place, Possible, tuple[Possible, ...]]


@dataclass(frozen=True, slots=True)
class Space:
    """The places, from the roots down, and the values that each other fact can have in one of them, the usual one first.

    `bound`: which value of which fact only a unit can have that a layer reaches.
    """

    vocabulary: Vocabulary
    rosters: Rosters
    places: tuple[Place, ...]
    tests: Mapping[str, Above]
    cuts: Mapping[str, list[int]]
    ranges: dict[tuple[object, ...], Possible] = field(default_factory=dict)
    sorts: dict[tuple[str, ...], list[Sort]] = field(default_factory=dict)
    bound: list[tuple[str, Value, str]] = field(default_factory=list)

    def settled(self, fact: str) -> bool:
        """Whether a unit's place settles this fact."""
        return fact in PLACED or fact in self.tests

    def possible(self, place: Place, fact: str) -> Possible:
        """The values of a fact in a place; None for unknown."""
        standing = place.standing
        key = (fact, standing.kind, standing.facts.get("branch"), standing.placed)
        if key not in self.ranges:
            self.ranges[key] = possible(self.vocabulary, self.cuts, standing, fact, self.rosters)
        return self.ranges[key]

    def combinations(self, facts: Iterable[str]) -> Iterator[tuple[Place, dict[str, Value]]]:
        """Each combination of these facts once, with the first place that has it."""
        fixed, free = self._parted(facts)
        for place, values, ranges in self._sorts(fixed, free):
            for chosen in product(*ranges):
                told = zip(fixed + free, values + chosen, strict=True)
                found = {fact: value for fact, value in told if value is not None}
                if (self.rosters.unreadable or not self._must_name(found, free)) and self._reached(found):
                    yield place, found

    def _must_name(self, found: Mapping[str, Value], asked: tuple[str, ...]) -> bool:
        """Whether its competent department is open although the unit is managed in the usual way, which leaves nothing open."""
        usual = next(iter(self.vocabulary.management), None)
        return {"has_authority", "management"} <= {*asked} and "has_authority" not in found and found.get("management") == usual

    def _reached(self, found: Mapping[str, Value]) -> bool:
        """Whether each layer that adds a word which the unit bears, or on which another layer rests, reaches it; not asked, it does."""
        return all(found.get(fact) != value or found.get(within_fact(layer), TRUE) == TRUE for fact, value, layer in self.bound)

    def few(self, facts: Iterable[str]) -> bool:
        """Whether the combinations of these facts can be gone through in reasonable time."""
        return sum(prod(map(len, ranges)) for _, _, ranges in self._sorts(*self._parted(facts))) <= MOST

    def _parted(self, facts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        asked = sorted(set(facts))
        return tuple(filter(self.settled, asked)), tuple(fact for fact in asked if not self.settled(fact))

    def _sorts(self, fixed: tuple[str, ...], free: tuple[str, ...]) -> list[Sort]:
        """The places that these facts tell apart: the first of each sort, the facts that it settles, the values of the others."""
        if fixed + free not in self.sorts:
            found: dict[tuple[Possible, tuple[Possible, ...]], Place] = {}
            for place in self.places:
                ranges = tuple(self.possible(place, fact) for fact in free)
                found.setdefault((tuple(map(place.standing.facts.get, fixed)), ranges), place)
            self.sorts[fixed + free] = [(place, *key) for key, place in found.items()]
        return self.sorts[fixed + free]

    def count(self, facts: Iterable[str]) -> int:
        """How many combinations of these facts there are over all places, none left out as seen before."""
        free = self._parted(facts)[1]
        return sum(prod(len(self.possible(place, fact)) for fact in free) for place in self.places)


def reach(vocabulary: Vocabulary, conditions: Iterable[Condition], rosters: Rosters = AGREEING) -> Space:
    """All places of a vocabulary that these conditions tell apart, in these rosters."""
    asked = list(conditions)
    tests = {test.key: test for condition in asked for test in ancestor_tests(condition)}
    cuts = thresholds(asked)
    return Space(vocabulary, rosters, places(vocabulary, tests, cuts, rosters), tests, cuts, bound=[*_bound(vocabulary)])


def reach_each(vocabulary: Vocabulary, conditions: Iterable[Condition], rosters: Rosters) -> dict[Condition, Space]:
    """A space for each condition, which those that make the same tests of superiors share: what others ask of superiors tells more
    places apart than it needs to."""
    alike: dict[frozenset[str], list[Condition]] = {}
    for condition in conditions:
        alike.setdefault(frozenset(test.key for test in ancestor_tests(condition)), []).append(condition)
    spaces = ((reach(vocabulary, group, rosters), group) for group in alike.values())
    return {condition: space for space, group in spaces for condition in group}


def _bound(vocabulary: Vocabulary) -> Iterator[tuple[str, Value, str]]:
    yield from (("kind", kind.id, kind.layer) for kind in vocabulary.kinds.values() if kind.layer)
    yield from (("organ", organ.id, organ.layer) for organ in vocabulary.organs.values() if organ.layer)
    yield from ((tag_fact(tag.id), TRUE, tag.layer) for tag in vocabulary.tags.values() if tag.layer)
    yield from ((within_fact(reach.layer), TRUE, reach.under) for reach in vocabulary.reaches if reach.under is not None)


def asked_facts(condition: Condition) -> set[str]:
    """The flat facts of a condition's leaves, tests of superiors by their keys."""
    return {leaf.key if isinstance(leaf, Above) else leaf.fact for leaf in leaves(condition)}
