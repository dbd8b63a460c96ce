"""What waits to be compiled is certain to compile, and finds what a compiled expression finds."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cxzy_rules.rulebook.load import load
from cxzy_rules.vocabulary.expressions import Expression, sound
from tests.conftest import ROOT

PARTS = [
    *("甲", "乙", "a", "0", " ", "#", ":", "-", "&&", "\\w", "\\d", "\\b", "\\1", "\\(", "\\", ".", "^", "$", "|"),
    *("[省市]", "[^甲]", "[一-龥]", "[（(]", "[)]", "[\\d甲]", "[b-a]", "[", "]", "[]"),
    *("(", "(?:", "(?=", "(?!", "(?<!", "(?<=", "(?P<x>", "(?x)", ")", ")", ")"),
    *("?", "*", "+", "?+", "{0,4}", "{2}", "{3,}", "{3,1}", "{1,12}", "{", "}"),
]
BROKEN = [
    "(",
    "甲)",
    "[甲",
    "*甲",
    "甲**",
    "(?<=甲+)乙",
    "(?<=甲|乙丙)",
    "甲{3,1}",
    "[b-a]",
    "\\y",
    "(?P<x>甲)(?P<x>乙)",
    "\\2",
    "^*",
    "(|*)",
]
OTHERS = ["(?P<x>甲)(?P=x)", "(?i)abc", "(甲)\\1", "甲++", "(?<=甲乙|丙丁)", "[丁-甲]", "(?x) 甲 # 一\n | 乙"]


def expressions(folder: Path) -> list[str]:
    names = load(folder).vocabulary.names
    return [one.pattern for name in names for one in (name.pattern, name.unless) if one]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_broken_does_not_wait(text: str) -> None:
    assert not sound(text)
    with pytest.raises(re.error):
        Expression(text)


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_not_certain_is_tried_at_once(text: str) -> None:
    assert not sound(text)
    assert Expression(text).search == re.compile(text).search


def test_what_waits_compiles(record_property: Any) -> None:
    random, waited = Random(1_109), 0
    whole = expressions(ROOT / "rules")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(20_000):
            text = "".join(random.choices(PARTS, k=random.randint(1, 8))) if random.random() < 0.5 else cut(random, random.choice(whole))
            if sound(text):
                waited += 1
                re.compile(text)
    assert waited > 2_000
    record_property("expressions that waited and compiled", waited)


def cut(random: Random, text: str) -> str:
    """A stretch of an expression with one part changed."""
    start = random.randrange(len(text))
    stretch = text[start : start + random.randint(1, 80)]
    at = random.randrange(len(stretch) + 1)
    return stretch[:at] + random.choice(PARTS) + stretch[at + random.randint(0, 1) :]


def test_nearly_all_of_the_shipped_wait_and_find_the_same() -> None:
    texts = expressions(ROOT / "rules")
    assert sum(map(sound, texts)) > 0.9 * len(texts)
    names = [
        line.split(",")[0] for file in (ROOT / "tests" / "names").glob("*.csv") for line in file.read_text(encoding="utf-8").splitlines()
    ]
    for text in texts:
        waiting, compiled = Expression(text), re.compile(text)
        for name in names[::25]:
            found, meant = waiting.search(name), compiled.search(name)
            assert (found and found.span()) == (meant and meant.span())
        assert waiting.search == compiled.search and waiting == Expression(text)
