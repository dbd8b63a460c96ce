"""核查, 清单 and filling in, in a real browser: every number opens its list, files are taken away, what is filled in is there at once."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Served
from tests.web.test_home import page_of
from tests.web.test_roster import FIRST, brought, written

# What a page says for some seconds it says for minutes: a slow machine may not look in time.
STAYS = "const soon = setTimeout; window.setTimeout = (what, when, ...rest) => soon(what, when === 4000 ? 240000 : when, ...rest);"


def a_small_city(view: Page, served: Served, folder: Path) -> None:
    brought(view, served, written(folder, "一.csv", FIRST))
    expect(view.locator("main")).to_contain_text("5 个单位")


def test_every_number_opens_the_list_behind_it(city: Served, view: Page) -> None:
    view.goto(city.address + "/audit?under=S001")
    row = view.locator("tbody tr").first
    opened = [(int(link.inner_text()), str(link.get_attribute("href"))) for link in row.locator("td a").all()]
    assert len(opened) > 4
    for number, address in opened:
        assert re.search(f"（{number} [项个]）|其中待定 {number} 项", page_of(city, address)), (number, address)


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl of what Excel adds
def test_an_audit_is_taken_away(city: Served, view: Page, tmp_path: Path) -> None:
    view.goto(city.address + "/audit?under=S001")
    for link, reader in (("下载工作簿", openpyxl.load_workbook), ("下载督查通报", docx.Document)):
        with view.expect_download() as got:
            view.get_by_role("link", name=link).click()
        place = tmp_path / got.value.suggested_filename
        got.value.save_as(place)
        assert reader(str(place))
        assert "示例镇" in place.name


def test_a_list_is_looked_at_and_taken_away(city: Served, view: Page, tmp_path: Path) -> None:
    view.goto(city.address + "/lists")
    view.get_by_label("单位和它下面的").fill("示例镇")
    view.get_by_role("button", name="看", exact=True).click()
    expect(view.locator("main")).to_contain_text("问 4 个单位")
    with view.expect_download() as got:
        view.get_by_role("link", name="下载可以填的工作簿").click()
    got.value.save_as(tmp_path / "a.xlsx")
    assert "_cxzy" in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames


def test_a_list_is_asked_as_of_a_day(city: Served, view: Page, tmp_path: Path) -> None:
    view.goto(city.address + "/lists?under=S001")
    view.get_by_label("截至").fill("2011-06-30")
    view.get_by_role("button", name="看", exact=True).click()
    expect(view.locator("main")).to_contain_text("截至 2011-06-30，要问 4 个单位")
    with view.expect_download() as got:
        view.get_by_role("link", name="下载可以填的工作簿").click()
    got.value.save_as(tmp_path / "a.xlsx")
    assert ("as_of", "2011-06-30") in openpyxl.load_workbook(tmp_path / "a.xlsx")["_cxzy"].iter_rows(values_only=True)


def test_a_name_of_several_units_is_asked_back(city: Served, view: Page) -> None:
    view.goto(city.address + "/lists?under=惠安&as_of=2011-06-30")
    expect(view.locator("main .warning")).to_contain_text(
        "“惠安”定不下是哪一个单位、部门或分类，下面没有按它筛选。要的是不是：中共惠安县委员会、"
    )
    view.get_by_role("link", name="中共惠安县委员会", exact=True).first.click()
    expect(view.get_by_role("heading", level=1)).to_have_text("清单：中共惠安县委员会")
    expect(view.get_by_label("截至")).to_have_value("2011-06-30")


def test_a_whole_distribution_is_made_beside_the_pages(fresh: Served, view: Page, tmp_path: Path) -> None:
    a_small_city(view, fresh, tmp_path)
    view.goto(fresh.address + "/lists")
    view.get_by_label("整套分发").select_option("上级")
    view.get_by_role("button", name="做整套").click()
    with view.expect_download() as got:
        view.get_by_role("link", name="下载", exact=True).click(timeout=60_000)
    got.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert {"某镇党委.xlsx", "某县委.xlsx"} <= set(archive.namelist())


def test_long_work_can_be_stopped(city: Served, view: Page) -> None:
    view.goto(city.address + "/lists")
    view.get_by_label("整套分发").select_option("上级")
    view.get_by_role("button", name="做整套").click()
    view.wait_for_url("**/jobs/*")
    view.locator("#job > :not(.htmx-added)").get_by_role("button", name="停下").click()  # htmx knows it
    expect(view.locator("main")).to_contain_text("已经停下，没有留下文件。", timeout=60_000)


def test_what_is_filled_in_counts_at_once(fresh: Served, view: Page, tmp_path: Path) -> None:
    view.add_init_script(STAYS)
    a_small_city(view, fresh, tmp_path)
    view.goto(fresh.address + "/units/c")
    item = view.locator("tr", has_text="推广“四议两公开”工作法")
    expect(item.locator("td").nth(1)).to_have_text("未开展")
    item.get_by_text("填", exact=True).click()
    item.get_by_label("状态").select_option("已完成")
    item.get_by_label("日期").fill("2011-03-05")
    proof = tmp_path / "照片<1>.jpg"
    proof.write_bytes(b"\xff\xd8proof")
    item.get_by_label("附件").set_input_files(proof)
    item.get_by_role("button", name="保存").click()
    expect(view.get_by_role("status")).to_have_text("已保存")
    expect(item.locator("td").nth(1)).to_have_text("已完成")
    expect(item).to_contain_text("附件：照片_1_.jpg")
    expect(item.locator("small.place")).to_have_text("手工填写")
    expect(view).to_have_url(f"{fresh.address}/units/c#{item.get_attribute('id')}")
    view.goto(fresh.address)
    expect(view.locator(".figures")).to_contain_text(re.compile("已完成\\s*1"))


def test_why_another_rule_does_not_hold(city: Served, view: Page) -> None:
    view.goto(city.address + "/units/S017")
    view.get_by_label("别的规则为什么不适用").select_option("leadership.committees_lead")
    view.get_by_role("button", name="看", exact=True).click()
    expect(view.get_by_role("heading", level=1)).to_contain_text("不适用")
    expect(view.locator(".proof")).to_contain_text("✗")


def test_who_supervises_is_drawn_as_a_path(city: Served, view: Page) -> None:
    view.goto(city.address + "/units/S017")
    drawn = view.get_by_role("figure")
    path = ["中共泉州市委员会", "中共晋江市委员会", "晋江市司法局", "晋江示例律师事务所党支部"]
    assert drawn.locator(".leads li").all_inner_texts() == path
    assert drawn.locator(".guides li").all_inner_texts() == ["泉州市司法局", "晋江市司法局", path[-1]]
    drawn.get_by_role("link", name="中共晋江市委员会").click()
    expect(view.get_by_role("heading", level=1)).to_contain_text("中共晋江市委员会")


def test_a_unit_is_a_sheet_on_paper(city: Served, view: Page) -> None:
    view.goto(city.address + "/units/S017")
    view.emulate_media(media="print")
    view.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for hidden in ("navigation", "contentinfo", "button", "textbox"):
        expect(view.get_by_role(hidden)).to_have_count(0)
    expect(view.locator("ul.items").last).to_be_visible()
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_audit_is_filtered_in_every_way(city: Served, view: Page) -> None:
    view.goto(city.address + "/audit/list?as_of=2011-06-30")
    view.locator("[name=county]").select_option("中共惠安县委员会")
    view.locator("[name=branch]").select_option("农村")
    view.locator("[name=state]").select_option("已完成")
    view.locator("[name=item]").select_option("rural.three_level_creation")
    view.get_by_role("button", name="看").click()
    title = view.get_by_role("heading", level=1)
    expect(title).to_have_text(re.compile("中共惠安县委员会　农村　深化农村基层党建“三级联创”活动　已完成（[0-9]+ 项）"))
    count = int(re.findall("（([0-9]+) 项）", title.inner_text())[0])
    expect(view.locator("tbody tr")).to_have_count(count)
