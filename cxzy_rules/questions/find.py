"""Which units a person means: by id, full name, part of a name, pinyin or initials, small slips; the first that finds decides.

Knows nothing of where the names are kept: a `Register` hands them out, and a kept index can be one as well as a roster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from cxzy_rules.model.place import Place
from cxzy_rules.questions.sounds import Block, Readings, blurred, lines_with, readings, sounding, spelling

if TYPE_CHECKING:
    from cxzy_rules.roster.roster import Roster

LEAST_SLIP, MOST = 3, 200


@dataclass(frozen=True, slots=True)
class Register:
    """Where names are looked up, all without blanks.

    `ids` and `names`: the rows that are called just so; `blocks`: all names, in blocks with the row of their first line; `readings`:
    those of one character.
    """

    ids: Callable[[str], Sequence[int]]
    names: Callable[[str], Sequence[int]]
    blocks: Callable[[], Iterable[Block]]
    readings: Readings


def register(roster: Roster) -> Register:
    """The register of a roster's units."""
    ids, names = (["".join(text.split()) for text in roster.units[column].to_list()] for column in ("id", "name"))
    by_id, by_name = cache(lambda: _rows_by(ids)), cache(lambda: _rows_by(names))
    block = cache(lambda: Block(0, "\n".join(names)))
    return Register(lambda wanted: by_id().get(wanted, ()), lambda wanted: by_name().get(wanted, ()), lambda: [block()], readings)


def _rows_by(words: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, word in enumerate(words):
        found.setdefault(word, []).append(row)
    return found


def find(roster: Roster, query: str) -> list[int]:
    """The rows that the query means, in roster order; empty where nothing is near."""
    return find_in(register(roster), query)


def find_in(known: Register, query: str, most: int | None = None) -> list[int]:
    """As `find`, in a register; no more than the first so many."""
    wanted = "".join(query.split())
    if not wanted:
        return []
    ways: list[Callable[[], Iterable[int]]] = [
        lambda: known.ids(wanted),
        lambda: known.names(wanted),
        lambda: _holding(known, wanted),
        lambda: _by_pinyin(known, wanted.lower(), str),
        lambda: _by_pinyin(known, wanted.lower(), blurred),
        lambda: _by_slip(known, wanted),
    ]
    return next((rows for way in ways if (rows := list(islice(way(), most)))), [])


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

    found = process.extract(query[:MOST], roster.units["name"].unique(maintain_order=True).to_list(), scorer=fuzz.WRatio, limit=count)
    return [name for name, score, _ in found if score > 0]


def _holding(known: Register, part: str) -> Iterator[int]:
    """The rows of the names that hold a part."""
    return (block.first + line for block in known.blocks() for line, _, _ in lines_with(block.text, re.escape(part)))


def _by_pinyin(known: Register, wanted: str, spelt: Callable[[str], str]) -> Iterator[int]:
    """Names in which the query spells neighbouring characters, or whose characters sound like the query's."""
    if wanted.isascii() and not wanted.isalpha():
        return
    for block in known.blocks():
        spellings = block.spellings(known.readings, spelt)
        found = spelling if wanted.isascii() else sounding
        for line in found(block.text, wanted, spellings, known.readings, spelt):
            yield block.first + line


def _by_slip(known: Register, wanted: str) -> list[int]:
    """Names with a stretch that differs from the query by one character put in, left out or changed.

    One slip leaves one half of the query as it was, so only names that hold a half are looked at. What is too long for a name is not
    looked for: that takes the square of its length.
    """
    if not LEAST_SLIP <= len(wanted) <= MOST:
        return []
    left, right = wanted[: len(wanted) // 2], wanted[len(wanted) // 2 :]
    ways = (re.escape(left) + _slipped(right), _slipped(left) + re.escape(right))
    return sorted({block.first + line for block in known.blocks() for way in ways for line, _, _ in lines_with(block.text, way)})


def _slipped(part: str) -> str:
    """An expression for a part with one character left out, changed, or put in before another."""
    cuts = [(re.escape(part[:at]), re.escape(part[at]), re.escape(part[at + 1 :])) for at in range(len(part))]
    return "(?:" + "|".join(f"{before}{after}|{before}.{after}|{before}.{one}{after}" for before, one, after in cuts) + ")"
