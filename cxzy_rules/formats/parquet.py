"""A folder of four tables, for programs: units, items, supervisors, undetermined. Made and written a batch of units at a time."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.bonds import bonded
from cxzy_rules.parts.columns import item_columns, open_columns, spread, unit_batches
from cxzy_rules.parts.progress import Watch, unwatched
from cxzy_rules.parts.sink import sink
from cxzy_rules.roster.roster import Rows

SUPERVISOR = ("id", "role", "organ", "unit", "name", "rule", "clause", "basis", "ruling", "document", "distance")


def write(guidance: Guidance, rows: Rows, target: Path, watch: Watch = unwatched) -> None:
    """The folder with its four files."""
    target.mkdir()
    sink(target / "units.parquet", partial(unit_batches, guidance, rows, watch))
    for name, shared in {"items": item_columns(guidance, rows), "undetermined": open_columns(guidance, rows)}.items():
        sink(target / f"{name}.parquet", partial(spread, guidance, shared, rows, name, watch))
    sink(target / "supervisors.parquet", lambda: (_supervisors(guidance, found) for found in bonded(guidance, rows, watch)))


def _supervisors(guidance: Guidance, found: pl.DataFrame) -> pl.DataFrame:
    ids = guidance.roster.units["id"]
    documents = {rule.id: rule.document for rule in guidance.book.rules}
    document = pl.col("rule").replace_strict(documents, return_dtype=pl.Enum(list(dict.fromkeys(documents.values()))))
    named = found.with_columns(ids[found["row"]].alias("id"), ids.gather(found["target"]).alias("unit"), document.alias("document"))
    return named.select(SUPERVISOR)
