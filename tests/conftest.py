"""What the tests share: the shipped rulebook, the shipped city, its guidance on one day, and how long a round is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from cxzy_rules import yamlfile
from cxzy_rules.commands.chinese import speak_chinese
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.model.place import Problem
from cxzy_rules.questions.cases import read_cases
from cxzy_rules.questions.shown import Tried
from cxzy_rules.questions.trial import guided
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2011, 6, 30)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much]

# A failure of the usual round must come again; a deep round looks elsewhere each time, and longer. No folder is left behind.
DEEPER = int(os.environ.get("CXZY_ROUNDS", "1"))
settings.register_profile("usual", derandomize=True, database=None, deadline=None, suppress_health_check=SLOW)
settings.register_profile("deep", database=None, deadline=None, suppress_health_check=SLOW, max_examples=100 * DEEPER)
settings.load_profile("usual" if DEEPER == 1 else "deep")


def rounds(usual: int) -> settings:
    """How many examples a test draws: so many, and in a deep round ($CXZY_ROUNDS) so many times more."""
    return settings(max_examples=usual * DEEPER)


@pytest.fixture(scope="session", autouse=True)
def in_chinese() -> None:
    """As the program does before it asks its commands anything: click keeps the words of each command that it has made once."""
    speak_chinese()


@pytest.fixture(scope="session", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test leaves an index in the user's cache."""
    with patch.dict(os.environ, {"CXZY_CACHE": str(tmp_path_factory.mktemp("cache"))}):
        yield


@pytest.fixture(scope="session", autouse=True)
def yaml_read_once() -> Iterator[None]:
    """The same text under the same name is parsed once: most of a rulebook with one thing changed is as it was before."""
    parse = yamlfile.parse_yaml

    @lru_cache(400)
    def known(text: str, shown: str) -> tuple[yamlfile.Node | None, list[Problem]]:
        found: list[Problem] = []
        return parse(text, shown, found), found

    def parsed(text: str, shown: str, problems: list[Problem]) -> yamlfile.Node | None:
        node, told = known(text, shown)
        problems += told
        return node

    with patch.object(yamlfile, "parse_yaml", parsed):
        yield


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load(ROOT / "rules")


@pytest.fixture(scope="session")
def quanzhou(book: Rulebook) -> Roster:
    return load_roster(ROOT / "data" / "quanzhou" / "roster.csv", "roster.csv", book.vocabulary)


@pytest.fixture(scope="session")
def guidance(book: Rulebook, quanzhou: Roster) -> Guidance:
    return guide(quanzhou, book, DAY)


@pytest.fixture(scope="session")
def tried(book: Rulebook) -> Tried:
    """The shipped rulebook's cases with what their units get, by the plain evaluator."""
    return guided(book, read_cases(book), "plain")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deep rounds run only where they are asked for by their mark."""
    if "deep" not in str(config.getoption("markexpr")):
        for item in items:
            if item.get_closest_marker("deep"):
                item.add_marker(pytest.mark.skip(reason="deep: run with -m deep"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the tests counted, one line each; a test counts by `record_property("engine and oracle agreed on", n)`."""
    counts: dict[str, int] = {}
    for report in terminalreporter.getreports("passed"):
        for words, count in report.user_properties:
            if isinstance(count, int):
                counts[words] = counts.get(words, 0) + count
    for words, count in sorted(counts.items()):
        terminalreporter.write_line(f"{words} {count} checks")
