"""核查: how far any part has come; every number opens the list behind it; as a workbook or a notice to take away."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.pairs import pairs
from cxzy_rules.audit.rates import BY_LABELS, rates, summary
from cxzy_rules.audit.words import STATE_LABELS, STATES, By, State
from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.periods import period_words
from cxzy_rules.web.long_files import handed_out
from cxzy_rules.web.office import Office, guidance, part_of
from cxzy_rules.web.scope import Scope, departments, scope
from cxzy_rules.web.show import office_of, page
from cxzy_rules.web.stands import said_of

router = APIRouter()
TITLE, PLACE, ORDER = "核查", "/audit", 40
LISTED = 200
OPENS: dict[By, str] = {
    "branch": "branch",
    "county": "under",
    "subordinate": "under",
    "superior": "under",
    "supervisor": "supervisor",
    "item": "item",
}
FILES = {"xlsx": "核查结果.xlsx", "docx": "督查通报.docx"}


@router.get(PLACE)
def shown(request: Request, under: str = "", branch: str = "", supervisor: str = "", by: By = "branch") -> HTMLResponse:
    """Rates by branch, county and so on."""
    office = office_of(request)
    told = guidance(office)
    if told is None:
        return page(request, "empty.html")
    part = scope(told, under, branch, supervisor)
    found = _audited(office, told, part)
    return page(
        request,
        "audit.html",
        part=part,
        by=by,
        bys=BY_LABELS,
        total=summary(found),
        table=rates(found, by).to_dicts(),
        opens=OPENS[by],
        states=STATE_LABELS,
        found=found,
        branches=told.book.vocabulary.branches.values(),
        departments=departments(told),
    )


def _audited(office: Office, told: Guidance, part: Scope) -> Audit:
    """The audit of a part; of all units it is the one that the first page shows."""
    asked = (part.under, part.branch, part.supervisor)
    return part_of(office, told, asked, part.rows)


@router.get("/audit/list")
def listed(
    request: Request,
    under: str = "",
    branch: str = "",
    supervisor: str = "",
    item: str = "",
    state: State | None = None,
    start: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """The units and items behind a number."""
    office = office_of(request)
    told = guidance(office)
    if told is None:
        return page(request, "empty.html")
    part = scope(told, under, branch, supervisor)
    lines, count = _lines(_audited(office, told, part), item, state, start)
    label = next((rule.label for rule in told.book.rules if rule.id == item), "")
    return page(
        request,
        "audit_list.html",
        part=part,
        item=item,
        label=label,
        state=state,
        states=STATE_LABELS,
        lines=lines,
        count=count,
        start=start,
        step=LISTED,
    )


def _lines(found: Audit, item: str, state: State | None, start: int) -> tuple[list[dict[str, Any]], int]:
    """The pairs of an item and state (all where none is named): a stretch of them, and how many there are."""
    slots = [at for at, slot in enumerate(found.slots) if item in ("", slot.rule.id)]
    wanted = pl.col("slot").is_in(slots) & (pl.col("state").is_in([state] if state else STATES))
    chosen = pl.concat(frame.filter(wanted) for frame in pairs(found))
    rows = chosen.slice(start, LISTED)
    said = said_of(found.ledger, rows["record"]).rows(named=True)
    units = found.guidance.roster.units
    told = []
    for (row, slot, how), words in zip(rows.select("row", "slot", "state").rows(), said, strict=True):
        rule = found.slots[slot].rule
        period = found.slots[slot].period
        due = found.slots[slot].due
        told.append(
            {"unit": units["id"][row], "name": units["name"][row], "item": rule.label, "rule": rule.id, "clause": rule.clause}
            | {"period": period_words(period) if period else "", "state": how, "due": due, **words}
        )
    return told, chosen.height


@router.get("/audit/file")
def file(request: Request, form: str = "xlsx", under: str = "", branch: str = "", supervisor: str = "", by: By = "branch") -> Response:
    """The part's audit as a workbook or a notice."""
    office = office_of(request)
    told = guidance(office)
    if told is None or form not in FILES:
        return page(request, "missing.html", 404)
    part = scope(told, under, branch, supervisor)
    found = _audited(office, told, part)
    name = f"{part.name}　{FILES[form]}" if part.name else FILES[form]
    return handed_out(office, found, name, form)
