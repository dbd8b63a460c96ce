"""What the caller wants of a file: which headers it knows, and what the user said by hand about sheet, header and names."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

import polars as pl

from cxzy_rules.tables.table import heading


def nothing(_: str) -> bool:
    """No header is known."""
    return False


@dataclass(frozen=True, slots=True)
class Wanted:
    """`known` says of a header whether the caller uses it; `mapping` renames headers; `header_row` counts from 1.

    `below` says of a word whether it is no header, but may stand on a header's second row below one: a period below its item.
    `recurring`: of a header whether few words recur below it, so that its cells may be categories.
    """

    known: Callable[[str], bool] = nothing
    mapping: Mapping[str, str] = field(default_factory=dict)
    header_row: int | None = None
    sheet: str | None = None
    below: Callable[[str], bool] = nothing
    recurring: Callable[[str], bool] = nothing

    def knows(self, header: str) -> bool:
        return bool(header) and (header in self.mapping or self.known(header))

    @property
    def open(self) -> bool:
        """Whether the caller knows no header at all, and so takes any."""
        return self.known is nothing and not self.mapping

    def reads(self, header: str) -> bool:
        """Whether a column's cells matter; all do where the caller named none."""
        return self.known is nothing or self.known(header)


def wanted(
    known: Callable[[str], bool] | None,
    mapping: Mapping[str, str] | None,
    header_row: int | None,
    sheet: str | None,
    recurring: Callable[[str], bool] = nothing,
) -> Wanted:
    """The wishes as one value, the mapping's headers written as headers are."""
    renamed = {heading(header): column for header, column in (mapping or {}).items()}
    return Wanted(known or nothing, renamed, header_row, sheet, recurring=recurring)


@dataclass(frozen=True, slots=True)
class WantedSheets:
    """Which sheets of a workbook are tables: those whose header `makes` one, and those `named`. All others are told, with `hint`.

    `fits` says of rows without a header whether they lie under these headers: such a sheet goes on with the table before it.
    `own`: sheets that are no news where a sheet of those `named` stands in the workbook.
    """

    makes: Callable[[tuple[str, ...]], bool]
    fits: Callable[[pl.DataFrame], bool]
    named: Container[str] = ()
    own: Container[str] = ()
    hint: str = ""
