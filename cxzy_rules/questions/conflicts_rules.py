"""Suspect among single rules: those that can never hold or never be decided; conditions that never fail, or are one in other words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from cxzy_rules.conditions.words import phrase
from cxzy_rules.model.condition import ALWAYS, Condition
from cxzy_rules.questions.look import Look
from cxzy_rules.questions.reach.space import asked_facts
from cxzy_rules.questions.suspect import Suspect


def rules(look: Look) -> Iterator[Suspect]:
    """What is wrong."""
    for rule in look.book.rules:
        values = look.values(rule.when)
        if True not in values and _never_known(look, rule.when):
            yield Suspect("undecidable", f"规则“{rule.id}”按花名册的栏目永远不能确定：{phrase(rule.when, look.book.lexicon)}", (rule.id,))
        elif True not in values:
            yield Suspect("never_holds", f"规则“{rule.id}”永远不会适用：{phrase(rule.when, look.book.lexicon)}", (rule.id,))


def _never_known(look: Look, condition: Condition) -> bool:
    """Whether some fact that the condition asks has no column in which anybody could write it."""
    own = [fact for fact in asked_facts(condition) if not look.space.settled(fact)]
    return any(look.space.possible(place, fact) == (None,) for fact in own for place in look.space.places if place.standing.placed)


def rules_told(look: Look) -> Iterator[Suspect]:
    """What is only told."""
    for rule in look.book.rules:
        if rule.when != ALWAYS and look.values(rule.when) == {True}:
            yield Suspect("always_holds", f"规则“{rule.id}”写了条件，却总是适用：{phrase(rule.when, look.book.lexicon)}", (rule.id,))
    for group in _alike(look):
        written = [[rule.id for rule in look.book.rules if rule.when == condition] for condition in group]
        told = "；".join(
            f"{phrase(condition, look.book.lexicon)}（{len(ids)} 条规则）" for condition, ids in zip(group, written, strict=True)
        )
        yield Suspect("same_condition", f"写法不同、在任何情形下都相同的条件：{told}", tuple(chain.from_iterable(written)))


def _alike(look: Look) -> Iterator[list[Condition]]:
    """Different conditions that are the same in every combination; those with different margins need not be compared."""
    groups: dict[object, list[list[Condition]]] = {}
    for condition in dict.fromkeys(rule.when for rule in look.book.rules):
        near = groups.setdefault(frozenset(look.margin(condition).items()), [])
        known = next((group for group in near if look.same(group[0], condition)), None)
        if known is None:
            near.append([condition])
        else:
            known.append(condition)
    return (group for near in groups.values() for group in near if len(group) > 1)
