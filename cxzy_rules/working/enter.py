"""Fills in one record by hand: it takes the place of what was filled in before for the same unit, item and period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from cxzy_rules.store.base import writing
from cxzy_rules.store.batches import Bringing
from cxzy_rules.store.layout import TEXTS
from cxzy_rules.store.ledgers import SHAPE, Brought, attach, filled_in, judge, put_ledger
from cxzy_rules.tables.table import Table
from cxzy_rules.working.bring import Desk, bringing, keep_rulebook

BY_HAND = "手工填写"
HEADERS = {name: name for name in TEXTS}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is filled in, as text: unit and rule by id; the rest as a ledger's cell would say it, None where it is empty."""

    unit: str
    rule: str
    status: str
    period: str | None = None
    date: str | None = None
    evidence: str | None = None
    note: str | None = None
    until: str | None = None


def enter(desk: Desk, entry: Entry, at: datetime, files: dict[str, bytes] | None = None) -> int:
    """Keeps an entry with the files that prove it; the number of its record. Errors: Unusable."""
    cells = {name: getattr(entry, name, None) for name in TEXTS}
    row = {"table": 0, "row": 0, "line": 1, "column": "status", "position": TEXTS.index("status") + 1, **cells}
    table = Table(BY_HAND, TEXTS, pl.DataFrame(schema=dict.fromkeys(TEXTS, pl.String)), pl.Series(dtype=pl.UInt32))
    brought = Brought(((table, HEADERS),), pl.DataFrame([row], schema=SHAPE), {}, 0, ())
    with writing(desk.engine, desk.shown) as connection:
        before = filled_in(connection, entry.unit, entry.rule, entry.period)
        keep_rulebook(connection, desk.book, at)
        _, numbers = put_ledger(connection, brought, _by_hand(desk, at), "hand")
        judge(connection, before, "rejected", at, desk.by)
        judge(connection, numbers, "accepted", at, desk.by)
        for name, content in (files or {}).items():
            attach(connection, numbers[0], name, content)
    return numbers[0]


def _by_hand(desk: Desk, at: datetime) -> Bringing:
    return replace(bringing(desk, None, at), shown=BY_HAND)
