"""Addresses and forms that nobody's page would send: told in words of ours, never a fault; and what is kept beside what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.web.office import audited, now
from cxzy_rules.web.pages import home, units
from cxzy_rules.working.bring import bring
from cxzy_rules.working.enter import Entry, enter
from tests.test_namesakes import UNITS
from tests.web.conftest import Served, office_at, serving
from tests.web.test_safety import Answer, asked

RULE = "rural.village_stronghold"
HUGE = "9" * 30


def sent(served: Served, path: str, fields: dict[str, str]) -> Answer:
    """A form, as a page of ours sends it."""
    cookie = str(asked(served, "GET", "/static/app.css", {}).headers["set-cookie"]).split(";")[0]
    words = {"Cookie": cookie, "X-CSRF-Token": cookie.partition("=")[2], "Content-Type": "application/x-www-form-urlencoded"}
    return asked(served, "POST", path, words, urlencode(fields).encode())


@pytest.fixture
def small(tmp_path: Path, book: Rulebook) -> Iterator[Served]:
    """A few units, one of whose ids holds a slash."""
    path = tmp_path / "册.csv"
    path.write_text(UNITS + "w/1,临江村,z1,村\n", encoding="utf-8")
    yield from serving(office_at(tmp_path, book, path))


def test_odd_addresses_are_told_in_our_words(small: Served) -> None:
    for path, code in (
        (f"/audit/list?start={HUGE}", 422),
        (f"/audit/units?start={HUGE}", 422),
        (f"/audit/changes?start={HUGE}", 422),
        (f"/returns?start={HUGE}", 422),
        ("/?as_of=9999-12-31", 200),
        ("/audit/changes?since=9999-12-31", 200),
        ("/audit/changes?since=0001-01-01", 200),
        ("/lists?branch=nobody", 200),
        ("/lists?branch=none", 200),
        ("/lists/file?branch=nobody", 404),
        ("/lists/file?under=nobody", 404),
        ("/audit/file?under=nobody", 404),
        ("/audit/list?under=" + "a" * 6000, 200),
        ("/units?q=" + "a" * 6000, 200),
        ("/units/v1/evidence/" + "1" * 3000 + "/x", 404),
    ):
        answer = asked(small, "GET", path, {})
        assert (answer.status, answer.headers.get_content_type()) == (code, "text/html"), path[:40]
    assert asked(small, "GET", "/returns/" + "1" * 5000, {}).status == 414


def test_what_names_nobody_is_told_wherever_numbers_stand(small: Served) -> None:
    for path in ("/audit", "/audit/list", "/audit/units", "/audit/changes", "/lists"):
        assert "“nobody”定不下是哪一个单位、部门或分类" in asked(small, "GET", f"{path}?branch=nobody", {}).body.decode(), path


def test_odd_forms_are_told_in_our_words(small: Served) -> None:
    for path, fields, code in (
        ("/returns/1", {"what": "rows", "verdict": "accepted", "row": ":5"}, 404),
        ("/roster/mapped", {"upload": "../..", "header_row": HUGE}, 404),
        ("/lists/all", {"by": "county", "branch": "nobody"}, 404),
        ("/rules", {}, 405),
        ("/units/v1/records", {f"a{number}": "" for number in range(1001)}, 400),
    ):
        answer = sent(small, path, fields)
        assert (answer.status, answer.headers.get_content_type()) == (code, "text/html"), path


def test_a_fault_of_ours_is_owned_up_to(small: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "find_in", None)
    answer = asked(small, "GET", "/units?q=x", {})
    assert (answer.status, "没有办成" in answer.body.decode()) == (500, True)
    assert "script-src 'self'" in str(answer.headers["content-security-policy"])


def test_an_id_may_hold_a_slash(small: Served) -> None:
    for path in ("", "/rulings", f"/why?rule={RULE}"):
        assert "临江村" in asked(small, "GET", f"/units/{quote('w/1')}{path}", {}).body.decode(), path
    assert sent(small, "/units/w/1/records", {"rule": RULE, "status": "已完成"}).headers["location"] == f"/units/w/1#{RULE}"
    assert asked(small, "GET", "/api/v1/units/w%2F1", {}).status == 200
    assert asked(small, "GET", f"/api/v1/units/w%2F1/rules/{RULE}", {}).status == 200


def test_a_file_is_called_as_its_unit_whatever_that_is_called(small: Served, tmp_path: Path) -> None:
    path = tmp_path / "新.csv"
    path.write_text(UNITS + 'w1,临江村/,z1,村\nw2,a"; 村,z1,村\n', encoding="utf-8")
    bring(small.office.desk, path, now())
    for unit, name in (("w1", "临江村/"), ("w2", 'a"; 村')):
        answer = asked(small, "GET", f"/lists/file?under={unit}", {})
        assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(f'清单　{name}.xlsx', safe='')}"


def test_what_is_kept_is_never_older_than_what_was_written(small: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody writes just when the first page has its audit, but has not yet counted it."""
    office = small.office

    def written_meanwhile(*asked_for: object) -> object:
        found = audited(office)
        enter(office.desk, Entry("v1", RULE, "已完成", date="2011-05-01"), now())
        return found

    monkeypatch.setattr(home, "audited", written_meanwhile)
    asked(small, "GET", "/", {})
    monkeypatch.setattr(home, "audited", audited)
    page = asked(small, "GET", "/", {}).body.decode()
    assert re.findall(r'<a href="/audit/list\?branch=rural&amp;state=done">(\d+)</a>', page) == ["1"]


def test_a_rulebook_used_since_is_in_a_rules_history(small: Served, tmp_path: Path, book: Rulebook) -> None:
    (tmp_path / "空").mkdir()
    empty = serving(office_at(tmp_path / "空", book))
    served = next(empty)
    before = asked(served, "GET", f"/rules/{RULE}", {}).body.decode()
    bring(served.office.desk, tmp_path / "册.csv", now())
    after = asked(served, "GET", f"/rules/{RULE}", {}).body.decode()
    version = f'{book.identity.version}</td><td class="number">{now().date()}</td>'
    assert (version in before, version in after) == (False, True)
    assert next(empty, None) is None
