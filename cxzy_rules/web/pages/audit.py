"""核查: how far any part has come; every number opens the list behind it; as a workbook or a notice to take away."""

from __future__ import annotations

from typing import Any, Literal

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.burden import silent_units
from cxzy_rules.audit.pairs import pairs
from cxzy_rules.audit.rates import BY_LABELS, rates, summary
from cxzy_rules.audit.slots import is_audited
from cxzy_rules.audit.words import GAPS, STATE_LABELS, STATES, By, State
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import LEADING_LABEL, NO_BRANCH, UNKNOWN_LABEL
from cxzy_rules.model.periods import period_words
from cxzy_rules.web.asked import Start, Wanted
from cxzy_rules.web.long_files import handed_out
from cxzy_rules.web.office import guidance
from cxzy_rules.web.parts import audited_part
from cxzy_rules.web.scope import NOWHERE, OPEN, departments
from cxzy_rules.web.show import office_of, page

router = APIRouter()
TITLE, PLACE, ORDER = "核查", "/audit", 40
LISTED = 200
OPENS: dict[By, str] = {
    "branch": "branch",
    "county": "county",
    "subordinate": "under",
    "superior": "under",
    "supervisor": "supervisor",
    "item": "item",
}
UNKEYED: dict[By, dict[str, str]] = {"branch": {"branch": OPEN}, "county": {"county": NOWHERE}, "item": {"branch": OPEN}}
FILES = {"xlsx": "核查结果.xlsx", "docx": "督查通报.docx"}
GAP = "gaps"
CHOICES: dict[str, str] = {GAP: "没有做完的"} | {str(state): label for state, label in STATE_LABELS.items()}
Chosen = State | Literal["gaps", ""]


@router.get(PLACE)
def shown(request: Request, wanted: Wanted, by: By = "branch") -> HTMLResponse:
    """Rates by branch, county and so on."""
    office = office_of(request)
    told = guidance(office, wanted.as_of)
    if told is None:
        return page(request, "empty.html")
    part = wanted.part(told)
    found = audited_part(office, told, part)
    table = [one | {"query": _opens(by, one["key"])} for one in rates(found, by).to_dicts()]
    counts: dict[str, Any] = {"total": summary(found), "silent": silent_units(found), "undecided": len(found.open_rows())}
    return page(
        request,
        "audit.html",
        part=part,
        by=by,
        bys=BY_LABELS,
        table=table,
        states=STATE_LABELS,
        found=found,
        choices=_choices(told),
        **counts,
    )


def _opens(by: By, key: str | None) -> dict[str, str] | None:
    """What more a row's address says; None where no address says just what the row counts."""
    return {OPENS[by]: key} if key is not None else UNKEYED.get(by)


def _choices(told: Guidance) -> dict[str, Any]:
    """What the form offers: branches, counties, departments, items."""
    level, areas = told.book.vocabulary.county_level, told.here.areas.levels
    ids = told.roster.units["id"]
    rows = sorted(row for row, of in areas.items() if level and of == level)
    unit = told.roster.units
    named = [(one.id, one.label) for one in told.book.vocabulary.branches.values()] + [(NO_BRANCH, LEADING_LABEL), (OPEN, UNKNOWN_LABEL)]
    return {
        "branches": [{"id": key, "label": label} for key, label in named],
        "counties": [(ids[row], unit["name"][row]) for row in rows],
        "departments": departments(told),
        "items": [(rule.id, f"{rule.clause} {rule.label}") for rule in told.book.rules if is_audited(rule)],
    }


@router.get("/audit/list")
def listed(
    request: Request,
    wanted: Wanted,
    item: str = "",
    period: str = "",
    state: Chosen = "",
    start: Start = 0,
) -> HTMLResponse:
    """The units and items behind a number."""
    office = office_of(request)
    told = guidance(office, wanted.as_of)
    if told is None:
        return page(request, "empty.html")
    part = wanted.part(told)
    lines, count = _lines(audited_part(office, told, part), item, period, state, start)
    label = next((rule.label for rule in told.book.rules if rule.id == item), "")
    return page(
        request,
        "audit_list.html",
        part=part,
        label=f"{label}　{period_words(period)}".strip("　"),
        more={"item": item, "period": period, "state": state},
        states=STATE_LABELS,
        state_choices=CHOICES,
        choices=_choices(told),
        lines=lines,
        count=count,
        start=start,
        step=LISTED,
    )


def _lines(found: Audit, item: str, period: str, state: str, start: int) -> tuple[list[dict[str, Any]], int]:
    """The pairs of an item, period and state (all where none is named): a stretch of them, and how many there are."""
    slots = [at for at, one in enumerate(found.slots) if item in ("", one.rule.id) and period in ("", one.period)]
    states: tuple[str, ...] = GAPS if state == GAP else (state,) if state else STATES
    wanted = pl.col("slot").is_in(slots) & pl.col("state").is_in(states)
    chosen = pl.concat(frame.filter(wanted) for frame in pairs(found))
    rows = chosen.slice(start, LISTED)
    said = found.ledger.said(rows["record"], ("date", "evidence", "note")).rows(named=True)
    units = found.guidance.roster.units
    told = []
    for (row, slot, how), words in zip(rows.select("row", "slot", "state").rows(), said, strict=True):
        rule, due = found.slots[slot].rule, found.slots[slot].due
        unit = {"unit": units["id"][row], "name": units["name"][row], "item": rule.label, "rule": rule.id, "clause": rule.clause}
        told.append(unit | {"period": period_words(found.slots[slot].period), "state": how, "due": due, **words})
    return told, chosen.height


@router.get("/audit/file")
def file(
    request: Request,
    wanted: Wanted,
    form: str = "xlsx",
    by: By = "branch",
) -> Response:
    """The part's audit as a workbook or a notice."""
    office = office_of(request)
    told = guidance(office, wanted.as_of)
    if told is None or form not in FILES:
        return page(request, "missing.html", 404)
    part = wanted.part(told)
    if part.unclear:
        return page(request, "missing.html", 404)
    found = audited_part(office, told, part)
    name = f"{part.name}　{FILES[form]}" if part.name else FILES[form]
    return handed_out(office, found, name, form)
