"""Regular expressions that are compiled when they are first searched for: a rulebook has dozens, and a roster needs few of them.

One that is broken must be told when the rulebook is read. So only what is `sound` by its look waits; all else is compiled at once.
A rulebook's expressions are those of Python's `re`. Which of them `mean_the_same` to Polars, that asks millions at once, is known here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LETTER = r"[^\\\[\](){}|*+?.^$#\s]"
SET = r"\[\^?(?:一-龥|0-9|A-Z|a-z|\\[wds]|[^\\\[\]^&~|-])+\]"
ONE = rf"(?:{LETTER}|{SET}|\\[wdsWDS]|\\[^\w\s]|\.)"
TIMES = r"(?:(?:[?*+]|\{[0-9]{1,2},?\}|\{[0-2],(?:[2-9]|[1-9][0-9])\})\??)"
SOUND = re.compile(rf"(?:\(\?x\))?(?:(?:{ONE}|\)){TIMES}?|\(\?<[=!]{ONE}+\)|\((?:\?[:=!]|(?!\?))|[|^$]|\s)*")
PLAIN_SET = r"\[\^?(?:一-龥|0-9|A-Z|a-z|\\d|[^\\\[\]^&~|\s#-])+\]"
PLAIN = rf"(?:{LETTER}|{PLAIN_SET}|\\d|\\[!-/:;=?@\[-^{{-~]|\.)"
SHARED = re.compile(rf"(?:\(\?x\))?(?:(?:{PLAIN}|\)){TIMES}?|\((?:\?:|(?!\?))|[|^$]|[ \n])*")
BESIDE = re.compile(r"\\.|\[[^\]]*\]|[^()\[\\]+")
DEEPEST = 20


class Expression:
    """A regular expression; `search` is that of a compiled one."""

    __slots__ = ("pattern", "search")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.search: Callable[[str], re.Match[str] | None] = self._compiled if sound(pattern) else re.compile(pattern).search

    def _compiled(self, text: str) -> re.Match[str] | None:
        self.search = re.compile(self.pattern).search
        return self.search(text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.pattern == other.pattern

    def __hash__(self) -> int:
        return hash(self.pattern)


def sound(pattern: str) -> bool:
    """Whether an expression is certain to compile: letters, sets, groups and looks around, repeated where something can be."""
    if not SOUND.fullmatch(pattern):
        return False
    brackets = BESIDE.sub("", pattern.removeprefix("(?x)"))
    for _ in range(DEEPEST):
        brackets = brackets.replace("()", "")
    return not brackets


def mean_the_same(pattern: str) -> bool:
    """Whether an expression is certain to mean to Polars, of one line of text, what it means to Python: it looks around nowhere, and
    leaves no other question open on which the two differ, as what a letter or a blank is."""
    return sound(pattern) and SHARED.fullmatch(pattern) is not None
