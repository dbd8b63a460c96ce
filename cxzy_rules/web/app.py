"""The page as one application: its safety, its files, and the pages, each a module of `pages` with `router`, `TITLE` and `PLACE`."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from cxzy_rules.model.place import Unusable
from cxzy_rules.parts.registry import module, names
from cxzy_rules.web import pages
from cxzy_rules.web.api.app import interface
from cxzy_rules.web.office import Office
from cxzy_rules.web.safety import HEADERS, OWN_NAMES, Gate
from cxzy_rules.web.show import HERE, page

PROGRAMS = "/api/v1"
REFUSALS = {405: "这个地址不能这样用。", 400: "送来的内容读不懂，或者太长：一格最多一百万字节，最多一千格。"}
BROKEN = "程序出了没有料到的错，这一步没有办成。请再试一次；还是这样，请把终端窗口里最后的几行发给维护的人。"


def application(office: Office, hosts: Iterable[str] = OWN_NAMES) -> FastAPI:
    """The application for one working file; `hosts`: the names by which it may be called."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, middleware=[Middleware(Gate, names=tuple(hosts))])
    app.state.office = office
    found = [module(pages, name) for name in names(pages)]
    app.state.navigation = [(one.PLACE, one.TITLE) for one in sorted(found, key=lambda one: one.ORDER) if one.TITLE]
    for one in found:
        app.include_router(one.router)
    app.mount(PROGRAMS, interface(office))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_exception_handler(Unusable, _unusable)
    app.add_exception_handler(RequestValidationError, _unclear)
    app.add_exception_handler(404, _missing)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    return app


def _unusable(request: Request, error: Exception) -> HTMLResponse:
    """An input that cannot be used is told as it is everywhere else: every problem with its place and a hint."""
    return page(request, "refused.html", 422, problems=error.problems if isinstance(error, Unusable) else ())


def _unclear(request: Request, error: Exception) -> HTMLResponse:
    """Words of an address that mean nothing there are named."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    return page(request, "unclear.html", 422, words=[str(one["loc"][-1]) for one in found])


def _missing(request: Request, _: Exception) -> Response:
    """A program is told as a program: an address with a line break in it does not even reach the interface."""
    if request.url.path.startswith(f"{PROGRAMS}/"):
        return JSONResponse({"said": "没有这个地址"}, 404)
    return page(request, "missing.html", 404)


def _refused(request: Request, error: Exception) -> Response:
    """What the framework itself refuses, in our words."""
    code = error.status_code if isinstance(error, HTTPException) else 500
    return page(request, "broken.html", code, said=REFUSALS.get(code, BROKEN))


def _broken(request: Request, _: Exception) -> Response:
    """A fault of ours is answered before the gate could add its headers; what went wrong stands in the terminal."""
    found = page(request, "broken.html", 500, said=BROKEN)
    found.headers.update(HEADERS)
    return found
