"""Who supervises whom before and after: compared once for all units of one pair of situations in one area.

Superiors are mostly the same before and after, and differ from unit to unit; so for them only counts whether a rule makes them lead.
Where the words decide otherwise which column or cell names them (`uprooted.py`), a unit's are held against those it had.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import Role
from cxzy_rules.questions.diff.uprooted import Flags, uprooted
from cxzy_rules.roster.roster import Rows
from cxzy_rules.supervision import Bond, Setting, authority_bonds, bonds, leads

Who = tuple[Role | None, str | None, str]


@dataclass(frozen=True, slots=True)
class Supervisor:
    """One supervisor: its role, the unit's id (None where the roster lacks it), its name, and the rule that makes it one."""

    role: Role | None
    unit: str | None
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class Shift:
    """What units of one group gain and lose: organs and departments; and all their superiors (`led`: 1 gained, -1 lost, 0 neither).

    `others`: they are led before and after, by others.
    """

    gained: tuple[Supervisor, ...]
    lost: tuple[Supervisor, ...]
    led: int
    others: bool

    def differs(self) -> bool:
        return bool(self.gained or self.lost or self.led or self.others)


@dataclass(frozen=True, slots=True)
class Shifts:
    """`of`: the number of each common unit's shift in `every`, -1 where there is none; `old` and `new` rows as in the guidances."""

    old: Guidance
    new: Guidance
    old_rows: Rows
    new_rows: Rows
    of: Rows
    every: tuple[Shift, ...]

    def at(self, place: int) -> tuple[list[Supervisor], list[Supervisor]]:
        """Whom the unit at this place among the common ones gains and loses; never itself."""
        if self.of[place] < 0:
            return [], []
        shift = self.every[int(self.of[place])]
        old, new = int(self.old_rows[place]), int(self.new_rows[place])
        own = self.new.roster.units["id"][new]
        after = _leading(self.new, new) if shift.led > 0 or shift.others else {}
        before = _leading(self.old, old) if shift.led < 0 or shift.others else {}
        gained, lost = ([one for who, one in found.items() if who not in known] for found, known in ((after, before), (before, after)))
        return [*gained, *(s for s in shift.gained if s.unit != own)], [*lost, *(s for s in shift.lost if s.unit != own)]

    def apart(self) -> list[int]:
        """The places of the units with a shift that may fare otherwise than others with it: roots, the organs that it names, and those
        with other superiors."""
        shifted = np.flatnonzero(self.of >= 0)
        now, was = self.new.roster.parent[self.new_rows[shifted]], self.old.roster.parent[self.old_rows[shifted]]
        named = [one.unit for shift in self.every for one in (*shift.gained, *shift.lost) if one.unit is not None]
        organs = self.new.roster.units["id"].gather(self.new_rows[shifted]).is_in(named).to_numpy()
        others = np.array([one.others for one in self.every], dtype=bool)[self.of[shifted]]
        found: list[int] = shifted[(now < 0) | (was < 0) | organs | others].tolist()
        return found


def shifts(old: Guidance, new: Guidance, old_rows: Rows, new_rows: Rows, doubtful: Flags) -> Shifts:
    """The shifts of the units that both have. `doubtful`: of which units anything can have changed at all."""
    of = np.full(len(old_rows), -1, dtype=np.int64)
    every: list[Shift] = []
    places = np.flatnonzero(doubtful)
    moved = uprooted(old.roster, new.roster, old_rows, new_rows)
    group, first = _groups(old, new, old_rows[places], new_rows[places], moved[places])
    numbers = np.full(len(first), -1, dtype=np.int64)
    for number, place in enumerate(places[first].tolist()):
        found = _shift(old, new, int(old_rows[place]), int(new_rows[place]), bool(moved[place]))
        if found.differs():
            numbers[number] = len(every)
            every.append(found)
    of[places] = numbers[group]
    made = Shifts(old, new, old_rows, new_rows, of, tuple(every))
    _drop_empty(made)
    return made


def _groups(old: Guidance, new: Guidance, old_rows: Rows, new_rows: Rows, moved: Flags) -> tuple[Rows, Rows]:
    """Units that share both situations, both areas and the competent department they name, and whether their superiors are others:
    the group of each, its first unit."""
    frame = pl.DataFrame(
        {
            "a": old.of[old_rows],
            "b": new.of[new_rows],
            "c": old.here.areas.of[old_rows],
            "d": new.here.areas.of[new_rows],
            "e": _authority(old, old_rows),
            "f": _authority(new, new_rows),
            "g": moved,
        }
    )
    every = frame.unique(maintain_order=True).with_row_index("group")
    group = frame.join(every, on=frame.columns, how="left", nulls_equal=True, maintain_order="left")["group"].to_numpy().astype(np.int64)
    first = np.full(every.height, len(group))
    np.minimum.at(first, group, np.arange(len(group)))
    return group, first


def _authority(guidance: Guidance, rows: Rows) -> pl.Series:
    """The competent department as written, where some rule makes it guide the unit; null elsewhere."""
    asks = np.array([any(rule.by == "authority" for rule in answer.rules) for answer in guidance.answers], dtype=bool)
    asked = pl.Series(asks[guidance.of[rows]])
    return pl.select(pl.when(asked).then(guidance.roster.units["authority"].gather(rows).cast(pl.String))).to_series()


def _shift(old: Guidance, new: Guidance, was: int, now: int, moved: bool) -> Shift:
    before, after = _named(old, _others(old.here, was)), _named(new, _others(new.here, now))
    gained = tuple(one for who, one in after.items() if who not in before)
    lost = tuple(one for who, one in before.items() if who not in after)
    before_led, after_led = _is_led(old, was), _is_led(new, now)
    return Shift(gained, lost, after_led - before_led, bool(moved and before_led and after_led))


def _others(here: Setting, row: int) -> list[Bond]:
    return [*bonds(here, int(here.of[row]), int(here.areas.of[row])), *authority_bonds(here, row)]


def _is_led(guidance: Guidance, row: int) -> int:
    return int(any(rule.by == "affiliation" for rule in guidance.answer(row).rules))


def _leading(guidance: Guidance, row: int) -> dict[Who, Supervisor]:
    return _named(guidance, leads(guidance.here, row))


def _named(guidance: Guidance, found: list[Bond]) -> dict[Who, Supervisor]:
    ids = guidance.roster.units["id"]
    named: dict[Who, Supervisor] = {}
    for bond in found:
        unit = None if bond.row is None else str(ids[bond.row])
        named.setdefault((bond.rule.role, unit, bond.name), Supervisor(bond.rule.role, unit, bond.name, bond.rule.id))
    return named


def _drop_empty(made: Shifts) -> None:
    """Takes out the units for which nothing is left: roots, who have no superiors, and organs that would supervise themselves."""
    for place in made.apart():
        if made.at(place) == ([], []):
            made.of[place] = -1
