"""What lies in the working file of files that came back: how much of each is still open; and how files are taken in."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cxzy_rules.model.place import Problem
from cxzy_rules.store import ledgers
from cxzy_rules.store.base import reading
from cxzy_rules.store.batches import Batch, known
from cxzy_rules.store.decisions import VERDICTS, Span, said_of, spans
from cxzy_rules.store.ledgers import Verdict
from cxzy_rules.web.archives import ARCHIVE, unpacked
from cxzy_rules.web.jobs import Job
from cxzy_rules.web.office import EVER, Office, marks, now
from cxzy_rules.working.receive import Arrival, receive


@dataclass(frozen=True, slots=True)
class Tray:
    """A batch, and of how many of its filled-in records what is said."""

    span: Span
    said: dict[Verdict, int]


def trays(office: Office) -> list[Tray]:
    """All batches of ledgers, the newest first."""
    return office.kept(("trays", marks(office), _newest(office)), lambda: _trays(office))


def tray(office: Office, batch: int) -> Tray | None:
    """One of them; None where there is no such batch."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        for one in spans(connection, batch):
            verdict = said_of(connection, one.first, one.end).verdict[one.filled - one.first]
            return Tray(one, {word: int((verdict == at).sum()) for at, word in enumerate(VERDICTS)})
    return None


def same_before(office: Office, batch: Batch) -> Batch | None:
    """An earlier batch that says just the same, in other bytes."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        earlier = (one for one in known(connection, EVER, "ledger") if one.id < batch.id)
        return next((one for one in earlier if one.content_digest == batch.content_digest), None)


def _newest(office: Office) -> int:
    """A batch without one record is no verdict's."""
    with reading(office.desk.engine, office.desk.shown) as connection:
        return max((one.id for one in known(connection, EVER)), default=0)


def _trays(office: Office) -> list[Tray]:
    with reading(office.desk.engine, office.desk.shown) as connection:
        found, verdict = spans(connection), ledgers.verdict_of(connection, EVER)
    return [Tray(one, _counted(verdict[one.filled])) for one in reversed(found)]


def _counted(said: np.ndarray[tuple[int], np.dtype[np.str_]]) -> dict[Verdict, int]:
    return {verdict: int((said == verdict).sum()) for verdict in VERDICTS}


def take_in(office: Office, job: Job, files: Sequence[tuple[Path, str]]) -> None:
    """Takes files in that a browser sent, archives among them; what became of each is told by the job."""
    try:
        with tempfile.TemporaryDirectory(dir=office.uploads.name) as folder:
            laid_out = _laid_out(files, Path(folder), job)
            for done, one in enumerate(receive(office.desk, laid_out, now), start=1):
                job.told.append(one)
                job.step(done, len(laid_out))
    finally:
        for path, _ in files:
            shutil.rmtree(path.parent, ignore_errors=True)


def _laid_out(files: Sequence[tuple[Path, str]], folder: Path, job: Job) -> list[tuple[Path, str]]:
    """The files, and in the place of an archive the tables in it."""
    found: list[tuple[Path, str]] = []
    for number, (path, called) in enumerate(files):
        if path.suffix.lower() != ARCHIVE:
            found.append((path, called))
            continue
        problems: list[Problem] = []
        found += unpacked(path, called, folder / str(number), problems)
        if problems:
            job.told.append(Arrival(called, None, tuple(problems)))
    return found
