"""查单位: one box for any way of naming a unit, and the unit itself with what applies to it and why."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS, RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS
from cxzy_rules.questions.find import find_in, nearest_names
from cxzy_rules.records import record
from cxzy_rules.screen.labels import labels_of
from cxzy_rules.screen.sheet import source_name
from cxzy_rules.web.office import guidance, names
from cxzy_rules.web.show import office_of, page

router = APIRouter()
TITLE, PLACE, ORDER = "查单位", "/units", 20
LISTED = 50


@router.get(PLACE)
def units(request: Request, q: str = "") -> HTMLResponse:
    """The box, and what it finds; a part of the page where only the list is asked for anew."""
    told, known = guidance(office_of(request)), names(office_of(request))
    if told is None or known is None:
        return page(request, "empty.html")
    found = find_in(known, q)
    listed = [_listed(told, row) for row in found[:LISTED]]
    near = nearest_names(told.roster, q) if q.strip() and not found else []
    template = "units_found.html" if "hx-request" in request.headers else "units.html"
    return page(request, template, q=q, found=len(found), listed=listed, near=near)


def _listed(told: Guidance, row: int) -> dict[str, Any]:
    """A line of the list: the unit, its branch, and its two nearest superiors."""
    unit, answer = told.roster.units, told.answer(row)
    branch = told.book.vocabulary.branches.get(answer.branch() or "")
    above = [unit["name"][one] for one in told.roster.chain(row)[:2]]
    return {"id": unit["id"][row], "name": unit["name"][row], "branch": branch.label if branch else "", "above": above}


@router.get("/units/{unit}")
def unit(request: Request, unit: str) -> HTMLResponse:
    """One unit on one page, to read or to print."""
    told = guidance(office_of(request))
    rows = find_in(known, unit) if told and (known := names(office_of(request))) else []
    rows = [row for row in rows if told and told.roster.units["id"][row] == unit]
    if told is None or not rows:
        return page(request, "missing.html", 404)
    one = record(told, rows[0])
    chain = [{"id": told.roster.units["id"][row], "name": told.roster.units["name"][row]} for row in told.roster.chain(rows[0])]
    return page(
        request,
        "unit.html",
        one=one,
        chain=chain,
        labels=labels_of(told.book),
        source=source_name(told, one),
        sections=[(section, SECTION_LABELS[section], one[section]) for section in ITEM_SECTIONS],
        roles=ROLE_LABELS,
        rhythms=RHYTHM_LABELS,
    )
