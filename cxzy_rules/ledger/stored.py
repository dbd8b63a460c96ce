"""A file of ledgers as a working file keeps it, and back: what is asked of the records is the same wherever they lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from cxzy_rules.ledger.file import File
from cxzy_rules.ledger.form import OF_ROWS
from cxzy_rules.ledger.found import found_in
from cxzy_rules.ledger.part import written_part
from cxzy_rules.ledger.written import SHAPE
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.roster.source import Source
from cxzy_rules.store.base import opened, reading
from cxzy_rules.store.ledgers import Brought, Kept, known
from cxzy_rules.store.moment import known_until
from cxzy_rules.tables.distinct import Distinct


def brought(file: File) -> Brought:
    """What a file says, in the form in which a working file keeps it."""
    tables = tuple((part.source.table, part.source.headers) for part in file.parts)
    named = file.who.rows()
    found = found_in(file.parts, named["unit"].clear(), named, [])
    rows = found.rows(np.arange(file.height())).with_columns(pl.col("line").alias("row"))
    return Brought(tables, rows.select(pl.col(name).cast(kind) for name, kind in SHAPE.items()), file.form, file.lost, tuple(file.problems))


def as_file(kept: Kept, records: pl.DataFrame, who: Distinct) -> File:
    """A batch, or some of its records, as the file that it came from; of some alone it cannot be said which rows the form lacks."""
    said, problems = kept.brought, list(kept.brought.told)
    parts = tuple(
        written_part(Source(table, columns, problems), records.filter(pl.col("table") == number), who)
        for number, (table, columns) in enumerate(said.tables)
    )
    form = said.form if kept.whole else {key: word for key, word in said.form.items() if key not in OF_ROWS}
    return File(kept.batch.shown, parts, who, form, said.lost, problems)


def kept_files(path: Path, shown: str, day: date | None, who: Distinct) -> list[File]:
    """All that counted in a working file on a day. Errors: Unusable, where it held no ledger."""
    with reading(opened(path, shown), shown) as connection:
        found = known(connection, known_until(day))
    if not found:
        when = f"在 {day} " if day else ""
        raise Unusable([Problem(Place(shown), f"工作文件{when}还没有台账", f"用 cxzy import {shown} 台账文件 导入")])
    return as_files(found, who)


def as_files(found: Sequence[Kept], who: Distinct) -> list[File]:
    """Batches as the files that they came from, all that was filled in by hand as one, behind them."""
    by_hand = [one for one in found if one.batch.sort == "hand"]
    files = [as_file(one, one.brought.records, who) for one in found if one.batch.sort != "hand"]
    return [*files, _as_one_file(by_hand, who)] if by_hand else files


def _as_one_file(by_hand: list[Kept], who: Distinct) -> File:
    """All that was filled in by hand as one ledger; a record's line is its number in the working file."""
    records = pl.concat(one.brought.records.with_columns(one.ids.cast(pl.UInt32).alias("line")) for one in by_hand)
    return as_file(by_hand[0], records, who)
