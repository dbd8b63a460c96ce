"""A process that may die of the Parquet files it reads, and so begins with one of them before what asks for it is imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    import polars as pl


@dataclass(frozen=True, slots=True)
class Bold:
    """Such a process; `begun`: the files that it reads already, and nobody has asked for yet."""

    begun: dict[Path, Future[pl.DataFrame]] = field(default_factory=dict)

    def read(self, path: Path) -> pl.DataFrame:
        """The whole file, within bounds of time and memory. Errors: those of Polars."""
        under_way = self.begun.pop(path, None)
        return _read(path) if under_way is None else under_way.result()


def begin(path: Path) -> Bold:
    """A process that begins to read a file."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    found = Bold({path: pool.submit(_read, path)})
    pool.shutdown(wait=False)
    return found


def _read(path: Path) -> pl.DataFrame:
    import polars as pl

    from cxzy_rules.tables.apart import bounded

    with bounded(path.stat().st_size):
        return pl.read_parquet(path, glob=False)
