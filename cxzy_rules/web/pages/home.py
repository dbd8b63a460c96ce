"""首页: where the campaign stands today, or the first step where there is nothing yet."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from cxzy_rules.audit.rates import rates, summary
from cxzy_rules.web.office import audited
from cxzy_rules.web.show import office_of, page

router = APIRouter()
TITLE, PLACE, ORDER = "首页", "/", 10


@router.get(PLACE)
def home(request: Request) -> HTMLResponse:
    found = audited(office_of(request))
    if found is None:
        return page(request, "empty.html")
    branches = rates(found, "branch").to_dicts()
    return page(request, "home.html", total=summary(found), branches=branches, day=found.guidance.day)
