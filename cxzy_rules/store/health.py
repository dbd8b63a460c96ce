"""Whether a working file is whole: what SQLite finds wrong, and whether every batch still says what it said; and its backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, func, select

from cxzy_rules.store import ledgers, rosters
from cxzy_rules.store.batches import Batch, known
from cxzy_rules.store.layout import attachments, records, roster_rows, rulebooks
from cxzy_rules.store.moment import known_until
from cxzy_rules.store.rulebooks import is_whole

EVER = known_until(None)


@dataclass(frozen=True, slots=True)
class Health:
    """What a working file holds, and what is wrong with it (Chinese)."""

    rosters: int
    ledgers: int
    records: int
    accepted: int
    faults: tuple[str, ...]


def health(connection: Connection) -> Health:
    """Looks at every page and every row of the file."""
    found = known(connection, EVER)
    accepted = int((ledgers.verdict_of(connection, EVER) == "accepted").sum())
    count = int(connection.execute(select(func.count()).select_from(records)).scalar_one())
    faults = (*_pages(connection), *_links(connection), *_contents(connection, found), *_attached(connection), *_rulebooks(connection))
    rolls = sum(batch.sort == "roster" for batch in found)
    return Health(rolls, len(found) - rolls, count, accepted, faults)


def _pages(connection: Connection) -> Iterator[str]:
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield f"数据库页有错：{said}"


def _links(connection: Connection) -> Iterator[str]:
    for table, row, other, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"{table} 第 {row} 行指向 {other} 里没有的行"


def _contents(connection: Connection, found: list[Batch]) -> Iterator[str]:
    """A batch whose rows no longer are those that its digest was made of."""
    kept = {one.batch.id: one for one in ledgers.known(connection, EVER, None)}
    for batch in found:
        if batch.sort == "roster":
            now = rosters.digest([cells for _, cells in rosters.rows_of(connection, batch.id)])
        else:
            now = ledgers.digest(kept[batch.id].brought.records)
        if now != batch.content_digest:
            yield f"第 {batch.id} 批（{batch.shown}）的内容和写入时不一样"
    strays = select(func.count()).where(roster_rows.c.batch.not_in([batch.id for batch in found]))
    if connection.execute(strays).scalar_one():
        yield "花名册里有不属于任何一批的行"


def _attached(connection: Connection) -> Iterator[str]:
    for record, name, mark, content in connection.execute(select(attachments)):
        if sha256(content).hexdigest() != mark:
            yield f"第 {record} 条记录的附件“{name}”和写入时不一样"


def _rulebooks(connection: Connection) -> Iterator[str]:
    """A rulebook of which a file no longer is what was packed."""
    for fingerprint, version, files in connection.execute(select(rulebooks.c.fingerprint, rulebooks.c.version, rulebooks.c.files)):
        if not is_whole(files):
            yield f"保存的规则（第 {version} 版，{fingerprint[:12]}）和写入时不一样"


def backup(source: Path, target: Path) -> None:
    """Copies a working file as it is at this moment, whoever writes meanwhile, into a new file."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
