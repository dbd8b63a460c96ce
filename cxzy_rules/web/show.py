"""How a page is made of its template: every name escaped, with the navigation and the token that each page bears."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cxzy_rules.audit.rates import per_cent
from cxzy_rules.web.office import Office
from cxzy_rules.web.safety import token_of

HERE = Path(__file__).parent


PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)

PAGES.globals["per_cent"] = per_cent


def office_of(request: Request) -> Office:
    """What the page works on."""
    found: Office = request.app.state.office
    return found


def page(request: Request, template: str, status: int = 200, **told: Any) -> HTMLResponse:
    """A whole page, or a part of one that takes the place of another."""
    office = office_of(request)
    shared = {"office": office, "identity": office.book.identity, "token": token_of(request), "here": request.url.path}
    return HTMLResponse(PAGES.get_template(template).render(shared | {"navigation": request.app.state.navigation} | told), status)
