"""What keeps the page to its user: only this machine's own names, only its own pages' changes, nothing that runs but its own files.

A page elsewhere can point a name of its own at this machine, or post a form here; so every request must name this machine
as its host, and a change must come from a page of ours and bear the token that only our pages know.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "cxzy_token"
TOKEN_HEADER = "x-csrf-token"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OWN_NAMES = ("127.0.0.1", "localhost", "::1")
MOST_BYTES = 200 * 1024 * 1024
LONGEST = 4000
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets through what may pass to `app`.

    `names`: the hosts by which this machine may be called; `token`: of this run of the program; `answering`: below this address nothing
    can be changed, so that a request needs no token there.
    """

    app: ASGIApp
    names: tuple[str, ...] = OWN_NAMES
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    answering: str = "/api/v1/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope, Headers(scope=scope))
        if refused is not None:
            code, said = refused
            await PlainTextResponse(said, code, HEADERS)(scope, receive, send)
            return
        scope.setdefault("state", {})["token"] = self.token
        await self.app(scope, _bounded(receive), self._guarded(send, _cookie(scope)))

    def _refused(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """The code and the words of a refusal."""
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._is_own(_split(f"//{host}")):
            return 421, "只接受从本机地址打开的页面"
        if origin is not None and not (self._is_own(asking := _split(origin)) and asking.netloc == host):
            return 403, "不接受别的网站发来的请求"
        if len(scope["path"]) > LONGEST:
            return 414, "地址太长"
        if int(headers.get("content-length") or 0) > MOST_BYTES:
            return 413, "文件太大，最多 200 兆"
        changing = scope["method"] in CHANGING and not scope["path"].startswith(self.answering)
        if changing and not self._ours(headers, _cookie(scope)):
            return 403, "页面已经过期，请刷新后再试"
        return None

    def _is_own(self, place: SplitResult) -> bool:
        return place.hostname in self.names

    def _ours(self, headers: Headers, cookie: str) -> bool:
        said = headers.get(TOKEN_HEADER, ""), cookie_parser(headers.get("cookie", "")).get(cookie, "")
        return all(secrets.compare_digest(one.encode(), self.token.encode()) for one in said)

    def _guarded(self, send: Send, cookie: str) -> Send:
        """Every answer bears the headers; it brings the token as a cookie that no other site's request carries."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.append("set-cookie", f"{cookie}={self.token}; Path=/; HttpOnly; SameSite=Strict")
            await send(message)

        return sent


def _cookie(scope: Scope) -> str:
    """A browser has one cookie of a name for all ports of a machine: two of these programs would take each other's."""
    _, port = scope.get("server") or ("", 0)
    return f"{TOKEN}_{port}"


def _split(written: str) -> SplitResult:
    """An address in its parts; one that is none has no host."""
    try:
        return urlsplit(written)
    except ValueError:
        return urlsplit("")


def _bounded(receive: Receive) -> Receive:
    """Stops an upload that says nothing of its length, or something wrong, where it grows too long."""
    got = 0

    async def received() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > MOST_BYTES:
            return {"type": "http.disconnect"}
        return message

    return received


def token_of(request: Request) -> str:
    """The token that a page of ours sends back with each change."""
    return str(request.state.token)


def names_for(host: str) -> Iterable[str]:
    """The names by which a machine may be called that listens on `host`."""
    return dict.fromkeys((*OWN_NAMES, host.lower()))
