"""A checklist as GitHub tables in Markdown, to read and to print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cxzy_rules.checklists.content import Checklist
from cxzy_rules.checklists.paper import HEADERS, about, sections, title

SPECIAL = re.compile(r"([\\`*_\[\]<>|~&#])")


def write(checklist: Checklist, target: Path) -> None:
    """A heading for each section, its table, and what is open."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in _lines(checklist))


def _lines(checklist: Checklist) -> Iterator[str]:
    yield f"# {plain(title(checklist))}\n"
    yield f"{plain(about(checklist))}\n"
    for section in sections(checklist):
        yield f"## {plain(section.title)}\n"
        if section.rows:
            yield _row(HEADERS)
            yield _row(["---"] * len(HEADERS))
            yield from (_row([plain(cell) for cell in row]) for row in section.rows)
            yield ""
        if section.note:
            yield f"{plain(section.note)}\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(text: str) -> str:
    """The text with nothing in it that Markdown would take for its own; a line's end stays inside its cell."""
    return "<br>".join(SPECIAL.sub(r"\\\1", line) for line in text.splitlines())
