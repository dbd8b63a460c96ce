"""The audit workbook's sheet of rates (分类分级汇总): by branch, county, superior, department and item in one table that filters."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.division import division
from cxzy_rules.audit.rates import BY_LABELS, rates
from cxzy_rules.audit.words import STATE_LABELS, By
from cxzy_rules.parts.long_table import Table, begin, write_rows
from cxzy_rules.parts.sheets import Book, check_room

NAME = "分类分级汇总"
HEADER: dict[str, tuple[str, int]] = {
    "by": ("汇总方式", 17),
    "label": ("名称", 44),
    "units": ("单位数", 9),
    "required": ("应落实", 11),
    **{state: (label, 11) for state, label in STATE_LABELS.items()},
    "undetermined": ("待定", 9),
    "rate": ("完成率", 16),
}
TABLE = Table(NAME, dict(HEADER.values()), 2, "")
RANKED: tuple[By, ...] = ("county", "subordinate", "supervisor")
DIVISIONS: tuple[By, ...] = ("county", "subordinate")
BAR = {
    "type": "data_bar",
    "bar_color": "#9DC3E6",
    "bar_solid": True,
    "data_bar_2010": True,
    "min_type": "num",
    "min_value": 0,
    "max_type": "num",
    "max_value": 1,
}
EXACT = pl.when(pl.col("required") > 0).then(pl.col("done") / pl.col("required"))  # rounded once, by Excel


@dataclass(frozen=True, slots=True)
class Block:
    """The rates by one key, and the sheet's row at which they begin."""

    first: int
    frame: pl.DataFrame


def blocks(audit: Audit) -> dict[By, Block]:
    """The rates by every key that says something, in the order in which they stand below one another."""
    found: dict[By, Block] = {}
    first = 1
    divided = division(audit)
    for by in (one for one in BY_LABELS if one not in DIVISIONS or one == divided):
        frame = _ordered(audit, by).with_columns(rate=EXACT)
        found[by] = Block(first, frame)
        first += frame.height
    return found


def _ordered(audit: Audit, by: By) -> pl.DataFrame:
    """Counties and departments by their rate, best first, last what belongs to none; superiors down to the level below the counties'."""
    frame = rates(audit, by)
    if by in RANKED:
        return frame.sort(pl.col("key").is_null(), "rate", descending=[False, True], nulls_last=True, maintain_order=True)
    return frame.filter(frame["key"].is_in(_high(audit).implode())) if by == "superior" else frame


def _high(audit: Audit) -> pl.Series:
    """The ids of the units that stand no lower than one level below the counties, or whose level nobody knows."""
    guidance, levels = audit.guidance, [*audit.guidance.book.vocabulary.levels]
    county = guidance.book.vocabulary.county_level
    low = levels[levels.index(county) + 2 :] if county else []
    high = [answer.standing.facts.get("level") not in low for answer in guidance.answers]
    return guidance.roster.units["id"].filter(pl.Series(high, dtype=pl.Boolean).gather(guidance.of))


def rate_sheet(book: Book, found: dict[By, Block]) -> None:
    """Writes the sheet. Errors: Unusable, where one sheet cannot hold it."""
    rows = sum(block.frame.height for block in found.values())
    check_room(rows + 1)
    sheet = begin(book, TABLE)
    for by, block in found.items():
        told = block.frame.with_columns(pl.lit("按" + BY_LABELS[by]).alias("by"), pl.col("label").fill_null(""))
        write_rows(book, sheet, block.first, told.select([*HEADER]), [*TABLE.columns.values()])
    sheet.autofilter(0, 0, max(rows, 1), len(HEADER) - 1)
    sheet.conditional_format(1, len(HEADER) - 1, max(rows, 1), len(HEADER) - 1, BAR)


def column_of(name: str) -> int:
    """Where a column of the rates stands in the sheet."""
    return [*HEADER].index(name)
