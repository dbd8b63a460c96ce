"""Which units a page is about: those at or below one unit, of one branch, guided by one department; read off the address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np

from cxzy_rules.audit.parts import Part, parted
from cxzy_rules.checklists.departments import guided_by
from cxzy_rules.guidance import Guidance, chosen
from cxzy_rules.questions.find import find
from cxzy_rules.roster.roster import Rows


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for (empty: no bound), the units that meet all of it, and what it is called.

    `unclear`: words that name no unit or department, or several.
    """

    under: str
    branch: str
    supervisor: str
    rows: Rows
    name: str
    unclear: tuple[str, ...]
    department: Part | None = None

    def query(self, **more: str) -> str:
        """The address's end that asks for the same, with more or other words."""
        said = {"under": self.under, "branch": self.branch, "supervisor": self.supervisor} | more
        return urlencode({key: value for key, value in said.items() if value})


def scope(told: Guidance, under: str = "", branch: str = "", supervisor: str = "") -> Scope:
    """The units meant; a unit or department may be named as everywhere else."""
    unclear = []
    top = _one(told, under) if under else None
    if under and top is None:
        unclear.append(under)
    named = guided_by(told, np.arange(told.roster.units.height), supervisor) if supervisor else []
    if supervisor and len(named) != 1:
        unclear.append(supervisor)
    rows = chosen(told, under=None if top is None else str(told.roster.units["id"][top]), branch=branch or None)
    rows = np.intersect1d(rows, named[0].rows) if len(named) == 1 else rows
    label = told.book.vocabulary.branches[branch].label if branch in told.book.vocabulary.branches else ""
    names = [told.roster.units["name"][top] if top is not None else "", named[0].name if len(named) == 1 else "", label]
    unit = str(told.roster.units["id"][top]) if top is not None else ""
    found = named[0] if len(named) == 1 else None
    return Scope(unit, branch, supervisor, rows, "　".join(filter(None, names)), tuple(unclear), found)


def _one(told: Guidance, written: str) -> int | None:
    found = find(told.roster, written)
    return found[0] if len(found) == 1 else None


def departments(told: Guidance) -> list[str]:
    """The names of all departments that guide somebody, in the roster's order."""
    return [part.name for part in parted(told, np.arange(told.roster.units.height), "supervisor") if part.key is not None]
