"""首页: where the campaign stands on a day, what comes next and what the data lacks; or the first step where there is nothing yet."""

from __future__ import annotations

from typing import Any

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.burden import silent_units
from cxzy_rules.audit.coming import TURN_LABELS, coming
from cxzy_rules.audit.rates import BY_LABELS, rates, summary
from cxzy_rules.audit.words import GAPS
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.periods import period_words
from cxzy_rules.parts.words import column_label
from cxzy_rules.web.asked import Day
from cxzy_rules.web.office import Office, audited, marks
from cxzy_rules.web.parts import open_cells
from cxzy_rules.web.past import points_known
from cxzy_rules.web.scope import scope
from cxzy_rules.web.show import office_of, page

router = APIRouter()
TITLE, PLACE, ORDER = "首页", "/", 10
WORST, DAYS = 10, 30


@router.get(PLACE)
def home(request: Request, as_of: Day = None) -> HTMLResponse:
    """Everything of one day; the trend comes after, since days that are over are counted one by one."""
    office = office_of(request)
    mark, found = marks(office), audited(office, as_of)  # in this order: what is kept is never older than its mark
    if found is None:
        return page(request, "empty.html")
    told = found.guidance
    shown = office.kept(("first page", mark, told.day), lambda: _shown(office, found))
    return page(request, "home.html", part=scope(told, day=as_of), day=told.day, days=DAYS, told=told, turns=TURN_LABELS, **shown)


@router.get("/trend")
def trend(request: Request, as_of: Day = None) -> HTMLResponse:
    """How far things were by what was known on the days before."""
    office = office_of(request)
    found = audited(office, as_of)
    if found is None:
        return page(request, "empty.html")
    points, left = points_known(office, found.guidance.day)
    template = "trend_part.html" if "hx-request" in request.headers else "trend.html"
    return page(request, template, points=points, left=left, part=scope(found.guidance, day=as_of))


def _shown(office: Office, found: Audit) -> dict[str, Any]:
    told = found.guidance
    return {
        "total": summary(found),
        "charts": [(by, BY_LABELS[by], rates(found, by).to_dicts()) for by in _ways(told)],
        "gaps": _gaps(found),
        "coming": [(one, period_words(one.period)) for one in coming(found, office.book, DAYS)],
        "lacking": _lacking(office, told),
        "silent": silent_units(found),
        "undecided": len(found.open_rows()),
        "aside": found.ledger.set_aside,
        "problems": len(found.problems),
    }


def _ways(told: Guidance) -> list[Any]:
    """By what rates are shown: by county only where the rulebook says what one is."""
    return ["branch", "county"] if told.book.vocabulary.county_level else ["branch"]


def _gaps(found: Audit) -> list[dict[str, Any]]:
    """The items of which most is not done, and how much."""
    left = rates(found, "item").with_columns(pl.sum_horizontal(GAPS).alias("gaps")).filter(pl.col("key").is_not_null(), pl.col("gaps") > 0)
    return left.sort("gaps", descending=True, maintain_order=True).head(WORST).to_dicts()


def _lacking(office: Office, told: Guidance) -> list[dict[str, Any]]:
    """The columns in which cells are missing, with how many, the most first."""
    cells = pl.DataFrame(
        [(one.column, one.row) for one in open_cells(office, told)], schema={"column": pl.String, "row": pl.Int64}, orient="row"
    )
    found = cells.group_by("column", maintain_order=True).agg(pl.len().alias("cells")).sort("cells", descending=True, maintain_order=True)
    return [one | {"label": column_label(told.book, one["column"])} for one in found.to_dicts()]
