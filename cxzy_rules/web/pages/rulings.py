"""裁定: what the office rules on a unit's branch, with reason and source; nothing is ever changed, a newer ruling takes its place."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from cxzy_rules.questions.answers import row_of
from cxzy_rules.store.base import reading
from cxzy_rules.store.unit_rulings import rulings_on
from cxzy_rules.web.office import guidance, now
from cxzy_rules.web.show import office_of, page
from cxzy_rules.working.rule import rule

router = APIRouter()
TITLE, PLACE, ORDER = "", "/rulings", 0


@router.get("/units/{unit:path}/rulings")
def rulings(request: Request, unit: str) -> HTMLResponse:
    """All rulings on a unit, and the form for one more."""
    office = office_of(request)
    told = guidance(office)
    row = row_of(told, unit) if told else None
    if told is None or row is None:
        return page(request, "missing.html", 404)
    with reading(office.desk.engine, office.desk.shown) as connection:
        said = rulings_on(connection, unit)
    branches = told.book.vocabulary.branches
    name = told.roster.units["name"][row]
    return page(request, "rulings.html", unit=unit, name=name, said=said, branches=branches, now=told.answer(row).branch())


@router.post("/units/{unit:path}/rulings")
def ruled(
    request: Request,
    unit: str,
    branch: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "",
) -> Response:
    """One more ruling; without a branch it takes the one before back."""
    office = office_of(request)
    told = guidance(office)
    if told is None or row_of(told, unit) is None:
        return page(request, "missing.html", 404)
    rule(office.desk, unit, branch or None, reason, source, now())
    return RedirectResponse(f"/units/{quote(unit)}/rulings", 303)
