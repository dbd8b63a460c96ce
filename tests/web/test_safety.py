"""What the page refuses: other hosts' names, other sites' forms, changes without its token, uploads without end."""

from __future__ import annotations

import http.client
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from cxzy_rules.web.safety import MOST_BYTES
from tests.web.conftest import Served


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def asked(served: Served, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
    """The answer to a request that says just this."""
    place = urlsplit(served.address)
    with closing(http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)) as connection:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": place.netloc, **({"Content-Length": str(len(body))} if body else {}), **headers}.items():
            connection.putheader(name, value.encode())
        connection.endheaders(body or None)
        with connection.getresponse() as answer:
            return Answer(answer.status, answer.headers, answer.read())


HOSTS = ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "0.0.0.0", "[::ffff:1.2.3.4]", "local host"]


@pytest.mark.parametrize("host", HOSTS)
def test_only_this_machines_own_names(city: Served, host: str) -> None:
    answer = asked(city, "GET", "/", {"Host": host})
    assert answer.status in (400, 421)
    assert b"2972" not in answer.body


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://localhost", "http://[::1", "http://é"])
def test_no_other_site_asks_anything(city: Served, origin: str) -> None:
    assert asked(city, "GET", "/", {"Origin": origin}).status == 403


def test_a_change_bears_the_token_twice(city: Served) -> None:
    cookie = str(asked(city, "GET", "/", {}).headers["set-cookie"]).split(";")[0]
    token = cookie.partition("=")[2]
    refused = [{}, {"Cookie": cookie}, {"X-CSRF-Token": token}, {"Cookie": cookie, "X-CSRF-Token": token[:-1]}]
    assert [asked(city, "POST", "/units", one).status for one in refused] == [403] * 4
    assert asked(city, "POST", "/units", {"Cookie": cookie, "X-CSRF-Token": token}).status == 405
    assert asked(city, "POST", "/units", {"Cookie": cookie, "X-CSRF-Token": "é"}).status == 403


@pytest.mark.parametrize("other", ["a/b=c", 'said={"x": 1}', "名=值", "=", "cxzy_token=old", "cxzy_token_1=of another of these programs"])
def test_other_programs_cookies_do_not_matter(city: Served, other: str) -> None:
    """A browser sends those of every program on this machine, whatever its port."""
    cookie = str(asked(city, "GET", "/", {}).headers["set-cookie"]).split(";")[0]
    assert f"_{urlsplit(city.address).port}=" in cookie
    words = {"Cookie": f"{other}; {cookie}", "X-CSRF-Token": cookie.partition("=")[2]}
    assert asked(city, "POST", "/units", words).status == 405


def test_no_upload_without_end(city: Served) -> None:
    assert asked(city, "POST", "/units", {"Content-Length": str(MOST_BYTES + 1)}).status == 413


@pytest.mark.parametrize("path", ["/", "/units", "/static/app.js", "/nowhere"])
def test_every_answer_says_what_may_run(city: Served, path: str) -> None:
    answer = asked(city, "GET", path, {})
    assert "script-src 'self'" in str(answer.headers["content-security-policy"])
    assert "unsafe" not in str(answer.headers["content-security-policy"]).replace("style-src-attr 'unsafe-inline'", "")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fpaths.py", "/static//etc/passwd"])
def test_no_way_out_of_the_folder(city: Served, path: str) -> None:
    assert asked(city, "GET", path, {}).status == 404
