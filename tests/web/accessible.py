"""What axe, the usual judge of pages, finds on one: only what is serious or critical, in words."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
# Rows and sections beyond the first few are as these are.
ALIKE = ["tbody tr ~ tr ~ tr ~ tr", "section.facing ~ section.facing ~ section.facing", "ul > li ~ li ~ li ~ li ~ li"]
GRAVE = ("serious", "critical")
PAGES = (
    "/?as_of=2011-06-30",
    "/trend",
    "/units",
    "/units?q=示例",
    "/units/S017",
    "/units/S017/why?rule=leadership.committees_lead",
    "/graph?unit=S017",
    "/audit?by=county",
    "/audit/list?under=S001&state=gaps",
    "/audit/units?which=silent&branch=university",
    "/audit/changes?under=S001",
    "/lists?under=S001",
    "/rules",
    "/rules/steps.implementation_plan",
    "/roster",
    "/roster/open",
    "/nowhere",
    "/?as_of=someday",
)


FEW = ("/?as_of=2011-06-30", "/units?q=示例", "/audit?by=county", "/roster", "/nowhere")


def grave(view: Page) -> list[str]:
    """The page's serious findings: each with its check, and the first place."""
    view.evaluate(AXE)
    found = view.evaluate("left => axe.run({exclude: left}, {resultTypes: ['violations']})", [[one] for one in ALIKE])
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"] if one["impact"] in GRAVE]
