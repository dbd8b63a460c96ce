"""A folder of four tables, for programs: every pair with the record that decides it, the gaps, the rates by every key, the problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.pairs import pairs
from cxzy_rules.audit.rates import BY_LABELS, rates
from cxzy_rules.parts.gap_records import gap_records, slot_columns
from cxzy_rules.parts.sink import sink

RECORD = ("status", "date", "evidence", "note", "until", "sheet", "line", "column")
PROBLEM = {"file": pl.String, "line": pl.Int64, "column": pl.Int64, "cell": pl.String, "problem": pl.String, "hint": pl.String}


def write(audit: Audit, target: Path) -> None:
    """The folder with its four files."""
    target.mkdir()
    sink(target / "pairs.parquet", lambda: _pairs(audit))
    sink(target / "gaps.parquet", lambda: gap_records(audit))
    by_key = [rates(audit, by).select(pl.lit(by).alias("by"), pl.all()) for by in BY_LABELS]
    pl.concat(by_key).write_parquet(target / "rates.parquet")
    told = [(one.place.path, one.place.line, one.place.column, one.place.cell, one.text, one.hint) for one in audit.problems]
    pl.DataFrame(told, schema=PROBLEM, orient="row").write_parquet(target / "problems.parquet")


def _pairs(audit: Audit) -> Iterator[pl.DataFrame]:
    """All pairs: `unit`, what is asked, `state`, then the deciding record and where it stands."""
    ids, slots, files = audit.guidance.roster.units["id"], slot_columns(audit), pl.Series(audit.ledger.files, dtype=pl.String)
    for part in pairs(audit):
        record = audit.ledger.said(part["record"], ("file", *RECORD))
        asked = slots[part["slot"]].hstack([ids[part["row"]].alias("unit"), part["state"]]).hstack(record)
        yield asked.with_columns(files.gather(asked["file"]).alias("file")).select("unit", *slots.columns, "state", "file", *RECORD)
