"""Rosters in a working file: each a version, cell by cell as it was read, and the newest that was known on a day."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, func, insert, select

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.store.base import opened, reading
from cxzy_rules.store.batches import Batch, Bringing, begin, known, put_sheet, sheets_of
from cxzy_rules.store.layout import batches, roster_rows
from cxzy_rules.store.moment import known_until
from cxzy_rules.tables.table import Table

AT_ONCE = 20_000


def put_roster(connection: Connection, table: Table, told: list[Problem], bringing: Bringing) -> int:
    """Keeps a roster's table as a new version; its batch."""
    written = _written(table)
    lines = table.lines.to_list()
    batch = begin(connection, "roster", bringing, digest(written), table.lost, told, {})
    put_sheet(connection, batch, 0, table, {})
    rows = [
        {"batch": batch, "number": number, "line": line, "cells": cells}
        for number, (line, cells) in enumerate(zip(lines, written, strict=True))
    ]
    for start in range(0, len(rows), AT_ONCE):
        connection.execute(insert(roster_rows), rows[start : start + AT_ONCE])
    return batch


def _written(table: Table) -> list[str]:
    return [json.dumps(row, ensure_ascii=False) for row in table.cells.rows()]


def content_of(table: Table) -> str:
    """What a version of this table would say, as its batch's digest tells it."""
    return digest(_written(table))


def digest(written: list[str]) -> str:
    """What a version's rows say, in 64 hexadecimal digits."""
    return sha256("\n".join(written).encode(errors="surrogatepass")).hexdigest()


def newest(connection: Connection, until: str) -> Batch | None:
    """The newest roster written before a moment."""
    return next(reversed(known(connection, until, "roster")), None)


def newest_number(connection: Connection) -> int:
    """The batch of the newest roster; 0 where there is none."""
    return int(connection.execute(select(func.coalesce(func.max(batches.c.id), 0)).where(batches.c.sort == "roster")).scalar_one())


def rows_of(connection: Connection, batch: int) -> list[tuple[int, str]]:
    """A version's rows in their order: the line, and the cells as JSON."""
    wanted = select(roster_rows.c.line, roster_rows.c.cells).where(roster_rows.c.batch == batch).order_by(roster_rows.c.number)
    return [(line, cells) for line, cells in connection.execute(wanted)]


def kept_roster(path: Path, shown: str, day: date | None) -> tuple[Table, tuple[Problem, ...]]:
    """The newest roster that a working file knew on a day, and what was told when it was read. Errors: Unusable, where it had none."""
    with reading(opened(path, shown), shown) as connection:
        found = newest(connection, known_until(day))
        if found is None:
            when = f"在 {day} " if day else ""
            raise Unusable([Problem(Place(shown), f"工作文件{when}还没有花名册", f"用 cxzy import {shown} 花名册文件 导入")])
        return table_of(connection, found), found.told


def table_of(connection: Connection, batch: Batch) -> Table:
    """A version as the table that was read; places in it are those of the file that it was read from."""
    sheet = sheets_of(connection, batch.id)[0]
    header: list[str] = sheet["header"]
    rows = rows_of(connection, batch.id)
    cells = json.loads("[" + ",".join(cells for _, cells in rows) + "]")
    frame = pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String), orient="row")
    lines = pl.Series([line for line, _ in rows], dtype=pl.UInt32)
    return Table(batch.shown, tuple(header), frame, lines, sheet["sheet"], sheet["header_line"], sheet["lost"])
