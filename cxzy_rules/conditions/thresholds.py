"""Where the rules cut a number: two numbers in one interval are the same to every rule."""

from __future__ import annotations

from collections.abc import Iterable

from cxzy_rules.conditions.logic import ancestor_tests, leaves
from cxzy_rules.model.condition import Condition, Within


def thresholds(conditions: Iterable[Condition]) -> dict[str, list[int]]:
    """For each number that some condition asks, the values at which an answer may change, ascending."""
    found: dict[str, set[int]] = {}
    for condition in conditions:
        parts = [condition, *(test.inner for test in ancestor_tests(condition))]
        for leaf in (leaf for part in parts for leaf in leaves(part)):
            if isinstance(leaf, Within):
                found.setdefault(leaf.fact, set()).update(n for n in (leaf.low, leaf.high) if n is not None)
    return {fact: sorted(cuts) for fact, cuts in sorted(found.items())}
