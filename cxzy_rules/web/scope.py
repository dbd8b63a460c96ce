"""Which units a page is about, and as of which day: at or below one unit, in one county, of one branch, guided by one department.

All of it is read off the address, and written into the address of whatever a page opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import numpy as np

from cxzy_rules.audit.groups import NONE, county_of
from cxzy_rules.audit.parts import Part, parted
from cxzy_rules.checklists.departments import guided_by
from cxzy_rules.guidance import Guidance, chosen
from cxzy_rules.model.law import LEADING_LABEL, NO_BRANCH, UNKNOWN_LABEL
from cxzy_rules.questions.find import find, nearest_names
from cxzy_rules.roster.roster import Rows

OPEN, NOWHERE = "open", "nowhere"
NEAR = 8


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for (empty: no bound), the units that meet all of it, and what it is called.

    `branch`: OPEN is those whose branch is not known; `county`: NOWHERE is those in none. `unclear`: words that name no unit,
    department or branch, or several; `written`: the unit as it was written, and `near`, where it names none or several: the ids and
    names of the first units that it may mean. `day`: as of which is asked, where it was named.
    """

    under: str
    branch: str
    supervisor: str
    rows: Rows
    name: str
    unclear: tuple[str, ...]
    department: Part | None = None
    county: str = ""
    day: date | None = None
    written: str = ""
    near: tuple[tuple[str, str], ...] = ()

    def query(self, **more: str) -> str:
        """The address's end that asks for the same, with more or other words."""
        said = {"under": self.under, "branch": self.branch, "supervisor": self.supervisor, "county": self.county}
        day = {"as_of": self.day.isoformat() if self.day else ""}
        return urlencode({key: value for key, value in (said | day | more).items() if value})

    def whole(self) -> bool:
        """Whether it is all units."""
        return not (self.under or self.branch or self.supervisor or self.county)


def scope(told: Guidance, under: str = "", branch: str = "", supervisor: str = "", county: str = "", day: date | None = None) -> Scope:
    """The units meant; a unit or department may be named as everywhere else."""
    top, area = (_one(told, written) if written else None for written in (under, county if county != NOWHERE else ""))
    named = guided_by(told, np.arange(told.roster.units.height), supervisor) if supervisor else []
    department = named[0] if len(named) == 1 else None
    unclear = [under] * (bool(under) and top is None) + [supervisor] * (bool(supervisor) and department is None)
    unclear += [county] * (county not in ("", NOWHERE) and area is None)
    meant = branch if _branch(told, branch) else ""
    unclear += [branch] * (meant != branch)
    ids = told.roster.units["id"]
    rows = chosen(told, under=None if top is None else str(ids[top]), branch={"": None, OPEN: ""}.get(meant, meant))
    if department is not None:
        rows = np.intersect1d(rows, department.rows)
    if county == NOWHERE or area is not None:
        rows = rows[county_of(told)[rows] == (NONE if area is None else area)]
    names = [_name(told, top), _name(told, area), department.name if department else "", _branch(told, meant)]
    unit, place = (str(ids[row]) if row is not None else "" for row in (top, area))
    place = NOWHERE if county == NOWHERE else place
    return Scope(
        unit,
        meant,
        supervisor,
        rows,
        "　".join(filter(None, names)),
        tuple(unclear),
        department,
        place,
        day,
        under,
        _near(told, under) if under and top is None else (),
    )


def _one(told: Guidance, written: str) -> int | None:
    found = find(told.roster, written)
    return found[0] if len(found) == 1 else None


def _near(told: Guidance, written: str) -> tuple[tuple[str, str], ...]:
    """The first units that the words may mean, highest first; where they mean none, those whose names are most like them."""
    roster, unit = told.roster, told.roster.units
    found = find(roster, written) or [row for name in nearest_names(roster, written) for row in find(roster, name)[:1]]
    return tuple((str(unit["id"][row]), str(unit["name"][row])) for row in sorted(found, key=lambda row: len(roster.chain(row)))[:NEAR])


def _name(told: Guidance, row: int | None) -> str:
    return "" if row is None else str(told.roster.units["name"][row])


def _branch(told: Guidance, branch: str) -> str:
    branches = told.book.vocabulary.branches
    return branches[branch].label if branch in branches else {NO_BRANCH: LEADING_LABEL, OPEN: UNKNOWN_LABEL}.get(branch, "")


def departments(told: Guidance) -> list[str]:
    """The names of all departments that guide somebody, in the roster's order."""
    return [part.name for part in parted(told, np.arange(told.roster.units.height), "supervisor") if part.key is not None]
