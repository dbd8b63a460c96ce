"""The first pages in a real browser: where the campaign stands, and any way of naming a unit."""

from __future__ import annotations

from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, expect

from cxzy_rules.rulebook.load import load
from tests.conftest import ROOT
from tests.web.conftest import Served, office_at, serving


def test_the_first_page_shows_where_the_campaign_stands(city: Served, view: Page) -> None:
    view.goto(city.address)
    expect(view.get_by_role("navigation").get_by_role("link", name="查单位")).to_be_visible()
    expect(view.locator(".figures")).to_contain_text("2972")


def test_an_empty_file_asks_for_a_roster(fresh: Served, view: Page) -> None:
    view.goto(fresh.address)
    expect(view.get_by_role("heading", level=1)).to_have_text("先导入花名册")


def test_a_unit_is_found_while_typing(city: Served, view: Page) -> None:
    view.goto(city.address + "/units")
    view.get_by_label("单位").press_sequentially("dazuocun")
    view.wait_for_url("**/units?q=dazuocun")
    view.get_by_role("link", name="大岞村").click()
    expect(view.get_by_role("heading", level=1)).to_contain_text("大岞村")
    expect(view.locator("main")).to_contain_text("中共泉州市委员会")


def test_another_rulebook_has_the_same_pages(tmp_path: Path) -> None:
    """No page knows this document: one that has no counties, no ledger and another language has them all."""
    folder = ROOT / "examples" / "libraries"
    served = serving(office_at(tmp_path, load(folder / "rules"), folder / "roster.csv"))
    here = next(served)
    for path in (
        "/",
        "/trend",
        "/graph",
        "/audit?by=item",
        "/audit/list",
        "/audit/units",
        "/audit/changes",
        "/lists",
        "/rules",
        "/roster/open",
    ):
        with urlopen(here.address + path, timeout=60) as answer:
            assert (answer.status, answer.headers.get_content_type()) == (200, "text/html"), path
    assert next(served, None) is None  # and it is closed
