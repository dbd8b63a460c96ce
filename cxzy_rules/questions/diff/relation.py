"""How two conditions compare: of all combinations of facts that a unit can have, which meet the one and which the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cxzy_rules.conditions.logic import evaluate, leaves
from cxzy_rules.conditions.parse import Lexicon
from cxzy_rules.conditions.words import fact_label, phrase, value_label
from cxzy_rules.model.condition import FALSE, TRUE, Above, All, Any, Condition, Is, Not, Value
from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.questions.reach.ranges import ALL_ROSTERS
from cxzy_rules.questions.reach.space import Space, asked_facts, reach_each
from cxzy_rules.rulebook.book import Rulebook

Combination = Mapping[str, Value]
Both = tuple[Condition, Condition]
PLAIN = "什么都没有填的单位"
Kind = Literal["same", "wider", "narrower", "other", "open", "unknown"]
Values = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Relation:
    """How the new condition stands to the old one; `gained`, `lost`: a unit that only the one or only the other holds for, in words.

    `same`: no unit can tell them apart; `open`: they hold for the same units, and differ in which they leave open; `unknown`: there
    are too many combinations to go through.
    """

    kind: Kind
    gained: str = ""
    lost: str = ""


def relations(pairs: Iterable[Both], before: Rulebook, after: Rulebook) -> dict[Both, Relation]:
    """How each new condition stands to the old one, over everything that the words of either rulebook allow."""
    values = _values(before.lexicon, after.lexicon)
    over = {(old, new): (_over(old, values, before.lexicon), _over(new, values, after.lexicon)) for old, new in pairs}
    both = {pair: All(two) for pair, two in over.items()}
    after_spaces, before_spaces = (reach_each(book.vocabulary, both.values(), ALL_ROSTERS) for book in (after, before))
    spaces = {pair: [after_spaces[one], before_spaces[one]] for pair, one in both.items()}
    return {pair: _relation(pair, two, spaces[pair], before, after) for pair, two in over.items()}


def _relation(pair: Both, two: Both, spaces: list[Space], before: Rulebook, after: Rulebook) -> Relation:
    (old, new), (first, second) = pair, two
    asked = asked_facts(first) | asked_facts(second)
    if not all(space.few(asked) for space in spaces):
        return Relation("unknown")
    every = (one for space in spaces for _, one in space.combinations(asked))
    met = [(evaluate(first, one), evaluate(second, one), one) for one in every]
    gained = [(was, one) for was, now, one in met if now and not was]
    lost = [(now, one) for was, now, one in met if was and not now]
    kind: Kind = "same" if all(was is now for was, now, _ in met) else "open"
    if gained or lost:
        kind = "other" if gained and lost else "wider" if gained else "narrower"
    tests = {leaf.key: phrase(leaf, words) for one, words in ((old, before.lexicon), (new, after.lexicon)) for leaf in _tests(one)}
    return Relation(kind, _example(gained, tests, after.lexicon, before.lexicon), _example(lost, tests, before.lexicon, after.lexicon))


def _tests(condition: Condition) -> Iterator[Above]:
    return (leaf for leaf in leaves(condition) if isinstance(leaf, Above))


def _values(*lexicons: Lexicon) -> Values:
    """Every value of each fact in either rulebook."""
    facts = {fact for words in lexicons for fact in words.domains}
    return {fact: frozenset(value for words in lexicons if fact in words.domains for value in _known(words, fact)) for fact in facts}


def _known(words: Lexicon, fact: str) -> frozenset[str]:
    domain = words.domains[fact]
    return frozenset(domain.labels) | frozenset(domain.opens)


def _over(condition: Condition, values: Values, own: Lexicon) -> Condition:
    """The condition where there are more values than its own rulebook knows: one that it does not know does not meet it.

    An organ that it does not know is none of the organs.
    """
    match condition:
        case Is(fact, allowed, _, undecided):
            if fact == "organ" and NO_BRANCH in allowed:
                allowed |= values[fact] - _known(own, fact)
            return Is(fact, allowed, (condition.denied | values.get(fact, frozenset())) - allowed - undecided, undecided)
        case Above(key, far, inner):
            return Above(key, far, _over(inner, values, own))
        case Not(part):
            return Not(_over(part, values, own))
        case All(parts) | Any(parts):
            return replace(condition, parts=tuple(_over(part, values, own) for part in parts))
    return condition


def _example(found: Sequence[tuple[bool | None, Combination]], tests: Mapping[str, str], *lexicons: Lexicon) -> str:
    """The plainest of these units in words: one that is decided both ways, with the fewest facts that say something."""
    if not found:
        return ""
    _, best = min(found, key=lambda one: (one[0] is None, len(_telling(one[1])), str(sorted(one[1].items()))))
    return "；".join(tests.get(fact) or _words(fact, value, lexicons) for fact, value in _telling(best).items()) or PLAIN


def _telling(one: Combination) -> dict[str, Value]:
    """Without flags that are not set and without what the unit is not."""
    return {fact: value for fact, value in one.items() if value != FALSE and (fact, value) != ("organ", NO_BRANCH)}


def _words(fact: str, value: Value, lexicons: tuple[Lexicon, ...]) -> str:
    words = next(one for one in lexicons if fact in one.domains)
    label = fact_label(fact, words)
    return label if value == TRUE else f"{label}：{value_label(fact, value, words)}"
