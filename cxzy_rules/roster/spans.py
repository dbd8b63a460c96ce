"""How days are written behind a unit in a cell, S016（2010-09-01至2011-08-31）, and whether the bond holds on a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import polars as pl

from cxzy_rules.model.days import Days

BEHIND = r"\s*[（(]([^（()）]*)[）)]$"
DAY = r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?"
TO = r"\s*(?:至|到|—+|–|~|～|-)\s*"
SPAN = re.compile(rf"(?P<first>{DAY})(?:\s*起|{TO})|(?:(?P<since>{DAY})\s*起?)?{TO}(?P<last>{DAY})(?:\s*止)?")
MEANT = re.compile(r"(?=.*\d{4})(?=.*[起至到—–~～-])[\d\s./年月日起止至到—–~～-]+")
HINT = "写成 编号（2010-09-01至2011-08-31）；只有一头的写（2010-09-01起）或（至2011-08-31）"
Tell = Callable[[int, str, str], None]


def held(words: pl.DataFrame, day: date | None, tell: Tell) -> pl.DataFrame:
    """`words` (`at`, `written`) without the days written behind the units, and `holds`: whether `day` is one of them.

    Days that cannot be read are told of their cell (`at`) and leave `holds` null. No day asked for, every bond holds.
    """
    behind = words["written"].str.extract(BEHIND)
    meant = _meant(behind)
    if not meant:
        return words.with_columns(pl.lit(True).alias("holds"))
    days = {text: _days(text) for text in meant}
    for at, written, text in words.with_columns(behind.alias("behind")).filter(pl.col("behind").is_in(meant)).rows():
        if (read := days[text]) is None or read.empty():
            tell(at, f"“{written}”的日期读不懂" if read is None else f"“{written}”的日期前后颠倒", HINT)
    known = {text: read.cover(day) if read is not None and not read.empty() else None for text, read in days.items()}
    dated = pl.Series(behind.is_in(meant)).fill_null(False)
    return words.with_columns(
        pl.when(dated).then(pl.col("written").str.replace(BEHIND, "")).otherwise("written").alias("written"),
        pl.when(dated).then(behind.replace_strict(known, default=None, return_dtype=pl.Boolean)).otherwise(True).alias("holds"),
    )


def dated(cells: pl.Series, separators: str) -> bool:
    """Whether days stand behind some unit of a column."""
    words = cells.drop_nulls().unique().str.replace_all(separators, ";").str.split(";").explode()
    return bool(_meant(words.str.strip_chars().str.extract(BEHIND)))


def _meant(behind: pl.Series) -> list[str]:
    """What stands in brackets and is meant as days; a name may end with brackets of its own."""
    return [text for text in behind.drop_nulls().unique() if MEANT.fullmatch(text)]


def _days(text: str) -> Days | None:
    found = SPAN.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return Days(_day(found["first"] or found["since"]), _day(found["last"]))
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    """Errors: ValueError, where the calendar has no such day."""
    if text is None:
        return None
    year, month, day = map(int, re.findall(r"\d+", text))
    return date(year, month, day)
