"""The half-year round on the page alone: roster in, lists out, filled, back, decided; the audit against the commands' and a plain count."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import docx
import openpyxl
import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.conftest import ROOT
from tests.test_checklists import forms, table
from tests.test_commands import cxzy
from tests.test_round import STATES, fill
from tests.web.conftest import Served, arrived
from tests.web.test_roster import brought

LAST_DAY = date(2012, 11, 8)
LONG = 300_000
Key = tuple[str, str, str]


def part_of_the_city(folder: Path, county: str, most: int | None) -> Path:
    """The shipped roster's rows of one county, with the city above it; below each of its towns the first `most`."""
    with (ROOT / "data" / "quanzhou" / "roster.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    unit, above = head.index("id"), head.index("parent")
    kept = {"3505", county}
    for _ in range(4):
        kept |= {row[unit] for row in rows if row[above] in kept - {"3505"}}
    taken = Counter[str]()
    for row in rows:
        taken[row[above]] += 1
        if most is not None and row[above] not in ("3505", county) and taken[row[above]] > most:
            kept.discard(row[unit])
    place = folder / "花名册.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *(row for row in rows if row[unit] in kept)])
    return place


def taken_away(view: Page, link: str, folder: Path) -> Path:
    with view.expect_download(timeout=LONG) as got:
        view.get_by_role("link", name=link, exact=True).click(timeout=LONG)
    got.value.save_as(folder / got.value.suggested_filename)
    return folder / got.value.suggested_filename


def asked(path: Path) -> Iterator[tuple[Key, str]]:
    """Each row that a form asks, with the state that it has as long as nobody fills it in."""
    for name in CalamineWorkbook.from_path(path).sheet_names:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
        at = next((number for number, row in enumerate(rows) if "规则编号" in row and "状态" in row), len(rows))
        for row in rows[at + 1 :]:
            told = dict(zip(rows[at], row, strict=True))
            late = "" < str(told["完成时限"])[:10] < LAST_DAY.isoformat()
            yield (str(told["单位编号"]), str(told["规则编号"]), str(told["期次"])), "overdue" if late else "missing"


def filled(folder: Path) -> tuple[list[Path], dict[Key, str], dict[Key, str]]:
    """Fills every third form; those, the state of each thing in them, and of each thing at all if nothing is filled in."""
    draw, said, paths = Random(7), dict[Key, str](), sorted(folder.glob("*.xlsx"))
    unsaid = {key: state for path in paths for key, state in asked(path)}
    for path in paths[::3]:
        book = openpyxl.load_workbook(path)
        for sheet in forms(book):
            rows = [(row["单位编号"].value, row["规则编号"].value, row["期次"].value or "") for row in table(sheet)]
            said |= dict(zip(rows, fill(sheet, draw, LAST_DAY), strict=True))
        book.save(path)
    return paths[::3], said, unsaid


def keys_shown(view: Page, most: int) -> list[Key]:
    """The unit, rule and period of the first rows of a file, as its links tell them."""
    arrived(view, view.locator("table.returned tbody tr"))
    found = []
    for row in view.locator("table.returned tbody tr").all()[:most]:
        unit, _, rule = str(row.locator("th a").get_attribute("href")).removeprefix("/units/").partition("#")
        period = re.search(r"（(\d{4}年.+?)）", row.locator("td").nth(2).inner_text())
        found.append((unit, rule, period[1] if period else ""))
    return found


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl of what Excel adds
@pytest.mark.parametrize(("county", "most"), [("350502", 2), pytest.param("350521", None, marks=pytest.mark.deep)])
def test_the_half_year_round(fresh: Served, view: Page, tmp_path: Path, county: str, most: int | None) -> None:
    brought(view, fresh, part_of_the_city(tmp_path, county, most))
    expect(view.get_by_role("heading", level=2, name="各个版本")).to_be_visible(timeout=LONG)

    view.goto(fresh.address + "/lists")
    view.get_by_label("整套分发").select_option("上级")
    view.get_by_role("button", name="做整套").click()
    with zipfile.ZipFile(taken_away(view, "下载", tmp_path)) as archive:
        archive.extractall(tmp_path / "清单")
    back, said, unsaid = filled(tmp_path / "清单")
    assert len(unsaid) > 3000 and len(back) > 2

    with zipfile.ZipFile(tmp_path / "交回.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in back[1:]:
            archive.write(path, path.name)
    view.goto(fresh.address + "/returns")
    view.locator("#file").set_input_files([back[0], tmp_path / "交回.zip"])
    view.get_by_role("button", name="收", exact=True).click()
    expect(view.get_by_role("heading", level=1)).to_have_text(f"收到 {len(back)} 份，{len(back)} 份可以看", timeout=LONG)

    view.get_by_role("link", name=back[0].name, exact=True).click()
    rejected = keys_shown(view, 4)
    assert len(rejected) == 4
    view.locator("table.returned tbody tr").first.focus()
    for _ in rejected:
        view.keyboard.press("r")
        expect(view.locator("tr:focus .rejected")).to_be_visible()
        view.keyboard.press("ArrowDown")
    view.goto(fresh.address + "/returns")
    view.get_by_role("button", name="全部接受").click()
    expect(view.get_by_role("status").first).to_contain_text("接受了", timeout=LONG)
    view.get_by_role("link", name=back[0].name, exact=True).click()
    expect(view.locator("#count")).to_contain_text("已退回 4 行")
    view.get_by_role("button", name="撤销").nth(1).click()
    expect(view.locator("#count")).to_contain_text("已退回 3 行")
    view.get_by_role("button", name="接受没有矛盾的").click()
    expect(view.locator("#count")).to_contain_text("待定 0 行")

    counted = Counter((unsaid | said | {key: unsaid[key] for key in rejected[:3]}).values())
    view.goto(fresh.address + "/audit")
    cells = [row.locator("td").all_inner_texts() for row in view.locator("table.rates tbody tr").all()]
    assert [sum(int(row[2 + at]) for row in cells) for at in range(len(STATES))] == [counted[state] for state in STATES]
    answer = json.loads(cxzy("audit", str(fresh.office.path), "-f", "json").stdout)
    assert {state: answer["summary"][state] for state in STATES} == {state: counted[state] for state in STATES}
    assert answer["summary"]["required"] == counted.total() == len(unsaid)
    notice = docx.Document(str(taken_away(view, "下载督查通报", tmp_path)))
    words = "\n".join(one.text for one in notice.paragraphs)
    assert f"{answer['summary']['rate']:.1%}" in words
