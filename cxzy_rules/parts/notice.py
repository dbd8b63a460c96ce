"""What a notice of the audit (督查通报) tells; its words stand in a template, which sees the Notice as `notice`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.burden import silent_units
from cxzy_rules.audit.division import division
from cxzy_rules.audit.fates import in_words, tally
from cxzy_rules.audit.rates import rates, summary
from cxzy_rules.audit.words import By
from cxzy_rules.parts.notice_counts import Line, items_by, told, units_by, worst
from cxzy_rules.parts.words import clause_cell

WORST_ITEMS, WORST_UNITS, WORST_OF_ALL, MOST_PROBLEMS, MOST_SILENT = 3, 5, 10, 10, 10
DIGITS = "〇一二三四五六七八九"
TENS = ((1000, "千"), (100, "百"), (10, "十"))


@dataclass(frozen=True, slots=True)
class Part:
    """A county, subordinate or department: its number in Chinese, its rank among `ranked` by rate (None where nothing is required or
    nobody has reported), the same in a table's cell (`place`) and in a sentence (`standing`), its counts,
    the items with most gaps, those with overdue units; of the units that have reported those with
    most gaps, and apart from them some of those that have not, `quiet` in all."""

    number: str
    rank: int | None
    ranked: int
    place: str
    standing: str
    whole: Line
    items: list[Line]
    overdue: list[Line]
    units: list[Line]
    silent: list[Line]
    quiet: int
    reported: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem in the data: where, what, and how to mend it."""

    place: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class Notice:
    """`title`, `issuer`, `issued`: the document's. `day`: as of which. `silent`: units without a record; `open_units`: with open items.
    `records`: what became of the ledger's records, in words.

    `scope`: whose units, in words; nothing where it is the whole roster. `by`: what `parts` are, `county`,
    `subordinate` or `supervisor`; nothing where there is but one unit. `elsewhere`: problems of units outside the part asked about,
    which are not among `problems`.
    """

    title: str
    scope: str
    issuer: str
    issued: date
    day: date
    by: str
    whole: Line
    records: str
    silent: int
    open_units: int
    branches: list[Line]
    items: list[Line]
    parts: list[Part]
    problems: int
    elsewhere: int
    troubles: list[Trouble]


def notice(audit: Audit) -> Notice:
    """The notice: a part for each county or direct subordinate, or for each department where the audit is asked by supervisor."""
    identity, by = audit.guidance.book.identity, grouping(audit)
    problems = [*audit.guidance.roster.problems, *audit.problems]
    return Notice(
        title=identity.title,
        scope=scope(audit),
        issuer=identity.issuer,
        issued=identity.issued,
        day=audit.guidance.day,
        by=by,
        whole=told(pl.DataFrame([summary(audit)], schema_overrides={"rate": pl.Float64}))[0],
        records=in_words(tally(audit)),
        silent=silent_units(audit),
        open_units=len(audit.open_rows()),
        branches=told(rates(audit, "branch")),
        items=told(worst(_with_clauses(audit, rates(audit, "item"))).head(WORST_OF_ALL)),
        parts=_parts(audit, by) if by else [],
        problems=len(problems),
        elsewhere=audit.ledger.elsewhere,
        troubles=[Trouble(str(one.place), one.text, one.hint) for one in problems[:MOST_PROBLEMS]],
    )


def scope(audit: Audit) -> str:
    """Whose units are told of, in words: those of a part that has a name, or of the one unit below which all lie."""
    if audit.whose:
        return audit.whose
    roster = audit.guidance.roster
    tops = audit.rows[~np.isin(roster.parent[audit.rows], audit.rows)]
    part = len(audit.rows) < roster.units.height and len(tops) == 1
    if not part:
        return ""
    return str(roster.units["name"][int(tops[0])]) + ("及其所属单位" if len(audit.rows) > 1 else "")


def grouping(audit: Audit) -> By | Literal[""]:
    """By what a notice is divided; nothing where there is but one unit."""
    return "supervisor" if audit.by == "supervisor" else division(audit) or ""


def _with_clauses(audit: Audit, frame: pl.DataFrame) -> pl.DataFrame:
    clauses = {rule.id: clause_cell(audit.guidance.book, rule) for rule in audit.guidance.book.rules}
    return frame.with_columns(pl.col("key").replace_strict(clauses, default="", return_dtype=pl.String).alias("beside"))


def _parts(audit: Audit, by: By) -> list[Part]:
    """The parts, best rate first, then what belongs to none; last those of which nobody has reported. Neither has a rank."""
    items, units = items_by(audit, by), units_by(audit, by)
    quiet = {key for key, one in units.items() if one["silent"].any() and not (~one["silent"] & (one["required"] > 0)).any()}
    frame = rates(audit, by)
    reported = pl.Series("reported", [key not in quiet for key in frame["key"]], dtype=pl.Boolean)
    order = (~pl.col("reported"), pl.col("key").is_null(), pl.col("rate"))
    frame = frame.with_columns(reported).sort(*order, descending=[False, False, True], nulls_last=True, maintain_order=True)
    rates_of = frame.select(pl.when(pl.col("key").is_not_null() & pl.col("reported")).then("rate")).to_series()
    ranks, ranked = rates_of.rank("min", descending=True).to_list(), rates_of.count()
    found: list[Part] = []
    for at, (key, rank, whole) in enumerate(zip(frame["key"], ranks, told(frame), strict=True), start=1):
        place, standing = standing_of(rank, ranks.count(rank), ranked)
        place = place or ("—" if key not in quiet else "未报")
        found.append(Part(chinese(at), rank, ranked, place, standing, whole, *_worst(items.get(key), units[key]), key not in quiet))
    return found


def standing_of(rank: int | None, tied: int, ranked: int) -> tuple[str, str]:
    """A rank that `tied` of `ranked` share, for a table and for a sentence; of one alone there is nothing to say, and the last are last."""
    if rank is None or ranked == 1:
        return str(rank or ""), ""
    if tied == 1:
        return str(rank), f"列第{rank}位"
    if tied == ranked:
        return "并列", "完成率都一样，不分先后"
    if rank + tied > ranked:
        return "末位", f"与另外{tied - 1}个并列末位"
    return f"并列{rank}", f"与另外{tied - 1}个并列第{rank}位"


def _worst(items: pl.DataFrame | None, units: pl.DataFrame) -> tuple[list[Line], list[Line], list[Line], list[Line], int]:
    """The items with most gaps, those with overdue units; the reporting units with most gaps; some of the others, and how many they are."""
    if items is None:
        return [], [], [], [], 0
    late = items.filter(pl.col("overdue") > 0).sort("overdue", descending=True, maintain_order=True)
    silent, lagging = units.filter("silent"), worst(units.filter(~pl.col("silent")))
    most = told(worst(items).head(WORST_ITEMS)), told(late.head(WORST_ITEMS)), told(lagging.head(WORST_UNITS))
    return *most, told(silent.head(MOST_SILENT)), silent.height


def chinese(number: int) -> str:
    """A whole number below ten thousand in Chinese: 12 is 十二, 105 is 一百〇五."""
    written, rest, gap = "", number, False
    for unit, name in TENS:
        digit, rest = divmod(rest, unit)
        if digit:
            written += ("〇" if gap else "") + ("" if digit == 1 and name == "十" and not written else DIGITS[digit]) + name
        gap = bool(written) and not digit
    return written + ("〇" if gap and rest else "") + (DIGITS[rest] if rest or not number else "")
