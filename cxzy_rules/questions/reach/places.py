"""The places in which a unit can stand, as far as some tests of superiors tell them apart, from the roots down.

A unit's *place* settles its kind, its branch, and which tests of superiors are met. Below every place, every kind that may be
affiliated there is put, until no new place is found. Each step is the program's own `derive`. The chain may be of any length;
there are finitely many places, since a place is only what the conditions can see of it.

Left out is a mark on a kind that cannot bear it; taken in is what may be unknown: kinds, cells, and, where cells may be
unreadable, the superior itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from cxzy_rules.conditions.logic import either, evaluate, leaves
from cxzy_rules.model.condition import FALSE, TRUE, Above, Value
from cxzy_rules.questions.reach.ranges import Rosters, possible
from cxzy_rules.situations.derive import Standing, derive
from cxzy_rules.vocabulary.words import Vocabulary

Told = tuple[tuple[str, Value], ...]
Own = dict[str, Value]
PLACED = ("kind", "branch")


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


def places(vocabulary: Vocabulary, tests: Mapping[str, Above], cuts: Mapping[str, list[int]], rosters: Rosters) -> tuple[Place, ...]:
    """Each place once. `tests`: by key, inner ones first; `cuts`: where numbers are told apart."""
    owns, settled = _owns(vocabulary, rosters), {(one.kind, one.superior) for one in vocabulary.settlements}
    found: dict[object, Place] = {}
    looked: set[object] = set()
    at_root: Own = dict.fromkeys(tests, FALSE)
    new = [_place(own, None, (), at_root, vocabulary) for own in _at_root(owns, rosters)]
    while new:
        fresh = [found.setdefault(_key(place), place) for place in new if _key(place) not in found]
        new = []
        for place in fresh:
            for told in _seen_from_below(place, tests, cuts, vocabulary, rosters):
                standing = replace(place.standing, facts={**place.standing.facts, **dict(told)})
                met, above = _met(standing, tests), replace(place, standing=standing)
                beside = tuple(sorted(met.items()))
                for number, own in enumerate(owns):
                    seen = number, _sees(own, standing, settled), beside
                    if seen not in looked and (rosters.contrary or _may_be_below(own, standing, vocabulary)):
                        looked.add(seen)
                        new.append(_place(own, above, told, met, vocabulary))
    return tuple(found.values())


def _key(place: Place) -> object:
    beside = place.standing
    return frozenset(place.facts), beside.kind, beside.basis, beside.ruling, beside.placed, beside.settles


def _owns(vocabulary: Vocabulary, rosters: Rosters) -> list[Own]:
    """What a unit's cells may say of its kind and branch."""
    declared: list[Own] = [{"branch": branch} for branch in vocabulary.branches] if "branch" in vocabulary.columns else []
    known: list[Own] = [{"kind": kind} for kind in vocabulary.kinds]
    contrary = [{**kind, **branch} for kind in known for branch in declared] if rosters.contrary else []
    return [*known, {}, {"apart": TRUE}, *declared, *contrary]


def _at_root(owns: list[Own], rosters: Rosters) -> list[Own]:
    """The same of a unit without a superior; also of one whose superior nobody can tell."""
    return owns + [{**own, "unplaced": TRUE} for own in owns] if rosters.unreadable else owns


def _sees(own: Own, superior: Standing, settled: set[tuple[str, str]]) -> object:
    """All of a superior, beside the tests that it meets, on which the place of a unit with these cells depends."""
    if "branch" in own or "apart" in own:
        return None
    if "kind" in own:
        return superior.kind if (own["kind"], superior.kind) in settled else None
    return superior.facts.get("branch"), superior.ruling


def _may_be_below(own: Own, superior: Standing, vocabulary: Vocabulary) -> bool:
    """Whether a unit of this kind may be affiliated to such a superior."""
    only = vocabulary.kinds[str(own["kind"])].superiors if "kind" in own else ()
    return not only or superior.kind is None or superior.kind in only


def _place(own: Own, superior: Place | None, told: Told, met: Own, vocabulary: Vocabulary) -> Place:
    """The place of a unit with these cells below a superior; `met`: which tests of superiors are met there."""
    standing = derive(own, superior.standing if superior else None, vocabulary)
    facts = {fact: standing.facts[fact] for fact in PLACED if fact in standing.facts} | (met if standing.placed else {})
    return Place(tuple(sorted(facts.items())), replace(standing, facts=facts), tuple(own.items()), superior, told)


def _met(superior: Standing, tests: Mapping[str, Above]) -> Own:
    """Which tests of superiors a unit meets below this one, as the walk fills them in."""
    found: Own = {}
    for key, test in tests.items():
        met = evaluate(test.inner, superior.facts)
        if test.far:
            met = either(met, evaluate(test, superior.facts))
        if met is not None:
            found[key] = TRUE if met else FALSE
    return found


def _seen_from_below(
    place: Place, tests: Mapping[str, Above], cuts: Mapping[str, list[int]], vocabulary: Vocabulary, rosters: Rosters
) -> Iterator[Told]:
    """What else may be told of a superior in this place, as far as tests of superiors ask it; it has subordinates."""
    inside = {leaf.fact for test in tests.values() for leaf in leaves(test.inner) if not isinstance(leaf, Above)}
    asked = sorted(inside - {*PLACED})
    ranges = [(TRUE,) if fact == "has_subordinates" else possible(vocabulary, cuts, place.standing, fact, rosters) for fact in asked]
    for chosen in product(*ranges):
        yield tuple((fact, value) for fact, value in zip(asked, chosen, strict=True) if value is not None)
