"""What two rulebooks make of one roster: which units gain, lose or have settled what, by pairs of situations rather than unit by unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.questions.diff.bonds import Shifts, Supervisor, shifts
from cxzy_rules.questions.diff.standing import Pair, pair_of
from cxzy_rules.roster.roster import Rows
from cxzy_rules.situations.walk import Answer


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What changes for one unit, by its rows in the guidances."""

    id: str
    name: str
    old_row: int
    new_row: int
    pair: Pair
    gained: list[Supervisor]
    lost: list[Supervisor]


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """`pairs` and how many units are in each; `of`: each common unit's pair; `affected`: the places of units that anything changes for.

    `only_old`, `only_new`: ids of units that one of the rulebooks cannot read from the roster at all.
    """

    old: Guidance
    new: Guidance
    old_rows: Rows
    new_rows: Rows
    pairs: tuple[Pair, ...]
    counts: tuple[int, ...]
    of: Rows
    supervisors: Shifts
    affected: Rows
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    def at(self, place: int) -> UnitChange:
        """What changes for the unit at this place among the common ones."""
        old, new = int(self.old_rows[place]), int(self.new_rows[place])
        units = self.new.roster.units
        gained, lost = self.supervisors.at(place)
        return UnitChange(units["id"][new], units["name"][new], old, new, self.pairs[int(self.of[place])], gained, lost)

    def all(self) -> Iterator[UnitChange]:
        """Every unit that anything changes for, in the roster's order."""
        return (self.at(place) for place in self.affected.tolist())


def unit_changes(old: Guidance, new: Guidance, same: Mapping[str, str]) -> UnitChanges:
    """Both guidances compared. `same`: the new id of each old rule that both rulebooks have."""
    old_rows, new_rows, only_old, only_new = _common(old, new)
    code = old.of[old_rows].astype(np.int64) * len(new.answers) + new.of[new_rows]
    found, of, counts = np.unique(code, return_inverse=True, return_counts=True)
    pairs = tuple(pair_of(old.answers[one // len(new.answers)], new.answers[one % len(new.answers)], same) for one in found.tolist())
    who = shifts(old, new, old_rows, new_rows, _doubtful(old, new, pairs, of))
    differs = np.array([pair.differs() for pair in pairs], dtype=bool)
    affected = np.flatnonzero(differs[of] | (who.of >= 0))
    return UnitChanges(old, new, old_rows, new_rows, pairs, tuple(counts.tolist()), of, who, affected, only_old, only_new)


def _common(old: Guidance, new: Guidance) -> tuple[Rows, Rows, tuple[str, ...], tuple[str, ...]]:
    """The rows of the units that both have, in the new one's order; and the ids of the others."""
    was, now = old.roster.units["id"], new.roster.units["id"]
    if was.equals(now):
        rows = np.arange(len(now))
        return rows, rows, (), ()
    before = pl.DataFrame({"id": was, "old": pl.int_range(len(was), eager=True)})
    joined = now.to_frame("id").with_row_index("new").join(before, on="id", how="left", maintain_order="left")
    common = joined.filter(pl.col("old").is_not_null())
    only_new = joined.filter(pl.col("old").is_null())["id"].to_list()
    only_old = was.filter(~was.is_in(now.implode())).to_list()
    return common["old"].to_numpy().astype(np.int64), common["new"].to_numpy().astype(np.int64), tuple(only_old), tuple(only_new)


def _doubtful(old: Guidance, new: Guidance, pairs: tuple[Pair, ...], of: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Of which units the supervisors can have changed: of all where who is which organ changed, else where other rules hold."""
    if not _same_ground(old, new):
        return np.ones(len(of), dtype=bool)
    return np.array([_bonds_of(pair.old) != _bonds_of(pair.new) for pair in pairs], dtype=bool)[of]


def _bonds_of(answer: Answer) -> list[tuple[object, ...]]:
    """What the rules of supervision that hold come to, whatever they are called."""
    return sorted(((r.role, r.organ or "", r.by or "", bool(r.counterpart)) for r in answer.rules if r.role is not None), key=str)


def _same_ground(old: Guidance, new: Guidance) -> bool:
    """Whether who is which organ where is the same before and after."""
    before, after = old.here.areas, new.here.areas
    return (
        old.roster is new.roster
        and old.book.vocabulary == new.book.vocabulary
        and (before.levels, before.ranks, before.holders) == (after.levels, after.ranks, after.holders)
        and np.array_equal(before.of, after.of)
    )
