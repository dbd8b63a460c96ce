"""A condition where some values are none: what asks for a word that nobody can bear is left out, or never holds."""

from __future__ import annotations

from collections.abc import Mapping

from cxzy_rules.model.condition import Above, All, Any, Condition, Is, Not, Within
from cxzy_rules.model.facts import Domain
from cxzy_rules.model.law import NO_BRANCH

NEVER = Any(())


def narrowed(condition: Condition, domains: Mapping[str, Domain], strange: frozenset[str] = frozenset()) -> Condition:
    """The condition over these domains alone; a test of a superior keeps its key.

    `strange`: organs that its author does not know; to be none of the organs is to be one of them, or none at all.
    """
    match condition:
        case Is():
            return _is(condition, domains, strange)
        case Within():
            return condition
        case Above(key, far, inner):
            return Above(key, far, narrowed(inner, domains, strange))
        case Not(part):
            return Not(narrowed(part, domains, strange))
        case All(parts):
            return All(tuple(narrowed(part, domains, strange) for part in parts))
        case Any(parts):
            return Any(tuple(narrowed(part, domains, strange) for part in parts))


def _is(leaf: Is, domains: Mapping[str, Domain], strange: frozenset[str]) -> Condition:
    if leaf.fact not in domains:
        return NEVER
    known = domains[leaf.fact]
    meant = leaf.allowed | strange if leaf.fact == "organ" and NO_BRANCH in leaf.allowed else leaf.allowed
    allowed = frozenset(meant & known.labels.keys())
    if not allowed:
        return NEVER
    undecided = frozenset(value for value, stands_for in known.opens.items() if stands_for & allowed)
    return Is(leaf.fact, allowed, frozenset((known.labels.keys() | known.opens.keys()) - allowed - undecided), undecided)
