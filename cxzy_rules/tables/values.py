"""What a cell says as a value: yes or no, and a day; everything the many ways of writing them have in common."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

YES = frozenset(["是", "有", "对", "已", "√", "✓", "✔", "☑", "✅", "●", "1", "y", "yes", "t", "true", "已完成", "完成", "对勾"])
NO = frozenset(["否", "无", "没有", "未", "不", "×", "✗", "✘", "❌", "☐", "□", "○", "0", "n", "no", "f", "false", "未完成"])
SERIAL_ZERO = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 18264, 73050
MONTH = re.compile(r"(\d{4})(?:-|/|年)(\d{1,2})月?|(\d{4})\.(0[1-9]|1[0-2]|[2-9])")
DAY = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d\d)(\d\d))(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


def flag_of(cell: str) -> bool | None:
    """True for 是, 有, √ and their like, False for 否, 无, × and theirs; None for anything else, an empty cell too."""
    word = "".join(unicodedata.normalize("NFKC", cell).split()).lower()
    return True if word in YES else False if word in NO else None


def day_of(cell: str, last: bool = False) -> date | None:
    """The day written in a cell: 2010-06-30, 2010/6/30, 2010.6.30, 2010年6月30日, 20100630, or Excel's number for it.

    A month alone (2010年6月, 2010.6) is its first day, or its last where `last` is asked. None for anything else. 2010.1 is
    none of these: in a column of numbers Excel makes it of 2010.10, and October is not January.
    """
    text = re.sub(r"\s*([年月日号./-])\s*", r"\1", unicodedata.normalize("NFKC", cell).strip())
    if found := DAY.fullmatch(text):
        month, day = (found[3] or found[5] or found[7]), (found[4] or found[6] or found[8])
        return _day(int(found[1]), int(month), int(day))
    if found := MONTH.fullmatch(text):
        year, month_number = int(found[1] or found[3]), int(found[2] or found[4])
        return _day(year, month_number, monthrange(year, month_number)[1] if last and 1 <= month_number <= 12 and year else 1)
    if (found := SERIAL.fullmatch(text)) and FIRST_SERIAL <= int(found[1]) <= LAST_SERIAL:
        return SERIAL_ZERO + timedelta(days=int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
