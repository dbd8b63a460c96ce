"""Every page for those who do not see it or do not use a mouse."""

from __future__ import annotations

from itertools import takewhile

import pytest
from playwright.sync_api import Page, expect

from tests.web.accessible import FEW, PAGES, grave
from tests.web.conftest import Served

WALKED = ("/?as_of=2011-06-30", "/graph?unit=S017", "/audit", "/lists?under=S001", "/roster")
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && box.width > 0 && box.left >= 0;
  return one === document.body ? null : [one.textContent.trim().slice(0, 20) || one.name || one.type, seen];
}"""


@pytest.mark.parametrize("pages", [FEW, pytest.param(PAGES, marks=pytest.mark.deep)], ids=["few", "all"])
def test_nothing_serious(city: Served, view: Page, pages: tuple[str, ...]) -> None:
    found: dict[str, list[str]] = {}
    for path in pages:
        view.goto(city.address + path)
        for drawn in ("table-trend", "graph"):
            if view.locator(f"#{drawn.removeprefix('table-')}").count():
                view.locator(f"#{drawn}:is([data-shown], table)").wait_for()
        found[path] = grave(view)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_the_judge_finds_what_is_wrong(city: Served, view: Page) -> None:
    view.goto(city.address + "/units")
    view.evaluate("document.querySelector('label[for=q]').remove(); document.querySelector('#q').removeAttribute('placeholder')")
    assert [one.split(":")[0] for one in grave(view)] == ["label"]


@pytest.mark.parametrize("path", ["/units/S017", *(pytest.param(one, marks=pytest.mark.deep) for one in WALKED)])
def test_by_keyboard_alone(city: Served, view: Page, path: str) -> None:
    """The first stop leads past the navigation; every stop can be seen; nothing catches the focus."""
    view.goto(city.address + path)
    view.evaluate("document.activeElement.blur()")
    stops = []
    for _ in range(20):
        view.keyboard.press("Tab")
        stops.append(view.evaluate(FOCUS))
    walked = list(takewhile(bool, stops))  # a short page ends, and the browser's own buttons follow
    assert [name for name, _ in walked[:3]] == ["跳到正文", "首页", "查单位"]
    assert [name for name, seen in walked if not seen] == []
    assert len(walked) > 10
    view.evaluate("document.activeElement.blur()")
    view.reload()
    view.keyboard.press("Tab")
    view.keyboard.press("Enter")
    expect(view.locator("main")).to_be_focused()


def test_a_unit_is_looked_up_and_filled_in_without_a_mouse(city: Served, view: Page) -> None:
    view.goto(city.address + "/units")
    expect(view.get_by_label("单位")).to_be_focused()
    view.keyboard.type("S017")
    view.wait_for_url("**/units?q=S017")  # nothing more comes that would take the focus away
    expect(view.locator("#found li")).to_have_count(1)
    view.keyboard.press("Tab")
    view.keyboard.press("Enter")
    expect(view.get_by_role("heading", level=1)).to_contain_text("晋江示例律师事务所")
    fill = view.locator("table.stands summary", has_text="填").first
    fill.focus()
    view.keyboard.press("Enter")
    view.keyboard.press("Tab")
    expect(view.locator("[name=status]:focus")).to_be_visible()
