"""Every combination of facts that a unit of some roster can have, as far as a rulebook's rules tell them apart.

What a unit's *place* settles (its kind, its branch, which tests of superiors are met) is enumerated from the roots down: below
every place, every kind that may be affiliated there is put, until no new place is found. Each step is the program's own
`derive`. The chain may be of any length; there are finitely many places, since a place is only what the rules can see of it.

All other facts are written in cells of the unit's own, and in a given place each ranges over its values whatever the others
are. So the combinations of any set of facts are, place by place, the product of their values, and a condition needs to be
tried only over the facts that it asks: over every other fact it is the same. That is exact, and small.

Left out is what `cxzy roster check` tells as a contradiction: a branch written against the kind, a mark on a kind that cannot
bear it, a superior that its kind never has. Taken in is what may be unknown: kinds, cells, the superior itself.
Names are taken to say any form beside any organ, which is somewhat too many; a finding that *shows* a unit is therefore
tried on that very unit (`specimen.py`) before it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

from cxzy_rules.conditions.logic import either, evaluate, leaves
from cxzy_rules.conditions.thresholds import thresholds
from cxzy_rules.model.condition import FALSE, TRUE, Above, Condition, Value
from cxzy_rules.model.facts import tag_fact
from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.derive import Standing, derive
from cxzy_rules.vocabulary.words import Vocabulary

Possible = tuple[Value | None, ...]
Told = tuple[tuple[str, Value], ...]
PLACED = ("kind", "branch")
FLAGS = {"has_authority": "authority", "has_residents": "located_in", "resident": "located_in", "paired": "paired_with"}
NEVER = ("$^", "(?!)")
ANY_OTHER = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a unit's place settles. `facts`: kind, branch and tests of superiors; `own`: the cells that put it there.

    `superior`: the place above it by which it was first reached, and what else is told of that unit.
    """

    facts: Told
    standing: Standing
    own: Told
    superior: Place | None = field(default=None, compare=False)
    told_above: Told = field(default=(), compare=False)

    def value(self, fact: str) -> Value | None:
        return self.standing.facts.get(fact)


Sort = tuple[Place, Possible, tuple[Possible, ...]]


@dataclass(frozen=True, slots=True)
class Space:
    """The places, from the roots down, and the values that each other fact can have in one of them, the usual one first."""

    book: Rulebook
    places: tuple[Place, ...]
    tests: dict[str, Above]
    cuts: dict[str, list[int]]
    ranges: dict[tuple[object, ...], Possible] = field(default_factory=dict)
    sorts: dict[tuple[str, ...], list[Sort]] = field(default_factory=dict)

    def settled(self, fact: str) -> bool:
        """Whether a unit's place settles this fact."""
        return fact in PLACED or fact in self.tests

    def possible(self, place: Place, fact: str) -> Possible:
        """The values of a fact in a place; None for unknown."""
        standing = place.standing
        key = (fact, standing.kind, standing.facts.get("branch"), standing.placed)
        if key not in self.ranges:
            self.ranges[key] = possible(self.book.vocabulary, self.cuts, standing, fact)
        return self.ranges[key]

    def combinations(self, facts: Iterable[str]) -> Iterator[tuple[Place, dict[str, Value]]]:
        """Each combination of these facts once, with the first place that has it."""
        fixed, free = self._parted(facts)
        for place, values, ranges in self._sorts(fixed, free):
            for chosen in product(*ranges):
                told = zip(fixed + free, values + chosen, strict=True)
                yield place, {fact: value for fact, value in told if value is not None}

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


def reach(book: Rulebook) -> Space:
    """All places of a rulebook's vocabulary, and the facts that its rules ask."""
    conditions = [rule.when for rule in book.rules]
    tests = book.ancestor_tests()
    cuts = thresholds(conditions)
    named = _named_superiors(book.vocabulary)
    found: dict[object, Place] = {}
    looked: set[object] = set()
    at_root: dict[str, Value] = dict.fromkeys(tests, FALSE)
    new = [_place(own, None, (), at_root, book.vocabulary) for own in _owns(book.vocabulary, root=True)]
    while new:
        fresh = [found.setdefault(_key(place), place) for place in new if _key(place) not in found]
        new = []
        for place in fresh:
            for told in _seen_from_below(place, tests, cuts, book.vocabulary):
                standing = replace(place.standing, facts={**place.standing.facts, **dict(told)})
                met = _met(standing, tests)
                view = _view(standing, met, named)
                if view not in looked:
                    looked.add(view)
                    above = replace(place, standing=standing)
                    new += [_place(own, above, told, met, book.vocabulary) for own in _below(standing, book.vocabulary)]
    return Space(book, tuple(found.values()), tests, cuts)


def asked_facts(condition: Condition) -> set[str]:
    """The flat facts of a condition's leaves, tests of superiors by their keys."""
    return {leaf.key if isinstance(leaf, Above) else leaf.fact for leaf in leaves(condition)}


def _key(place: Place) -> object:
    beside = place.standing
    return frozenset(place.facts), beside.kind, beside.basis, beside.ruling, beside.placed, beside.settles


def _owns(vocabulary: Vocabulary, root: bool) -> list[dict[str, Value]]:
    """What a unit's cells may say of its kind and branch; at a root also that the roster tells no superior."""
    known: list[dict[str, Value]] = [{"kind": kind} for kind in vocabulary.kinds]
    unknown: list[dict[str, Value]] = [{}, {"apart": TRUE}]
    if "branch" in vocabulary.columns:
        unknown += [{"branch": branch} for branch in vocabulary.branches]
    owns = known + unknown
    return owns + [{**own, "unplaced": TRUE} for own in owns] if root else owns


def _below(superior: Standing, vocabulary: Vocabulary) -> Iterator[dict[str, Value]]:
    """The units that may be affiliated to a superior."""
    for own in _owns(vocabulary, root=False):
        kind = own.get("kind")
        only = vocabulary.kinds[str(kind)].superiors if kind is not None else ()
        if not only or superior.kind is None or superior.kind in only:
            yield own


def _place(own: dict[str, Value], superior: Place | None, told: Told, met: dict[str, Value], vocabulary: Vocabulary) -> Place:
    """The place of a unit with these cells below a superior; `met`: which tests of superiors are met there."""
    standing = derive(own, superior.standing if superior else None, vocabulary)
    facts = {fact: standing.facts[fact] for fact in PLACED if fact in standing.facts} | (met if standing.placed else {})
    return Place(tuple(sorted(facts.items())), replace(standing, facts=facts), tuple(own.items()), superior, told)


def _met(superior: Standing, tests: dict[str, Above]) -> dict[str, Value]:
    """Which tests of superiors a unit meets below this one, as the walk fills them in."""
    found: dict[str, Value] = {}
    for key, test in tests.items():
        met = evaluate(test.inner, superior.facts)
        if test.far:
            met = either(met, evaluate(test, superior.facts))
        if met is not None:
            found[key] = TRUE if met else FALSE
    return found


def _seen_from_below(place: Place, tests: dict[str, Above], cuts: dict[str, list[int]], vocabulary: Vocabulary) -> Iterator[Told]:
    """What else may be told of a superior in this place, as far as tests of superiors ask it; it has subordinates."""
    asked = sorted({fact for test in tests.values() for fact in asked_facts(test.inner) if fact not in PLACED and fact not in tests})
    ranges = [(TRUE,) if fact == "has_subordinates" else possible(vocabulary, cuts, place.standing, fact) for fact in asked]
    for chosen in product(*ranges):
        yield tuple((fact, value) for fact, value in zip(asked, chosen, strict=True) if value is not None)


def _view(superior: Standing, met: dict[str, Value], named: frozenset[str]) -> object:
    """All that a subordinate's place can depend on; kinds that the vocabulary names as nobody's superior are one."""
    kind = superior.kind if superior.kind is None or superior.kind in named else ANY_OTHER
    return kind, superior.facts.get("branch"), superior.ruling, tuple(sorted(met.items()))


def _named_superiors(vocabulary: Vocabulary) -> frozenset[str]:
    named = [kind for one in vocabulary.kinds.values() for kind in one.superiors]
    return frozenset([*named, *(one.superior for one in vocabulary.settlements)])


def possible(vocabulary: Vocabulary, cuts: dict[str, list[int]], standing: Standing, fact: str) -> Possible:
    """The values of a fact of a unit's own, the usual one first; None for unknown, which is all there is without its column."""
    kind = vocabulary.kinds.get(standing.kind or "")
    match fact.partition(".")[0]:
        case "level":
            usual = [kind.level] if kind and kind.level in vocabulary.levels else []
            return _column(vocabulary, "level", dict.fromkeys([*usual, *vocabulary.levels]))
        case "management":
            return _column(vocabulary, "management", vocabulary.management)
        case "organ":
            return (NO_BRANCH, *(organ.id for organ in vocabulary.organs.values() if standing.kind in organ.kinds))
        case "committee":
            return _committee(vocabulary, None if kind is None else kind.committee)
        case "tags":
            return _tag(vocabulary, standing, fact)
        case "has_subordinates":
            return (FALSE, TRUE) if standing.placed and "parent" in vocabulary.columns else (None,)
        case "within":
            return FALSE, TRUE
        case "members":
            lowest = [min([0, *cuts.get(fact, [])]), *(cut for cut in cuts.get(fact, []) if cut > 0)]
            return _column(vocabulary, "members", dict.fromkeys(lowest))
    return _column(vocabulary, FLAGS[fact], (FALSE, TRUE))


def _column(vocabulary: Vocabulary, column: str, values: Iterable[Value]) -> Possible:
    return (*values, None) if column in vocabulary.columns else (None,)


def _committee(vocabulary: Vocabulary, usual: bool | None) -> Possible:
    """The kind's own, what a name can say, and what the column of its own can, where there is one."""
    first = None if usual is None else TRUE if usual else FALSE
    says = [(TRUE, vocabulary.has_committee), (FALSE, vocabulary.no_committee)]
    named = [value for value, pattern in says if pattern.pattern not in NEVER]
    return tuple(dict.fromkeys([first, *named, *((TRUE, FALSE, None) if "committee" in vocabulary.columns else ())]))


def _tag(vocabulary: Vocabulary, standing: Standing, fact: str) -> Possible:
    """A mark may be borne by its kinds, and by a unit whose kind may be one of them."""
    tag = next(tag for tag in vocabulary.tags.values() if tag_fact(tag.id) == fact)
    branch = standing.facts.get("branch")
    fits = [kind for kind in tag.kinds if branch in (None, vocabulary.kinds[kind].branch or NO_BRANCH)]
    bears = standing.kind in tag.kinds if standing.kind is not None else bool(fits)
    return _column(vocabulary, "tags", (FALSE, TRUE) if bears else (FALSE,))
