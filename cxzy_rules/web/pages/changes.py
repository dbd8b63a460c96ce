"""核查: what has changed since an earlier day, better or worse, and why; every number opens the list behind it."""

from __future__ import annotations

from typing import Any, Literal

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from cxzy_rules.audit.audit import Trend
from cxzy_rules.audit.changes import causes
from cxzy_rules.audit.rates import summary
from cxzy_rules.audit.words import CAUSE_LABELS, CHANGE_LABELS, STATE_LABELS, Cause, Change
from cxzy_rules.model.periods import period_words
from cxzy_rules.parts.trend_lines import CHANGES
from cxzy_rules.web.asked import Day, Start, Wanted
from cxzy_rules.web.jobs import Job, Stopped
from cxzy_rules.web.office import guidance, versions
from cxzy_rules.web.past import Comparison, known_days
from cxzy_rules.web.show import office_of, page

router = APIRouter()
TITLE, PLACE, ORDER = "", "/audit/changes", 0
LISTED = 200
AT_ONCE = 10_000


@router.get(PLACE)
def changes(
    request: Request,
    wanted: Wanted,
    since: Day = None,
    since_as_of: Day = None,
    change: Change | Literal[""] = "",
    cause: Cause | Literal[""] = "",
    start: Start = 0,
) -> Response:
    office = office_of(request)
    told = guidance(office, wanted.as_of)
    if told is None:
        return page(request, "empty.html")
    part, known, first = wanted.part(told), known_days(office), versions(office)[-1].at.date()
    day, then = since or known[-2:][0], since_as_of or told.day
    if day < first:
        return page(request, "changes_none.html", part=part, since=day, first=first)
    comparison = Comparison(office, part, told.day, day, then)
    if comparison.made() is None and len(told.of) > AT_ONCE:
        job = office.jobs.begin("和以前比", "", lambda job: _make(comparison, job))
        job.leads = f"{PLACE}?{request.url.query}"
        return RedirectResponse(f"/jobs/{job.mark}", 303)
    found = comparison.made() or comparison.make()
    assert found.trend is not None
    lines, count = _lines(found.trend, change, cause, start)
    asked = {"since": day.isoformat(), "since_as_of": since_as_of.isoformat() if since_as_of else ""}
    shown: dict[str, Any] = {"causes": _causes(found.trend), "lines": lines, "count": count, "start": start, "step": LISTED}
    shown |= {"before": summary(found.trend.old), "after": summary(found), "change": change, "cause": cause}
    words: dict[str, Any] = {"changes": CHANGES, "labels": CHANGE_LABELS, "cause_labels": CAUSE_LABELS, "states": STATE_LABELS}
    return page(request, "changes.html", part=part, day=told.day, then=then, known=known, asked=asked, **words, **shown)


def _make(comparison: Comparison, job: Job) -> None:
    try:
        comparison.make(job.step)
    except Stopped:
        job.leads = ""  # there is nothing to see, and to go there would begin anew
        raise


def _causes(trend: Trend) -> list[dict[str, Any]]:
    """A row a cause, and their sum under no cause."""
    found = causes(trend)
    total = found.select(pl.lit(None).alias("cause"), pl.lit("合计").alias("label"), pl.exclude("cause", "label").sum())
    return [*found.to_dicts(), *total.to_dicts()]


def _lines(trend: Trend, change: str, cause: str, start: int) -> tuple[list[dict[str, Any]], int]:
    """The pairs that changed in a way and for a cause (any, where none is named): a stretch of them, and how many there are."""
    wanted = pl.col("cause").is_not_null()
    wanted = wanted & (pl.col("change") == change) if change else wanted
    found = trend.pairs.filter(wanted & (pl.col("cause") == cause) if cause else wanted)
    rows = found.slice(start, LISTED).to_dicts()
    return [one | {"period": period_words(one["period"])} for one in rows], found.height
