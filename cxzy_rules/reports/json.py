"""The audit as the contract's JSON object: the numbers, then gaps, changes and problems one a line, so that two outputs compare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from cxzy_rules.audit.audit import Audit, Trend
from cxzy_rules.audit.burden import burden, silent_units
from cxzy_rules.audit.changes import causes
from cxzy_rules.audit.fates import tally
from cxzy_rules.audit.rates import rates, summary
from cxzy_rules.model.place import Problem
from cxzy_rules.parts.gap_records import gap_records

BATCH = 50_000


def write(audit: Audit, target: Path) -> None:
    """The file of `lines`."""
    with target.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(audit))


def lines(audit: Audit) -> Iterator[str]:
    """The object, piece by piece."""
    yield "{\n"
    for key, value in _numbers(audit).items():
        yield f'"{key}": {_text(value)},\n'
    if audit.trend is not None:
        yield f'"trend": {_text(_trend(audit, audit.trend))},\n'
        changed = audit.trend.pairs.filter(pl.col("cause").is_not_null())
        yield from _array("changes", _objects(changed.iter_slices(BATCH)))
        yield ",\n"
    yield from _array("gaps", _objects(gap_records(audit)))
    yield ",\n"
    yield from _array("ledger_problems", (_text(_problem(one)) for one in audit.problems))
    yield "\n}\n"


def _numbers(audit: Audit) -> dict[str, Any]:
    return {
        "as_of": audit.guidance.day.isoformat(),
        "summary": summary(audit),
        "units_without_records": silent_units(audit),
        "roster_rows_set_aside": audit.guidance.roster.set_aside,
        "ledger_rows": asdict(tally(audit)),
        "ledger_problems_elsewhere": audit.ledger.elsewhere,
        "burden": burden(audit).to_dicts(),
        "by_key": audit.by,
        "by": rates(audit, audit.by).to_dicts(),
    }


def _trend(audit: Audit, trend: Trend) -> dict[str, Any]:
    """Both summaries, the rates before, and how much each cause accounts for."""
    return {
        "since": trend.old.guidance.day.isoformat(),
        "summary": summary(trend.old),
        "by": rates(trend.old, audit.by).to_dicts(),
        "causes": causes(trend).to_dicts(),
    }


def _array(key: str, objects: Iterable[str]) -> Iterator[str]:
    """One object a line; the comma stands before the line's end, and none after the last."""
    yield f'"{key}": ['
    before = "\n"
    for text in objects:
        yield before + text
        before = ",\n"
    yield "\n]"


def _objects(frames: Iterable[pl.DataFrame]) -> Iterator[str]:
    for frame in frames:
        days = frame.with_columns(pl.col(pl.Date).cast(pl.String))
        yield from days.select(pl.struct(pl.all()).struct.json_encode().alias("text"))["text"]


def _problem(one: Problem) -> dict[str, Any]:
    sheet = one.place.cell.rpartition("!")[0]
    where = {"file": one.place.path, "sheet": sheet or None, "row": one.place.line or None, "column": one.place.column or None}
    return where | {"problem": one.text, "hint": one.hint}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
