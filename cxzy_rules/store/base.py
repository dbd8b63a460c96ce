"""How a working file is made, opened and brought up to date: WAL, foreign keys, one writer at a time, its layout's version."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.store.sign import ENDING, is_working_file
from cxzy_rules.store.steps import NEWEST, advance, make

OURS = 0x63787A79
WAIT_MS = 30_000
WRITING = "writing"
SPOILT = (UnicodeDecodeError, JSONDecodeError, BadZipFile, zlib.error)  # text, cells and archives that no longer are any
DAMAGED = "工作文件损坏了，读不下去", "用 cxzy check 查看，用备份恢复"


def create(path: Path, shown: str, idle: int = 0) -> Engine:
    """A new, empty working file; `idle` as for `opened`. Errors: Unusable, where something is there already or the file cannot be made."""
    if path.suffix.lower() != ENDING:
        raise Unusable([Problem(Place(shown), f"工作文件的扩展名要是 {ENDING}", f"如 创先争优{ENDING}")])
    try:
        path.open("xb").close()
    except FileExistsError:
        raise Unusable([Problem(Place(shown), "已经有这个文件，没有动它", "换一个文件名，或者直接往里导入")]) from None
    except OSError as error:
        raise Unusable([Problem(Place(shown), "建不了这个文件", "看看文件夹在不在、有没有写的权限")]) from error
    engine = _engine(path, idle)
    with writing(engine, shown) as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {OURS}")
        make(connection)
    return engine


def opened(path: Path, shown: str, idle: int = 0) -> Engine:
    """The working file, with the newest layout; so many connections may wait for the next use. As long as one waits, what was written last
    lies in a file beside it, and whoever copies the working file alone leaves that behind. Errors: Unusable, where there is none, or
    another program's or a newer one's."""
    if not path.is_file():
        raise Unusable([Problem(Place(shown), "没有这个工作文件", f"先用 cxzy init {shown} 建一个")])
    if not is_working_file(path):
        raise Unusable([Problem(Place(shown), "这不是工作文件，或者已经损坏", "用备份恢复，或者用 cxzy init 另建一个")])
    engine = _engine(path, idle)
    with reading(engine, shown) as connection:
        ours = connection.exec_driver_sql("PRAGMA application_id").scalar_one() == OURS
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if not ours or not version:
        raise Unusable([Problem(Place(shown), "这是别的程序的数据库，不是工作文件", "看看是不是选错了文件")])
    if version > NEWEST:
        raise Unusable([Problem(Place(shown), f"这个工作文件是新版程序写的（第 {version} 版格式）", "请先更新程序")])
    if version < NEWEST:
        with writing(engine, shown) as connection:
            advance(connection, connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    return engine


def _engine(path: Path, idle: int) -> Engine:
    waiting = {"timeout": WAIT_MS / 1000, "check_same_thread": False}
    pool: dict[str, Any] = {"poolclass": QueuePool, "pool_size": idle, "max_overflow": -1} if idle else {"poolclass": NullPool}
    engine = create_engine(f"sqlite:///{path}", connect_args=waiting, **pool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: sqlite3.Connection, _: Any) -> None:
    """The driver must not open transactions of its own: when one begins is said here."""
    raw.isolation_level = None
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {WAIT_MS}", "trusted_schema = OFF"):
        raw.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer takes its turn at once; one that first reads and then writes could be refused half-way."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITING) else "BEGIN")


@contextmanager
def writing(engine: Engine, shown: str) -> Iterator[Connection]:
    """One transaction that writes: wholly or not at all. Errors: Unusable, where the file is busy, full, damaged or read-only."""
    with _refusing(shown), engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine, shown: str) -> Iterator[Connection]:
    """One unchanging view of the file, whoever writes meanwhile. Errors: Unusable, where it cannot be read."""
    with _refusing(shown), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _refusing(shown: str) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise Unusable([Problem(Place(shown), *_told(str(error.orig)))]) from error
    except DatabaseError as error:
        if isinstance(error.orig, sqlite3.IntegrityError):
            raise
        raise Unusable([Problem(Place(shown), *DAMAGED)]) from error
    except SPOILT as error:
        raise Unusable([Problem(Place(shown), *DAMAGED)]) from error


def _told(said: str) -> tuple[str, str]:
    if "locked" in said or "busy" in said:
        return "工作文件正被别的程序占用，等了很久也轮不到", "关掉别的程序再试"
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return "工作文件打不开，或者不能写", "看看有没有读写它和它所在文件夹的权限"
    if "full" in said:
        return "磁盘满了，没有写进去", "腾出空间再试"
    if "UTF-8" in said:
        return DAMAGED
    return "工作文件读写不了", "用 cxzy check 查看，用备份恢复"
