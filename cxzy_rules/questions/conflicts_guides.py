"""Suspect among the rules of supervision: who guides one unit twice, in contradiction to the words, itself, or in a circle.

Decidable are four things. Two rules must not make one organ play one part for one unit: either would do, and their rulings
may differ. What one quote, or a part of it, says of several organs is either said of them together (then their rules hold together)
or of each its own (then never together); partly together is neither. No organ guides itself; and no two guide each other, by
whatever chain. Whom a cell of the roster names (`by: authority`) is known only of a roster.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import combinations, pairwise

from cxzy_rules.model.condition import All, Condition, Is
from cxzy_rules.model.law import ROLE_LABELS, Rule
from cxzy_rules.questions.look import Look, both, one_only
from cxzy_rules.questions.suspect import Suspect
from cxzy_rules.rulebook.book import Rulebook


def guides(look: Look) -> Iterator[Suspect]:
    """What is wrong."""
    bonds = [rule for rule in look.book.rules if rule.role is not None]
    for one, other in combinations(bonds, 2):
        if one.role == other.role and one.days().meet(other.days()) and look.may_meet(one.when, other.when):
            yield from _pair(look, one, other)
    for rule in bonds:
        if rule.organ is not None:
            yield from _itself(look, rule, rule.organ)
    yield from _circles(look, [rule for rule in bonds if rule.role == "guides" and rule.organ is not None])


def _pair(look: Look, one: Rule, other: Rule) -> Iterator[Suspect]:
    conditions = [one.when, other.when]
    if (one.organ, one.by) == (other.organ, other.by):
        shown = look.shown([one, other], look.where(conditions, both))
        if shown is not None:
            part = ROLE_LABELS[one.role or "guides"]
            text = f"“{_name(look.book, one)}”对同一个单位有两条{part}规则同时适用：“{one.id}”和“{other.id}”"
            yield Suspect("one_organ_twice", text, (one.id, other.id), shown)
    elif _of_one_breath(one, other) and one.organ and other.organ and one.role == "guides":
        together = look.shown([one, other], look.where(conditions, both))
        apart = together and next(look.where(conditions, one_only), None)
        if together is not None and apart is not None:
            text = f"同一句话里的两个部门，有的单位由两个一起指导，有的只由其中一个指导：“{one.id}”和“{other.id}”"
            yield Suspect("partly_together", text, (one.id, other.id), together)


def _of_one_breath(one: Rule, other: Rule) -> bool:
    """Whether one quotes what the other does, or a part of it."""
    here = (one.document, one.clause) == (other.document, other.clause)
    return here and (one.quote in other.quote or other.quote in one.quote)


def _name(book: Rulebook, rule: Rule) -> str:
    """Who the rule makes a supervisor, in words."""
    if rule.organ is not None:
        return book.vocabulary.organs[rule.organ].label
    return "上级" if rule.by == "affiliation" else "主管部门"


def being(book: Rulebook, organ: str) -> Condition:
    """The condition of being this organ, at the level of which the text speaks."""
    told = {"organ": organ, "level": book.vocabulary.organs[organ].level}
    domains = book.lexicon.domains
    return All(tuple(Is(fact, frozenset([value]), frozenset(domains[fact].labels) - {value}) for fact, value in told.items()))


def _itself(look: Look, rule: Rule, organ: str) -> Iterator[Suspect]:
    itself = being(look.book, organ)
    shown = look.shown([rule], look.where([rule.when, itself], both)) if look.may_meet(rule.when, itself) else None
    if shown is not None:
        label = look.book.vocabulary.organs[organ].label
        text = f"规则“{rule.id}”让“{label}”{ROLE_LABELS[rule.role or 'guides']}它自己"
        yield Suspect("organ_over_itself", text, (rule.id,), shown)


def _circles(look: Look, bonds: list[Rule]) -> Iterator[Suspect]:
    """Organs that guide one another; where there are several such circles, one of them."""
    guided: list[tuple[tuple[str, str], Rule]] = []
    for rule in bonds:
        for organ in look.book.vocabulary.organs:
            one = being(look.book, organ)
            if organ != rule.organ and look.may_meet(rule.when, one) and look.ever([rule.when, one], both):
                guided.append(((str(rule.organ), organ), rule))
    told: set[tuple[str, ...]] = set()
    for day in dict.fromkeys(rule.starts or date.min for rule in bonds):  # what is in force together is so when the last of it begins
        then = {pair: rule for pair, rule in guided if rule.in_force(day)}
        ring = _ring([*then])
        if ring and ring not in told:
            told.add(ring)
            drawn = " → ".join(look.book.vocabulary.organs[organ].label for organ in ring)
            yield Suspect("guides_in_a_circle", f"部门的指导关系绕成了圈：{drawn}", tuple(then[pair].id for pair in pairwise(ring)))


def _ring(guided: list[tuple[str, str]]) -> tuple[str, ...]:
    """A circle among these pairs of guide and guided; empty where there is none."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for guide, organ in guided:
        order.add(organ, guide)
    try:
        order.prepare()
    except CycleError as circle:
        return tuple(circle.args[1])
    return ()
