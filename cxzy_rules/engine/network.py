"""What durable-rules may be given: conditions as conjunctions of plain comparisons, in groups it can bear.

The engine's stack holds 64 branches of its network, and it stops with error 303 beyond; many siblings hang it. So a group
is closed before more than MAX_AT_ONCE conjunctions could be true of one fact together, or MAX_IN_GROUP stand in it at all.
Conjunctions that begin with different values of one fact exclude each other: only the most frequent value counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from cxzy_rules.conditions.logic import Alternative, alternatives
from cxzy_rules.model.condition import Condition, Is, Within

MAX_AT_ONCE = 56
MAX_IN_GROUP = 240
FEW = 8

Atom = tuple[str, str, str | int]
Conjunction = tuple[Atom, ...]


@dataclass(slots=True)
class Group:
    """Conjunctions for one ruleset, each with the indices of the conditions that it makes true."""

    rules: dict[Conjunction, list[int]] = field(default_factory=dict)
    firsts: Counter[Atom] = field(default_factory=Counter)


def groups(conditions: list[Condition]) -> tuple[list[Group], list[int]]:
    """Groups of conjunctions, and the indices of the conditions that ask nothing and so always hold."""
    wanted: dict[Conjunction, list[int]] = {}
    always: list[int] = []
    taken_apart = cache(conjunctions)  # many conditions are one and the same
    for index, condition in enumerate(conditions):
        for conjunction in taken_apart(condition):
            if conjunction:
                wanted.setdefault(conjunction, []).append(index)
            else:
                always.append(index)
    found = [Group()]
    for conjunction in sorted(wanted, key=_order):
        if not _has_room(found[-1], conjunction):
            found.append(Group())
        found[-1].rules[conjunction] = wanted[conjunction]
        found[-1].firsts[conjunction[0]] += 1
    return found, always


def conjunctions(condition: Condition) -> list[Conjunction]:
    """The condition's alternatives, each as comparisons of a fact with one value."""
    found: list[Conjunction] = []
    for alternative in alternatives(condition):
        found += [tuple(atom for part in parts for atom in part) for parts in product(*_choices(alternative))]
    return list(dict.fromkeys(found))


def _choices(alternative: Alternative) -> list[list[Conjunction]]:
    """For each fact, in a fixed order, the ways in which it can be met."""
    return [_ways(alternative[fact]) for fact in sorted(alternative, key=_rank)]


def _ways(literal: Is | Within) -> list[Conjunction]:
    if isinstance(literal, Within):
        low: Conjunction = () if literal.low is None else ((literal.fact, "$gte", literal.low),)
        high: Conjunction = () if literal.high is None else ((literal.fact, "$lt", literal.high),)
        return [low + high]
    if len(literal.allowed) <= FEW:
        return [((literal.fact, "==", value),) for value in sorted(literal.allowed)]
    return [tuple((literal.fact, "$neq", value) for value in sorted(literal.others()))]


def _rank(fact: str) -> tuple[int, str]:
    return (0 if fact == "branch" else 1 if fact == "kind" else 2, fact)


def _order(conjunction: Conjunction) -> tuple[tuple[tuple[int, str], str, str], ...]:
    return tuple((_rank(fact), sign, str(value)) for fact, sign, value in conjunction)


def _has_room(group: Group, conjunction: Conjunction) -> bool:
    firsts = group.firsts + Counter([conjunction[0]])
    heaviest: dict[str, int] = {}
    at_once = 0
    for (fact, sign, _), count in firsts.items():
        if sign == "==":
            heaviest[fact] = max(heaviest.get(fact, 0), count)
        else:
            at_once += count
    return at_once + sum(heaviest.values()) <= MAX_AT_ONCE and len(group.rules) < MAX_IN_GROUP
