"""What was decided of a batch's records, when and by whom; a decision is all that one person said of them at one moment.

A decision is never changed. What is taken back is said anew: each record that the decision still settles gets the word that it had before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from cxzy_rules.store import moment
from cxzy_rules.store.batches import Batch, known
from cxzy_rules.store.layout import records, verdicts
from cxzy_rules.store.ledgers import Verdict, judge

Numbers = np.ndarray[Any, np.dtype[np.int64]]
FILLED = ("status", "date", "until", "evidence", "note")
VERDICTS: tuple[Verdict, ...] = ("open", "accepted", "rejected")


@dataclass(frozen=True, slots=True)
class Span:
    """A batch with the numbers of its records: from `first` up to and not including `end`; of which in `filled` something is filled in."""

    batch: Batch
    first: int
    end: int
    filled: Numbers


@dataclass(frozen=True, slots=True)
class Decision:
    """`id`: its first verdict's number; `said`: of how many filled-in records it said what; `standing`: how many it still settles."""

    id: int
    at: datetime
    by: str
    said: dict[Verdict, int]
    standing: int


def spans(connection: Connection, *wanted: int) -> list[Span]:
    """These batches of ledgers (all, where none is named), oldest first."""
    of_these = records.c.batch.in_(wanted) if wanted else records.c.batch > 0
    bounds = select(records.c.batch, func.min(records.c.id), func.max(records.c.id)).where(of_these).group_by(records.c.batch)
    found = {batch: (first, last + 1) for batch, first, last in connection.execute(bounds)}
    any_said = or_(*(records.c[name].is_not(None) for name in FILLED))
    ids = np.fromiter(connection.execute(select(records.c.id).where(and_(of_these, any_said)).order_by(records.c.id)).scalars(), np.int64)
    told = [one for one in known(connection, moment.known_until(None), "ledger") if not wanted or one.id in wanted]
    return [Span(one, *found.get(one.id, (0, 0)), _within(ids, *found.get(one.id, (0, 0)))) for one in told]


def _within(ids: Numbers, first: int, end: int) -> Numbers:
    start, stop = np.searchsorted(ids, [first, end])
    return ids[start:stop]


@dataclass(frozen=True, slots=True)
class Said:
    """Of each record from `first`: `verdict`, as its position in VERDICTS, and `by`, the number of the verdict that says so; 0 for none."""

    first: int
    verdict: np.ndarray[Any, np.dtype[np.uint8]]
    by: Numbers


def said_of(connection: Connection, first: int, end: int, before: int | None = None) -> Said:
    """The newest word on each of a stretch of records; or what it was before the verdict of a number."""
    verdict, by = np.zeros(end - first, dtype=np.uint8), np.zeros(end - first, dtype=np.int64)
    earlier = [] if before is None else [verdicts.c.id < before]
    wanted = select(verdicts.c.id, verdicts.c.first, verdicts.c.last, verdicts.c.verdict).where(*_on(first, end), *earlier)
    for number, start, last, word in connection.execute(wanted.order_by(verdicts.c.id)):
        here = slice(max(start - first, 0), last + 1 - first)
        verdict[here], by[here] = VERDICTS.index(word), number
    return Said(first, verdict, by)


def _on(first: int, end: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a verdict speaks of any of a stretch of records."""
    return verdicts.c.first < end, verdicts.c.last >= first


def said_elsewhere(connection: Connection, first: int, end: int) -> int:
    """The number of the newest verdict that speaks of any record outside a stretch."""
    outside = or_(verdicts.c.first < first, verdicts.c.last >= end)
    return int(connection.execute(select(func.coalesce(func.max(verdicts.c.id), 0)).where(outside)).scalar_one())


def decisions(connection: Connection, span: Span) -> list[Decision]:
    """What was decided of a batch's records, the newest first."""
    now = said_of(connection, span.first, span.end)
    wanted = select(verdicts).where(*_on(span.first, span.end)).order_by(verdicts.c.id)
    found: dict[tuple[str, str], list[Any]] = {}
    for row in connection.execute(wanted):
        found.setdefault((row.written_at, row.written_by), []).append(row)
    return [_decision(at, by, rows, now, span) for (at, by), rows in reversed(found.items())]


def _decision(at: str, by: str, rows: list[Any], now: Said, span: Span) -> Decision:
    said: dict[Verdict, int] = {}
    for row in rows:
        said[row.verdict] = said.get(row.verdict, 0) + len(_within(span.filled, row.first, row.last + 1))
    standing = int(np.isin(now.by[span.filled - span.first], [row.id for row in rows]).sum())
    return Decision(rows[0].id, moment.read(at), by, said, standing)


def take_back(connection: Connection, span: Span, decision: int, at: datetime, by: str) -> int:
    """Says again what was said before a decision, of each record that it still settles; of how many."""
    now, old = said_of(connection, span.first, span.end), said_of(connection, span.first, span.end, decision)
    same = select(verdicts.c.written_at, verdicts.c.written_by).where(verdicts.c.id == decision).subquery()
    its = select(verdicts.c.id).join(same, and_(verdicts.c.written_at == same.c.written_at, verdicts.c.written_by == same.c.written_by))
    settled = np.isin(now.by, list(connection.execute(its).scalars()))
    for number, verdict in enumerate(VERDICTS):
        judge(connection, _numbers(span, settled & (old.verdict == number)), verdict, at, by)
    return int(settled.sum())


def _numbers(span: Span, chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> Sequence[int]:
    found: list[int] = (np.flatnonzero(chosen) + span.first).tolist()
    return found
