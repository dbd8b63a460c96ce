"""Which units a person means: by id, full name, part of a name, pinyin or initials, small slips; the first that finds decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from cxzy_rules.model.place import Place
from cxzy_rules.roster.roster import Roster

SLIPPED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("ü", "v"))
LEAST_SLIP = 3


def find(roster: Roster, query: str) -> list[int]:
    """The rows that the query means, in roster order; empty where nothing is near."""
    wanted = "".join(query.split())
    ids, names = (["".join(text.split()) for text in roster.units[column].to_list()] for column in ("id", "name"))
    if not wanted:
        return []
    ways: list[Callable[[], Iterable[int]]] = [
        lambda: (row for row, one in enumerate(ids) if one == wanted),
        lambda: (row for row, name in enumerate(names) if name == wanted),
        lambda: (row for row, name in enumerate(names) if wanted in name),
        lambda: _by_pinyin(names, wanted.lower(), str),
        lambda: _by_pinyin(names, wanted.lower(), _blurred),
        lambda: _by_slip(names, wanted),
    ]
    return next((rows for way in ways if (rows := list(way()))), [])


def set_aside(roster: Roster, query: str) -> list[tuple[Place, str]]:
    """Rows of the file that the query fits but that could not be used, with their places."""
    wanted = "".join(query.split())
    kept = set(roster.units["row"].to_list())
    cells = roster.table.cells.select(roster.headers["id"], roster.headers["name"]).rows()
    return [
        (roster.table.place(row), name or code or "")
        for row, (code, name) in enumerate(cells)
        if row not in kept and (query == code or wanted in "".join((name or "").split()))
    ]


def nearest_names(roster: Roster, query: str, count: int = 5) -> list[str]:
    """The names most like the query, for an answer that found nothing."""
    from rapidfuzz import fuzz, process

    found = process.extract(query, roster.units["name"].unique(maintain_order=True).to_list(), scorer=fuzz.WRatio, limit=count)
    return [name for name, score, _ in found if score > 0]


def _by_pinyin(names: list[str], wanted: str, spelt: Callable[[str], str]) -> Iterator[int]:
    """Names in which the query spells neighbouring characters: each syllable whole or by its initial, the last one as far as typed."""
    if wanted.isascii():
        if wanted.isalpha():
            letters = spelt(wanted)
            yield from (row for row, name in enumerate(names) if _spells(name, letters, spelt))
        return
    yield from (row for row, name in enumerate(names) if _sounds_like(name, wanted, spelt))


def _spells(name: str, letters: str, spelt: Callable[[str], str]) -> bool:
    return any(_from(name, start, letters, spelt) for start in range(len(name)))


def _from(name: str, start: int, letters: str, spelt: Callable[[str], str]) -> bool:
    """Whether the letters are used up by the syllables from `start` on, in order."""
    left = {letters}
    for character in name[start:]:
        spellings = [spelt(reading) for reading in readings(character)]
        if any(spelling.startswith(word) for spelling in spellings for word in left):
            return True
        left = {word.removeprefix(part) for word in left for one in spellings for part in _parts(one) if word.startswith(part)}
        if not left:
            return False
    return False


def _parts(spelling: str) -> tuple[str, ...]:
    """The whole syllable, and what may stand for it before another: its first letter, or zh, ch, sh."""
    return spelling, spelling[:1], *((spelling[:2],) if spelling[1:2] == "h" else ())


def _sounds_like(name: str, wanted: str, spelt: Callable[[str], str]) -> bool:
    """Whether some stretch of the name reads as the query's characters do: 大作 finds 大岞."""
    spans = range(len(name) - len(wanted) + 1)
    return any(all(_same(one, other, spelt) for one, other in zip(name[at:], wanted, strict=False)) for at in spans)


def _same(one: str, other: str, spelt: Callable[[str], str]) -> bool:
    return one == other or bool({spelt(r) for r in readings(one)} & {spelt(r) for r in readings(other)})


@cache
def readings(character: str) -> frozenset[str]:
    """Every reading of a character in pinyin, without tones; a letter or digit reads as itself."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return frozenset(reading.lower() for reading in found)


@cache
def _blurred(letters: str) -> str:
    """Pinyin as southern speakers may write it: zh and z, ch and c, sh and s, ng and n are one."""
    for exact, blurred in SLIPPED:
        letters = letters.replace(exact, blurred)
    return letters


def _by_slip(names: list[str], wanted: str) -> Iterator[int]:
    """Names with a stretch that differs from the query by one character put in, left out or changed."""
    from rapidfuzz.distance import Levenshtein

    if len(wanted) < LEAST_SLIP:
        return
    for row, name in enumerate(names):
        stretches = {name[at : at + size] for size in (len(wanted) - 1, len(wanted), len(wanted) + 1) for at in range(len(name))}
        if any(Levenshtein.distance(wanted, one, score_cutoff=1) <= 1 for one in stretches):
            yield row
