"""The rehearsals of Parquet files, seen from outside: begun as soon as a file is named, asked for their outcome when it is to be read."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Timer

from cxzy_rules.tables.apart import command, environment, memory, seconds
from cxzy_rules.tables.headstart import Bold
from cxzy_rules.tables.nature import is_parquet


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A process that reads a file, and until when it may."""

    process: subprocess.Popen[bytes]
    until: float

    def passed(self) -> bool:
        """Waits for it; whether the file can be read without harm."""
        late = Timer(max(0.0, self.until - time.monotonic()), self.process.kill)
        late.start()
        try:
            return self.process.wait() == 0
        finally:
            late.cancel()

    def end(self) -> None:
        """Nobody waits for it any more."""
        self.process.kill()
        self.process.wait()


@dataclass(frozen=True, slots=True)
class Rehearsals:
    """Those `begun` of some files, so far; `bold`: this process, where there need be none of any file, since it may die of one. `over`: set
    when nobody waits any more for what is read."""

    begun: Mapping[Path, Rehearsal] = field(default_factory=dict)
    bold: Bold | None = None
    over: Event = field(default_factory=Event)

    def passed(self, path: Path, whole: bool) -> bool:
        """Whether the file can be read, as far as that must be known; waits for its rehearsal, begun now where it was not before."""
        return self.bold is not None or (self.begun.get(path) or begin(path, whole)).passed()


NONE = Rehearsals()


def begin(path: Path, whole: bool) -> Rehearsal:
    """Begins the rehearsal of a Parquet file. `whole`: whether it will be read as a whole, and not piece by piece. Errors: OSError."""
    size, silent = path.stat().st_size, subprocess.DEVNULL
    call = command("parquet_process", str(path), str(memory(size)), "whole" if whole else "pieces")
    return Rehearsal(subprocess.Popen(call, env=environment(), stdout=silent, stderr=silent), time.monotonic() + seconds(size))


@contextmanager
def rehearsing(whole: Path | None, pieces: Iterable[Path] = (), bold: Bold | None = None) -> Iterator[Rehearsals]:
    """The rehearsals of those of these files that are Parquet, begun at once, as many as there are processors; the files are not read yet.

    `whole`: a file that will be read as a whole; `pieces`: those that will be read piece by piece; `bold`: as in Rehearsals.
    """
    wanted = [] if bold else [path for path in dict.fromkeys([*([whole] if whole else []), *pieces]) if is_parquet(path)]
    begun = {path: begin(path, path is whole) for path in wanted[: os.cpu_count()]}
    found = Rehearsals(begun, bold)
    try:
        yield found
    finally:
        found.over.set()
        for one in begun.values():
            one.end()
