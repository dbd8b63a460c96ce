"""A condition in Chinese, for explanations."""

from __future__ import annotations

from cxzy_rules.conditions.parse import Lexicon
from cxzy_rules.model.condition import FALSE, TRUE, Above, All, Any, Condition, Is, Not, Value, Within
from cxzy_rules.model.facts import OPEN

FEW = 6


def phrase(condition: Condition, lexicon: Lexicon) -> str:
    """The whole condition as one phrase."""
    match condition:
        case Is():
            return _is(condition, lexicon)
        case Within(fact, low, high):
            return lexicon.domains[fact].fact.label + _interval(low, high)
        case Above(_, far, inner):
            return ("有某个上级" if far else "直接上级") + f"：{phrase(inner, lexicon)}"
        case Not(part):
            return f"不是（{phrase(part, lexicon)}）"
        case All(parts):
            return "，并且".join(_bracketed(part, lexicon) for part in parts) or "没有条件，都适用"
        case Any(parts):
            return "，或者".join(_bracketed(part, lexicon) for part in parts)


def _bracketed(part: Condition, lexicon: Lexicon) -> str:
    words = phrase(part, lexicon)
    return f"（{words}）" if isinstance(part, (All, Any)) and len(part.parts) > 1 else words


def _is(leaf: Is, lexicon: Lexicon) -> str:
    label = fact_label(leaf.fact, lexicon)
    if leaf.allowed == {TRUE}:
        return label
    if leaf.allowed == {FALSE}:
        return f"不是“{label}”"
    labels = lexicon.domains[leaf.fact].labels
    names = [f"“{labels[value]}”" for value in labels if value in leaf.allowed]
    others = [f"“{labels[value]}”" for value in labels if value not in leaf.allowed]
    return f"{label}是" + "或".join(names) if len(names) <= FEW else f"{label}不是" + "、".join(others)


def _interval(low: int | None, high: int | None) -> str:
    if low is not None and high == low + 1:
        return f"等于 {low}"
    parts = [f"不少于 {low}"] if low is not None else []
    return "、".join([*parts, *([f"少于 {high}"] if high is not None else [])])


def fact_label(fact: str, lexicon: Lexicon) -> str:
    """A flat fact's name as a user knows it; a tag's is the tag itself."""
    prefix, _, tag = fact.partition(".")
    if tag and prefix == "tags":
        return f"有“{lexicon.tags[tag]}”标记"
    return lexicon.domains[fact].fact.label


def value_label(fact: str, value: Value | None, lexicon: Lexicon) -> str:
    """A fact's value as a user knows it."""
    if value is None:
        return "不知道"
    if str(value).startswith(OPEN):
        branch = lexicon.domains["branch"].labels[str(value).removeprefix(OPEN)]
        return f"没有填（只知道属于{branch}）"
    labels = lexicon.domains[fact].labels if fact in lexicon.domains else {TRUE: "是", FALSE: "否"}
    return str(labels.get(str(value), value))
