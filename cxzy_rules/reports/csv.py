"""One row a gap, for Excel: UTF-8 with its mark, Chinese headers, and no cell that a spreadsheet would calculate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.formats.csv import CALCULATED
from cxzy_rules.parts.gap_lines import HEADERS, gap_lines


def write(audit: Audit, target: Path) -> None:
    """The file of `lines`, with the mark by which Excel knows UTF-8."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        file.writelines(lines(audit))


def lines(audit: Audit) -> Iterator[str]:
    """The header, then the gaps, a batch at a time."""
    yield ",".join(HEADERS) + "\r\n"
    for frame in gap_lines(audit):
        marked = frame.with_columns(_marked(name) for name in frame.columns)
        yield marked.write_csv(include_header=False, line_terminator="\r\n")


def _marked(name: str) -> pl.Expr:
    """The cell, with a mark before what a spreadsheet would calculate."""
    calculated = pl.any_horizontal(pl.col(name).str.starts_with(sign) for sign in CALCULATED)
    return pl.when(calculated).then("'" + pl.col(name)).otherwise(name).alias(name)
