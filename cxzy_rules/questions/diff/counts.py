"""For how many units each rule changed how, by branch: counted by pairs of situations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cxzy_rules.questions.diff.units import UnitChanges


@dataclass(frozen=True, slots=True)
class Count:
    """For a rule (by its id and label; None: the branch itself) and a branch of the new guidance: for how many units it changed how.

    `gained`, `lost`: it holds now and did not, or the other way round; `opened`, `settled`: what was decided is open, or the other
    way round (a rule that holds now and was open counts as gained and as settled). For supervision: supervisors gained and lost.
    """

    rule: str | None
    label: str
    branch: str | None
    gained: int = 0
    lost: int = 0
    opened: int = 0
    settled: int = 0


def counts(units: UnitChanges) -> list[Count]:
    """The counts by rule, in the order of the new document (what is gone last), and branch."""
    found: dict[tuple[str | None, str | None], Counter[str]] = {}
    labels: dict[str | None, str] = {None: "分类"}
    for pair, count in zip(units.pairs, units.counts, strict=True):
        for turn in pair.turns:
            rule = turn.rule.id if turn.rule else None
            labels[rule] = turn.rule.label if turn.rule else labels[None]
            tally = found.setdefault((rule, pair.new.branch()), Counter())
            tally["gained"] += count * (turn.after == "holds")
            tally["lost"] += count * (turn.before == "holds")
            tally["opened"] += count * (turn.after == "open")
            tally["settled"] += count * (turn.before == "open")
    for rule, branch, what, number in _supervision(units):
        labels.setdefault(rule, _label(units, rule))
        found.setdefault((rule, branch), Counter())[what] += number
    order = {rule.id: at for at, rule in enumerate(units.new.book.rules)}
    branches = [*units.new.book.vocabulary.branches]
    keys = sorted(found, key=lambda one: (one[0] is not None, order.get(one[0] or "", len(order)), one[0] or "", _rank(branches, one[1])))
    return [Count(rule, labels[rule], branch, **found[rule, branch]) for rule, branch in keys]


def _rank(branches: list[str], branch: str | None) -> int:
    return branches.index(branch) if branch in branches else len(branches)


def _supervision(units: UnitChanges) -> Iterator[tuple[str, str | None, str, int]]:
    """How many units gain or lose a supervisor by a rule, by branch: those that fare alike are counted, not gone through."""
    who = units.supervisors
    apart = who.apart()
    alike = who.of.copy()
    alike[apart] = -1
    places = np.flatnonzero(alike >= 0)
    _, first, number = np.unique(alike[places] * len(units.pairs) + units.of[places], return_index=True, return_counts=True)
    for place, count in [*zip(places[first].tolist(), number.tolist(), strict=True), *((place, 1) for place in apart)]:
        branch = units.pairs[int(units.of[place])].new.branch()
        for what, found in zip(("gained", "lost"), who.at(place), strict=True):
            yield from ((rule, branch, what, count) for rule in sorted({one.rule for one in found}))


def _label(units: UnitChanges, rule: str) -> str:
    every = (*units.new.book.rules, *units.old.book.rules)
    return next(one.label for one in every if one.id == rule)
