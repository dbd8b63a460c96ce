"""What a notice of the audit (督查通报) tells; its words stand in a template, which sees the Notice as `notice`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.burden import silent_units
from cxzy_rules.audit.rates import rates, summary
from cxzy_rules.parts.notice_counts import Line, items_by, told, units_by, worst
from cxzy_rules.parts.words import clause_cell

Grouping = Literal["county", "supervisor"]
WORST_ITEMS, WORST_UNITS, WORST_OF_ALL, MOST_PROBLEMS = 3, 5, 10, 10
DIGITS = "〇一二三四五六七八九"
TENS = ((1000, "千"), (100, "百"), (10, "十"))


@dataclass(frozen=True, slots=True)
class Part:
    """A county or department: its number in Chinese, its place among `ranked` by rate (None where nothing is required), its counts,
    the items with most gaps, those with overdue units, and the units with most gaps."""

    number: str
    rank: int | None
    ranked: int
    whole: Line
    items: list[Line]
    overdue: list[Line]
    units: list[Line]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem in the data: where, what, and how to mend it."""

    place: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class Notice:
    """`title`, `issuer`, `issued`: the document's. `day`: as of which. `silent`: units without a record; `open_units`: with open items.

    `scope`: the one unit below which all of it lies, nothing where it is the whole roster.
    """

    title: str
    scope: str
    issuer: str
    issued: date
    day: date
    by: Grouping
    whole: Line
    silent: int
    open_units: int
    branches: list[Line]
    items: list[Line]
    parts: list[Part]
    problems: int
    troubles: list[Trouble]


def notice(audit: Audit) -> Notice:
    """The notice: a part for each county, or for each department where the audit is asked by supervisor."""
    identity, by = audit.guidance.book.identity, grouping(audit)
    problems = [*audit.guidance.roster.problems, *audit.problems]
    return Notice(
        title=identity.title,
        scope=_scope(audit),
        issuer=identity.issuer,
        issued=identity.issued,
        day=audit.guidance.day,
        by=by,
        whole=told(pl.DataFrame([summary(audit)], schema_overrides={"rate": pl.Float64}))[0],
        silent=silent_units(audit),
        open_units=audit.undetermined["row"].n_unique(),
        branches=told(rates(audit, "branch")),
        items=told(worst(_with_clauses(audit, rates(audit, "item"))).head(WORST_OF_ALL)),
        parts=_parts(audit, by),
        problems=len(problems),
        troubles=[Trouble(str(one.place), one.text, one.hint) for one in problems[:MOST_PROBLEMS]],
    )


def _scope(audit: Audit) -> str:
    roster = audit.guidance.roster
    tops = audit.rows[~np.isin(roster.parent[audit.rows], audit.rows)]
    part = len(audit.rows) < roster.units.height and len(tops) == 1
    return str(roster.units["name"][int(tops[0])]) if part else ""


def grouping(audit: Audit) -> Grouping:
    """By what a notice is divided."""
    return "supervisor" if audit.by == "supervisor" else "county"


def _with_clauses(audit: Audit, frame: pl.DataFrame) -> pl.DataFrame:
    clauses = {rule.id: clause_cell(audit.guidance.book, rule) for rule in audit.guidance.book.rules}
    return frame.with_columns(pl.col("key").replace_strict(clauses, default="", return_dtype=pl.String).alias("beside"))


def _parts(audit: Audit, by: Grouping) -> list[Part]:
    """The parts, best rate first; units that belong to none are last, and out of the contest."""
    frame, order = _named(audit, rates(audit, by)), (pl.col("key").is_null(), pl.col("rate"))
    frame = frame.sort(*order, descending=[False, True], nulls_last=True, maintain_order=True)
    rates_of = pl.select(pl.when(frame["key"].is_not_null()).then(frame["rate"])).to_series()
    ranks, ranked = rates_of.rank("min", descending=True).to_list(), rates_of.count()
    items, units = items_by(audit, by), units_by(audit, by)
    keys = enumerate(zip(frame["key"], ranks, told(frame), strict=True), start=1)
    return [Part(chinese(at), rank, ranked, whole, *_worst(items.get(key), units[key])) for at, (key, rank, whole) in keys]


def _named(audit: Audit, frame: pl.DataFrame) -> pl.DataFrame:
    """One county alone, and only a part of it asked for: the figures are that part's, and bear its name."""
    scope = _scope(audit)
    one = scope and frame["key"].drop_nulls().len() == 1 and grouping(audit) == "county"
    return frame.with_columns(pl.when(pl.col("key").is_not_null()).then(pl.lit(scope)).otherwise("label").alias("label")) if one else frame


def _worst(items: pl.DataFrame | None, units: pl.DataFrame) -> tuple[list[Line], list[Line], list[Line]]:
    """The items with most gaps, those with overdue units, the units with most gaps; no items where nothing is required."""
    if items is None:
        return [], [], []
    late = items.filter(pl.col("overdue") > 0).sort("overdue", descending=True, maintain_order=True)
    return told(worst(items).head(WORST_ITEMS)), told(late.head(WORST_ITEMS)), told(worst(units).head(WORST_UNITS))


def chinese(number: int) -> str:
    """A whole number below ten thousand in Chinese: 12 is 十二, 105 is 一百〇五."""
    written, rest, gap = "", number, False
    for unit, name in TENS:
        digit, rest = divmod(rest, unit)
        if digit:
            written += ("〇" if gap else "") + ("" if digit == 1 and name == "十" and not written else DIGITS[digit]) + name
        gap = bool(written) and not digit
    return written + ("〇" if gap and rest else "") + (DIGITS[rest] if rest or not number else "")
