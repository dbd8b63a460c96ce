"""What one rule, or all of them together, must be beyond its grammar: cited, named well, able to hold, told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from cxzy_rules.conditions.logic import TooWide
from cxzy_rules.document import Document
from cxzy_rules.model.condition import Condition
from cxzy_rules.model.days import EVER, Days
from cxzy_rules.model.law import Rule, Ruling
from cxzy_rules.model.place import Problem, hint_nearest
from cxzy_rules.rulebook.able import can_hold
from cxzy_rules.rulebook.cite import cite
from cxzy_rules.rulebook.rules import Written
from cxzy_rules.vocabulary.words import Vocabulary

LABEL_LENGTH = range(4, 25)
SHARE = 0.6
WORDS = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+|\S")
PUNCTUATION = "“”‘’（）()、，。；：·《》—"


def check_rules(
    rules: list[Written],
    document: Document,
    rulings: dict[str, Ruling],
    vocabulary: Vocabulary,
    problems: list[Problem],
    earlier: Sequence[Written] = (),
) -> None:
    """Tells every rule that is not cited, not named for the one thing it asks, can never hold, or doubles another.

    `earlier`: the rules of the rulebooks that these stand under.
    """
    _check_unique([*earlier, *rules], problems)

    @cache  # many rules have one and the same condition
    def able(condition: Condition, days: Days) -> bool:
        return can_hold(condition, vocabulary, days)

    for one in rules:
        cited = cite(document, one.rule.clause, one.rule.quote, one.at, problems)
        if cited and one.rule.section != "supervision":
            _check_label(one, problems)
        _check_links(one, rulings, vocabulary, problems)
        _check_condition(one.rule, able, problems)


def _check_unique(rules: list[Written], problems: list[Problem]) -> None:
    ids: dict[str, Written] = {}
    labels: dict[str, Written] = {}
    for one in rules:
        for key, value, seen, what in (("id", one.rule.id, ids, "编号"), ("label", one.rule.label, labels, "名称")):
            first = seen.setdefault(value, one)
            if first is not one:
                problems.append(
                    Problem(one.place(key), f"{what}“{value}”和另一条规则重复", f"另一条在 {first.place(key)}", check="rule-doubled")
                )


def _check_label(one: Written, problems: list[Problem]) -> None:
    label, at = one.rule.label, one.place("label")
    words = WORDS.findall(label)
    length = sum(2 if word[0].isascii() and word[0].isalpha() else 1 for word in words)
    foreign = "，外文一个词算两个字" if length > len(words) else ""
    hint = f"用 {LABEL_LENGTH.start} 到 {LABEL_LENGTH.stop - 1} 个字说出要做的这一件事{foreign}"
    if length not in LABEL_LENGTH:
        problems.append(Problem(at, f"名称“{label}”有 {length} 个字", hint, check="label-length"))
        return
    quoted, meant = {*words_of(one.rule.quote)}, _meant(words)
    share = sum(word in quoted for word in meant) / max(1, len(meant))
    if share < SHARE:
        problems.append(Problem(at, f"名称“{label}”说的不是引文里的事（只有 {share:.0%} 的字在引文里）", hint, check="label-not-in-quote"))


def words_of(text: str) -> list[str]:
    """What a text says, without its marks: Chinese character by character, other writing word by word."""
    return _meant(WORDS.findall(text))


def _meant(words: list[str]) -> list[str]:
    return [word.lower() for word in words if word not in PUNCTUATION]


def _check_links(one: Written, rulings: dict[str, Ruling], vocabulary: Vocabulary, problems: list[Problem]) -> None:
    rule = one.rule
    links: list[tuple[str, str | None, list[str], str]] = [
        ("ruling", rule.ruling, [*rulings], "裁定"),
        ("counterpart", rule.counterpart, [*rulings], "裁定"),
        ("organ", rule.organ, [*vocabulary.organs], "部门"),
    ]
    for key, value, known, what in links:
        if value is not None and value not in known:
            problems.append(Problem(one.place(key), f"没有“{value}”这个{what}", hint_nearest(value, known), check="unknown-reference"))


def _check_condition(rule: Rule, able: Callable[[Condition, Days], bool], problems: list[Problem]) -> None:
    """`able`: whether a condition can hold on one of these days; what can, can hold at all."""
    days = rule.days()
    try:
        if able(rule.when, EVER if days.empty() else days):
            return
        if not able(rule.when, EVER):
            problems.append(Problem(rule.place, f"规则“{rule.id}”的条件永远不会成立", "条件里有互相排斥的要求", check="never-holds"))
        else:
            text = f"规则“{rule.id}”有效的日子（{days}）里，条件永远不会成立"
            problems.append(Problem(rule.place, text, "条件问到的类型、标记、部门要和规则有一天同时有效", check="never-in-force"))
    except TooWide:
        problems.append(
            Problem(rule.place, f"规则“{rule.id}”的条件分支太多", "拆成几条规则，或用 not 换一种写法", check="condition-too-wide")
        )
