"""A folder of four tables, for programs: units, items, supervisors, undetermined. Made and written a batch of units at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.bonds import bonded, ready
from cxzy_rules.parts.columns import item_columns, open_columns, spread, unit_batches
from cxzy_rules.parts.progress import Watch, unwatched
from cxzy_rules.parts.sink import sink
from cxzy_rules.roster.roster import Rows
from cxzy_rules.tables.ahead import ahead

FEW = 250_000
SUPERVISOR = ("id", "role", "organ", "unit", "name", "rule", "clause", "basis", "ruling", "document", "distance")
Frames = Callable[[], Iterator[pl.DataFrame]]


def write(guidance: Guidance, rows: Rows, target: Path, watch: Watch = unwatched) -> None:
    """The folder with its four files: of few units two at the same time, the longest first; of many one after the other, while the last is
    made ready."""
    target.mkdir()
    with ThreadPoolExecutor(1) as beside:
        known = beside.submit(ready, guidance, rows)
        tables: dict[str, Frames] = {
            "units": partial(unit_batches, guidance, rows, watch),
            "items": lambda: spread(guidance, item_columns(guidance, rows), rows, "items", watch),
            "undetermined": lambda: spread(guidance, open_columns(guidance, rows), rows, "undetermined", watch),
            "supervisors": lambda: (_supervisors(guidance, found) for found in bonded(guidance, rows, watch, known.result())),
        }
        files = [(target / f"{name}.parquet", frames) for name, frames in tables.items()]
        few = len(rows) <= FEW  # of more, two at a time would take more memory, and Ctrl-C would have to wait for them
        deque(ahead(_write, reversed(files)) if few else map(_write, files), maxlen=0)


def _write(file: tuple[Path, Frames]) -> None:
    sink(*file)


def _supervisors(guidance: Guidance, found: pl.DataFrame) -> pl.DataFrame:
    ids = guidance.roster.units["id"]
    named = found.with_columns(ids.gather(found["row"]).alias("id"), ids.gather(found["target"]).alias("unit"))
    return named.select(SUPERVISOR)
