"""What one rule, or all of them together, must be beyond its grammar: cited, named well, able to hold, told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxzy_rules.conditions.logic import Alternative, TooWide, alternatives, leaves
from cxzy_rules.document import Document
from cxzy_rules.model.condition import FALSE, TRUE, Above, Condition, Is, Within
from cxzy_rules.model.facts import OPEN, tag_fact
from cxzy_rules.model.law import NO_BRANCH, Kind, Rule, Ruling
from cxzy_rules.model.place import Problem, hint_nearest
from cxzy_rules.rulebook.cite import cite
from cxzy_rules.rulebook.rules import Written
from cxzy_rules.vocabulary.words import Vocabulary

LABEL_LENGTH = range(4, 25)
SHARE = 0.6
YES = frozenset([TRUE])
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
    for one in rules:
        cited = cite(document, one.rule.clause, one.rule.quote, one.at, problems)
        if cited and one.rule.section != "supervision":
            _check_label(one, problems)
        _check_links(one, rulings, vocabulary, problems)
        _check_condition(one.rule, vocabulary, problems)


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
    quoted = {word.lower() for word in WORDS.findall(one.rule.quote)}
    meant = [word for word in words if word not in PUNCTUATION]
    share = sum(word.lower() in quoted for word in meant) / max(1, len(meant))
    if share < SHARE:
        problems.append(Problem(at, f"名称“{label}”说的不是引文里的事（只有 {share:.0%} 的字在引文里）", hint, check="label-not-in-quote"))


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


def _check_condition(rule: Rule, vocabulary: Vocabulary, problems: list[Problem]) -> None:
    try:
        if not _can_hold(rule.when, vocabulary):
            problems.append(Problem(rule.place, f"规则“{rule.id}”的条件永远不会成立", "条件里有互相排斥的要求", check="never-holds"))
    except TooWide:
        problems.append(
            Problem(rule.place, f"规则“{rule.id}”的条件分支太多", "拆成几条规则，或用 not 换一种写法", check="condition-too-wide")
        )


def _can_hold(condition: Condition, vocabulary: Vocabulary) -> bool:
    """Whether some unit could meet it, and for each test of a superior that is wanted, some superior too."""
    above = [leaf for leaf in leaves(condition) if isinstance(leaf, Above)]
    return any(
        not any(isinstance(literal, Within) and _empty(literal) for literal in one.values())
        and _some_kind_fits(one, vocabulary)
        and all(_can_hold(test.inner, vocabulary) for test in above if _allowed(one, test.key) == YES)
        for one in alternatives(condition)
    )


def _empty(interval: Within) -> bool:
    """Whether no number that a roster can hold, from zero up, lies in it."""
    return interval.high is not None and interval.high <= max(interval.low or 0, 0)


def _allowed(one: Alternative, fact: str) -> frozenset[str] | None:
    """The values of a choice that the conjunction admits, or None where it does not ask."""
    literal = one.get(fact)
    return literal.allowed if isinstance(literal, Is) else None


def _some_kind_fits(one: Alternative, vocabulary: Vocabulary) -> bool:
    kinds = _allowed(one, "kind")
    if not vocabulary.kinds:  # told as missing; no rule is to blame
        return True
    if kinds is None or any(kind.startswith(OPEN) for kind in kinds):
        kinds = frozenset(vocabulary.kinds)
    return any(_fits(vocabulary.kinds[kind], one, vocabulary) for kind in kinds)


def _fits(kind: Kind, one: Alternative, vocabulary: Vocabulary) -> bool:
    """Whether a unit of this kind can meet the other demands: its branch, tags, committee, organ; a level may always be declared."""
    settled = {s.branch for s in vocabulary.settlements if s.kind == kind.id}
    branch, committee, organ = (_allowed(one, fact) for fact in ("branch", "committee", "organ"))
    if branch is not None and not branch & (settled | {kind.branch or NO_BRANCH}):
        return False
    if committee is not None and kind.committee is not None and (TRUE if kind.committee else FALSE) not in committee:
        return False
    if organ is not None and NO_BRANCH not in organ and not any(kind.id in vocabulary.organs[o].kinds for o in organ):
        return False
    tags = (tag for tag in vocabulary.tags.values() if _allowed(one, tag_fact(tag.id)) == YES)
    return all(kind.id in tag.kinds for tag in tags)
