"""A process that may die of the Parquet files it reads, and so begins with one of them before what asks for it is imported.

While it is read nothing may be imported in its thread: an interruption that comes while the other thread imports can leave the lock of all
imports closed for ever. So all that reading needs is imported before.
"""

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
        """The whole file as `read_stored` has it, within bounds of time and memory. Errors: those of Polars."""
        under_way = self.begun.pop(path, None)
        if under_way is not None:
            return under_way.result()
        for other in self.begun.values():
            other.exception()  # waits: the bounds are those of the whole process, so only one file may be read within them
        return _read(path)

    def end(self) -> None:
        """Nobody waits for it any more; what is being read still is read to its end, which another interruption would not bring nearer."""
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)


def begin(path: Path) -> Bold:
    """A process that begins to read a file."""
    import resource  # noqa: F401
    from concurrent.futures import ThreadPoolExecutor

    import polars  # noqa: F401

    import cxzy_rules.tables.apart
    import cxzy_rules.tables.stored  # noqa: F401

    pool = ThreadPoolExecutor(1)
    found = Bold({path: pool.submit(_read, path)})
    pool.shutdown(wait=False)
    return found


def _read(path: Path) -> pl.DataFrame:
    from cxzy_rules.tables.apart import bounded
    from cxzy_rules.tables.stored import read_stored

    with bounded(path.stat().st_size):
        return read_stored(path)
