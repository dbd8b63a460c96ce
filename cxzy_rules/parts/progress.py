"""Knows how long work is shown on a terminal: what is being done, how far it is, and how long it will yet take at the pace so far."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

Thing = TypeVar("Thing")


class Watch(Protocol):
    """Passes on a list's things one by one, and shows under a label how many of them are done."""

    def __call__(self, label: str, things: Sequence[Thing]) -> Iterable[Thing]: ...


def unwatched(label: str, things: Sequence[Thing]) -> Iterable[Thing]:
    """Passes on the things and shows nothing."""
    return things


@contextmanager
def progress(label: str) -> Iterator[Watch]:
    """A line on standard error while work goes on: `label`, until something is watched. Nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield unwatched
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    times = TextColumn("已用"), TimeElapsedColumn(), TextColumn("还要"), TimeRemainingColumn()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), *times, console=Console(stderr=True), transient=True
    ) as bar:
        first = bar.add_task(label, total=None)

        def watch(label: str, things: Sequence[Thing]) -> Iterable[Thing]:
            bar.update(first, visible=False)
            return bar.track(things, description=label)

        yield watch
