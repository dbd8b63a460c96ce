"""From a rule author's YAML to a condition, with every mistake told where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxzy_rules.model.condition import Above, All, Any, Condition, Is, Not, Within, flag
from cxzy_rules.model.facts import LANGUAGE, Domain, Fact, tag_fact
from cxzy_rules.model.place import Place, Problem, hint_nearest, nearest
from cxzy_rules.yamlfile import Node, walk, written

FACTS: dict[str, Fact] = {fact.name: fact for fact in LANGUAGE}
WORDS = ("all", "any", "not", "under", "superior", "is")
BOUNDS = ("at_least", "below", "equals")
BIGGEST = 2**53


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the words of a condition may be: the domain of each flat fact, the tags, and the subjects."""

    domains: Mapping[str, Domain]
    tags: Mapping[str, str]
    subjects: Mapping[str, Condition]


def parse(node: Node, lexicon: Lexicon, problems: list[Problem]) -> Condition | None:
    """The condition that a `when` holds, or None after telling what is wrong with it."""
    if any(part.told for part in walk(node)):
        return None
    if not isinstance(node.value, dict) or not node.value:
        problems.append(Problem(node.place, "条件应当写成 {事实: 值}", "例如 {kind: 类型的编号}", check="condition-form"))
        return None
    parts = [_part(word, below, node.keys[word], lexicon, problems) for word, below in node.value.items()]
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return None
    return whole[0] if len(whole) == 1 else All(tuple(whole))


def _part(word: str, node: Node, at: Place, lexicon: Lexicon, problems: list[Problem]) -> Condition | None:
    match word:
        case "all" | "any":
            return _group(word, node, lexicon, problems)
        case "not":
            part = parse(node, lexicon, problems)
            return None if part is None else Not(part)
        case "under" | "superior":
            inner = parse(node, lexicon, problems)
            return None if inner is None else Above(f"above.{word}({signature(inner)})", word == "under", inner)
        case "is":
            return _subject(node, lexicon, problems)
    if word not in FACTS:
        problems.append(Problem(at, f"没有“{word}”这个事实", hint_nearest(word, [*FACTS, *WORDS]), check="unknown-fact"))
        return None
    return _leaf(FACTS[word], node, lexicon, problems)


def _group(word: str, node: Node, lexicon: Lexicon, problems: list[Problem]) -> Condition | None:
    if not isinstance(node.value, list) or not node.value:
        problems.append(Problem(node.place, f"“{word}”下面应当是条件的列表，至少一项", check="condition-form"))
        return None
    parts = [parse(part, lexicon, problems) for part in node.value]
    whole = tuple(part for part in parts if part is not None)
    if len(whole) < len(parts):
        return None
    return All(whole) if word == "all" else Any(whole)


def _subject(node: Node, lexicon: Lexicon, problems: list[Problem]) -> Condition | None:
    if isinstance(node.value, str) and node.value in lexicon.subjects:
        return lexicon.subjects[node.value]
    problems.append(
        Problem(
            node.place, f"没有“{written(node)}”这个主体", hint_nearest(written(node), list(lexicon.subjects)), check="unknown-reference"
        )
    )
    return None


def _leaf(fact: Fact, node: Node, lexicon: Lexicon, problems: list[Problem]) -> Condition | None:
    match fact.sort:
        case "choice":
            return _choice(fact, node, lexicon.domains[fact.name], problems)
        case "flag":
            if isinstance(node.value, bool):
                return flag(fact.name, node.value)
            problems.append(Problem(node.place, f"“{fact.name}”只能是 true 或 false", check="not-yes-no"))
            return None
        case "tags":
            known = _words(node, lexicon.tags, fact, problems)
            parts = tuple(flag(tag_fact(tag)) for tag in known or ())
            return None if not parts else parts[0] if len(parts) == 1 else Any(parts)
        case "number":
            return _number(fact, node, problems)


def _choice(fact: Fact, node: Node, domain: Domain, problems: list[Problem]) -> Condition | None:
    chosen = _words(node, domain.labels, fact, problems)
    if chosen is None:
        return None
    allowed = frozenset(chosen)
    open_to = frozenset(value for value, stands_for in domain.opens.items() if stands_for & allowed)
    denied = (domain.labels.keys() | domain.opens.keys()) - allowed - open_to
    return Is(fact.name, allowed, frozenset(denied), open_to)


def _words(node: Node, known: Mapping[str, str], fact: Fact, problems: list[Problem]) -> list[str] | None:
    """One word or a list of them, each known by its id; `known` holds their labels."""
    found = node.value if isinstance(node.value, list) else [node]
    chosen: list[str] = []
    for item in found:
        if isinstance(item.value, str) and item.value in known:
            chosen.append(item.value)
        else:
            shown = written(item) or "null"
            problems.append(Problem(item.place, f"“{fact.name}”没有“{shown}”这个值", _hint(shown, known), check="unknown-value"))
    if not found:
        problems.append(Problem(node.place, f"“{fact.name}”下面的列表是空的，永远不会成立", check="empty-list"))
    return chosen if chosen and len(chosen) == len(found) else None


def _hint(word: str, known: Mapping[str, str]) -> str:
    """The nearest ids; for a word that is a label, or nearer to one, the ids of the nearest labels."""
    if word.isascii() and word not in known.values():
        return hint_nearest(word, list(known))
    ids = {label: key for key, label in known.items()}
    close = nearest(word, list(ids))
    return "要写编号：" + "、".join(f"{ids[label]}（{label}）" for label in close) if close else hint_nearest(word, list(known))


def _number(fact: Fact, node: Node, problems: list[Problem]) -> Condition | None:
    if not isinstance(node.value, dict) or not node.value:
        problems.append(Problem(node.place, f"“{fact.name}”要写成 {{at_least: 数, below: 数}} 或 {{equals: 数}}", check="number-form"))
        return None
    bounds: dict[str, int] = {}
    for word, below in node.value.items():
        number = below.value
        if word not in BOUNDS:
            problems.append(Problem(node.keys[word], f"没有“{word}”这种界限", "可以写：" + "、".join(BOUNDS), check="number-form"))
        elif isinstance(number, bool) or not isinstance(number, int) or abs(number) > BIGGEST:
            problems.append(
                Problem(below.place, f"“{written(below)}”不是可用的整数", f"写 -{BIGGEST} 到 {BIGGEST} 之间的整数", check="number-form")
            )
        else:
            bounds[word] = number
    if len(bounds) < len(node.value):
        return None
    if "equals" in bounds and len(bounds) > 1:
        problems.append(Problem(node.place, "equals 不能和别的界限同时写", check="number-form"))
        return None
    if "equals" in bounds:
        return Within(fact.name, bounds["equals"], bounds["equals"] + 1)
    return Within(fact.name, bounds.get("at_least"), bounds.get("below"))


def signature(condition: Condition) -> str:
    """The condition as one line; the same for the same condition."""
    match condition:
        case Is(fact, allowed):
            return f"{fact}={'|'.join(sorted(allowed))}"
        case Within(fact, low, high):
            return f"{fact}[{'' if low is None else low},{'' if high is None else high})"
        case Above(key):
            return key
        case Not(part):
            return f"not({signature(part)})"
        case All(parts):
            return f"all({';'.join(map(signature, parts))})"
        case Any(parts):
            return f"any({';'.join(map(signature, parts))})"
