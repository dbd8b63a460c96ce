"""Long work: how far it is, stopped on request, its file fetched."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from cxzy_rules.web.files import SORTS
from cxzy_rules.web.show import office_of, page

router = APIRouter()
TITLE, PLACE, ORDER = "", "/jobs", 0


@router.get("/jobs/{mark}")
def job(request: Request, mark: str) -> Response:
    """The page of one piece of work, or only what changes on it; once it is done, the page to which it leads, if any."""
    found = office_of(request).jobs.known.get(mark)
    if found is None:
        return page(request, "missing.html", 404)
    if found.how == "done" and found.leads:
        inside = "hx-request" in request.headers
        return Response(headers={"hx-redirect": found.leads}) if inside else RedirectResponse(found.leads, 303)
    return page(request, "job_part.html" if "hx-request" in request.headers else "job.html", job=found)


@router.post("/jobs/{mark}/stop")
def stop(request: Request, mark: str) -> HTMLResponse:
    found = office_of(request).jobs.known.get(mark)
    if found is None:
        return page(request, "missing.html", 404)
    found.stop.set()
    return page(request, "job_part.html", job=found)


@router.get("/jobs/{mark}/file")
def file(request: Request, mark: str) -> Response:
    found = office_of(request).jobs.known.get(mark)
    if found is None or found.how != "done" or not found.place.suffix:
        return page(request, "missing.html", 404)
    name = quote(found.title + found.place.suffix, safe="")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return FileResponse(found.place, media_type=SORTS[found.place.suffix], headers=headers)
