"""The site's pages: each rule has one that shows its words, condition, ruling and cases; links lead to pages of the site or nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cxzy_rules.conditions.words import phrase
from cxzy_rules.questions.cases import read_cases
from cxzy_rules.rulebook.book import Rulebook
from docs.pages import checks, links, rules
from tests.conftest import ROOT

TARGET = re.compile(r"\]\((?!https?:)([^)#\s]+)")


@pytest.fixture(scope="module")
def site(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    links.bring(ROOT, folder)
    rules.write(book, read_cases(book), folder)
    checks.write(folder)
    return folder


def test_every_rule_has_a_page_with_its_words_condition_and_cases(site: Path, book: Rulebook) -> None:
    for rule in book.rules:
        text = (site / "rules" / f"{rule.id}.md").read_text(encoding="utf-8")
        assert text.startswith(f"# {rule.label}\n\n> {rule.quote}\n>\n> ——第 {rule.clause} 条")
        assert phrase(rule.when, book.lexicon) in text and f"`{rule.id}`" in text and rule.evidence in text
        assert rule.ruling is None or book.rulings[rule.ruling].text in text
        assert rule.due is None or rule.due.isoformat() in text
        holding, lacking = text.partition("适用的案例")[2].split("不适用的案例")
        assert "\n- " in holding and "\n- " in lacking


def test_every_link_leads_to_a_page_of_the_site(site: Path) -> None:
    pages = sorted(site.rglob("*.md"))
    assert len(pages) > 400
    found = {(page, target) for page in pages for target in TARGET.findall(page.read_text(encoding="utf-8"))}
    assert len(found) > 500
    assert [(str(page), target) for page, target in found if not (page.parent / target).exists()] == []


def test_a_link_to_what_the_site_does_not_show_becomes_its_text() -> None:
    places = {"docs/a.md": "a.md", "README.md": "english.md", "docs/p.png": "p.png"}
    text = "[a](docs/a.md#part) [b](rules) ![p](docs/p.png) [c](https://example.org) [d](#here)"
    assert links.led(text, "README.md", places) == "[a](a.md#part) b ![p](p.png) [c](https://example.org) [d](#here)"


def test_the_site_fetches_nothing_and_shows_pages_that_there_are(site: Path) -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert settings["theme"]["font"] is False and "offline" in settings["plugins"]
    assert all((site / script).is_file() for script in settings["extra"]["polyfills"])
    assert [page for entry in settings["nav"] for page in entry.values() if not (site / page).is_file()] == []
    pinned = (ROOT / "requirements-docs.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in pinned) and any(line.startswith("jieba==") for line in pinned)
