"""清单: what a part is asked to show, looked at first, then taken away as one file, or as the whole distribution."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from cxzy_rules.audit.parts import Split
from cxzy_rules.audit.rates import BY_LABELS
from cxzy_rules.audit.states import audit
from cxzy_rules.checklists import writers
from cxzy_rules.checklists.choice import checklists, choose
from cxzy_rules.checklists.content import Checklist, Demand, demand, lightened, lines
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.model.periods import period_words
from cxzy_rules.parts.distribution import distribute
from cxzy_rules.parts.registry import module
from cxzy_rules.web.asked import Day, Wanted
from cxzy_rules.web.files import sent
from cxzy_rules.web.jobs import Job
from cxzy_rules.web.office import guidance, ledger
from cxzy_rules.web.scope import Scope, departments, scope
from cxzy_rules.web.show import office_of, page

router = APIRouter()
TITLE, PLACE, ORDER = "清单", "/lists", 50
SHOWN = 40
FORMS = {"xlsx": "可以填的工作簿", "docx": "打印的文档"}
SPLITS: tuple[Split, ...] = ("county", "superior", "supervisor")


@router.get(PLACE)
def shown(request: Request, wanted: Wanted, known: bool = False) -> HTMLResponse:
    """What would be asked of a part."""
    told, records = guidance(office_of(request), wanted.as_of), ledger(office_of(request), wanted.as_of)
    if told is None or records is None:
        return page(request, "empty.html")
    part = _part(told, wanted.under, wanted.branch, wanted.supervisor, wanted.as_of)
    found = _lists(told, records, part, known)
    asked = found[0].asked() if found else None
    units = told.roster.units
    preview = []
    for row, demanded in lines(found[0]) if found else ():
        words = [line.slot.rule.label + (f"（{period_words(line.slot.period)}）" if line.slot.period else "") for line in demanded]
        preview.append((units["id"][row], units["name"][row], words))
        if len(preview) == SHOWN:
            break
    return page(
        request,
        "lists.html",
        part=part,
        day=told.day,
        known=known,
        preview=preview,
        cells=asked.height if asked is not None else 0,
        concerned=asked["row"].n_unique() if asked is not None else 0,
        forms=FORMS,
        splits={by: BY_LABELS[by] for by in SPLITS},
        branches=told.book.vocabulary.branches.values(),
        departments=departments(told),
    )


def _part(told: Guidance, under: str, branch: str, supervisor: str, day: date | None) -> Scope:
    """The units that are meant: lists are not asked for by county but by the unit above; they may be of one branch, but not of the units
    that have none."""
    known = branch in ("", *told.book.vocabulary.branches)
    part = scope(told, under, branch if known else "", supervisor, day=day)
    return part if known else replace(part, unclear=(*part.unclear, branch))


def _lists(told: Guidance, records: Ledger, part: Scope, known: bool, by: Split | None = None) -> list[Checklist]:
    choice = choose(told, [], part.under or None, part.branch or None, part.department)
    return checklists(_demand(told, records, part, known), choice, by)


def _demand(told: Guidance, records: Ledger, part: Scope, known: bool) -> Demand:
    return lightened(audit(told, records, part.rows)) if known else demand(told, part.rows)


@router.get("/lists/file")
def file(request: Request, wanted: Wanted, form: str = "xlsx", known: bool = False) -> Response:
    """The part's list as one file."""
    told, records = guidance(office_of(request), wanted.as_of), ledger(office_of(request), wanted.as_of)
    if told is None or records is None or form not in FORMS:
        return page(request, "missing.html", 404)
    part = _part(told, wanted.under, wanted.branch, wanted.supervisor, wanted.as_of)
    if part.unclear:
        return page(request, "missing.html", 404)
    found = _lists(told, records, part, known)
    if not found:
        return page(request, "nothing_asked.html", 404)
    return sent(f"清单　{found[0].name}.{form}", lambda place: module(writers, form).write(found[0], place))


@router.post("/lists/all")
def everything(
    request: Request,
    by: Annotated[Split, Form()],
    form: Annotated[str, Form()] = "xlsx",
    under: Annotated[str, Form()] = "",
    branch: Annotated[str, Form()] = "",
    supervisor: Annotated[str, Form()] = "",
    known: Annotated[bool, Form()] = False,
    as_of: Annotated[Day, Form()] = None,
) -> Response:
    """The whole distribution as one archive: long work."""
    office = office_of(request)
    told, records = guidance(office, as_of), ledger(office, as_of)
    if told is None or records is None or form not in FORMS:
        return page(request, "missing.html", 404)
    part = _part(told, under, branch, supervisor, as_of)
    if part.unclear:
        return page(request, "missing.html", 404)

    def work(job: Job) -> None:
        _archive(job, _lists(told, records, part, known, by), form)

    job = office.jobs.begin(f"整套清单（按{BY_LABELS[by]}）", ".zip", work)
    return RedirectResponse(f"/jobs/{job.mark}", 303)


def _archive(job: Job, found: list[Checklist], form: str) -> None:
    """The lists in a folder, then the folder as an archive."""
    written = 0

    def write(one: Checklist, place: Path) -> None:
        nonlocal written
        job.step(written, len(found))
        module(writers, form).write(one, place)
        written += 1

    with tempfile.TemporaryDirectory() as folder:
        distribute(found, Path(folder) / "lists", form, write)
        (Path(folder) / "lists" / ".cxzy-distribution").unlink()
        job.step(written, len(found))
        shutil.make_archive(str(job.place.with_suffix("")), "zip", Path(folder) / "lists")
