"""Which parts of a condition decide it: a leaf decides where everything beside it leaves the answer to it alone.

Such a leaf is what a test case shows, and a unit where one that decides is not met misses the rule by this one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cxzy_rules.conditions.logic import evaluate, leaves
from cxzy_rules.model.condition import All, Any, Condition, Facts, Not


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """A leaf that decides, by its number in the order of `leaves`, with its value and that of the whole condition."""

    leaf: int
    value: bool | None
    outcome: bool | None


def shown(condition: Condition, every: Iterable[Facts]) -> frozenset[Shown]:
    """What these units show of the condition."""
    return frozenset(Shown(leaf, value, evaluate(condition, facts)) for facts in every for leaf, value in deciding(condition, facts))


def deciding(condition: Condition, facts: Facts, first: int = 0) -> Iterator[tuple[int, bool | None]]:
    """The leaves that decide (numbered from `first`), each with its value."""
    match condition:
        case Not(part):
            yield from deciding(part, facts, first)
        case All(parts) | Any(parts):
            neutral = isinstance(condition, All)
            values = [evaluate(part, facts) for part in parts]
            for at, part in enumerate(parts):
                if all(value is neutral for other, value in enumerate(values) if other != at):
                    yield from deciding(part, facts, first)
                first += sum(1 for _ in leaves(part))
        case _:
            yield first, evaluate(condition, facts)
