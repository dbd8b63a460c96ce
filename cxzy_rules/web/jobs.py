"""Work too long for one answer: done beside the pages, one at a time, with how far it is; it can be stopped, and its file is fetched."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cxzy_rules.model.place import Problem, Unusable

How = Literal["waiting", "running", "done", "stopped", "failed"]
KEPT = 20


class Stopped(Exception):
    """Somebody asked the work to stop."""


@dataclass(slots=True)
class Job:
    """A piece of work: what it is called, how far it is, the file that it made, and what was wrong; or, where it makes no file, the page to
    which it `leads`, and what there is to be `told` there."""

    mark: str
    title: str
    place: Path
    how: How = "waiting"
    done: int = 0
    total: int = 0
    problems: tuple[Problem, ...] = ()
    leads: str = ""
    told: list[Any] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def step(self, done: int, total: int) -> None:
        """Says how far the work is. Errors: Stopped, where somebody asked for that."""
        self.done, self.total = done, total
        if self.stop.is_set():
            raise Stopped


@dataclass(frozen=True, slots=True)
class Jobs:
    """The work of this run of the program, by its marks."""

    folder: Path
    known: dict[str, Job] = field(default_factory=dict)
    hands: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def begin(self, title: str, ending: str, work: Callable[[Job], None]) -> Job:
        """Puts work in the line; `work` writes `place`, and says its steps."""
        mark = secrets.token_hex(8)
        job = self.known[mark] = Job(mark, title, self.folder / f"{mark}{ending}")
        for old in [*self.known.values()][:-KEPT]:
            if old.how in ("done", "stopped", "failed"):
                self.known.pop(old.mark).place.unlink(missing_ok=True)
        self.hands.submit(_run, job, work)
        return job

    def close(self) -> None:
        """Stops all work."""
        for job in self.known.values():
            job.stop.set()
        self.hands.shutdown(cancel_futures=True)


def _run(job: Job, work: Callable[[Job], None]) -> None:
    job.how = "running"
    try:
        job.step(0, 0)
        work(job)
        job.how = "done"
    except Stopped:
        job.how = "stopped"
    except Unusable as refused:
        job.how, job.problems = "failed", refused.problems
    except Exception:
        job.how = "failed"
        raise
