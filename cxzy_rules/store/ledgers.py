"""Ledger records in a working file: appended as they were written, and which of them count on a day.

Whether a record counts is said by verdicts, each on a stretch of records; the newest decides. So taking back is saying again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

import numpy as np
import polars as pl
from sqlalchemy import ColumnElement, Connection, func, insert, select

from cxzy_rules.model.place import Problem
from cxzy_rules.store import moment
from cxzy_rules.store.batches import Batch, Bringing, Sort, begin, put_sheet, sheets_of
from cxzy_rules.store.batches import known as known_batches
from cxzy_rules.store.layout import TEXTS, attachments, batches, records, verdicts
from cxzy_rules.tables.table import UNREADABLE, Table

Verdict = Literal["accepted", "rejected", "open"]
PLACES: dict[str, type[pl.DataType]] = {"table": pl.UInt32, "row": pl.UInt32, "line": pl.UInt32, "column": pl.String, "position": pl.UInt32}
SHAPE = PLACES | dict.fromkeys((*TEXTS, "above"), pl.String)
NUMBERED: dict[str, type[pl.DataType]] = {"batch": pl.Int64, "id": pl.Int64, **SHAPE}
AT_ONCE = 20_000
NOT_READ = "\1"  # how a cell that could not be read is kept: no cell that was read begins so, and no database refuses it


@dataclass(frozen=True, slots=True)
class Brought:
    """What one file or form says: its tables without cells, each with the headers of the known columns; records by SHAPE."""

    tables: tuple[tuple[Table, dict[str, str]], ...]
    records: pl.DataFrame
    form: dict[str, str]
    lost: int
    told: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a batch says, as it was brought; `ids`: the numbers of its records in the working file. `whole`: all of them are here."""

    batch: Batch
    brought: Brought
    ids: pl.Series
    whole: bool = True


def put_ledger(connection: Connection, brought: Brought, bringing: Bringing, sort: Sort = "ledger") -> tuple[int, range]:
    """Appends the records of a file; its batch, and their numbers. None counts before a verdict says so."""
    rows = brought.records.select(list(SHAPE))
    batch = begin(connection, sort, bringing, digest(rows), brought.lost, list(brought.told), brought.form)
    for number, (table, columns) in enumerate(brought.tables):
        put_sheet(connection, batch, number, table, columns)
    first = int(connection.execute(select(func.coalesce(func.max(records.c.id), 0))).scalar_one()) + 1
    for start in range(0, rows.height, AT_ONCE):
        part = (
            rows.slice(start, AT_ONCE).with_columns(pl.col(pl.String).replace(UNREADABLE, NOT_READ)).rename({"table": "sheet"}).to_dicts()
        )
        connection.execute(insert(records), [one | {"id": first + start + at, "batch": batch} for at, one in enumerate(part)])
    return batch, range(first, first + rows.height)


def digest(rows: pl.DataFrame) -> str:
    """What records say, in 64 hexadecimal digits: a record that names no superiors says what it said before those were kept."""
    last = rows.width - 1
    said = (repr(row if row[last] is not None else row[:last]) for row in rows.rows())
    return sha256("\n".join(said).encode(errors="surrogatepass")).hexdigest()


def judge(connection: Connection, numbers: Sequence[int], verdict: Verdict, at: datetime, by: str) -> None:
    """Says of these records that they count, do not, or are open again."""
    said = {"verdict": verdict, "written_at": moment.written(at), "written_by": by}
    stretches = [{"first": first, "last": last} | said for first, last in _stretches(numbers)]
    if stretches:
        connection.execute(insert(verdicts), stretches)


def _stretches(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers as stretches of one after another."""
    if isinstance(numbers, range) and numbers.step == 1:
        return [(numbers.start, numbers.stop - 1)] if numbers else []
    ordered = np.unique(np.asarray(numbers, dtype=np.int64))
    cuts = np.flatnonzero(np.diff(ordered) > 1) + 1
    return [(int(part[0]), int(part[-1])) for part in np.split(ordered, cuts) if len(part)]


def verdicts_said(connection: Connection) -> int:
    """How often something was said of records: grows with every change of what counts."""
    return int(connection.execute(select(func.coalesce(func.max(verdicts.c.id), 0))).scalar_one())


def verdict_of(connection: Connection, until: str) -> np.ndarray[Any, np.dtype[np.str_]]:
    """The verdict on each record by its number (0 is none), as known before a moment; `open` where there is none."""
    last = int(connection.execute(select(func.coalesce(func.max(records.c.id), 0))).scalar_one())
    said = np.full(last + 1, "open", dtype="<U8")
    wanted = select(verdicts.c.first, verdicts.c.last, verdicts.c.verdict).where(verdicts.c.written_at < until).order_by(verdicts.c.id)
    for first, end, verdict in connection.execute(wanted):
        said[first : end + 1] = verdict
    return said


def known(connection: Connection, until: str, verdict: Verdict | None = "accepted", but: Sequence[int] = ()) -> list[Kept]:
    """The batches of records written before a moment, oldest first, with those records of which `verdict` was the word then (None: all).

    A batch of which nothing is left is left out, unless it brought nothing to begin with; and so are those of `but`.
    """
    rows = rows_of(connection, records.c.batch.not_in(but)) if but else rows_of(connection)
    count = dict(rows["batch"].value_counts().rows())
    if verdict is not None:
        said = verdict_of(connection, until)
        rows = rows.filter(pl.Series(said[rows["id"].to_numpy()] == verdict, dtype=pl.Boolean))
    found = [one for one in known_batches(connection, until, "ledger", "hand") if one.id not in but]
    parts = [(batch, part, part.height == count.get(batch.id, 0)) for batch, part in _of_batches(found, rows)]
    return [kept_of(connection, *part) for part in parts if part[1].height or part[2]]


def kept(connection: Connection, wanted: Sequence[int]) -> list[Kept]:
    """These batches with all that they brought, whatever was said of it."""
    found = [one for one in known_batches(connection, moment.known_until(None), "ledger") if one.id in set(wanted)]
    rows = rows_of(connection, records.c.batch.in_([one.id for one in found]))
    return [kept_of(connection, batch, part, True) for batch, part in _of_batches(found, rows)]


def _of_batches(found: list[Batch], rows: pl.DataFrame) -> Iterator[tuple[Batch, pl.DataFrame]]:
    of_batch = {int(key[0]): part for key, part in rows.partition_by("batch", as_dict=True, include_key=False).items()}
    yield from ((batch, of_batch.get(batch.id, rows.drop("batch").clear())) for batch in found)


def filled_in(connection: Connection, unit: str, rule: str, period: str | None) -> list[int]:
    """The numbers of the records filled in by hand for a unit, rule and period that count now."""
    of_period = records.c.period.is_(None) if period is None else records.c.period == period
    same = select(records.c.id).join(batches).where(batches.c.sort == "hand", records.c.unit == unit, records.c.rule == rule, of_period)
    return [number for number in connection.execute(same).scalars() if _newest_on(connection, number) == "accepted"]


def _newest_on(connection: Connection, number: int) -> str | None:
    on = (verdicts.c.last >= number, verdicts.c.first <= number)
    return connection.execute(select(verdicts.c.verdict).where(*on).order_by(verdicts.c.id.desc()).limit(1)).scalar_one_or_none()


def rows_of(connection: Connection, *which: ColumnElement[bool]) -> pl.DataFrame:
    """The records in the order in which they came: `batch`, `id`, and SHAPE."""
    columns = [records.c.batch, records.c.id, records.c.sheet, *(records.c[name] for name in SHAPE if name != "table")]
    found = connection.execute(select(*columns).where(*which).order_by(records.c.id)).cursor
    parts = [pl.DataFrame(schema=NUMBERED)]
    while rows := found.fetchmany(AT_ONCE) if found else []:
        columns_read = zip(NUMBERED.items(), zip(*rows, strict=True), strict=True)
        parts.append(pl.DataFrame([pl.Series(name, cells, dtype=kind) for (name, kind), cells in columns_read]))
    return pl.concat(parts).with_columns(pl.col(pl.String).replace(NOT_READ, UNREADABLE))


def kept_of(connection: Connection, batch: Batch, rows: pl.DataFrame, whole: bool) -> Kept:
    """A batch with these of its records."""
    sheets = enumerate(sheets_of(connection, batch.id))
    tables = tuple((_table(batch, sheet, rows.filter(pl.col("table") == number)), sheet["columns"]) for number, sheet in sheets)
    return Kept(batch, Brought(tables, rows.drop("id"), batch.form, batch.lost, batch.told), rows["id"], whole)


def _table(batch: Batch, sheet: Any, rows: pl.DataFrame) -> Table:
    """The table without its cells; it still knows on which line each of the rows stood that are asked about."""
    header: list[str] = sheet["header"]
    at = rows["row"].to_numpy()
    lines = np.zeros(at.max(initial=0) + 1, dtype=np.uint32)
    lines[at] = rows["line"].to_numpy()
    cells = pl.DataFrame(schema=dict.fromkeys(header, pl.String))
    return Table(batch.shown, tuple(header), cells, pl.Series(lines), sheet["sheet"], sheet["header_line"], sheet["lost"])


def attach(connection: Connection, record: int, name: str, content: bytes) -> str:
    """Keeps a file as evidence of a record, byte for byte; its SHA-256."""
    mark = sha256(content).hexdigest()
    connection.execute(insert(attachments).values(record=record, name=name, digest=mark, bytes=content))
    return mark


def attached(connection: Connection, record: int) -> dict[str, str]:
    """The names of a record's files, each with its SHA-256."""
    found = connection.execute(select(attachments.c.name, attachments.c.digest).where(attachments.c.record == record).order_by("name"))
    return {row.name: row.digest for row in found}


def attachment(connection: Connection, record: int, name: str) -> bytes | None:
    """A record's file."""
    wanted = select(attachments.c.bytes).where(attachments.c.record == record, attachments.c.name == name)
    return connection.execute(wanted).scalar_one_or_none()
