"""Conditions as SQL: true exactly where they surely hold, however each fact is stored in its column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from cxzy_rules.conditions.logic import Alternative, Literal
from cxzy_rules.model.condition import Is

Words = Callable[[str, Iterable[str]], list[str]]


def holds(ways: list[Alternative], columns: Mapping[str, str], words: Words) -> str:
    """One of the ways, each a conjunction of one test a fact. `columns`: each fact's; `words`: how values of a fact are written there."""
    tests = ([_test(columns[fact], fact, one, words) for fact, one in way.items()] for way in ways)
    return " or ".join("(" + (" and ".join(way) or "true") + ")" for way in tests)


def _test(column: str, fact: str, literal: Literal, words: Words) -> str:
    if isinstance(literal, Is):
        allowed = words(fact, sorted(literal.allowed))
        return f"{column} in ({', '.join(allowed)})" if allowed else "false"
    return f"{column} >= {literal.low or 0}" + ("" if literal.high is None else f" and {column} < {literal.high}")
