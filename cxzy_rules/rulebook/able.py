"""Whether a condition can hold at all: for some kind of unit with some words, on some day on which all of these are words.

This is a quick look, while a rulebook is read; `cxzy rules conflicts` goes through every combination.
"""

from __future__ import annotations

from collections.abc import Iterable

from cxzy_rules.conditions.logic import Alternative, alternatives, leaves
from cxzy_rules.model.condition import TRUE, Above, Condition, Is, Within
from cxzy_rules.model.days import EVER, Days
from cxzy_rules.model.facts import OPEN, tag_fact
from cxzy_rules.model.law import NO_BRANCH, Kind, Word
from cxzy_rules.vocabulary.words import Vocabulary, committees

YES = frozenset([TRUE])


def can_hold(condition: Condition, vocabulary: Vocabulary, days: Days = EVER) -> bool:
    """Whether some unit could meet it on one of these days, and for each test of a superior that is wanted, some superior too.

    Errors: TooWide, for a condition of too many alternatives.
    """
    above = [leaf for leaf in leaves(condition) if isinstance(leaf, Above)]
    return any(
        not any(isinstance(literal, Within) and _empty(literal) for literal in one.values())
        and _some_kind_fits(one, vocabulary, days)
        and all(can_hold(test.inner, vocabulary, days) for test in above if _allowed(one, test.key) == YES)
        for one in alternatives(condition)
    )


def _empty(interval: Within) -> bool:
    """Whether no number that a roster can hold, from zero up, lies in it."""
    return interval.high is not None and interval.high <= max(interval.low or 0, 0)


def _allowed(one: Alternative, fact: str) -> frozenset[str] | None:
    """The values of a choice that the conjunction admits, or None where it does not ask."""
    literal = one.get(fact)
    return literal.allowed if isinstance(literal, Is) else None


def _some_kind_fits(one: Alternative, vocabulary: Vocabulary, days: Days) -> bool:
    """A unit whose kind is not told can be one whenever there are such units; a kind that is asked for only on its own days."""
    kinds = _allowed(one, "kind")
    if not vocabulary.kinds:  # told as missing; no rule is to blame
        return True
    if kinds is None or any(kind.startswith(OPEN) for kind in kinds):
        return any(_fits(kind, one, vocabulary, days) for kind in vocabulary.kinds.values())
    return any(_fits(vocabulary.kinds[kind], one, vocabulary, days.shared(vocabulary.kinds[kind].days)) for kind in kinds)


def _fits(kind: Kind, one: Alternative, vocabulary: Vocabulary, days: Days) -> bool:
    """Whether a unit of this kind can meet the other demands on one of these days: branch, tags, committee, organ, level.

    A level may always be declared; whether there is a committee, a name or a cell may say against what is usual for the kind.
    """
    settled = {s.branch for s in vocabulary.settlements if s.kind == kind.id}
    branch, committee = _allowed(one, "branch"), _allowed(one, "committee")
    if branch is not None and not branch & (settled | {kind.branch or NO_BRANCH}):
        return False
    if committee is not None and committees(vocabulary, kind) != (None,) and not committee & {*committees(vocabulary, kind)}:
        return False
    borne = [tag for tag in vocabulary.tags.values() if _allowed(one, tag_fact(tag.id)) == YES]
    for tag in borne:
        days = days.shared(tag.days)
    return not days.empty() and all(kind.id in tag.kinds for tag in borne) and all(_some_day(_wanted(one, kind, vocabulary), days))


def _wanted(one: Alternative, kind: Kind, vocabulary: Vocabulary) -> Iterable[list[Word]]:
    """For each of organ, level and way of management that is asked for: the words of which the unit must bear one."""
    organ, level, management = (_allowed(one, fact) for fact in ("organ", "level", "management"))
    if organ is not None and NO_BRANCH not in organ:
        yield [vocabulary.organs[key] for key in organ if kind.id in vocabulary.organs[key].kinds]
    if level is not None:
        yield [vocabulary.levels[key] for key in level]
    if management is not None:
        yield [vocabulary.management[key] for key in management]


def _some_day(wanted: Iterable[list[Word]], days: Days) -> Iterable[bool]:
    return (any(word.days.meet(days) for word in words) for words in wanted)
