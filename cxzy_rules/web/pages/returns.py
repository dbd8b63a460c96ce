"""收清单: files that came back are dropped here, and lie there until their rows are decided; all at once, if wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from cxzy_rules.audit.returned import Sort
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.store.ledgers import Verdict
from cxzy_rules.web import uploads
from cxzy_rules.web.archives import MOST_FILES
from cxzy_rules.web.asked import Start
from cxzy_rules.web.inbox import take_in, trays
from cxzy_rules.web.office import guidance, now
from cxzy_rules.web.returned import review
from cxzy_rules.web.show import office_of, page
from cxzy_rules.working.decide import decide_open

router = APIRouter()
TITLE, PLACE, ORDER = "收清单", "/returns", 55
FILES_SHOWN = 100


@router.get(PLACE)
def shown(request: Request, start: Start = 0, taken: int | None = None) -> HTMLResponse:
    """Where files are dropped, and all that came so far."""
    office = office_of(request)
    if guidance(office) is None:
        return page(request, "empty.html")
    found = trays(office)
    waiting = [one for one in found if one.said["open"]]
    return page(
        request,
        "returns.html",
        trays=found[start : start + FILES_SHOWN],
        count=len(found),
        start=start,
        step=FILES_SHOWN,
        waiting=waiting,
        rows=sum(one.said["open"] for one in waiting),
        taken=taken,
    )


@router.post(PLACE)
async def arrive(request: Request) -> Response:
    """Files that came back, as many as there are: read beside the pages."""
    office = office_of(request)
    try:
        async with request.form(max_files=MOST_FILES) as form:
            sent = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
            saved = await run_in_threadpool(lambda: [uploads.save(Path(office.uploads.name), one) for one in sent])
    except HTTPException:
        raise Unusable([Problem(Place("交回的文件"), f"一次最多收 {MOST_FILES} 个文件", "打成 zip 再交，或者分几次")]) from None
    if not saved:
        return RedirectResponse(PLACE, 303)
    files = [(path, path.name) for path in saved]
    job = office.jobs.begin(f"收清单（{len(files)} 个文件）", "", lambda job: take_in(office, job, files))
    job.leads = f"{PLACE}/arrived/{job.mark}"
    return RedirectResponse(f"/jobs/{job.mark}", 303)


@router.get("/returns/arrived/{mark}")
def arrived(request: Request, mark: str) -> Response:
    """What became of each file that was dropped; where it is one that can be used, its rows at once."""
    job = office_of(request).jobs.known.get(mark)
    if job is None or not job.leads:
        return page(request, "missing.html", 404)
    batches = [one.outcome.batch for one in job.told if one.outcome and one.outcome.batch]
    if len(job.told) == len(batches) == 1:
        return RedirectResponse(f"{PLACE}/{batches[0]}", 303)
    return page(request, "returns_arrived.html", told=job.told, batches=batches)


@router.post("/returns/all")
def decide_all(request: Request, verdict: Annotated[Verdict, Form()], sort: Annotated[list[Sort], Form()]) -> Response:
    """Decides the open rows of some sorts in all files at once."""
    office = office_of(request)
    with office.lock:
        waiting = [one.span for one in reversed(trays(office)) if one.said["open"]]
        found = review(office, waiting)
        numbers = found.of(*sort).to_list() if found else []
        taken = decide_open(office.desk, numbers, verdict, now())
    return RedirectResponse(f"{PLACE}?taken={len(taken)}", 303)
