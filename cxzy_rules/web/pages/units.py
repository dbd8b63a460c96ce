"""查单位: one box for any way of naming a unit, and the unit itself with what applies to it and why."""

from __future__ import annotations

from itertools import count
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS, RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS
from cxzy_rules.questions import answers
from cxzy_rules.questions.answers import row_of
from cxzy_rules.questions.find import find_in, nearest_names
from cxzy_rules.records import record
from cxzy_rules.screen.labels import labels_of
from cxzy_rules.screen.sheet import source_name
from cxzy_rules.store.base import reading
from cxzy_rules.store.evidence import Evidence, evidence_of
from cxzy_rules.store.ledgers import attachment
from cxzy_rules.web import uploads
from cxzy_rules.web.office import guidance, names_of, now, own_ledger, terms_of
from cxzy_rules.web.show import office_of, page
from cxzy_rules.web.stands import stands
from cxzy_rules.working.enter import Entry, enter

router = APIRouter()
TITLE, PLACE, ORDER = "查单位", "/units", 20
LISTED, MOST = 50, 1000
VERDICT_LABELS = {"holds": "适用", "fails": "不适用", "undetermined": "没有确定"}


@router.get(PLACE)
def units(request: Request, q: str = "") -> HTMLResponse:
    """The box, and what it finds; a part of the page where only the list is asked for anew."""
    office = office_of(request)
    told = guidance(office)
    if told is None:
        return page(request, "empty.html")
    known = names_of(office, told)
    found = find_in(known, q, MOST) or _by_beginning(told, q.strip())
    listed = [_listed(told, row) for row in found[:LISTED]]
    typing = "hx-request" in request.headers
    near = nearest_names(told.roster, q) if q.strip() and not found and not typing else []
    template = "units_found.html" if typing else "units.html"
    return page(request, template, q=q, found=len(found), most=MOST, listed=listed, near=near)


def _by_beginning(told: Guidance, written: str) -> list[int]:
    """The units whose id begins so: an id is found before it is typed to its end."""
    return told.roster.units["id"].str.starts_with(written).arg_true().head(MOST).to_list() if written else []


def _listed(told: Guidance, row: int) -> dict[str, Any]:
    """A line of the list: the unit, its branch, and its two nearest superiors."""
    unit, answer = told.roster.units, told.answer(row)
    branch = told.book.vocabulary.branches.get(answer.branch() or "")
    above = [unit["name"][one] for one in told.roster.chain(row)[:2]]
    return {"id": unit["id"][row], "name": unit["name"][row], "branch": branch.label if branch else "", "above": above}


@router.get("/units/{unit:path}/why")
def why(request: Request, unit: str, rule: str) -> HTMLResponse:
    """Why a rule holds for the unit, why not, or what would settle it."""
    told = guidance(office_of(request))
    found = answers.why(told, unit, rule) if told else None
    if told is None or found is None:
        return page(request, "missing.html", 404)
    return page(request, "why.html", found=found, verdicts=VERDICT_LABELS, labels=labels_of(told.book))


@router.post("/units/{unit:path}/records")
async def fill_in(request: Request, unit: str) -> Response:
    """A record filled in by hand, with what proves it; the unit's page again, at the item."""
    office = office_of(request)
    told = guidance(office)
    async with request.form() as form:
        rule = str(form.get("rule", ""))
        if told is None or row_of(told, unit) is None or rule not in {one.id for one in told.book.rules}:
            return page(request, "missing.html", 404)
        files = await _files(form)
        entry = _entry(unit, rule, form, files)
    await run_in_threadpool(enter, office.desk, entry, now(), files)
    return RedirectResponse(f"/units/{quote(unit)}#{quote(rule)}", 303)


async def _files(form: FormData) -> dict[str, bytes]:
    """The files sent along, by names that mean nothing to a system; of two of one name the second is numbered."""
    found: dict[str, bytes] = {}
    for one in form.getlist("file"):
        if isinstance(one, UploadFile) and one.filename:
            stem, dot, ending = uploads.bare_name(one.filename).rpartition(".")
            names = (f"{stem}（{number}）{dot}{ending}" if number > 1 else f"{stem}{dot}{ending}" for number in count(1))
            found[next(name for name in names if name not in found)] = await one.read()
    return found


def _entry(unit: str, rule: str, form: FormData, files: dict[str, bytes]) -> Entry:
    """What the form says, its files named as evidence."""
    said = {name: _text(form, name) or None for name in ("period", "date", "evidence", "note", "until")}
    if files:
        said["evidence"] = "；".join(filter(None, [said["evidence"], "附件：" + "、".join(files)]))
    return Entry(unit, rule, _text(form, "status"), **said)


def _text(form: FormData, name: str) -> str:
    """A field as it was typed, without the sign that no text of a cell may hold."""
    return str(form.get(name, "")).replace("\0", "").strip()


@router.get("/units/{unit:path}/evidence/{number:int}/{name}")
def evidence(request: Request, unit: str, number: int, name: str) -> Response:
    """A file that proves something, to take away; it is never opened here, nor guessed what it is."""
    office = office_of(request)
    known = any((one.record, one.name) == (number, name) for one in _evidence(request, unit))
    with reading(office.desk.engine, office.desk.shown) as connection:
        found = attachment(connection, number, name) if known else None
    if found is None:
        return page(request, "missing.html", 404)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(found, media_type="application/octet-stream", headers=headers)


@router.get("/units/{unit:path}")
def unit(request: Request, unit: str) -> HTMLResponse:
    """One unit on one page, to read, to fill in, or to print. An id may hold a slash, so this address stands behind those below it."""
    office = office_of(request)
    told = guidance(office)
    row = row_of(told, unit) if told else None
    if told is None or row is None:
        return page(request, "missing.html", 404)
    one = record(told, row)
    chain = [{"id": told.roster.units["id"][above], "name": told.roster.units["name"][above]} for above in told.roster.chain(row)]
    lines, problems = stands(told, own_ledger(office, told, row), row, terms_of(office, told))
    return page(
        request,
        "unit.html",
        one=one,
        day=told.day,
        chain=chain,
        labels=labels_of(told.book),
        source=source_name(told, one),
        sections=[(section, SECTION_LABELS[section], one[section]) for section in ITEM_SECTIONS],
        roles=ROLE_LABELS,
        rhythms=RHYTHM_LABELS,
        lines=lines,
        problems=problems,
        files=_by_item(_evidence(request, unit)),
        statuses=told.book.vocabulary.statuses,
        others=[rule for rule in told.book.rules if rule.id not in {held.id for held in told.answer(row).rules}],
    )


def _evidence(request: Request, unit: str) -> list[Evidence]:
    office = office_of(request)
    with reading(office.desk.engine, office.desk.shown) as connection:
        return evidence_of(connection, unit)


def _by_item(files: list[Evidence]) -> dict[tuple[str, str | None], list[Evidence]]:
    """The files of each rule and period."""
    found: dict[tuple[str, str | None], list[Evidence]] = {}
    for one in files:
        found.setdefault((one.rule, one.period), []).append(one)
    return found
