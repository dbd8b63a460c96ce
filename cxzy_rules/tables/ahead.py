"""Work on one thing after another, a few at the same time: never more under way than there are processors; some more wait for them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

STRETCH, FEW = 500_000, 20_000
AHEAD = 2  # so that what takes in what is made does not keep the makers waiting
Thing = TypeVar("Thing")
Made = TypeVar("Made")


def in_stretches(work: Callable[[slice], Made], count: int) -> list[Made]:
    """What `work` makes of each stretch of so many rows, in their order; at least of one."""
    starts = range(0, max(1, count), STRETCH)
    return [*ahead(work, (slice(start, min(count, start + STRETCH)) for start in starts))] if len(starts) > 1 else [work(slice(0, count))]


def each(work: Callable[[Thing], Made], things: Iterable[Thing], rows: int) -> list[Made]:
    """What `work` makes of each of some columns, in their order: at the same time where they have so many rows that a thread pays."""
    return [*(ahead if rows > FEW else map)(work, things)]


def ahead(work: Callable[[Thing], Made], things: Iterable[Thing]) -> Iterator[Made]:
    """What `work` makes of each thing, in their order."""
    many = os.cpu_count() or 1
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(many) as pool:
        for thing in things:
            waiting.append(pool.submit(work, thing))
            if len(waiting) > AHEAD * many:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
