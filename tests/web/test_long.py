"""What takes long is done beside the page, with how far it is, and can be stopped."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Served


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl of what Excel adds
def test_a_workbook_of_very_many_gaps_is_made_beside_the_page(
    city: Served, view: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxzy_rules.web.long_files.AT_ONCE", 10)
    view.goto(city.address + "/audit?under=S001")
    view.get_by_role("link", name="下载工作簿").click()
    expect(view.locator("#job")).to_contain_text("做好了", timeout=60_000)
    with view.expect_download() as got:
        view.get_by_role("link", name="下载", exact=True).click()
    got.value.save_as(tmp_path / "a.xlsx")
    assert "差距清单" in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
