"""How a period is called in Chinese."""

from __future__ import annotations

import re

HALVES = {"1": "上半年", "2": "下半年"}
PERIOD = re.compile(r"(\d{4})(?:H([12]))?")


def period_words(period: str | None) -> str:
    """2011年上半年 for 2011H1, 2011年度 for 2011; nothing for what is asked once."""
    found = PERIOD.fullmatch(period or "")
    return f"{found[1]}年{HALVES.get(found[2], '度')}" if found else ""
