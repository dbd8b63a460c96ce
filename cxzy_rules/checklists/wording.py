"""How a slot is put into words, the same in every form: its period, its deadline, what a fixed cell says."""

from __future__ import annotations

import re

from cxzy_rules.audit.slots import Slot

HALVES = {"1": "上半年", "2": "下半年"}
PERIOD = re.compile(r"(\d{4})(?:H([12]))?")


def period_words(period: str | None) -> str:
    """2011年上半年 for 2011H1, 2011年度 for 2011; nothing for what is asked once."""
    found = PERIOD.fullmatch(period or "")
    return f"{found[1]}年{HALVES.get(found[2], '度')}" if found else ""


def deadline(slot: Slot) -> str:
    """The last day in time; nothing where the document names none."""
    return slot.due.isoformat() if slot.due else ""


def item_words(slot: Slot) -> str:
    """The item, with its period where it recurs."""
    return slot.rule.label + (f"（{period_words(slot.period)}）" if slot.period else "")
