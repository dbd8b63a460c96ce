"""One JSON object a unit and line. Knows which parts of a unit's record all units of a situation share: those are serialised once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from cxzy_rules.guidance import Guidance
from cxzy_rules.records import Record, bond_record, branch_source, record
from cxzy_rules.roster.roster import Rows
from cxzy_rules.supervision import supervisors


def write(guidance: Guidance, rows: Rows, target: Path) -> None:
    """The file of `lines`."""
    with target.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(guidance, rows))


def lines(guidance: Guidance, rows: Rows) -> Iterator[str]:
    """One object a line."""
    return (text + "\n" for text in objects(guidance, rows))


def objects(guidance: Guidance, rows: Rows) -> Iterator[str]:
    """Each unit's record as JSON, in roster order."""
    seen: dict[int, dict[str, str]] = {}
    for row in rows.tolist():
        situation = int(guidance.of[row])
        if situation not in seen:
            seen[situation] = _texts(record(guidance, row))
        texts = seen[situation] | _texts(_own(guidance, row))
        yield "{" + ", ".join(f'"{key}": {text}' for key, text in texts.items()) + "}"


def _own(guidance: Guidance, row: int) -> Record:
    """The part of a record in which two units of one situation may differ."""
    units = guidance.roster.units
    basis, source = branch_source(guidance, row)
    return {
        "id": units["id"][row],
        "name": units["name"][row],
        "branch_basis": basis,
        "branch_from": source,
        "supervisors": [bond_record(guidance, bond, row) for bond in supervisors(guidance.here, row)],
    }


def _texts(values: Record) -> dict[str, str]:
    return {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
