"""Ledgers that are read while their roster still is: begun in a thread as soon as the roster's ids are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cxzy_rules.tables.headstart import Bold
from cxzy_rules.tables.nature import is_parquet
from cxzy_rules.tables.rehearsal import Rehearsals, rehearsing

if TYPE_CHECKING:
    from cxzy_rules.commands.common import Inputs
    from cxzy_rules.ledger.ledger import Extent, Ledger
    from cxzy_rules.ledger.read import Read
    from cxzy_rules.roster.lookup import Numbered
    from cxzy_rules.rulebook.book import Rulebook


@dataclass(slots=True)
class Early:
    """The ledgers at these paths, as they were known on a day. `early`: whether they may be read while the roster is; `begun`: what becomes
    of those whose reading has."""

    paths: Sequence[Path]
    known_on: date | None
    rehearsals: Rehearsals
    pool: ThreadPoolExecutor
    early: bool
    begun: list[Future[Read]] = field(default_factory=list)

    def begin(self, book: Rulebook, ids: Numbered) -> None:
        """Begins to read them, if they may be read early."""
        from cxzy_rules.ledger.read import read_early

        if self.early:
            self.begun.append(self.pool.submit(read_early, self.paths, ids, book, self.known_on, self.rehearsals))

    def ledger(self, inputs: Inputs, part: Extent | None) -> Ledger:
        """All of them as one ledger, read now where that has not begun. Errors: Unusable, as `read_ledgers`."""
        from cxzy_rules.ledger.read import ledger_read, read_ledgers

        if self.begun:
            return ledger_read(self.begun.pop().result(), inputs.roster, inputs.book, inputs.day, part)
        return read_ledgers(self.paths, inputs.roster, inputs.book, inputs.day, self.known_on, part, self.rehearsals)


@contextmanager
def early(paths: Sequence[Path], known_on: date | None, bold: Bold | None) -> Iterator[Early]:
    """In here ledgers that come piece by piece are read early; others would take too much memory together with the roster. What an audit
    needs is imported before that, or the ledgers would wait for it. What is under way still when this is left ends with its next piece."""
    in_pieces = all(map(is_parquet, paths))
    with ThreadPoolExecutor(1) as pool, rehearsing(None, paths, bold) as rehearsals:
        if in_pieces:
            _import()
        yield Early(paths, known_on, rehearsals, pool, in_pieces)


def _import() -> None:
    import networkx  # noqa: F401

    import cxzy_rules.audit.states
    import cxzy_rules.ledger.read  # noqa: F401
