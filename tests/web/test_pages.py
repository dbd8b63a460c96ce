"""The first pages in a real browser: where the campaign stands, and any way of naming a unit."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.conftest import Served


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
    view.get_by_role("link", name="大岞村").click()
    expect(view.get_by_role("heading", level=1)).to_contain_text("大岞村")
    expect(view.locator("main")).to_contain_text("中共泉州市委员会")
