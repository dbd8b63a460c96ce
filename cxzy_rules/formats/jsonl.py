"""One JSON object a unit and line. Knows which parts of a record all units with one answer share: those are serialised once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.progress import Watch, unwatched
from cxzy_rules.records import Record, bond_records, branch_source, record
from cxzy_rules.roster.roster import Rows

OWN = ("id", "name", "branch_basis", "branch_from", "supervisors")


def write(guidance: Guidance, rows: Rows, target: Path, watch: Watch = unwatched) -> None:
    """The file of `lines`."""
    with target.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(guidance, rows, watch))


def lines(guidance: Guidance, rows: Rows, watch: Watch = unwatched) -> Iterator[str]:
    """One object a line."""
    return (text + "\n" for text in objects(guidance, rows, watch))


def objects(guidance: Guidance, rows: Rows, watch: Watch = unwatched) -> Iterator[str]:
    """Each unit's record as JSON, in roster order."""
    seen: dict[int, dict[str, str]] = {}
    for row in watch("写各单位", rows.tolist()):
        answer = id(guidance.answer(row))
        if answer not in seen:
            seen[answer] = _texts(record(guidance, row) | dict.fromkeys(OWN))
        texts = seen[answer] | _texts(_own(guidance, row))
        yield "{" + ", ".join(f'"{key}": {text}' for key, text in texts.items()) + "}"


def _own(guidance: Guidance, row: int) -> Record:
    """The part of a record in which two units with one answer may differ."""
    units = guidance.roster.units
    told = units["id"][row], units["name"][row], *branch_source(guidance, row), bond_records(guidance, row)
    return dict(zip(OWN, told, strict=True))


def _texts(values: Record) -> dict[str, str]:
    return {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
