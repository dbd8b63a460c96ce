"""What came back, as JSON: the files with how much of each is decided, and a file's rows beside what is known."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cxzy_rules.store.base import reading
from cxzy_rules.store.decisions import VERDICTS, said_of
from cxzy_rules.web.inbox import Tray, tray, trays
from cxzy_rules.web.office import Office
from cxzy_rules.web.returned import Line, review


def files(office: Office) -> list[dict[str, Any]]:
    """The files, the newest first."""
    return [_file(one) for one in trays(office)]


def _file(lying: Tray) -> dict[str, Any]:
    batch = lying.span.batch
    told = {"batch": batch.id, "file": batch.shown, "list": batch.form.get("list"), "at": batch.at.isoformat(), "by": batch.by}
    return told | lying.said


def rows(office: Office, batch: int, start: int, most: int) -> dict[str, Any] | None:
    """A stretch of a file's filled-in rows; None where there is no such file, or no roster."""
    lying = tray(office, batch)
    found = review(office, [lying.span]) if lying else None
    if lying is None or found is None:
        return None
    with reading(office.desk.engine, office.desk.shown) as connection:
        said = said_of(connection, lying.span.first, lying.span.end)
    lines = found.lines(found.rows.slice(start, most))
    verdicts = [VERDICTS[int(said.verdict[line.number - said.first])] for line in lines]
    told = [_row(line, verdict) for line, verdict in zip(lines, verdicts, strict=True)]
    return _file(lying) | {"total": found.rows.height, "rows": told}


def _row(line: Line, verdict: str) -> dict[str, Any]:
    told = asdict(line) | {"verdict": verdict, "problems": [{"problem": one.text, "hint": one.hint} for one in line.why]}
    return {key: value for key, value in told.items() if key != "why"}
