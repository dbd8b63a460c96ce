"""Where a table's header stands: below titles, on one row or two, told by the headers that the caller knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from cxzy_rules.model.place import Place, Problem, Unusable, hint_nearest
from cxzy_rules.tables.table import heading, unique_header
from cxzy_rules.tables.wanted import Wanted

SEARCHED = 30
ENOUGH = 2
Row = tuple[int, int, list[str]]


@dataclass(frozen=True, slots=True)
class Header:
    """The columns' names; the line on which the header ends; how many known headers it has (no more than ENOUGH)."""

    names: tuple[str, ...]
    line: int
    end: int
    known: int


def searched(wish: Wanted) -> int:
    """How many rows to look at."""
    return max(SEARCHED, (wish.header_row or 0) + 1)


def find_header(rows: list[Row], wish: Wanted) -> Header | None:
    """The header among the first rows (first line, last line, cells); None where all of them are empty.

    It is the first row with two known headers, else the first with one, else the first that is not empty.
    """
    cells = [[heading(cell) for cell in row] for _, _, row in rows]
    counts = [min(ENOUGH, len(set(filter(wish.knows, row)))) for row in cells]
    if wish.header_row is not None:
        found = next((n for n, (line, _, _) in enumerate(rows) if line == wish.header_row and any(cells[n])), None)
    else:
        found = counts.index(max(counts)) if any(counts) else next((n for n, row in enumerate(cells) if any(row)), None)
    if found is None:
        return None
    if found + 1 < len(rows) and _continues(cells[found], cells[found + 1], wish):
        upper, lower, last = cells[found], cells[found + 1], found + 1
    else:
        upper, lower, last = cells[found - 1] if found else [], cells[found], found
    width = max((n for row in (upper if last > found else [], lower) for n, cell in enumerate(row, start=1) if cell), default=0)
    names = unique_header(_joined(upper, lower, width, wish))
    return Header(tuple(wish.mapping.get(name, name) for name in names), rows[last][0], rows[last][1], counts[found])


def _continues(upper: list[str], lower: list[str], wish: Wanted) -> bool:
    """Whether a header goes on in the next row: nothing but header words stands below its known headers.

    Or else, nothing but what may stand below a header stands in it at all: periods below their item, which stands once for them all.
    """
    pairs = [(over, lower[n] if n < len(lower) else "") for n, over in enumerate(upper)]
    below = [under in ("", over) or wish.knows(under) or wish.knows(over + under) for over, under in pairs if wish.knows(over)]
    if bool(below) and all(below) and any(map(wish.knows, lower)):
        return True
    under = [(over, word) for over, word in _grouped(upper, lower) if word and word != over]
    return bool(under) and all(wish.below(word) and wish.knows(over + word) for over, word in under)


def _grouped(upper: list[str], lower: list[str]) -> Iterator[tuple[str, str]]:
    """Each column's words on two rows; a group's name, over its first column only, is carried to the right while names stand below."""
    group = ""
    for n in range(max(len(upper), len(lower))):
        over, under = (row[n] if n < len(row) else "" for row in (upper, lower))
        group = over or (group if under else "")
        yield group, under


def _joined(upper: list[str], lower: list[str], width: int, wish: Wanted) -> list[str]:
    """Each column's name from two rows: together where that is known (上级 over 编号), else the lower, else the upper."""
    names: list[str] = []
    for n, (group, under) in enumerate(islice(_grouped(upper, lower), width)):
        over = upper[n] if n < len(upper) else ""
        names.append(group + under if group != under and wish.knows(group + under) else under or over)
    return names


def no_header_row(shown: str, wish: Wanted) -> Unusable:
    """The refusal where the row that the user named is empty or missing."""
    return Unusable([Problem(Place(shown), f"第 {wish.header_row} 行没有表头", "表头的行号从 1 数起，空行也算")])


def refuse_doubled(header: Header, at: Place, wish: Wanted) -> None:
    """Refuses headers that the user makes one column: nobody can tell which of them is meant. Errors: Unusable."""
    doubled = [name for name, count in Counter(header.names).items() if count > 1]
    if doubled:
        named = {name: "、".join(written for written, column in wish.mapping.items() if column == name) for name in doubled}
        hint = "只留一个，现在另外指明的是："
        raise Unusable([Problem(at, f"不止一个表头当作“{name}”，不知道用哪一个", hint + named[name]) for name in doubled])


def tell_unmapped(header: Header, at: Place, wish: Wanted, problems: list[Problem]) -> None:
    """Each header that the user renames and the file does not have."""
    renamed = set(header.names)
    for written, column in wish.mapping.items():
        if column not in renamed:
            problems.append(
                Problem(at, f"表头里没有“{written}”，不能当作“{column}”", hint_nearest(written, list(header.names), "现在的表头是"))
            )
