"""How the rules hit the units of a real roster: those that hit none or all, and differently written ones that hit the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxzy_rules.engine.choose import EngineName, available
from cxzy_rules.guidance import guide_with
from cxzy_rules.model.condition import ALWAYS
from cxzy_rules.model.law import Rule
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.walk import asker


@dataclass(frozen=True, slots=True)
class Hits:
    """`hits`: for each rule of the rulebook, in its order, how many of the `units` it holds of, whenever it is in force.

    `alike`: groups of rules with different conditions that hold of exactly the same units, of some but not of all.
    """

    units: int
    hits: tuple[tuple[Rule, int], ...]
    alike: tuple[tuple[Rule, ...], ...]

    def nobody(self) -> list[Rule]:
        """The rules that hold of no unit."""
        return [rule for rule, count in self.hits if not count]

    def everybody(self) -> list[Rule]:
        """The rules with a condition that hold of every unit all the same."""
        return [rule for rule, count in self.hits if count == self.units and rule.when != ALWAYS]


def hits(roster: Roster, book: Rulebook, engine: EngineName | None = None) -> Hits:
    """The hits of all rules on a roster."""
    guidance = guide_with(roster, asker(book, engine or available()), book.identity.ends)
    size = np.bincount(guidance.of, minlength=len(guidance.answers)).tolist()
    counts: list[tuple[Rule, int]] = []
    groups: dict[tuple[int, ...], list[Rule]] = {}
    for number, rule in enumerate(book.rules):
        where = tuple(situation for situation, answer in enumerate(guidance.answers) if number in answer.holding)
        counts.append((rule, sum(size[situation] for situation in where)))
        if 0 < counts[-1][1] < roster.units.height:
            groups.setdefault(where, []).append(rule)
    alike = (tuple(group) for group in groups.values() if len({rule.when for rule in group}) > 1)
    return Hits(roster.units.height, tuple(counts), tuple(alike))
