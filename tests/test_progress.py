"""Long work is shown on a terminal and nowhere else, and what is watched passes unchanged."""

from __future__ import annotations

import io
import sys

import pytest

from cxzy_rules.parts.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(screen: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    with progress("读花名册") as watch:
        assert list(watch("写 units", [3, 1, 2])) == [3, 1, 2]
    return screen.getvalue()


def test_a_terminal_shows_what_is_done_and_how_long_it_takes_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(Terminal(), monkeypatch)
    assert all(word in text for word in ("写 units", "100%", "已用", "还要"))


def test_a_pipe_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(io.StringIO(), monkeypatch) == ""
