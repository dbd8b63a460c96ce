"""One JSON array of all units' records, an object a line, so that two outputs can be compared line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cxzy_rules.formats import jsonl
from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.progress import Watch, unwatched
from cxzy_rules.roster.roster import Rows


def write(guidance: Guidance, rows: Rows, target: Path, watch: Watch = unwatched) -> None:
    """The file of `lines`."""
    with target.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(guidance, rows, watch))


def lines(guidance: Guidance, rows: Rows, watch: Watch = unwatched) -> Iterator[str]:
    """The array; the comma stands before the line's end, and none after the last object."""
    yield "["
    before = "\n"
    for text in jsonl.objects(guidance, rows, watch):
        yield before + text
        before = ",\n"
    yield "\n]\n"
