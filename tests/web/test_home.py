"""首页 in a real browser: where the campaign stands on a day; every number opens its list, and the lists hold as many as it says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from cxzy_rules.rulebook.book import Rulebook
from tests.web.conftest import Served, patient
from tests.web.test_api import DAY, asked

NUMBERS = re.compile(r"（(\d+)(?: [个项格])?）|应落实 (\d+) 项")
TAGS = re.compile("<[^>]+>")


def page_of(served: Served, address: str) -> str:
    """What a page says, without its marks."""
    with urlopen(served.address + address, timeout=60) as answer:
        return TAGS.sub("", answer.read().decode())


def links(view: Page, within: str) -> list[tuple[int, str]]:
    """The numbers that open something: each with its address."""
    found = view.locator(f"{within} a").evaluate_all("all => all.map(a => [a.textContent.trim(), a.getAttribute('href')])")
    return [(int(text), address.replace("#problems", "")) for text, address in found if text.isdecimal()]


def test_the_numbers_are_those_of_the_audit(city: Served, view: Page) -> None:
    view.goto(f"{city.address}/?as_of={DAY}")
    told: dict[str, Any] = asked(city, f"/audit?as_of={DAY}&most=1&by=county")[1]
    summary = told["summary"]
    shown = [int(one) for one in view.locator(".figures dd").all_inner_texts()[:3]]
    assert shown == [summary["units"], summary["required"], summary["done"]]
    expect(view.locator("#table-county tbody tr")).to_have_count(len(told["by"]))
    for chart, table in (("bars=table-branch", "#table-branch"), ("bars=table-county", "#table-county")):
        count = view.locator(f"{table} tbody tr").count()
        expect(view.locator(f"[data-{chart}]")).to_have_attribute("data-drawn", str(count))
        expect(view.locator(f"[data-{chart}] canvas")).to_be_visible()


def test_every_number_opens_a_list_of_as_many(city: Served, view: Page) -> None:
    view.goto(f"{city.address}/?as_of={DAY}")
    tables = ("#table-branch tr:nth-child(3)", "#table-county tr:last-child", "[aria-labelledby=gaps-title] tr:nth-child(2)")
    parts = (".figures", *tables, "[aria-labelledby=coming-title] tr:nth-child(3)", "[aria-labelledby=lacking-title]")
    found = [one for part in parts for one in links(view, part)]
    assert len(found) == 21
    for number, address in found:
        said = page_of(city, address)
        assert number in {int(one or other) for one, other in NUMBERS.findall(said)}, (number, address)


def test_what_comes_is_read_off_the_rulebook(city: Served, view: Page, book: Rulebook) -> None:
    first = date(2011, 6, 1)
    view.goto(f"{city.address}/?as_of={first}")
    rows = view.locator("[aria-labelledby=coming-title] tbody tr")
    shown = {(row.locator("td").first.inner_text(), row.locator("th a").inner_text()) for row in rows.all()}
    days = {(day, rule.label) for rule in book.rules for day in (rule.due, rule.starts) if day and first <= day <= first + timedelta(30)}
    halves = {(date(2011, 6, 30), rule.label) for rule in book.rules if rule.rhythm == "half_year"}
    assert shown == {(str(day), label) for day, label in days | halves}


def test_no_day_of_the_campaign_has_no_rules(city: Served, view: Page) -> None:
    view.goto(f"{city.address}/?as_of=2013-01-01")
    expect(view.locator(".warning")).to_contain_text("不在文件的有效期（2010-05-31 至 2012-11-08）内")
    expect(view.locator("[aria-labelledby=coming-title]")).to_contain_text("没有到期、开始或者停止的事项。")


def test_a_day_that_is_none_is_told(city: Served, view: Page) -> None:
    answer = view.goto(f"{city.address}/?as_of=someday")
    assert answer is not None and answer.status == 422
    expect(view.locator("main")).to_contain_text("看不懂的是：as_of")


@pytest.mark.parametrize("media", ["screen", "print"])
def test_a_table_stands_behind_each_chart(city: Served, view: Page, media: str) -> None:
    view.goto(f"{city.address}/?as_of={DAY}")
    expect(view.locator("[data-bars=table-branch]")).to_have_attribute("data-drawn", re.compile("[0-9]"))
    if media == "screen":
        view.locator("#by-branch ~ details summary").click()
    else:
        view.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(view.get_by_role("row", name="农村").first).to_be_visible()


def test_without_scripts_all_is_there(city: Served, view: Page) -> None:
    browser = view.context.browser
    assert browser is not None
    bare = patient(browser.new_context(java_script_enabled=False))
    tab = bare.new_page()
    tab.goto(f"{city.address}/?as_of={DAY}")
    expect(tab.locator("#table-county")).to_be_visible()
    tab.get_by_role("link", name="看走势").click()
    expect(tab.locator("#table-trend")).to_be_visible()
    bare.close()
