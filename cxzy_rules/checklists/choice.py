"""For whom one list is: the units asked for, what the list is called, and to whom it goes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cxzy_rules.audit.parts import Part, Split, parted
from cxzy_rules.checklists.content import Checklist, Demand, opens
from cxzy_rules.guidance import Guidance, chosen
from cxzy_rules.roster.roster import Rows

EVERYBODY = "全部单位"


@dataclass(frozen=True, slots=True)
class Choice:
    """The units and the list's name; `branch`, where the list is one branch's."""

    rows: Rows
    name: str
    back_to: str
    branch: str | None


def choose(guidance: Guidance, units: Sequence[str], top: str | None, branch: str | None, department: Part | None) -> Choice:
    """The units that meet all that is given: these ids, at or below `top`, of this branch, guided by this department."""
    rows = chosen(guidance, units, top, branch)
    if department is not None:
        rows = np.intersect1d(rows, department.rows)
    names = [department.name] if department else []
    names += [_name(guidance, top)] if top else []
    back_to = names[0] if names else _superior(guidance, rows)
    names += [guidance.book.vocabulary.branches[branch].label] if branch else []
    names += [f"{len(units)} 个单位"] if len(units) > 1 else [_name(guidance, unit) for unit in units]
    return Choice(rows, "　".join(names) or EVERYBODY, back_to, branch)


def _superior(guidance: Guidance, rows: Rows) -> str:
    """The one superior that all of these units have; else whoever issued the document."""
    above = np.unique(guidance.roster.parent[rows])
    return str(guidance.roster.units["name"][int(above[0])]) if len(above) == 1 and above[0] >= 0 else guidance.book.identity.issuer


def _name(guidance: Guidance, unit: str) -> str:
    return str(guidance.roster.units.filter(guidance.roster.units["id"] == unit)["name"][0])


def checklists(demand: Demand, choice: Choice, by: Split | None) -> list[Checklist]:
    """The one list, or one for each part of a distribution; without those that ask nothing and leave nothing open."""
    return [one for one in _all(demand, choice, by) if opens(one) or one.asked().height]


def _all(demand: Demand, choice: Choice, by: Split | None) -> Iterator[Checklist]:
    if by is None:
        yield Checklist(choice.name, choice.back_to, demand, choice.rows, choice.branch)
        return
    for part in parted(demand.guidance, choice.rows, by):
        back_to = choice.back_to if part.key is None else part.name
        yield Checklist(part.name, back_to, demand, part.rows, choice.branch)
