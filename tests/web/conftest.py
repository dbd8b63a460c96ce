"""What the tests of the page share: the shipped city in a working file, served on a port of its own, and a real browser."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store.base import create
from cxzy_rules.web.app import application
from cxzy_rules.web.office import Office
from cxzy_rules.working.bring import Desk, bring
from tests.conftest import ROOT

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
WIDTH, HEIGHT = 1366, 768

# A slow machine is no fault of the page: in milliseconds, how long a test waits for what a page is to show, and for anything else.
SHOWN, DONE = 30_000, 60_000
expect.set_options(timeout=SHOWN)


@dataclass(frozen=True, slots=True)
class Served:
    """A page that runs: its address, and what it works on."""

    address: str
    office: Office


def serving(office: Office) -> Iterator[Served]:
    """The page of an office on some free port, as long as it is needed."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))  # kept, so that nobody takes the port meanwhile
        server = uvicorn.Server(uvicorn.Config(application(office), log_level="error"))
        thread = threading.Thread(target=server.run, args=([door],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Served(f"http://127.0.0.1:{door.getsockname()[1]}", office)
        server.should_exit = True
        thread.join()
    office.close()


def office_at(folder: Path, book: Rulebook, *files: Path) -> Office:
    """A working file with these files in it."""
    path = folder / "活动.cxzy"
    desk = Desk(create(path, "活动.cxzy"), "活动.cxzy", "张三", book)
    for file in files:
        bring(desk, file, datetime(2011, 6, 30, 9).astimezone())
    return Office(path, desk)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory, book: Rulebook) -> Iterator[Served]:
    """The shipped city with its ledger; for tests that only look."""
    data = ROOT / "data" / "quanzhou"
    yield from serving(office_at(tmp_path_factory.mktemp("city"), book, data / "roster.csv", data / "ledger.csv"))


@pytest.fixture
def fresh(tmp_path: Path, book: Rulebook) -> Iterator[Served]:
    """An empty working file; for tests that change it."""
    yield from serving(office_at(tmp_path, book))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield found
        found.close()


def elsewhere(url: str) -> list[str]:
    """The address, where it is of another machine."""
    place = urlsplit(url)
    return [url] if place.hostname != "127.0.0.1" and place.scheme not in ("data", "blob") else []


def patient(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(DONE)
    return context


def arrived(view: Page, sign: Locator) -> None:
    """The page that a click led to, known by a sign that the one before does not bear, is there to its end, with its scripts; before
    that, what is counted or read at once, or a key that a script hears, may be of the page before, or of half a page."""
    expect(sign.first).to_be_visible()
    view.wait_for_load_state()


@pytest.fixture
def view(browser: Browser) -> Iterator[Page]:
    """An empty tab of the size that the office's screens have; a fault of a page's script, anything that its policy stopped, and
    anything asked of another machine fails."""
    context = patient(browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", service_workers="block"))
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda said: faults.append(said.text) if said.type == "error" and "Content Security" in said.text else None)
    tab.on("request", lambda asked: faults.extend(elsewhere(asked.url)))
    yield tab
    context.close()
    assert faults == []
