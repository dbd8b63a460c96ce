"""How a slot is put into words, the same in every form: its period, its deadline, what a fixed cell says."""

from __future__ import annotations

from cxzy_rules.audit.slots import Slot
from cxzy_rules.model.periods import period_words


def deadline(slot: Slot) -> str:
    """The last day in time; nothing where the document names none."""
    return slot.due.isoformat() if slot.due else ""


def item_words(slot: Slot) -> str:
    """The item, with its period where it recurs."""
    return slot.rule.label + (f"（{period_words(slot.period)}）" if slot.period else "")
