"""Every combination of the facts that some conditions ask which a unit can have, by what kinds, levels and organs there are.

A combination is what the roster tells when it has every column and each word in it is known: a fact is absent where its cell is
empty and nothing else tells it. Two things are taken as free of each other that a roster may bind: what a unit is, and what its
superiors are (its own cells may always say otherwise than it would inherit).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod

from cxzy_rules.conditions.logic import either, evaluate, leaves
from cxzy_rules.conditions.thresholds import thresholds
from cxzy_rules.model.condition import FALSE, TRUE, Above, Condition, Value
from cxzy_rules.model.facts import open_value
from cxzy_rules.model.law import NO_BRANCH, SUPERIOR_LEVEL
from cxzy_rules.vocabulary.words import Vocabulary

MOST = 200_000
FLAGS: tuple[Value | None, ...] = (TRUE, FALSE)
FLAGS_OR_UNKNOWN: tuple[Value | None, ...] = (TRUE, FALSE, None)

Combination = Mapping[str, Value]
Options = tuple[Value | None, ...]
Vector = tuple[bool | None, ...]


class TooMany(Exception):
    """There are more combinations than can be gone through."""


def combinations(conditions: Iterable[Condition], vocabulary: Vocabulary) -> list[Combination]:
    """Each combination once, with the facts that the conditions ask, tests of superiors among them. Errors: TooMany, beyond MOST."""
    asked = list(conditions)
    own = {leaf.fact for condition in asked for leaf in leaves(condition) if not isinstance(leaf, Above)}
    tests = {leaf.key: leaf for condition in asked for leaf in leaves(condition) if isinstance(leaf, Above)}
    numbers = {fact: _numbers(cuts) for fact, cuts in thresholds(asked).items()}
    units = {_frozen(one): one for one in _units(own, numbers, vocabulary)}
    above = _above(list(tests.values()), vocabulary)
    if len(units) * len(above) > MOST:
        raise TooMany
    return [{**unit, **superior} for unit in units.values() for superior in above]


def _frozen(one: Combination) -> frozenset[tuple[str, Value]]:
    return frozenset(one.items())


def _numbers(cuts: list[int]) -> Options:
    """One number of each interval that a roster can hold, from zero up; and none."""
    return (None, *sorted({0, *(cut for cut in cuts if cut > 0)}))


def _units(asked: set[str], numbers: Mapping[str, Options], vocabulary: Vocabulary) -> Iterator[Combination]:
    """A unit's own facts, kind by kind; not yet each once."""
    for kind, branches in _kinds(vocabulary).items():
        facts = {fact: options for fact, options in _of_kind(kind, vocabulary).items() if fact in asked}
        facts |= numbers
        facts |= {"branch": branches} if "branch" in asked else {}
        if prod(map(len, facts.values())) > MOST:
            raise TooMany
        for values in product(*facts.values()):
            told = {fact: value for fact, value in zip(facts, values, strict=True) if value is not None}
            if told.get("has_authority") is not None or not _must_name_authority(told, asked, vocabulary):
                yield told


def _must_name_authority(told: Combination, asked: set[str], vocabulary: Vocabulary) -> bool:
    """Whether the fact is open here though the usual way of management, which leaves nothing open, is told."""
    usual = next(iter(vocabulary.management), None)
    return {"has_authority", "management"} <= asked and usual is not None and told.get("management") == usual


def _kinds(vocabulary: Vocabulary) -> dict[str | None, Options]:
    """The kinds, open ones and none among them, each with the branches to which a unit of it may belong."""
    declared = tuple(vocabulary.branches) if "branch" in vocabulary.columns else ()
    found: dict[str | None, Options] = {None: (None,)}
    found |= {open_value(branch): (branch,) for branch in vocabulary.branches}
    for kind in vocabulary.kinds.values():
        settled = [one.branch for one in vocabulary.settlements if one.kind == kind.id]
        found[kind.id] = tuple(dict.fromkeys([kind.branch or NO_BRANCH, *settled, *declared]))
    return found


def _of_kind(kind: str | None, vocabulary: Vocabulary) -> dict[str, Options]:
    """What each other fact of a unit of this kind may be."""
    named = vocabulary.kinds.get(kind or "")
    forms = [TRUE] * bool(vocabulary.has_committee.pattern != "$^") + [FALSE] * bool(vocabulary.no_committee.pattern != "$^")
    usual = None if named is None or named.committee is None else TRUE if named.committee else FALSE
    organs = [organ.id for organ in vocabulary.organs.values() if kind in organ.kinds]
    found: dict[str, Options] = {
        "kind": (kind,),
        "level": tuple(dict.fromkeys([*_usual_levels(kind, vocabulary), *vocabulary.levels])),
        "management": tuple(vocabulary.management),
        "organ": (NO_BRANCH, *organs),
        "committee": tuple(dict.fromkeys([*forms, usual])),
        "has_authority": FLAGS_OR_UNKNOWN,
        **dict.fromkeys(("has_subordinates", "has_residents", "resident", "paired"), FLAGS),
    }
    for tag in vocabulary.tags.values():
        found[f"tags.{tag.id}"] = FLAGS_OR_UNKNOWN if named is None or named.id in tag.kinds else (FALSE, None)
    return found


def _usual_levels(kind: str | None, vocabulary: Vocabulary) -> Options:
    """The level where its cell is empty: the kind's own, or that of the area it lies in, or not known."""
    usual = vocabulary.kinds[kind].level if kind in vocabulary.kinds else ""
    return (None,) if usual in ("", SUPERIOR_LEVEL) else (usual,)


def _above(tests: list[Above], vocabulary: Vocabulary) -> list[Combination]:
    """What the tests of superiors may say together: at a root, below one superior, and below any chain of them."""
    if not tests:
        return [{}]
    root: Vector = (False,) * len(tests)
    superiors = combinations([test.inner for test in tests], vocabulary)
    single = {tuple(evaluate(test.inner, one) for test in tests) for one in superiors}
    chains, fresh = {root}, {root}
    while fresh:
        met = {tuple(either(a, b) for a, b in zip(vector, one, strict=True)) for vector in fresh for one in single}
        fresh = met - chains
        chains |= fresh
    direct = {tuple(_direct(test, a, b) for test, a, b in zip(tests, one, far, strict=True)) for one in single for far in chains}
    return [_flags(tests, vector) for vector in sorted({root} | direct, key=str)]


def _direct(test: Above, direct: bool | None, farther: bool | None) -> bool | None:
    return either(direct, farther) if test.far else direct


def _flags(tests: list[Above], vector: Vector) -> Combination:
    return {test.key: TRUE if met else FALSE for test, met in zip(tests, vector, strict=True) if met is not None}
