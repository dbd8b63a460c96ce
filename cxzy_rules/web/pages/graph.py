"""隶属图: the affiliation around a unit as a picture that opens further, coloured by branch or by how much is done; and as files."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.rates import per_cent, rates, unit_counts
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import LEADING_LABEL, NO_BRANCH, UNKNOWN_LABEL
from cxzy_rules.questions.around import Around, around, below
from cxzy_rules.situations.graphml import graphml
from cxzy_rules.web.office import audited, guidance, marks
from cxzy_rules.web.show import office_of, page

router = APIRouter()
TITLE, PLACE, ORDER = "隶属图", "/graph", 30
MOST = 60
Done = dict[str, tuple[int, int]]


@router.get(PLACE)
def graph(request: Request, unit: str = "") -> HTMLResponse:
    """The picture, and the same as a list for those who do not see it."""
    told = guidance(office_of(request))
    if told is None:
        return page(request, "empty.html")
    row = _row(told, unit) if unit else int(told.roster.depths[0][0])
    if row is None:
        return page(request, "missing.html", 404)
    found = around(told.roster, row, MOST)
    shown = [_node(told, one, {}) for one in found.rows]
    return page(request, "graph.html", unit=shown[0], shown=shown, branches=_branches(told), left_out=found.left_out)


@router.get("/graph/data")
def data(request: Request, unit: str) -> Response:
    """What lies around one unit: `nodes`, `ties`, and how many subordinates are `left_out`."""
    office = office_of(request)
    mark, told, found = marks(office), guidance(office), audited(office)  # in this order: what is kept is never older than its mark
    row = _row(told, unit) if told else None
    if told is None or found is None or row is None:
        return JSONResponse({"said": "花名册里没有这个单位"}, 404)
    done = office.kept(("rates below", mark, told.day), lambda: _rates(found))
    return JSONResponse(_drawn(told, around(told.roster, row, MOST), done))


@router.get("/graph/file")
def file(request: Request, unit: str) -> Response:
    """A unit and all below it as GraphML."""
    told = guidance(office_of(request))
    row = _row(told, unit) if told else None
    if told is None or row is None:
        return page(request, "missing.html", 404)
    rows = below(told.roster, row)
    branches = _branches(told)
    written = graphml(told.roster, rows, {"branch": {one: branches[told.answer(one).branch()] for one in rows}})
    return Response(written, media_type="application/xml", headers={"content-disposition": "attachment; filename=affiliation.graphml"})


def _row(told: Guidance, unit: str) -> int | None:
    found = (told.roster.units["id"] == unit).arg_true()
    return int(found[0]) if len(found) else None


def _branches(told: Guidance) -> dict[str | None, str]:
    labels: dict[str | None, str] = {branch.id: branch.label for branch in told.book.vocabulary.branches.values()}
    return labels | {NO_BRANCH: LEADING_LABEL, None: UNKNOWN_LABEL}


def _rates(found: Audit) -> Done:
    """What is done and required of each unit, of a superior with all below it."""
    counts = unit_counts(found)
    own = zip(found.guidance.roster.ids(), counts[:, 1].tolist(), counts[:, 1:-1].sum(axis=1).tolist(), strict=True)
    below = rates(found, "superior").select("key", "done", "required").rows()
    return {key: (done, required) for key, done, required in (*own, *below)}


def _drawn(told: Guidance, found: Around, done: Done) -> dict[str, Any]:
    ids = told.roster.units["id"]
    named = [(ids[one], kind, ids[other]) for one, other, kind in found.ties]
    ties = [{"id": f"{one} {kind} {other}", "source": one, "target": other, "kind": kind} for one, kind, other in named]
    return {"nodes": [_node(told, row, done) for row in found.rows], "ties": ties, "left_out": found.left_out}


def _node(told: Guidance, row: int, done: Done) -> dict[str, Any]:
    unit, branch = told.roster.units, told.answer(row).branch()
    key = unit["id"][row]
    order, (did, required) = [*_branches(told)].index(branch), done.get(key, (0, 0))
    rate = {"rate": did / required, "shown": per_cent(did, required)} if required else {"rate": None, "shown": ""}
    opens = unit["has_subordinates"][row] == "true"
    return {"id": key, "name": unit["name"][row], "branch": _branches(told)[branch], "colour": order, "opens": opens} | rate
