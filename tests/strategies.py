"""Random conditions, as an author could write them over a small lexicon, and random facts for them.

A condition is drawn as the YAML of a `when` and read by the same parser as the rules, so that every form of the language
is met. Numbers crowd around the thresholds, and the thresholds are few, so that equality is frequent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st

from cxzy_rules.conditions.logic import TooWide, alternatives, leaves
from cxzy_rules.conditions.parse import Lexicon, parse
from cxzy_rules.model.condition import FALSE, TRUE, Above, Condition, Facts, Value
from cxzy_rules.model.facts import LANGUAGE, Domain, flag_domain, open_value, tag_fact
from cxzy_rules.model.place import Problem
from cxzy_rules.yamlfile import parse_yaml

FACTS = {fact.name: fact for fact in LANGUAGE}
KINDS = {"oak": tuple(f"oak{n}" for n in range(7)), "elm": tuple(f"elm{n}" for n in range(6))}
ALL_KINDS = [kind for kinds in KINDS.values() for kind in kinds]
BRANCHES = [*KINDS, "none"]
TAGS = ["red", "blue"]
FLAGS = ["committee", "paired"]
CUTS = [-7, 0, 1, 50, 2**53]
NUMBERS = sorted({cut + step for cut in CUTS for step in (-1, 0, 1) if abs(cut + step) <= 2**53})


def _lexicon() -> Lexicon:
    opens = {open_value(branch): frozenset(kinds) for branch, kinds in KINDS.items()}
    domains = {
        "branch": Domain(FACTS["branch"], dict.fromkeys(BRANCHES, "枝"), {}),
        "kind": Domain(FACTS["kind"], dict.fromkeys(ALL_KINDS, "木"), opens),
        "members": Domain(FACTS["members"], {}, {}),
    }
    domains |= {name: flag_domain(FACTS[name]) for name in FLAGS}
    domains |= {tag_fact(tag): flag_domain(FACTS["tags"]) for tag in TAGS}
    return Lexicon(domains, dict.fromkeys(TAGS, "色"), {})


LEXICON = _lexicon()


def read(written: dict[str, Any]) -> Condition:
    """The condition that these words of an author mean."""
    problems: list[Problem] = []
    node = parse_yaml(json.dumps(written), "drawn.yaml", problems)
    condition = parse(node, LEXICON, problems) if node else None
    if problems or condition is None:
        raise ValueError(problems)
    return condition


def bearable(condition: Condition) -> bool:
    """Whether the condition has few enough alternatives to reach an engine; the others are refused at load."""
    try:
        alternatives(condition)
    except TooWide:
        return False
    return True


def _words(draw: Random, words: list[str]) -> str | list[str]:
    return draw.choice(words) if draw.random() < 0.5 else draw.sample(words, draw.randint(1, len(words)))


def _bounds(draw: Random) -> dict[str, int]:
    words = draw.choice([["at_least"], ["below"], ["equals"], ["at_least", "below"]])
    return {word: draw.choice(CUTS) for word in words}


def _leaf(draw: Random) -> dict[str, Any]:
    asked: dict[str, Callable[[], Any]] = {
        "kind": lambda: _words(draw, ALL_KINDS),
        "branch": lambda: _words(draw, BRANCHES),
        "tags": lambda: _words(draw, TAGS),
        "members": lambda: _bounds(draw),
        **dict.fromkeys(FLAGS, lambda: draw.random() < 0.5),
    }
    facts = draw.sample(list(asked), draw.choice([1, 1, 1, 2, 3]))
    return {fact: asked[fact]() for fact in facts}


def _written(draw: Random, depth: int) -> dict[str, Any]:
    """A `when`, at most so deep; a leaf comes sooner in one of three branches."""
    if depth == 0 or draw.random() < 0.3:
        return _leaf(draw)
    word = draw.choice(["all", "any", "all", "any", "not", "under", "superior"])
    if word in ("all", "any"):
        return {word: [_written(draw, depth - 1) for _ in range(draw.randint(2, 4))]}
    return {word: _written(draw, depth - 1)}


def random_condition(draw: Random) -> Condition:
    """A condition that an engine can bear, at most four deep."""
    while True:
        condition = read({draw.choice(["all", "any"]): [_written(draw, 3), _written(draw, 3)]})
        if bearable(condition):
            return condition


def superior_keys(conditions: Iterable[Condition]) -> list[str]:
    """The flat facts about superiors that these conditions ask themselves."""
    return sorted({leaf.key for condition in conditions for leaf in leaves(condition) if isinstance(leaf, Above)})


def random_facts(draw: Random, conditions: Iterable[Condition]) -> dict[str, Value]:
    """A unit of which everything is known."""
    flags = [*FLAGS, *map(tag_fact, TAGS), *superior_keys(conditions)]
    known: dict[str, Value] = {fact: draw.choice([TRUE, FALSE]) for fact in flags}
    return known | {"branch": draw.choice(BRANCHES), "kind": draw.choice(ALL_KINDS), "members": draw.choice(NUMBERS)}


def less_known(draw: Random, whole: Facts) -> dict[str, Value]:
    """The same unit with some facts gone, and its kind perhaps only narrowed to a branch's."""
    gone = draw.choice([0.0, 0.2, 0.5, 1.0])
    facts = {fact: value for fact, value in whole.items() if draw.random() >= gone}
    if "kind" in facts and draw.random() < 0.3:
        facts["kind"] = next(open_value(branch) for branch, kinds in KINDS.items() if facts["kind"] in kinds)
    return facts


@dataclass(frozen=True)
class Asked:
    """A condition, a unit of which all is known, and the same unit as a roster might tell it."""

    condition: Condition
    whole: Facts
    known: Facts


def random_asked(draw: Random) -> Asked:
    condition = random_condition(draw)
    whole = random_facts(draw, [condition])
    return Asked(condition, whole, less_known(draw, whole))


# Hypothesis stands behind this Random, so that it can look for the smallest case that fails.
CONDITIONS = st.randoms(use_true_random=False).map(random_condition)
ASKED = st.randoms(use_true_random=False).map(random_asked)
