"""What a condition means: three values, what would settle it, and its plain alternatives.

Kleene's logic: a conjunction with a false part is false whatever the unknown parts are; so is nothing else decided
that the facts leave open. `alternatives` is the same meaning as a list of conjunctions, which the engine is built from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cxzy_rules.model.condition import Above, All, Any, Condition, Facts, Is, Not, Within, flag

MAX_ALTERNATIVES = 64

Literal = Is | Within
Alternative = dict[str, Literal]


class TooWide(Exception):
    """A condition falls into more alternatives than the engine should be given."""


def evaluate(condition: Condition, facts: Facts) -> bool | None:
    """True, False, or None where the facts leave it open."""
    match condition:
        case Is(fact, allowed, denied):
            value = facts.get(fact)
            return True if value in allowed else False if value in denied else None
        case Within(fact, low, high):
            number = facts.get(fact)
            if not isinstance(number, int):
                return None
            return (low is None or number >= low) and (high is None or number < high)
        case Above(key):
            return evaluate(flag(key), facts)
        case Not(part):
            value_of = evaluate(part, facts)
            return None if value_of is None else not value_of
        case All(parts):
            return _all(evaluate(part, facts) for part in parts)
        case Any(parts):
            refuted = _all(_negated(evaluate(part, facts)) for part in parts)
            return _negated(refuted)


def _all(values: Iterable[bool | None]) -> bool | None:
    found: bool | None = True
    for value in values:
        if value is False:
            return False  # whatever the others are, they need not be looked at
        found = None if value is None else found
    return found


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def either(first: bool | None, second: bool | None) -> bool | None:
    """The disjunction of two values."""
    return _negated(_all([_negated(first), _negated(second)]))


def unsettled(condition: Condition, facts: Facts) -> set[str]:
    """The flat facts still missing where the condition is open: those in parts that are open themselves."""
    if evaluate(condition, facts) is not None:
        return set()
    match condition:
        case Is(fact) | Within(fact):
            return {fact}
        case Above(key):
            return {key}
        case Not(part):
            return unsettled(part, facts)
        case All(parts) | Any(parts):
            return set().union(*(unsettled(part, facts) for part in parts))


def leaves(condition: Condition) -> Iterator[Is | Within | Above]:
    """The leaves of the tree, in the order in which they are written; not those inside an `Above`."""
    match condition:
        case Not(part):
            yield from leaves(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield condition


def ancestor_tests(condition: Condition) -> Iterator[Above]:
    """Every `Above` of the tree, the inner ones first."""
    for leaf in leaves(condition):
        if isinstance(leaf, Above):
            yield from ancestor_tests(leaf.inner)
            yield leaf


def alternatives(condition: Condition) -> list[Alternative]:
    """Conjunctions of leaves, one literal a fact, of which at least one is certain exactly where the condition is true.

    Errors: TooWide beyond MAX_ALTERNATIVES.
    """
    found: list[Alternative] = []
    for candidate in _disjuncts(condition, True):
        if candidate not in found:
            found.append(candidate)
    return found


def _disjuncts(condition: Condition, wanted: bool) -> list[Alternative]:
    match condition:
        case Not(part):
            return _disjuncts(part, not wanted)
        case All(parts):
            return _product(parts, wanted) if wanted else _sum(parts, wanted)
        case Any(parts):
            return _sum(parts, wanted) if wanted else _product(parts, wanted)
        case Above(key):
            return [{key: flag(key, wanted)}]
        case Is(fact):
            return [{fact: condition if wanted else condition.negated()}]
        case Within(fact, low, high):
            if wanted:
                return [{fact: condition}]
            below: list[Alternative] = [] if low is None else [{fact: Within(fact, None, low)}]
            above: list[Alternative] = [] if high is None else [{fact: Within(fact, high, None)}]
            return below + above


def _sum(parts: tuple[Condition, ...], wanted: bool) -> list[Alternative]:
    return _bounded([found for part in parts for found in _disjuncts(part, wanted)])


def _product(parts: tuple[Condition, ...], wanted: bool) -> list[Alternative]:
    product: list[Alternative] = [{}]
    for part in parts:
        pairs = ((left, right) for left in product for right in _disjuncts(part, wanted))
        product = _bounded([both for left, right in pairs if (both := _joined(left, right)) is not None])
    return product


def _bounded(found: list[Alternative]) -> list[Alternative]:
    unique = [one for position, one in enumerate(found) if one not in found[:position]]
    if len(unique) > MAX_ALTERNATIVES:
        raise TooWide
    return unique


def _joined(left: Alternative, right: Alternative) -> Alternative | None:
    """Both conjunctions at once, or None where they exclude each other."""
    joined = dict(left)
    for fact, literal in right.items():
        both = _both(joined[fact], literal) if fact in joined else literal
        if both is None:
            return None
        joined[fact] = both
    return joined


def _both(left: Literal, right: Literal) -> Literal | None:
    if isinstance(left, Is) and isinstance(right, Is):
        allowed = left.allowed & right.allowed
        rest = left.allowed | left.others() | right.others()
        return Is(left.fact, allowed, rest - allowed) if allowed else None
    if isinstance(left, Within) and isinstance(right, Within):
        low = max((n for n in (left.low, right.low) if n is not None), default=None)
        high = min((n for n in (left.high, right.high) if n is not None), default=None)
        return None if low is not None and high is not None and low >= high else Within(left.fact, low, high)
    raise TypeError(f"one fact, two sorts: {left.fact}")
