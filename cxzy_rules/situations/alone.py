"""Units asked one at a time, each below its superior's answer: for a question about a few of them, without the forest of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from cxzy_rules.roster.roster import Roster
from cxzy_rules.situations.collapse import given, own_facts
from cxzy_rules.situations.walk import Answer, Asker


@dataclass(frozen=True, slots=True)
class Alone:
    """The answer of each row of a roster, made when it is first asked for; its superiors' answers are made with it."""

    roster: Roster
    ask: Asker
    facts: pl.DataFrame
    known: dict[int, Answer] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.roster.units.height

    def __iter__(self) -> Iterator[Answer]:
        return (self[row] for row in range(len(self)))

    def __getitem__(self, row: int) -> Answer:
        for one in reversed([row, *self.roster.chain(row)]):
            if one not in self.known:
                own = given(self.facts.row(one, named=True))
                self.known[one] = self.ask.answer(own, self.known.get(int(self.roster.parent[one])))
        return self.known[row]


def alone(roster: Roster, ask: Asker) -> Alone:
    """The units of a roster, ready to be asked one by one."""
    return Alone(roster, ask, own_facts(roster, ask.book))
