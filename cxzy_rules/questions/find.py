"""Which units a person means: by id, full name, part of a name, pinyin or initials, small slips; the first that finds decides.

Knows nothing of where the names are kept: a `Register` hands them out, and a kept index can be one as well as a roster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxzy_rules.model.place import Place
from cxzy_rules.questions.sounds import Readings, blurred, readings, sounding, spelling

if TYPE_CHECKING:
    from cxzy_rules.roster.roster import Roster

LEAST_SLIP = 3
Block = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Register:
    """Where names are looked up, all without blanks.

    `ids` and `names`: the rows that are called just so; `blocks`: all names as UTF-8, a line each, in blocks with the row of
    their first line; `readings`: those of one character.
    """

    ids: Callable[[str], list[int]]
    names: Callable[[str], list[int]]
    blocks: Callable[[], Iterable[Block]]
    readings: Readings


def register(roster: Roster) -> Register:
    """The register of a roster's units."""
    ids, names = (["".join(text.split()) for text in roster.units[column].to_list()] for column in ("id", "name"))
    return Register(
        lambda wanted: [row for row, one in enumerate(ids) if one == wanted],
        lambda wanted: [row for row, one in enumerate(names) if one == wanted],
        lambda: [(0, "\n".join(names).encode())],
        readings,
    )


def find(roster: Roster, query: str) -> list[int]:
    """The rows that the query means, in roster order; empty where nothing is near."""
    return find_in(register(roster), query)


def find_in(known: Register, query: str) -> list[int]:
    """As `find`, in a register."""
    wanted = "".join(query.split())
    if not wanted:
        return []
    ways: list[Callable[[], Iterable[int]]] = [
        lambda: known.ids(wanted),
        lambda: known.names(wanted),
        lambda: (row for row, _ in _holding(known, wanted)),
        lambda: _by_pinyin(known, wanted.lower(), str),
        lambda: _by_pinyin(known, wanted.lower(), blurred),
        lambda: _by_slip(known, wanted),
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


def _holding(known: Register, part: str) -> Iterator[tuple[int, str]]:
    """The names that hold a part, with their rows."""
    sought = part.encode(errors="surrogatepass")
    for first, block in known.blocks():
        line = end = 0
        while (at := block.find(sought, end)) >= 0:
            line += block.count(b"\n", end, at)
            start, end = block.rfind(b"\n", 0, at) + 1, block.find(b"\n", at)
            end = len(block) if end < 0 else end
            yield first + line, block[start:end].decode()


def _by_pinyin(known: Register, wanted: str, spelt: Callable[[str], str]) -> Iterator[int]:
    """Names in which the query spells neighbouring characters, or whose characters sound like the query's."""
    if wanted.isascii() and not wanted.isalpha():
        return
    for row, block in known.blocks():
        text = block.decode()
        for line in (
            spelling(text, spelt(wanted), known.readings, spelt) if wanted.isascii() else sounding(text, wanted, known.readings, spelt)
        ):
            yield row + line


def _by_slip(known: Register, wanted: str) -> list[int]:
    """Names with a stretch that differs from the query by one character put in, left out or changed.

    One slip leaves one half of the query as it was, so only names that hold a half are looked at.
    """
    if len(wanted) < LEAST_SLIP:
        return []
    half = len(wanted) // 2
    likely = {row: name for part in (wanted[:half], wanted[half:]) for row, name in _holding(known, part)}
    return sorted(row for row, name in likely.items() if _slipped(name, wanted))


def _slipped(name: str, wanted: str) -> bool:
    sizes = (len(wanted) - 1, len(wanted), len(wanted) + 1)
    return any(_one_apart(wanted, name[at : at + size]) for size in sizes for at in range(len(name) - size + 1))


def _one_apart(one: str, other: str) -> bool:
    """Whether one character put in, left out or changed, or none at all, makes one of the other."""
    short, long = sorted((one, other), key=len)
    same = next((at for at, character in enumerate(short) if character != long[at]), len(short))
    return long[same + 1 :] == short[same + (len(long) == len(short)) :]
