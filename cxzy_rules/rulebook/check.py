"""What one rule, or all of them together, must be beyond its grammar: cited, named well, able to hold, told apart."""

from __future__ import annotations

from cxzy_rules.conditions.logic import Alternative, TooWide, alternatives, leaves
from cxzy_rules.document import Document, check_quote
from cxzy_rules.model.condition import FALSE, TRUE, Above, Condition, Is, Within
from cxzy_rules.model.facts import OPEN, tag_fact
from cxzy_rules.model.law import NO_BRANCH, Kind, Rule, Ruling
from cxzy_rules.model.place import Problem, hint_nearest
from cxzy_rules.vocabulary.words import Vocabulary

LABEL_LENGTH = range(4, 25)
SHARE = 0.6
YES = frozenset([TRUE])
PUNCTUATION = "“”‘’（）()、，。；：·《》— "


def check_rules(rules: list[Rule], document: Document, rulings: dict[str, Ruling], vocabulary: Vocabulary, problems: list[Problem]) -> None:
    """Tells every rule that is not cited, not named for the one thing it asks, can never hold, or doubles another."""
    _check_unique(rules, problems)
    for rule in rules:
        cited = check_quote(document, rule.clause, rule.quote, rule.place, problems)
        if cited and rule.section != "supervision":
            _check_label(rule, problems)
        _check_links(rule, rulings, vocabulary, problems)
        _check_condition(rule, vocabulary, problems)


def _check_unique(rules: list[Rule], problems: list[Problem]) -> None:
    ids: dict[str, Rule] = {}
    labels: dict[str, Rule] = {}
    for rule in rules:
        for key, seen, what in ((rule.id, ids, "编号"), (rule.label, labels, "名称")):
            first = seen.setdefault(key, rule)
            if first is not rule:
                problems.append(Problem(rule.place, f"{what}“{key}”和另一条规则重复", f"另一条在 {first.place}"))


def _check_label(rule: Rule, problems: list[Problem]) -> None:
    hint = f"用 {LABEL_LENGTH.start} 到 {LABEL_LENGTH.stop - 1} 个字说出要做的这一件事"
    if len(rule.label) not in LABEL_LENGTH:
        problems.append(Problem(rule.place, f"名称“{rule.label}”有 {len(rule.label)} 个字", hint))
        return
    written = [letter for letter in rule.label if letter not in PUNCTUATION]
    share = sum(letter in rule.quote for letter in written) / max(1, len(written))
    if share < SHARE:
        problems.append(Problem(rule.place, f"名称“{rule.label}”说的不是引文里的事（只有 {share:.0%} 的字在引文里）", hint))


def _check_links(rule: Rule, rulings: dict[str, Ruling], vocabulary: Vocabulary, problems: list[Problem]) -> None:
    links = ((rule.ruling, [*rulings], "裁定"), (rule.counterpart, [*rulings], "裁定"), (rule.organ, [*vocabulary.organs], "部门"))
    for written, known, what in links:
        if written is not None and written not in known:
            problems.append(Problem(rule.place, f"没有“{written}”这个{what}", hint_nearest(written, known)))


def _check_condition(rule: Rule, vocabulary: Vocabulary, problems: list[Problem]) -> None:
    try:
        if not _can_hold(rule.when, vocabulary):
            problems.append(Problem(rule.place, f"规则“{rule.id}”的条件永远不会成立", "条件里有互相排斥的要求"))
    except TooWide:
        problems.append(Problem(rule.place, f"规则“{rule.id}”的条件分支太多", "拆成几条规则，或用 not 换一种写法"))


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
