"""花名册 in a real browser: brought in, its headers said by hand, the slip out and back, two versions compared."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.web.conftest import Served

FIRST = "编号,名称,上级,类型\ns,某市委,,市委\nx,某县委,s,县委\nz,某镇党委,x,乡镇党委\nc,甲村党支部,z,村\nd,乙村党支部,z,村\n"


def brought(view: Page, served: Served, path: Path) -> None:
    view.goto(served.address + "/roster")
    view.get_by_label("文件（Excel、WPS、CSV）").set_input_files(path)
    view.get_by_role("button", name="导入").click()


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_the_shipped_city_is_brought_in(fresh: Served, view: Page) -> None:
    brought(view, fresh, ROOT / "data" / "quanzhou" / "roster.csv")
    expect(view.locator("main")).to_contain_text("2972 个单位")
    expect(view.locator("main")).to_contain_text("由 张三 导入的“roster.csv”")


def test_headers_that_nobody_knows_are_said_by_hand(fresh: Served, view: Page, tmp_path: Path) -> None:
    strange = FIRST.replace("编号,名称,上级,类型", "代号,叫什么,归谁管,是什么", 1)
    brought(view, fresh, written(tmp_path, "别样.csv", strange))
    expect(view.get_by_role("heading", level=1)).to_have_text("这份表的表头要说明一下")
    for header, column in {"代号": "id", "叫什么": "name", "归谁管": "parent", "是什么": "kind"}.items():
        view.get_by_label(f"{header}是哪一列").select_option(column)
    view.get_by_role("button", name="照这样导入").click()
    expect(view.locator("main")).to_contain_text("5 个单位")


def test_what_cannot_be_read_is_told_with_its_place(fresh: Served, view: Page, tmp_path: Path) -> None:
    brought(view, fresh, written(tmp_path, "坏.xlsx", "PK\x03\x04?"))
    expect(view.get_by_role("heading", level=1)).to_have_text("这份文件用不了")
    expect(view.locator(".problems")).to_contain_text("坏.xlsx")


def test_a_place_names_the_file_as_it_was_sent(fresh: Served, view: Page, tmp_path: Path) -> None:
    brought(view, fresh, written(tmp_path, "坏.csv", FIRST + "c,丙村党支部,z,村\n"))
    expect(view.get_by_role("status").filter(has_text="导入了")).to_contain_text("有 2 个问题，看哪一格、怎么改")
    expect(view.locator("#problems tbody tr").first.locator(".place")).to_have_text("坏.csv:5:1")


def test_the_same_file_again_is_no_new_version(fresh: Served, view: Page, tmp_path: Path) -> None:
    for _ in range(2):
        brought(view, fresh, written(tmp_path, "一.csv", FIRST))
        expect(view.locator("main")).to_contain_text("5 个单位")
    expect(view.locator("main")).to_contain_text("这份文件和现在用的一模一样，没有再导入。")


def test_the_slip_goes_out_and_comes_back(fresh: Served, view: Page, tmp_path: Path) -> None:
    brought(view, fresh, written(tmp_path, "一.csv", FIRST))
    with view.expect_download() as got:
        view.get_by_role("link", name="下载最少补报单").click()
    slip = tmp_path / got.value.suggested_filename
    got.value.save_as(slip)
    book = openpyxl.load_workbook(slip)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=4):
        for cell in row[4:]:
            if not cell.protection.locked:
                cell.value = "无"
    book.save(slip)
    view.get_by_label("填好的补报单").set_input_files(slip)
    view.get_by_role("button", name="交回").click()
    expect(view.locator("tbody tr", has=view.get_by_role("radio"))).to_have_count(2)


def test_two_versions_are_compared(fresh: Served, view: Page, tmp_path: Path) -> None:
    brought(view, fresh, written(tmp_path, "一.csv", FIRST))
    expect(view.locator("main")).to_contain_text("5 个单位")
    later = FIRST.replace("d,乙村党支部,z,村", "e,丙社区党支部,z,社区").replace("c,甲村党支部,z,村", "c,甲村党总支,x,村")
    brought(view, fresh, written(tmp_path, "二.csv", later))
    view.get_by_role("button", name="比较两个版本").click()
    expect(view.locator("main")).to_contain_text("新出现 1 个单位，不再出现 1 个，有变化 1 个：换了上级的 1 个，改了名的 1 个")
    expect(view.get_by_role("row", name="甲村党总支")).to_contain_text("某镇党委 → 某县委")


def test_a_name_that_looks_like_a_page_is_only_a_name(fresh: Served, view: Page, tmp_path: Path) -> None:
    name = "<script>document.title='bad'</script><img src=x onerror=alert(1)>"
    brought(view, fresh, written(tmp_path, "怪<b>.csv", FIRST.replace("甲村党支部", f'"{name}"')))
    expect(view.locator("main")).to_contain_text("5 个单位")
    view.goto(fresh.address + "/units/c")
    expect(view.get_by_role("heading", level=1)).to_contain_text(name)
    view.goto(fresh.address + "/graph?unit=c")
    expect(view.locator("#graph")).to_have_attribute("data-shown", "4")
