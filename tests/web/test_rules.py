"""规则与原文 in a real browser: each sentence leads to its rules and each rule back to its words."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from cxzy_rules.rulebook.book import Rulebook
from tests.web.conftest import Served, arrived


def test_every_rule_is_linked_both_ways(city: Served, view: Page, book: Rulebook) -> None:
    view.goto(city.address + "/rules")
    for place, back in (("r", "t"), ("t", "r")):
        ends = view.locator(f'main [id^="{place}-"]').evaluate_all("all => all.map(one => one.id.slice(2))")
        links = view.locator(f'main a[href^="#{place}-"]').evaluate_all("all => all.map(one => one.hash.slice(3))")
        assert set(ends) == set(links) == {rule.id for rule in book.rules}, (place, back)


def test_the_whole_text_stands_on_the_page(city: Served, view: Page, book: Rulebook) -> None:
    view.goto(city.address + "/rules")
    shown = "".join(
        view.locator(".facing .text p").evaluate_all(
            "all => all.map(p => [...p.childNodes].filter(n => n.nodeName !== 'SUP').map(n => n.textContent).join(''))"
        )
    )
    bare = re.compile(r"\s")
    assert bare.sub("", shown) == bare.sub("", book.document.text)


def test_a_rule_with_its_units_cases_and_history(city: Served, view: Page) -> None:
    view.goto(city.address + "/rules")
    view.locator('[id="r-rural.secretary_reports"]').get_by_role("link").first.click()
    arrived(view, view.get_by_role("heading", level=1, name="建立党委书记抓党建述职制度", exact=True))
    expect(view.locator("q")).to_have_text("建立党委书记抓农村党建工作述职制度")
    expect(view.get_by_role("heading", name=re.compile("管到 [0-9]+ 个单位"))).to_be_visible()
    view.locator("h2:has-text('案例') + details summary").click()
    expect(view.get_by_role("listitem").filter(has_text="适用：").first).to_be_visible()
    expect(view.get_by_role("cell", name="没有变")).to_have_count(0)


def test_the_situations_of_a_rule_open_their_units(city: Served, view: Page) -> None:
    view.goto(city.address + "/rules/steps.implementation_plan")
    links = view.locator("tbody tr td:nth-child(2) a")
    sizes = [int(one) for one in links.all_text_contents()]
    expect(view.get_by_role("heading", name=re.compile("管到"))).to_contain_text(f"管到 {sum(sizes)} 个单位（{len(sizes)} 种情形）")
    links.nth(3).click()
    expect(view.locator("#reached")).to_contain_text(f"（{sizes[3]} 个）")
    expect(view.locator("#reached + ul li")).to_have_count(min(100, sizes[3]))
