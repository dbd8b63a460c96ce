"""A file of ledgers as a working file keeps it, and back: what is asked of the records is the same wherever they lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from cxzy_rules.ledger.file import File
from cxzy_rules.ledger.written import SHAPE
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.roster.source import Source
from cxzy_rules.store.base import opened, reading
from cxzy_rules.store.ledgers import Brought, Kept, known
from cxzy_rules.store.moment import known_until


def brought(file: File) -> Brought:
    """What a file says, in the form in which a working file keeps it."""
    tables = tuple((source.table, source.headers) for source in file.sources)
    return Brought(tables, file.records.select(list(SHAPE)), file.form, file.lost, tuple(file.problems))


def as_file(kept: Kept) -> File:
    """A batch as the file that it came from."""
    said, problems = kept.brought, list(kept.brought.told)
    sources = tuple(Source(table, columns, problems) for table, columns in said.tables)
    return File(kept.batch.shown, sources, said.records, said.form, said.lost, problems)


def kept_files(path: Path, shown: str, day: date | None) -> list[File]:
    """All that counted in a working file on a day. Errors: Unusable, where it held no ledger."""
    with reading(opened(path, shown), shown) as connection:
        found = known(connection, known_until(day))
    if not found:
        when = f"在 {day} " if day else ""
        raise Unusable([Problem(Place(shown), f"工作文件{when}还没有台账", f"用 cxzy import {shown} 台账文件 导入")])
    by_hand = [one for one in found if one.batch.sort == "hand"]
    return [as_file(one) for one in found if one.batch.sort != "hand"] + ([_as_one_file(by_hand)] if by_hand else [])


def _as_one_file(by_hand: list[Kept]) -> File:
    """All that was filled in by hand as one ledger; a record's line is its number in the working file."""
    first = as_file(by_hand[0])
    records = pl.concat(one.brought.records.with_columns(one.ids.cast(pl.UInt32).alias("line")) for one in by_hand)
    return replace(first, records=records)
