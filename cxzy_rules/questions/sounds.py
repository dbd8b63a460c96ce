"""How Chinese names sound: which lines of a text a word of pinyin or initials spells, and which sound like other characters."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Set
from functools import cache

Readings = Callable[[str], frozenset[str]]
Spelt = Callable[[str], str]
Spellings = dict[str, frozenset[str]]
SLIPPED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("ü", "v"))


class Block:
    """Names, a line each; `first`: the row of the first. What its characters sound like is asked once."""

    def __init__(self, first: int, text: str) -> None:
        self.first, self.text = first, text
        self._spellings: dict[Spelt, Spellings] = {}

    def spellings(self, known: Readings, spelt: Spelt) -> Spellings:
        """How each of its characters is spelt."""
        if spelt not in self._spellings:
            self._spellings[spelt] = {one: frozenset(map(spelt, known(one))) for one in set(self.text) - {"\n"}}
        return self._spellings[spelt]


def spelling(text: str, letters: str, spellings: Spellings, known: Readings, spelt: Spelt) -> Iterator[int]:
    """The lines in which the letters spell neighbouring characters: each syllable whole or by its initial, the last one as far as typed."""
    letters = spelt(letters)
    for line, name, at in lines_with(text, _beginning(letters, spellings)):
        if any(_from(name, start, letters, spellings) for start in range(at, len(name))):
            yield line


def sounding(text: str, wanted: str, spellings: Spellings, known: Readings, spelt: Spelt) -> Iterator[int]:
    """The lines of which some stretch reads as these characters do: 大作 finds 大岞."""
    sounds = [(character, frozenset(map(spelt, known(character)))) for character in wanted]
    alike = [[one for one, words in spellings.items() if one == character or words & said] for character, said in sounds]
    for line, _, _ in lines_with(text, "".join(map(_one_of, alike))):
        yield line


def _one_of(characters: list[str]) -> str:
    return "[" + "".join(map(re.escape, characters)) + "]" if characters else "(?!)"


def lines_with(text: str, expression: str) -> Iterator[tuple[int, str, int]]:
    """Each line in which the expression is found: its number, the line itself, and where in it that begins."""
    pattern = re.compile(expression)
    line = end = 0
    while found := pattern.search(text, end):
        line += text.count("\n", end, found.start())
        start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.start())
        end = len(text) if end < 0 else end
        yield line, text[start:end], found.start() - start


def _beginning(letters: str, spellings: Spellings) -> str:
    """An expression for the one character that spells all the letters, or the first two of more: few names need a closer look.

    It begins with one set of characters, so that whatever else stands in the text is passed over at once.
    """
    written: dict[frozenset[str], list[str]] = {}
    for character, words in spellings.items():
        written.setdefault(words, []).append(character)
    firsts: dict[frozenset[str], list[str]] = {}
    for words in _with_initial({letters}, written):
        firsts.setdefault(_left({letters}, words), []).extend(written[words])
    alone = [one for words in _with_initial({letters}, written) if _ends({letters}, words) for one in written[words]]
    ways = [f"(?<={_one_of(alone)})"] if alone else []
    for left, characters in firsts.items():
        after = [one for words in _with_initial(left, written) if _ends(left, words) or _left(left, words) for one in written[words]]
        ways += [f"(?<={_one_of(characters)}){_one_of(after)}"] if after else []
    return _one_of([*alone, *(one for found in firsts.values() for one in found)]) + "(?:" + "|".join(ways or ["(?!)"]) + ")"


def _with_initial(left: Set[str], written: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Those of which some word begins as what is left begins."""
    initials = {rest[0] for rest in left if rest}
    return [words for words in written if any(word[0] in initials for word in words)]


def _from(name: str, start: int, letters: str, spellings: Spellings) -> bool:
    """Whether the letters are used up by the syllables from `start` on, in order."""
    left: Set[str] = {letters}
    for character in name[start:]:
        if _ends(left, spellings[character]):
            return True
        left = _left(left, spellings[character])
        if not left:
            return False
    return False


def _ends(left: Set[str], words: Set[str]) -> bool:
    """Whether a character read so may be the last."""
    return any(word.startswith(rest) for word in words for rest in left)


def _left(left: Set[str], words: Set[str]) -> frozenset[str]:
    """What may be left of the letters after a character read so."""
    return frozenset(rest.removeprefix(part) for rest in left for word in words for part in _parts(word) if rest.startswith(part))


def _parts(spelling: str) -> tuple[str, ...]:
    """The whole syllable, and what may stand for it before another: its first letter, or zh, ch, sh."""
    return spelling, spelling[:1], *((spelling[:2],) if spelling[1:2] == "h" else ())


@cache
def readings(character: str) -> frozenset[str]:
    """Every reading of a character in pinyin, without tones; what has none reads as itself."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # single characters need no phrases, which cost more than all the rest
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    written = PINYIN_DICT.get(ord(character))
    if written is None:
        return frozenset([character.lower()])
    return frozenset(convert(word, Style.NORMAL, strict=True).lower() for word in written.split(","))


def all_readings() -> dict[str, frozenset[str]]:
    """The readings of every character that has any."""
    from pypinyin.constants import PINYIN_DICT

    return {chr(code): readings(chr(code)) for code in PINYIN_DICT}


@cache
def blurred(letters: str) -> str:
    """Pinyin as southern speakers may write it: zh and z, ch and c, sh and s, ng and n are one."""
    for exact, written in SLIPPED:
        letters = letters.replace(exact, written)
    return letters
