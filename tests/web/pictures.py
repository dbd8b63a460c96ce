"""The pictures of the page in docs/, made anew: run as `python -m tests.web.pictures` from the top of a checkout.

The roster is the shipped one. The ledger is invented (benchmarks.ledgers, from a seed) and was written in four parts, so that there
is a trend; one list came back and lies half decided.
"""

from __future__ import annotations

import os
import tempfile
from datetime import date, datetime
from pathlib import Path
from random import Random

import openpyxl
import polars as pl
from playwright.sync_api import Page, sync_playwright

from benchmarks.ledgers import ledger
from cxzy_rules.guidance import guide
from cxzy_rules.paths import shipped_rules
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load
from cxzy_rules.web.office import now
from cxzy_rules.working.bring import bring
from cxzy_rules.working.receive import receive
from tests.conftest import ROOT
from tests.test_checklists import forms
from tests.test_commands import cxzy
from tests.test_round import fill
from tests.web.conftest import CHROMIUM, HEIGHT, SWITCHES, WIDTH, office_at, serving

DAY, COUNT = date(2011, 6, 30), 113_000
FIRST = date(2010, 12, 1)
WRITTEN = (date(2010, 12, 20), date(2011, 2, 21), date(2011, 4, 25), DAY)
ROSTER = ROOT / "data" / "quanzhou" / "roster.csv"
UNIT, RULE = "350521100", "rural.secretary_reports"
PICTURES = {
    "home": f"/?as_of={DAY}",
    "unit": f"/units/{UNIT}?as_of={DAY}",
    "audit": f"/audit?as_of={DAY}&by=county",
    "graph": f"/graph?unit={UNIT}&as_of={DAY}",
    "rules": f"/rules?as_of={DAY}#clause-3.1",
    "returns": "/returns/6",
}


def parts_of_the_ledger(book: Rulebook, folder: Path) -> list[tuple[Path, date]]:
    """The invented ledger as files, each with the day on which it is written."""
    told = ledger(guide(load_roster(ROSTER, ROSTER.name, book.vocabulary), book, DAY, None), COUNT)
    zeal = 40 + pl.col("unit").str.slice(0, 6).hash(1) % 60  # no county is like another
    told = told.filter(pl.struct("unit", "item", "period").hash(2) % 100 < zeal)
    found = []
    for before, day in zip((date.min, *WRITTEN), WRITTEN, strict=False):
        file = folder / f"台账{day}.csv"
        told.filter((pl.col("date") > before) & (pl.col("date") <= day)).write_csv(file)
        found.append((file, day))
    return found


def returned_list(folder: Path) -> Path:
    """A town's list, filled at random."""
    path = folder / "螺城镇清单.xlsx"
    asked = cxzy("checklist", "--under", UNIT, "--as-of", str(DAY), "-o", str(path))
    assert asked.returncode in (0, 1), asked.stderr
    workbook = openpyxl.load_workbook(path)
    for sheet in forms(workbook):
        list(fill(sheet, Random(7), DAY))
    workbook.save(path)
    return path


def shot(view: Page, address: str, name: str, place: str) -> None:
    view.goto(address + place)
    view.wait_for_load_state("networkidle")
    view.wait_for_timeout(800)
    view.screenshot(path=ROOT / "docs" / f"page-{name}.png")


def main() -> None:
    """Serves the city, and looks at each page."""
    book = load(shipped_rules())
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        os.chdir(folder)  # files are shown as they lie from here
        office = office_at(folder, book)
        for file, day in ((ROSTER, FIRST), *parts_of_the_ledger(book, folder)):
            bring(office.desk, file, datetime(day.year, day.month, day.day, 9).astimezone())
        returned = returned_list(folder)
        list(receive(office.desk, [(returned, returned.name)], now))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES, "--lang=zh-CN"], env={"LANGUAGE": "zh_CN"})
        view = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN").new_page()
        for served in serving(office):
            for name, place in PICTURES.items():
                shot(view, served.address, name, place)
        browser.close()


if __name__ == "__main__":
    main()
