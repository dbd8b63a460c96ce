"""Suspect among pairs of rules: one thing asked twice.

Many things asked in one breath of the same units are many rules: of 工、青、妇 each is one. Two rules of one clause can ask for
one thing only where their conditions are the same in every combination and one quotes what the other does. They certainly do
where, in one section, the name of the one holds the words of the other, in their order or all of them in another. They seem to
where one takes no word of the document that the other does not take as well: its own words are only another way of saying it.
One thing asked of some units, and in another rule of these and more, may be meant (sooner, with proof), and is told beside.
A layer that asks what its base asks already, in the words of another document, perhaps meant to sharpen that.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from rapidfuzz.distance import LCSseq

from cxzy_rules.model.law import Rule
from cxzy_rules.questions.look import Look, both
from cxzy_rules.questions.suspect import Suspect
from cxzy_rules.rulebook.check import words_of


def twice(look: Look) -> Iterator[Suspect]:
    """What is wrong."""
    for one, other in _pairs(look):
        if _names_one_thing(one, other) and look.same(one.when, other.when):
            shown = look.shown([one, other], look.where([one.when, other.when], both))
            text = f"规则“{one.id}”和“{other.id}”引同一句话，在任何情形下一起适用，要的是同一件事"
            yield Suspect("asked_twice", text, (one.id, other.id), shown)


def twice_told(look: Look) -> Iterator[Suspect]:
    """What is only told."""
    for one, other in _pairs(look):
        if not _names_one_thing(one, other) and _takes_no_more(one, other) and look.same(one.when, other.when):
            told = "、".join(f"“{rule.id}”（{rule.label}）" for rule in (one, other))
            yield Suspect("restated", f"像是一件事说了两遍：在任何情形下一起适用，名称用的是原文里同样的字：{told}", (one.id, other.id))
        elif _names_one_thing(one, other) and not look.same(one.when, other.when):
            yield from _narrower(look, one, other)
    yield from _layers_told(look)


def _narrower(look: Look, one: Rule, other: Rule) -> Iterator[Suspect]:
    """One thing asked of some units again, which another rule asks of these and of more."""
    for less, more in ((one, other), (other, one)):
        if _within(look, less, more):
            told = f"“{less.id}”（{less.label}）像是“{more.id}”（{more.label}）已经说了的，它适用的单位两条都适用"
            yield Suspect("said_already", told, (less.id, more.id))


def _layers_told(look: Look) -> Iterator[Suspect]:
    """The rules of layers that stand beside one of the base, asking the same of the same units."""
    items = [rule for rule in look.book.rules if rule.role is None]
    base = look.book.identity.id
    for one, other in product((one for one in items if one.document != base), (one for one in items if one.document == base)):
        if one.sharpens is None and one.days().meet(other.days()) and _names_one_thing(one, other) and _within(look, one, other):
            told = f"补充文件的“{one.id}”（{one.label}）像是底本的“{other.id}”（{other.label}），它适用的单位两条都适用"
            yield Suspect("base_restated", f"{told}；要收紧就写 sharpens", (one.id, other.id))


def _within(look: Look, one: Rule, other: Rule) -> bool:
    """Whether whoever is bound by the one is bound by the other."""
    return not look.ever([one.when, other.when], lambda values: values[0] is True and values[1] is not True)


def _pairs(look: Look) -> Iterator[tuple[Rule, Rule]]:
    """Rules of which one quotes what the other does, and that are in force together."""
    items: dict[tuple[str, str], list[Rule]] = {}
    for rule in look.book.rules:
        if rule.role is None:
            items.setdefault((rule.document, rule.clause), []).append(rule)
    for one, other in (pair for rules in items.values() for pair in combinations(rules, 2)):
        if (one.quote in other.quote or other.quote in one.quote) and one.days().meet(other.days()):
            yield one, other


def _names_one_thing(one: Rule, other: Rule) -> bool:
    first, second = words_of(one.label), words_of(other.label)
    nested = LCSseq.similarity(first, second) == min(len(first), len(second))
    return one.section == other.section and (nested or sorted(first) == sorted(second))


def _takes_no_more(one: Rule, other: Rule) -> bool:
    quote = words_of(max(one.quote, other.quote, key=len))
    (words, places), (others, elsewhere) = (_taken(words_of(rule.label), quote) for rule in (one, other))
    return (words <= others and places <= elsewhere) or (others <= words and elsewhere <= places)


def _taken(label: list[str], quote: list[str]) -> tuple[set[str], set[int]]:
    """The words of a quote that a name takes, and where in it they stand."""
    runs = [run for run in LCSseq.opcodes(label, quote) if run.tag == "equal"]
    return {*label} & {*quote}, {at for run in runs for at in range(run.dest_start, run.dest_end)}
