"""The trend and what changed since a day, in a real browser: the same numbers as the command's, from the working file's own history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.web.pages import changes
from cxzy_rules.working.bring import bring
from cxzy_rules.working.enter import Entry, enter
from tests.test_store import cxzy
from tests.web.conftest import Served, arrived, office_at, serving
from tests.web.test_roster import FIRST, written

ITEM = "rural.three_level_creation"


def at(month: int, day: int) -> datetime:
    return datetime(2011, month, day, 9).astimezone()


@pytest.fixture
def grown(tmp_path: Path, book: Rulebook) -> Iterator[Served]:
    """A small city that grew: a roster in March, something done in April and taken further in May, a unit moved in June."""
    office = office_at(tmp_path, book)
    bring(office.desk, written(tmp_path, "一.csv", FIRST), at(3, 1))
    enter(office.desk, Entry("c", ITEM, "in_progress"), at(4, 1))
    enter(office.desk, Entry("c", ITEM, "done", evidence="有"), at(5, 1))
    bring(office.desk, written(tmp_path, "二.csv", FIRST.replace("d,乙村党支部,z,村", "e,丙村党支部,z,村")), at(6, 1))
    yield from serving(office)


def test_each_day_stands_as_it_was_known(grown: Served, view: Page) -> None:
    view.goto(grown.address + "/?as_of=2011-06-30")
    rows = view.locator("#table-trend tbody tr")
    expect(rows).to_have_count(4)
    expect(view.locator("[data-line]")).to_have_attribute("data-drawn", "4")
    cells = [row.locator("th, td").all_text_contents() for row in rows.all()]
    assert [(known, day, units, done) for known, day, units, _, done, _ in cells] == [
        ("2011-03-01", "2011-03-01", "5", "0"),
        ("2011-04-01", "2011-04-01", "5", "0"),
        ("2011-05-01", "2011-05-01", "5", "1"),
        ("2011-06-01", "2011-06-01", "5", "1"),
    ]
    known = json.loads(cxzy("audit", grown.office.path, "--as-known", "2011-04-01", "--as-of", "2011-04-01", "-f", "json").stdout)
    assert int(cells[1][3]) == known["summary"]["required"]


def test_what_changed_since_a_day_and_why(grown: Served, view: Page) -> None:
    view.goto(grown.address + "/audit?as_of=2011-06-30")
    view.get_by_role("link", name="和以前比").click()
    view.get_by_label("和哪天的情况比").fill("2011-04-01")
    view.get_by_role("button", name="看").click()
    arrived(view, view.get_by_role("heading", level=1, name="2011-04-01 以来有什么变化"))
    told = json.loads(cxzy("audit", grown.office.path, "--as-of", "2011-06-30", "--since-as-known", "2011-04-01", "-f", "json").stdout)
    for cause in told["trend"]["causes"]:
        row = view.locator("h2:has-text('为什么变') + table tr", has_text=cause["label"])
        shown = [int(one) for one in row.locator("td").all_text_contents()]
        assert shown == [cause[way] for way in ("better", "slid", "appeared", "vanished", "required", "done")], cause["label"]
    expect(view.get_by_role("heading", name="每一处变化")).to_contain_text(f"（{len(told['changes'])} 项）")
    view.get_by_role("row", name="台账有新的记录").get_by_role("link", name="1", exact=True).click()
    expect(view.get_by_role("heading", level=2).last).to_have_text("好转　台账有新的记录（1 项）")
    expect(view.get_by_role("row", name="甲村党支部")).to_contain_text("进行中")


def test_a_part_by_another_day(grown: Served, view: Page) -> None:
    view.goto(grown.address + "/audit/changes?under=z&since=2011-05-01&since_as_of=2010-12-31&as_of=2011-06-30&cause=time")
    expect(view.get_by_role("heading", level=1)).to_contain_text("某镇党委")
    words = ("--as-of", "2011-06-30", "--since-as-known", "2011-05-01", "--since-as-of", "2010-12-31", "--under", "z", "-f", "json")
    told = json.loads(cxzy("audit", grown.office.path, *words).stdout)
    count = sum(one["cause"] == "time" for one in told["changes"])
    assert count
    expect(view.get_by_role("heading", level=2).last).to_have_text(f"到了新的期次，或过了期限（{count} 项）")


def test_before_the_first_day_nothing_is_known(grown: Served, view: Page) -> None:
    view.goto(grown.address + "/audit/changes?since=2011-02-01")
    expect(view.get_by_role("heading", level=1)).to_have_text("2011-02-01 还没有花名册")


def test_of_a_large_roster_it_is_made_beside_the_pages(grown: Served, view: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "AT_ONCE", 3)
    view.goto(grown.address + "/audit/changes?since=2011-04-01&as_of=2011-06-30&change=better")
    view.wait_for_url("**/audit/changes?*change=better")
    expect(view.get_by_role("heading", level=2).last).to_have_text("好转（1 项）")
