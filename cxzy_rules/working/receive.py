"""Takes in files that came back: each is read as `import` reads a ledger, and lies in the working file without counting yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cxzy_rules.ledger.file import file_reader
from cxzy_rules.ledger.items import catalogue
from cxzy_rules.ledger.numbered import NOBODY
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.tables.distinct import Distinct
from cxzy_rules.tables.sheets import reader
from cxzy_rules.working.bring import Desk, Outcome, bring_ledger


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of a file, as it is `called`: what came of it, or (where that is None) why it cannot be used."""

    called: str
    outcome: Outcome | None
    problems: tuple[Problem, ...]


def receive(desk: Desk, files: Iterable[tuple[Path, str]], clock: Callable[[], datetime]) -> Iterator[Arrival]:
    """Takes files in one after the other, each under the name by which it is called; one that cannot be used keeps no other out."""
    rules = catalogue(desk.book)
    with reader() as workbooks:
        for path, called in files:
            try:
                file = file_reader(desk.book, rules, Distinct(NOBODY), workbooks)(path, called)
                if not file.height():
                    raise Unusable([*file.problems, Problem(Place(called), "一行也没有读到，没有收")])
                outcome = bring_ledger(desk, file, path, clock(), "open")
            except Unusable as refused:
                yield Arrival(called, None, refused.problems)
            else:
                yield Arrival(called, outcome, outcome.problems)
