"""A batch: what one person brought at one moment, a roster, a ledger or something filled in by hand; how it is begun and listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from cxzy_rules.model.place import Place, Problem
from cxzy_rules.store import moment
from cxzy_rules.store.layout import batches, sheets
from cxzy_rules.tables.table import Table

Sort = Literal["roster", "ledger", "hand"]


@dataclass(frozen=True, slots=True)
class Bringing:
    """Who brings something when, on which rulebook it was read (its fingerprint, which the file must know), and from where."""

    at: datetime
    by: str
    rulebook: str
    shown: str
    source_digest: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """`lost`: how many rows could not be read; `told`: what was wrong; `form`: what a returned form says of itself."""

    id: int
    sort: Sort
    at: datetime
    by: str
    shown: str
    source_digest: str
    content_digest: str
    rulebook: str
    lost: int
    told: tuple[Problem, ...]
    form: dict[str, str]


def begin(
    connection: Connection, sort: Sort, bringing: Bringing, content: str, lost: int, told: list[Problem], form: Mapping[str, str]
) -> int:
    """The number of a new batch."""
    made: int = connection.execute(
        insert(batches)
        .values(
            sort=sort,
            written_at=moment.written(bringing.at),
            written_by=bringing.by,
            shown=bringing.shown,
            source_digest=bringing.source_digest,
            content_digest=content,
            rulebook=bringing.rulebook,
            lost=lost,
            told=[_written(problem) for problem in told],
            form=dict(form),
        )
        .returning(batches.c.id)
    ).scalar_one()
    return made


def known(connection: Connection, until: str, *sorts: Sort, after: int = 0) -> list[Batch]:
    """The batches of these sorts (all, where none is named) behind that of a number, written before `until`, oldest first."""
    wanted = select(batches).where(batches.c.written_at < until, batches.c.id > after).order_by(batches.c.id)
    found = connection.execute(wanted.where(batches.c.sort.in_(sorts)) if sorts else wanted).mappings()
    return [_batch(row) for row in found]


def _batch(row: Mapping[Any, Any]) -> Batch:
    return Batch(
        row["id"],
        row["sort"],
        moment.read(row["written_at"]),
        row["written_by"],
        row["shown"],
        row["source_digest"],
        row["content_digest"],
        row["rulebook"],
        row["lost"],
        tuple(map(_problem, row["told"])),
        row["form"],
    )


def put_sheet(connection: Connection, batch: int, number: int, table: Table, columns: Mapping[str, str]) -> None:
    """Where the rows of a batch stood: the table without its cells, and which header means which known column."""
    connection.execute(
        insert(sheets).values(
            batch=batch,
            number=number,
            sheet=table.sheet,
            header=list(table.header),
            header_line=table.header_line,
            columns=dict(columns),
            lost=table.lost,
        )
    )


def sheets_of(connection: Connection, batch: int) -> list[Mapping[str, Any]]:
    """The tables of a batch in their order: `sheet`, `header`, `header_line`, `columns`, `lost`."""
    found = connection.execute(select(sheets).where(sheets.c.batch == batch).order_by(sheets.c.number)).mappings()
    return [dict(row) for row in found]


def _written(problem: Problem) -> list[Any]:
    place = problem.place
    return [place.path, place.line, place.column, place.cell, problem.text, problem.hint]


def _problem(written: list[Any]) -> Problem:
    path, line, column, cell, text, hint = written
    return Problem(Place(path, line, column, cell), text, hint)
