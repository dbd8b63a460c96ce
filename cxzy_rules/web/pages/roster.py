"""花名册: a new version uploaded, what is wrong with it in place, its headers mapped, the return slip, and two versions compared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from cxzy_rules.model.place import Problem, Unusable
from cxzy_rules.parts.clean_roster import WRITERS
from cxzy_rules.parts.slip_book import write_slip
from cxzy_rules.questions.versions import compare
from cxzy_rules.roster.load import Reading
from cxzy_rules.tables.read import read_table
from cxzy_rules.web import uploads
from cxzy_rules.web.files import sent
from cxzy_rules.web.office import Office, guidance, now, roster, version, versions
from cxzy_rules.web.parts import open_cells
from cxzy_rules.web.show import office_of, page
from cxzy_rules.working.bring import Outcome, bring_roster

router = APIRouter()
TITLE, PLACE, ORDER = "花名册", "/roster", 70
SHOWN = 300
NEEDED = ("id", "name")


@router.get(PLACE)
def shown(request: Request, said: str = "") -> HTMLResponse:
    office = office_of(request)
    told = guidance(office)
    problems, columns = told.roster.problems if told else (), office.book.vocabulary.columns
    cells = len(open_cells(office, told)) if told else 0
    return page(
        request,
        "roster.html",
        said=said,
        columns=[column.label for column in columns.values()],
        needed=[columns[column].label for column in NEEDED],
        told=told,
        problems=problems[:SHOWN],
        more=len(problems) - SHOWN,
        versions=versions(office),
        cells=cells,
    )


@router.post(PLACE)
def upload(request: Request, file: Annotated[UploadFile, File()], sheet: Annotated[str, Form()] = "") -> Response:
    """A new version; where its headers are not known, the page on which a person says what they mean."""
    office = office_of(request)
    place = uploads.save(Path(office.uploads.name), file)
    return _brought(request, office, place, Reading(sheet=sheet or None, called=place.name))


@router.post("/roster/mapped")
async def mapped(request: Request) -> Response:
    """The file sent before, read with what the user said of its headers."""
    office = office_of(request)
    async with request.form() as form:
        mark, row = str(form.get("upload", "")), re.fullmatch("[0-9]{1,7}", str(form.get("header_row", "")))
        pairs = {
            str(header).removeprefix("map:"): str(column) for header, column in form.items() if str(header).startswith("map:") and column
        }
    place = uploads.saved(Path(office.uploads.name), mark)
    if place is None:
        return page(request, "missing.html", 404)
    reading = Reading(header_row=int(row[0]) if row else None, mapping=pairs, called=place.name)
    return await run_in_threadpool(_brought, request, office, place, reading)


def _brought(request: Request, office: Office, place: Path, reading: Reading) -> Response:
    try:
        found = bring_roster(office.desk, place, now(), reading)
    except Unusable as refused:
        return _asked_back(request, office, place, reading, refused.problems)
    return _back(found)


def _back(found: Outcome) -> Response:
    return RedirectResponse(f"{PLACE}?said={'doubled' if found.doubled else 'brought'}", 303)


def _asked_back(request: Request, office: Office, place: Path, reading: Reading, problems: tuple[Problem, ...]) -> HTMLResponse:
    """The file's own headers beside the columns there are; where not even these can be read, what is wrong."""
    try:
        header = read_table(place, place.name, [], header_row=reading.header_row, sheet=reading.sheet).header
    except Unusable:
        return page(request, "refused.html", 422, problems=problems)
    columns = office.book.vocabulary.columns
    mark = uploads.mark_of(place)
    return page(
        request, "roster_map.html", 422, problems=problems, header=header, columns=columns, needed=NEEDED, upload=mark, said=reading.mapping
    )


@router.get("/roster/slip")
def slip(request: Request) -> Response:
    """The shortest return slip."""
    told = guidance(office_of(request))
    wanted = open_cells(office_of(request), told) if told else []
    if told is None or not wanted:
        return page(request, "missing.html", 404)
    return sent("最少补报单.xlsx", lambda place: write_slip(told, wanted, place))


@router.post("/roster/slip")
def slip_back(request: Request, file: Annotated[UploadFile, File()]) -> Response:
    """A filled-in slip laid over the newest version: a new one."""
    office = office_of(request)
    place = uploads.save(Path(office.uploads.name), file)
    return _back(bring_roster(office.desk, office.path, now(), Reading(slips=(place,), called=place.name)))


@router.get("/roster/file")
def clean(request: Request) -> Response:
    """The newest version as a clean workbook."""
    office = office_of(request)
    known = roster(office)
    if known is None:
        return page(request, "missing.html", 404)
    return sent("花名册.xlsx", lambda place: WRITERS[".xlsx"](office.book.vocabulary, known, place))


@router.get("/roster/compared")
def compared(request: Request, old: int, new: int) -> HTMLResponse:
    """Who moved, appeared or vanished between two versions, and what that changes."""
    office = office_of(request)
    batches = {batch.id: batch for batch in versions(office)}
    if old not in batches or new not in batches:
        return page(request, "missing.html", 404)
    found = compare(version(office, old), version(office, new))
    counts = {
        "moved": sum(one.superior != one.superior_before for one in found.changed),
        "renamed": sum(one.name != one.name_before for one in found.changed),
        "turned": sum(bool(one.gained or one.lost) for one in found.changed),
    }
    return page(request, "roster_compared.html", old=batches[old], new=batches[new], found=found, most=SHOWN, **counts)
