"""隶属图 in a real browser: what lies around a unit is drawn, opens, is coloured, and can be saved."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.request import urlopen
from xml.etree import ElementTree

from playwright.sync_api import Page, expect

from tests.web.conftest import Served

NODE = "{http://graphml.graphdrawing.org/xmlns}node"


def drawn(view: Page) -> int:
    expect(view.locator("#graph")).to_have_attribute("data-shown", re.compile("[0-9]+"))
    return int(view.locator("#graph").get_attribute("data-shown") or 0)


def test_the_city_with_what_lies_below_it(city: Served, view: Page) -> None:
    view.goto(city.address + "/graph")
    expect(view.get_by_role("heading", level=1)).to_have_text("隶属图：中共泉州市委员会")
    assert drawn(view) == 41
    expect(view.locator("details summary")).to_contain_text("文字列表（41 个单位）")


def test_a_firm_with_all_its_superiors(city: Served, view: Page) -> None:
    view.goto(city.address + "/graph?unit=S017")
    assert drawn(view) >= 4
    for name in ("晋江市司法局", "中共晋江市委员会", "中共泉州市委员会"):
        expect(view.locator("details").get_by_role("link", name=name)).to_be_visible()


def test_saved_as_pictures_and_as_a_graph(city: Served, view: Page, tmp_path: Path) -> None:
    view.goto(city.address + "/graph?unit=S017")
    drawn(view)
    view.get_by_label("颜色").select_option("rate")
    for button, sign in (("存为 PNG", b"\x89PNG"), ("存为 SVG", b"<svg ")):
        with view.expect_download() as saved:
            view.get_by_role("button", name=button).click()
        assert Path(saved.value.path()).read_bytes().startswith(sign)
    picture = ElementTree.parse(saved.value.path()).getroot()
    assert len([one for one in picture if one.tag.endswith(("}circle", "}rect"))]) == drawn(view)
    assert {"晋江市司法局", "中共泉州市委员会"} <= {one.text for one in picture}
    with view.expect_download() as saved:
        view.get_by_role("link", name="存为 GraphML").click()
    graph = ElementTree.parse(saved.value.path()).getroot()
    assert [node.get("id") for node in graph.iter(NODE)] == ["S017"]


def test_no_such_unit(city: Served, view: Page) -> None:
    answer = view.goto(city.address + "/graph?unit=nobody")
    assert answer is not None and answer.status == 404


def nodes(view: Page, unit: str) -> None:
    view.get_by_role("button", name=unit).click()


def test_it_opens_and_folds_and_the_address_says_so(city: Served, view: Page) -> None:
    view.goto(city.address + "/graph?unit=350582")
    before = drawn(view)
    nodes(view, "展开晋江市司法局")
    expect(view.locator("#listed")).to_contain_text("晋江示例律师事务所党支部")
    more = drawn(view)
    assert more > before
    view.get_by_label("颜色").select_option("rate")
    view.reload()
    expect(view.locator("#graph")).to_have_attribute("data-shown", str(more))
    expect(view.get_by_label("颜色")).to_have_value("rate")
    nodes(view, "收起晋江市司法局")
    expect(view.locator("#graph")).to_have_attribute("data-shown", str(before))
    expect(view.get_by_role("button", name="展开晋江市司法局")).to_be_focused()


def test_partners_and_residents_are_drawn(city: Served, view: Page) -> None:
    with view.expect_response("**/graph/data*") as got:
        view.goto(f"{city.address}/graph?unit=S007")
    drawn(view)
    assert got.value.url == f"{city.address}/graph/data?unit=S007"
    for unit, kind, other in (
        ("S007", "paired", "S003"),
        ("S003", "paired", "S007"),
        ("S009", "resides", "S006"),
        ("S006", "resides", "S016"),
    ):
        with urlopen(f"{city.address}/graph/data?unit={unit}", timeout=60) as answer:
            ties = [{tie["source"], tie["target"]} for tie in json.load(answer)["ties"] if tie["kind"] == kind]
        assert {unit, other} in ties, (unit, ties)
