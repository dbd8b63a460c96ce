"""The addresses of the interface, below /api/v1: who, units, why, audit, returns, rules; described in openapi.json. It only answers."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

import numpy as np
from fastapi import FastAPI, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BeforeValidator
from starlette.exceptions import HTTPException as Refused

from cxzy_rules import __version__
from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.states import audit
from cxzy_rules.audit.words import By
from cxzy_rules.guidance import Guidance, chosen
from cxzy_rules.model.place import Unusable
from cxzy_rules.parts.gap_records import gap_records
from cxzy_rules.questions.answers import missing, row_of, rule_record, who, why
from cxzy_rules.questions.answers import rules as rules_of
from cxzy_rules.records import record
from cxzy_rules.web.api import returns
from cxzy_rules.web.api.shapes import AuditShape, FoundShape, ReturnRowsShape, ReturnShape, RuleShape, Said, UnitShape, WhyShape
from cxzy_rules.web.office import Office, audited, guidance, ledger, names_of

WRITTEN = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written_out(day: object) -> object:
    """Only a day written out: a number would be read as seconds since 1970."""
    if isinstance(day, str) and not WRITTEN.fullmatch(day):
        raise ValueError(day)
    return day


WHY = "一条规则为什么适用、不适用或没有确定"
READS = "这里只回答，不收东西"
ABSENT: dict[int | str, dict[str, Any]] = {404: {"model": Said}, 409: {"model": Said}, 422: {"model": Said}}
Day = Annotated[date | None, BeforeValidator(_written_out), Query(description="按哪一天的规则回答", examples=["2011-06-30"])]
Start = Annotated[int, Query(ge=0, le=2**31, description="从第几条起")]
Most = Annotated[int, Query(ge=1, le=1000, description="最多几条")]


def interface(office: Office) -> FastAPI:
    """The interface to one working file."""
    app = FastAPI(title="cxzy-rules", version=__version__, docs_url=None, redoc_url=None, responses=ABSENT)
    app.state.office = office
    app.add_api_route("/who", asked_who, response_model=FoundShape, summary="指的是哪个单位，由谁监督，适用什么")
    app.add_api_route("/units/{unit:path}/rules/{rule}", asked_why, response_model=WhyShape, summary=WHY, response_model_exclude_unset=True)
    app.add_api_route("/units/{unit:path}", asked_unit, response_model=UnitShape, summary="一个单位适用什么、由谁监督")
    app.add_api_route("/audit", asked_audit, response_model=AuditShape, summary="该做的做了没有：完成率和差距")
    app.add_api_route("/returns", asked_returns, response_model=list[ReturnShape], summary="交回的文件，各有多少行定了")
    app.add_api_route("/returns/{batch}", asked_rows, response_model=ReturnRowsShape, summary="一份交回的文件逐行和已有的对照")
    app.add_api_route("/rules", asked_rules, response_model=list[RuleShape], summary="规则，可以只要一条款、一个分类的")
    app.add_api_route("/rules/{rule}", asked_rule, response_model=RuleShape, summary="一条规则")
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Unusable, _unusable)
    app.add_exception_handler(Exception, _refused)
    return app


def _office(request: Request) -> Office:
    found: Office = request.app.state.office
    return found


def _told(request: Request, day: date | None) -> Guidance:
    found = guidance(_office(request), day)
    if found is None:
        raise HTTPException(409, "工作文件里还没有花名册")
    return found


def asked_who(
    request: Request, q: Annotated[str, Query(max_length=200, description="编号、名称、一部分、拼音", examples=["S017"])], as_of: Day = None
) -> Any:
    told = _told(request, as_of)
    return who(told, names_of(_office(request), told), q)


def asked_unit(request: Request, unit: str, as_of: Day = None) -> Any:
    told = _told(request, as_of)
    row = row_of(told, unit)
    if row is None:
        raise HTTPException(404, "花名册里没有这个单位")
    return record(told, row)


def asked_why(request: Request, unit: str, rule: str, as_of: Day = None) -> Any:
    found = why(_told(request, as_of), unit, rule)
    if found is None:
        raise HTTPException(404, "没有这个单位，或者那一天没有这条规则")
    return found


def asked_audit(
    request: Request,
    by: By = "branch",
    under: Annotated[str | None, Query(description="只看这个单位（编号）和它下面的", examples=["350582"])] = None,
    as_of: Day = None,
    start: Start = 0,
    most: Most = 100,
) -> Any:
    told = _told(request, as_of)
    if under is not None and row_of(told, under) is None:
        raise HTTPException(404, "花名册里没有这个单位")
    found = audited(_office(request), as_of) if under is None else _part(request, told, under, as_of)
    return missing(found, by, gap_records(found), start, most) if found else None


def _part(request: Request, told: Guidance, under: str, as_of: date | None) -> Audit | None:
    records = ledger(_office(request), as_of)
    return audit(told, records, np.asarray(chosen(told, under=under))) if records else None


def asked_returns(request: Request) -> Any:
    return returns.files(_office(request))


def asked_rows(request: Request, batch: Annotated[int, Path(ge=1, le=2**31)], start: Start = 0, most: Most = 100) -> Any:
    found = returns.rows(_office(request), batch, start, most)
    if found is None:
        raise HTTPException(404, "没有收到过这一份，或者还没有花名册")
    return found


def asked_rules(request: Request, clause: str | None = None, branch: str | None = None) -> Any:
    return rules_of(_office(request).book, clause, branch)


def asked_rule(request: Request, rule: str) -> Any:
    book = _office(request).book
    meant = next((one for one in book.rules if one.id == rule), None)
    if meant is None:
        raise HTTPException(404, "没有这条规则")
    return rule_record(book, meant)


def _refused(_: Request, error: Exception) -> JSONResponse:
    """Every refusal has the same shape."""
    code, said = (error.status_code, str(error.detail)) if isinstance(error, Refused) else (500, "程序出了没有料到的错")
    said = READS if code == 405 else said
    headers = error.headers if isinstance(error, Refused) else None
    return JSONResponse({"said": said}, code, dict(headers or {}))


def _malformed(_: Request, error: Exception) -> JSONResponse:
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    return JSONResponse({"said": "写得不对：" + "、".join(".".join(map(str, one["loc"][1:])) for one in wrong)}, 422)


def _unusable(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"said": str(error)}, 422)
