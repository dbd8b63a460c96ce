"""A table as read: its header, its cells as text, and where each row stands in its file."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cxzy_rules.model.place import Place

BLANKS = "\u0000-\u0020\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """`cells` has one text column a header, in file order; `lines` holds each row's line (or sheet row)."""

    shown: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    lines: pl.Series
    sheet: str = ""
    header_line: int = 1

    def place(self, row: int, column: str = "") -> Place:
        """Where a row of `cells` stands, or one cell of it."""
        return self._at(int(self.lines[row]), column)

    def head(self, column: str = "") -> Place:
        """Where the header stands."""
        return self._at(self.header_line, column)

    def _at(self, line: int, column: str) -> Place:
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
    """Every cell as text without blanks at its ends (full-width and zero-width ones too); an empty one is null."""
    edges = f"^[{BLANKS}]+|[{BLANKS}]+$"
    text = pl.all().cast(pl.String).str.replace_all(edges, "")
    return cells.with_columns(pl.when(text.str.len_bytes() == 0).then(None).otherwise(text).name.keep())


def unique_header(header: list[str]) -> list[str]:
    """Headers without blanks, each once: an empty one is called by its position, a repeated one by its count."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for position, cell in enumerate(header, start=1):
        name = "".join(cell.split()).replace("\ufeff", "") or f"第{position}列"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return names
