"""A table as read: its header, its cells as text, and where each row stands in its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from cxzy_rules.blanks import tight
from cxzy_rules.model.place import Place

UNREADABLE = "\0"
BLANKS = (
    "".join(map(chr, range(0x21)))
    + "\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
UNSEEN = str.maketrans("", "", INVISIBLE)
LINE_BREAKS = r"[\r\n]"
BROKEN_OR_WIDE = r"[\r\n０-９Ａ-Ｚａ-ｚ－＿．]"
UNCLEAN = f"[{INVISIBLE}]|^[{BLANKS}]|[{BLANKS}]$|^$"


@dataclass(frozen=True, slots=True)
class Table:
    """`cells` has one text column a header, in file order, of categories where a reader wants that; `lines` holds each row's line (or
    sheet row).

    `lost` counts the rows that could not be read and were told; footers and repeated headers are no rows. `plain`: columns known to hold
    nothing BROKEN_OR_WIDE; `bare`: of some columns, which cells are known to be BARE.
    """

    shown: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    lines: pl.Series
    sheet: str = ""
    header_line: int = 1
    lost: int = 0
    plain: frozenset[str] = frozenset()
    bare: Mapping[str, pl.Series] = field(default_factory=dict)

    def place(self, row: int, column: str = "") -> Place:
        """Where a row of `cells` stands, or one cell of it."""
        return self.at(int(self.lines[row]), column)

    def filled(self, headers: Iterable[str]) -> dict[str, int]:
        """How many cells below each of these headers are filled."""
        return {header: self.cells[header].count() for header in headers}

    def holding(self, cells: pl.DataFrame) -> Table:
        """The same table with other cells in it."""
        return replace(self, header=tuple(cells.columns), cells=cells, plain=frozenset(), bare={})

    def without(self, column: str) -> Table:
        """The same table as if a column were empty, which takes no memory."""
        empty = pl.repeat(None, self.cells.height, dtype=pl.Null, eager=True).alias(column)
        return replace(self, cells=pl.DataFrame([empty if one.name == column else one for one in self.cells.iter_columns()]))

    def head(self, column: str = "") -> Place:
        """Where the header stands."""
        return self.at(self.header_line, column)

    def at(self, line: int, column: str = "") -> Place:
        """A line, or one cell of it."""
        position = self.header.index(column) + 1 if column in self.header else 0
        if self.sheet:
            return Place(self.shown, line, position, f"{self.sheet}!{letters(position)}{line}")
        return Place(self.shown, line, position)


def letters(position: int) -> str:
    """A workbook's name for its n-th column: 1 is A, 27 is AA; nothing for 0."""
    name = ""
    while position > 0:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def cleaned(cells: pl.DataFrame) -> pl.DataFrame:
    """Every cell as text, without what cannot be seen and without blanks at its ends; an empty one is null.

    A full-width blank between two characters stays: it is how a name is written, and only matching looks past it.
    """
    text = cells.with_columns(pl.all().cast(pl.String))
    unclean = [column for column in text.columns if text[column].str.contains(UNCLEAN).any()]
    bare = pl.col(unclean).str.replace_all(f"[{INVISIBLE}]", "").str.strip_chars(BLANKS)
    return text.with_columns(bare).with_columns(pl.when(pl.col(unclean).str.len_bytes() > 0).then(pl.col(unclean)))


def heading(cell: str) -> str:
    """A header as it is compared: without invisible characters, and with only the blanks that count."""
    return tight(cell.translate(UNSEEN))


def nameless(position: int) -> str:
    """What the n-th column is called where it has no header."""
    return f"第{position}列"


def unique_header(header: Iterable[str]) -> list[str]:
    """Headers as they are compared, each once: an empty one is called by its position, a repeated one by its count."""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    names: list[str] = []
    for position, cell in enumerate(header, start=1):
        name = first = heading(cell) or nameless(position)
        while name in taken:
            counts[first] = counts.get(first, 1) + 1
            name = f"{first}（{counts[first]}）"
        taken.add(name)
        names.append(name)
    return names
