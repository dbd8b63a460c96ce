"""Decides which records that were brought count, where nobody else decided meanwhile; and takes a decision back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cxzy_rules.store.base import writing
from cxzy_rules.store.decisions import VERDICTS, said_of, spans, take_back
from cxzy_rules.store.ledgers import Verdict, judge
from cxzy_rules.working.bring import Desk

OPEN = VERDICTS.index("open")


@dataclass(frozen=True, slots=True)
class Decided:
    """How many records were decided, and how many were `left` because somebody had decided them after they were looked at."""

    taken: int
    left: int


def decide(desk: Desk, seen: Mapping[int, int], verdict: Verdict, at: datetime) -> Decided:
    """Says `verdict` of these records; each comes with the number of the verdict that was seen to settle it, 0 for none."""
    if not seen:
        return Decided(0, 0)
    first = min(seen)
    with writing(desk.engine, desk.shown) as connection:
        said = said_of(connection, first, max(seen) + 1)
        free = [number for number in seen if said.by[number - first] <= seen[number]]
        judge(connection, [one for one in free if VERDICTS[int(said.verdict[one - first])] != verdict], verdict, at, desk.by)
    return Decided(len(free), len(seen) - len(free))


def decide_open(desk: Desk, numbers: Sequence[int], verdict: Verdict, at: datetime) -> list[int]:
    """Says `verdict` of those of these records that are open; which they are."""
    if not numbers:
        return []
    first = min(numbers)
    with writing(desk.engine, desk.shown) as connection:
        said = said_of(connection, first, max(numbers) + 1)
        found = [number for number in numbers if said.verdict[number - first] == OPEN]
        judge(connection, found, verdict, at, desk.by)
    return found


def undo(desk: Desk, batch: int, decision: int, at: datetime) -> int:
    """Takes a decision back where it still settles anything of a batch; of how many records."""
    with writing(desk.engine, desk.shown) as connection:
        return sum(take_back(connection, span, decision, at, desk.by) for span in spans(connection, batch))
