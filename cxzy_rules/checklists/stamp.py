"""The hidden mark of a form: from which rulebook and roster it was made, and which rows it handed out."""

from __future__ import annotations

from cxzy_rules.checklists.content import Checklist
from cxzy_rules.fingerprints import of_keys
from cxzy_rules.ledger.form import FORM, expected


def stamp(checklist: Checklist) -> dict[str, str]:
    """What the reader of ledgers looks for in the hidden sheet, key by key."""
    guidance = checklist.demand.guidance
    keys = _keys(checklist)
    return {
        "form": FORM,
        **expected(guidance.book, guidance.roster),
        "rulebook_version": guidance.book.identity.version,
        "as_of": guidance.day.isoformat(),
        "rows": str(len(keys)),
        "keys": of_keys(keys),
        "list": checklist.name,
    }


def _keys(checklist: Checklist) -> list[str]:
    """Each row handed out, whatever becomes of its place in the file."""
    ids = checklist.demand.guidance.roster.ids()
    told = [f"{slot.rule.id}\t{slot.period or ''}" for slot in checklist.demand.slots]
    return [f"{ids[row]}\t{told[slot]}" for row, slot in checklist.asked().select("row", "slot").iter_rows()]
