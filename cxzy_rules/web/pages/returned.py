"""One file that came back, row by row: what each row says beside what is known, whether it counts, and that decided and taken back."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from cxzy_rules.audit.returned import SORT_LABELS, SORTS, Sort
from cxzy_rules.store.base import reading
from cxzy_rules.store.decisions import VERDICTS, Decision, Said, Span, decisions, said_of
from cxzy_rules.store.ledgers import Verdict
from cxzy_rules.web.asked import Start
from cxzy_rules.web.inbox import same_before, tray
from cxzy_rules.web.office import Office, now
from cxzy_rules.web.recognised import recognised
from cxzy_rules.web.returned import counted, review
from cxzy_rules.web.show import office_of, page
from cxzy_rules.working.decide import decide, decide_open, undo

Number = Annotated[int, Path(ge=0, le=2**31)]
router = APIRouter()
TITLE, PLACE, ORDER = "", "/returns/{batch:int}", 0
STEP = 200
ROW = re.compile(r"([0-9]{1,15}):([0-9]{1,15})")
VERDICT_LABELS: dict[Verdict, str] = {"open": "待定", "accepted": "已接受", "rejected": "已退回"}


@router.get(PLACE)
def one_file(
    request: Request,
    batch: Number,
    sort: Sort | None = None,
    verdict: Verdict | None = None,
    start: Start = 0,
    left: int = 0,
) -> HTMLResponse:
    """The rows of one file: all, or those of a sort or of which something was said."""
    office = office_of(request)
    lying = tray(office, batch)
    found = review(office, [lying.span]) if lying else None
    if lying is None or found is None:
        return page(request, "missing.html", 404)
    said, history = _said(office, lying.span)
    rows = found.rows if sort is None else found.rows.filter(found.rows["sort"] == sort)
    words = [VERDICTS[int(said.verdict[number - said.first])] for number in rows["id"]]
    if verdict is not None:
        rows = rows.filter([word == verdict for word in words])
    part = rows.slice(start, STEP)
    return page(
        request,
        "returned.html",
        tray=lying,
        sort=sort,
        verdict=verdict,
        start=start,
        step=STEP,
        left=left,
        count=rows.height,
        lines=[(line, *_state(said, line.number)) for line in found.lines(part)],
        counts=counted(found.rows),
        history=history,
        recognised=recognised(found, batch),
        same=same_before(office, lying.span.batch),
        **_words(batch, sort=sort or "", verdict=verdict or ""),
    )


def _words(batch: int, **asked: str) -> dict[str, Any]:
    """What every part of a file's page needs; `address` gives that page with other things asked for."""

    def address(**more: str) -> str:
        said = urlencode({key: word for key, word in (asked | more).items() if word})
        return f"/returns/{batch}" + (f"?{said}" if said else "")

    return {"batch": batch, "address": address, "sorts": SORT_LABELS, "verdicts": VERDICT_LABELS}


def _said(office: Office, span: Span) -> tuple[Said, list[Decision]]:
    with reading(office.desk.engine, office.desk.shown) as connection:
        return said_of(connection, span.first, span.end), decisions(connection, span)


def _state(said: Said, number: int) -> tuple[Verdict, int]:
    """What is said of a record, and the number of the verdict that says so."""
    return VERDICTS[int(said.verdict[number - said.first])], int(said.by[number - said.first])


@router.post(PLACE)
async def decide_some(request: Request, batch: Number) -> Response:
    """Decides the rows that were chosen, all of some sorts, or the whole file; the page that was looked at again."""
    office = office_of(request)
    async with request.form() as form:
        what, back = (str(form.get(name, "")) for name in ("what", "back"))
        verdict = next((one for one in VERDICTS if one == form.get("verdict")), None)
        chosen = [str(one) for one in form.getlist("row")]
        sorts = [one for one in SORTS if one in form.getlist("sort")]
    lying = await run_in_threadpool(tray, office, batch)
    if lying is None or verdict is None:
        return page(request, "missing.html", 404)
    if what == "rows":
        left = await run_in_threadpool(_these, office, lying.span, chosen, verdict)
    else:
        left = await run_in_threadpool(_of_sorts, office, lying.span, sorts, verdict)
    return RedirectResponse(_back(batch, back, left), 303)


def _back(batch: int, query: str, left: int) -> str:
    """The page that was looked at; only words of our own are taken over."""
    asked = re.findall(r"(sort|verdict|start)=([a-z1-9][a-z0-9]*)", query)
    said = urlencode([*asked, *([("left", left)] if left else [])])
    return f"/returns/{batch}" + (f"?{said}" if said else "")


def _these(office: Office, span: Span, chosen: list[str], verdict: Verdict) -> int:
    """Each row comes as its number and what was seen of it; how many somebody else had decided meanwhile."""
    pairs = [(int(row[1]), int(row[2])) for row in map(ROW.fullmatch, chosen) if row]
    return decide(office.desk, {number: seen for number, seen in pairs if span.first <= number < span.end}, verdict, now()).left


def _of_sorts(office: Office, span: Span, sorts: list[Sort], verdict: Verdict) -> int:
    """All open rows of some sorts; where none is named, of the whole file, empty ones too: but what cannot be used is not accepted."""
    with office.lock:
        found = review(office, [span])
        bad = set(found.of("unusable")) if found and verdict == "accepted" else set()
        wanted = found.of(*sorts).to_list() if found and sorts else range(span.first, span.end)
        decide_open(office.desk, [number for number in wanted if number not in bad], verdict, now())
    return 0


@router.post(PLACE + "/rows/{number:int}")
def decide_one(
    request: Request,
    batch: Number,
    number: Number,
    verdict: Annotated[Verdict, Form()],
    seen: Annotated[int, Form()],
    usable: Annotated[bool, Form()] = True,
) -> HTMLResponse:
    """Decides one row; what is said of it now, to stand in its place, and the file's count."""
    office = office_of(request)
    lying = tray(office, batch)
    if lying is None or not lying.span.first <= number < lying.span.end:
        return page(request, "missing.html", 404)
    decided = decide(office.desk, {number: seen}, verdict, now())
    lying = tray(office, batch) or lying
    with reading(office.desk.engine, office.desk.shown) as connection:
        state, by = _state(said_of(connection, number, number + 1), number)
    told: dict[str, Any] = {"number": number, "state": state, "seen": by, "late": bool(decided.left), "said": lying.said, "usable": usable}
    return page(request, "returned_said.html", **(told | _words(batch)))


@router.post(PLACE + "/decisions/{decision:int}/undo")
def take_back(request: Request, batch: Number, decision: Number) -> Response:
    """Takes a decision back where it still settles anything."""
    office = office_of(request)
    if tray(office, batch) is None:
        return page(request, "missing.html", 404)
    undo(office.desk, batch, decision, now())
    return RedirectResponse(f"/returns/{batch}#history", 303)
