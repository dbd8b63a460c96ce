"""The units behind a number: all of a part, those of whom an item is asked, those that sent nothing, those with something undetermined."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.burden import silent_rows
from cxzy_rules.audit.rates import COUNTED, unit_counts
from cxzy_rules.audit.words import STATES
from cxzy_rules.parts.words import branch_titles, column_label
from cxzy_rules.roster.roster import Rows
from cxzy_rules.web.asked import Day, Start, Wanted
from cxzy_rules.web.office import guidance
from cxzy_rules.web.parts import audited_part, open_cells
from cxzy_rules.web.scope import scope
from cxzy_rules.web.show import office_of, page

router = APIRouter()
TITLE, PLACE, ORDER = "", "/audit/units", 0
LISTED = 200
Which = Literal["all", "silent", "undecided"]
WHICH_LABELS: dict[Which, str] = {"all": "全部单位", "silent": "没有报送的单位", "undecided": "有待定事项的单位"}


@router.get(PLACE)
def named(
    request: Request,
    wanted: Wanted,
    item: str = "",
    which: Which = "all",
    start: Start = 0,
) -> HTMLResponse:
    office = office_of(request)
    told = guidance(office, wanted.as_of)
    if told is None:
        return page(request, "empty.html")
    part = wanted.part(told)
    found = audited_part(office, told, part)
    counts, rows = unit_counts(found), _of_item(found, item, which) if item else _chosen(found, which)
    lines = [_line(found, counts[row].tolist(), int(row)) for row in rows[start : start + LISTED]]
    label = next((rule.label for rule in told.book.rules if rule.id == item), "")
    more = {"item": item, "which": which}
    shown: dict[str, Any] = {"lines": lines, "count": len(rows), "start": start, "step": LISTED, "more": more, "label": label}
    return page(request, "named.html", part=part, which=WHICH_LABELS[which], opened=int(counts[rows, -1].sum()), **shown)


def _chosen(found: Audit, which: Which) -> Rows:
    if which == "silent":
        return silent_rows(found)
    return found.open_rows() if which == "undecided" else found.rows


def _of_item(found: Audit, item: str, which: Which) -> Rows:
    """The units of whom an item is asked, or for which it is undetermined."""
    if which == "undecided":
        return found.open_rows(item)
    holds = np.array([any(rule.id == item for rule in answer.rules) for answer in found.guidance.answers])
    kept: Rows = found.rows[holds[found.guidance.of[found.rows]]]
    return kept


def _line(found: Audit, counts: list[int], row: int) -> dict[str, Any]:
    told = found.guidance
    unit, above = told.roster.units, int(told.roster.parent[row])
    said = dict(zip(COUNTED, counts, strict=True))
    asked = sum(said[state] for state in STATES)
    branch = branch_titles(told)[told.answer(row).branch()]
    superior = unit["name"][above] if above >= 0 else ""
    return {"id": unit["id"][row], "name": unit["name"][row], "branch": branch, "superior": superior, "asked": asked, **said}


@router.get("/roster/open")
def open_ones(request: Request, column: str = "", start: Start = 0, as_of: Day = None) -> HTMLResponse:
    """The cells that would settle what is undetermined: of which unit, who can say, and how many rules wait."""
    office = office_of(request)
    told = guidance(office, as_of)
    if told is None:
        return page(request, "empty.html")
    cells = [one for one in open_cells(office, told) if column in ("", one.column)]
    unit = told.roster.units
    lines = [
        {"id": unit["id"][one.row], "name": unit["name"][one.row], "column": column_label(told.book, one.column), "rules": one.rules}
        | {"superior": unit["name"][one.superior] if one.superior >= 0 else ""}
        for one in cells[start : start + LISTED]
    ]
    label = column_label(told.book, column) if column in {one.column for one in cells} else ""
    shown: dict[str, Any] = {"lines": lines, "count": len(cells), "start": start, "step": LISTED}
    return page(request, "open_cells.html", part=scope(told, day=as_of), column=column, label=label, **shown)
