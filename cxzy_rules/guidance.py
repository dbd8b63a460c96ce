"""The journey: a roster and a rulebook in, what each unit gets and why out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from cxzy_rules.engine.choose import EngineName, available
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.roster.tree import below
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.situations.alone import alone
from cxzy_rules.situations.walk import Answer, Answers, Asker, asker, walk
from cxzy_rules.supervision import Setting, setting
from cxzy_rules.tables.distinct import Numbers


@dataclass(frozen=True)
class Guidance:
    """What every unit of a roster gets on one day. `of`: each unit's situation; `answers`: what each situation gets."""

    book: Rulebook
    roster: Roster
    day: date
    engine: str
    of: Numbers
    answers: Answers

    @cached_property
    def here(self) -> Setting:
        """What supervision is read off; looked for when it is first asked for, since not every answer tells supervisors."""
        return setting(self.roster, self.book, self.answers, self.of)

    def answer(self, row: int) -> Answer:
        return self.answers[int(self.of[row])]


def guide(roster: Roster, book: Rulebook, day: date, engine: EngineName | None = None) -> Guidance:
    """Guidance for all units of `roster` by the rules in force on `day`."""
    return guide_with(roster, asker(in_force(book, day), engine or available()), day)


def guide_with(roster: Roster, ask: Asker, day: date) -> Guidance:
    """As `guide`, through an engine that is ready for the rules in force on `day`; many rosters may share it."""
    from cxzy_rules.situations.collapse import collapse

    collapsed = collapse(roster, ask.book)
    found = walk(collapsed.forest, ask)
    answers = tuple(found[situation] for situation in range(len(found)))
    of = collapsed.of
    return Guidance(_ruled(ask.book, roster), roster, day, ask.engine.name, of, answers)


def guide_alone(roster: Roster, book: Rulebook, day: date) -> Guidance:
    """As `guide`, for a question about a few units: each is a situation of its own, and asked about only when it is looked at."""
    ask = asker(in_force(book, day), available())
    answers, of = alone(roster, ask), np.arange(roster.units.height, dtype=np.int32)
    return Guidance(_ruled(ask.book, roster), roster, day, ask.engine.name, of, answers)


def _ruled(book: Rulebook, roster: Roster) -> Rulebook:
    """The rulebook with the rulings on single units of the roster."""
    return replace(book, rulings=book.rulings | dict(roster.rulings)) if roster.rulings else book


def chosen(guidance: Guidance, ids: Iterable[str] = (), under: str | None = None, branch: str | None = None) -> Rows:
    """The rows asked for, in roster order: these ids, all at or below `under`, all of a branch; every row where nothing is asked."""
    kept = np.ones(guidance.roster.units.height, dtype=bool)
    wanted = list(ids)
    if wanted:
        kept &= guidance.roster.units["id"].is_in(wanted).to_numpy()
    if under is not None:
        top = guidance.roster.row_of(under)
        kept &= below(guidance.roster, top) if top is not None else False
    if branch is not None:
        of_branch = np.array([(answer.branch() or "") == branch for answer in guidance.answers])
        kept &= of_branch[guidance.of]
    return np.flatnonzero(kept)
