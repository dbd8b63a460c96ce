"""Where something stands in a file, and what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Place(NamedTuple):  # a rulebook has ten thousand, and a frozen dataclass takes thrice as long to make
    """A spot in a file: a line and column, or a cell of a workbook's sheet (`cell`, as in 名册!B7)."""

    path: str
    line: int = 0
    column: int = 0
    cell: str = ""

    def __str__(self) -> str:
        if self.cell:
            return f"{self.path}:{self.cell}"
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an input, worded for its author (Chinese), with a hint how to mend it.

    `unit`: the row in the roster of the unit that it concerns, where it concerns one. `check`: what sort of mistake it is, by a word
    that stays; those that a rulebook's files can have are told one by one in parts/checks.py.
    """

    place: Place
    text: str
    hint: str = ""
    unit: int | None = field(default=None, compare=False)
    check: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" + (f"\n    {self.hint}" if self.hint else "")


class Unusable(Exception):
    """An input cannot be used at all; carries every problem found in it."""

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: list[str], count: int = 3) -> list[str]:
    """The known words most like `word`, best first; a low cutoff, since Chinese names are short."""
    from difflib import get_close_matches

    return get_close_matches(word, known, n=count, cutoff=0.4)


def hint_nearest(word: str, known: list[str], title: str = "可用的有") -> str:
    """A hint that names the words nearest to a misspelt one, or else the first of those allowed."""
    close = nearest(word, known)
    if close:
        return "是不是想写：" + "、".join(close)
    if not known:
        return "这里还一个也没有定义"
    return f"{title}：" + "、".join(known[:12]) + ("……" if len(known) > 12 else "")
