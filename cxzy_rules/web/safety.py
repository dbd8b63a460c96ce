"""What keeps the page to its user: only this machine's own names, only its own pages' changes, nothing that runs but its own files.

A page elsewhere can point a name of its own at this machine, or post a form here; so every request must name this machine
as its host, and a change must come from a page of ours and bear the token that only our pages know.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "cxzy_token"
TOKEN_HEADER = "x-csrf-token"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OWN_NAMES = ("127.0.0.1", "localhost", "::1")
MOST_BYTES = 200 * 1024 * 1024
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
        refused = self._refused(scope["method"], scope["path"], Headers(scope=scope))
        if refused is not None:
            code, said = refused
            await PlainTextResponse(said, code, HEADERS)(scope, receive, send)
            return
        scope.setdefault("state", {})["token"] = self.token
        await self.app(scope, _bounded(receive), self._guarded(send))

    def _refused(self, method: str, path: str, headers: Headers) -> tuple[int, str] | None:
        """The code and the words of a refusal."""
        if _host(headers.get("host", "")) not in self.names:
            return 421, "只接受从本机地址打开的页面"
        origin = headers.get("origin")
        if origin is not None and (urlsplit(origin).hostname not in self.names or urlsplit(origin).netloc != headers.get("host")):
            return 403, "不接受别的网站发来的请求"
        if int(headers.get("content-length") or 0) > MOST_BYTES:
            return 413, "文件太大，最多 200 兆"
        if method in CHANGING and not path.startswith(self.answering) and not self._ours(headers):
            return 403, "页面已经过期，请刷新后再试"
        return None

    def _ours(self, headers: Headers) -> bool:
        cookie = SimpleCookie(headers.get("cookie", "")).get(TOKEN)
        said = headers.get(TOKEN_HEADER, "")
        return all(secrets.compare_digest(one, self.token) for one in (said, cookie.value if cookie else ""))

    def _guarded(self, send: Send) -> Send:
        """Every answer bears the headers; it brings the token as a cookie that no other site's request carries."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.append("set-cookie", f"{TOKEN}={self.token}; Path=/; HttpOnly; SameSite=Strict")
            await send(message)

        return sent


def _host(written: str) -> str | None:
    try:
        return urlsplit(f"//{written}").hostname
    except ValueError:
        return None


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
    return dict.fromkeys((*OWN_NAMES, host))
