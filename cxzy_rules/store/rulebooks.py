"""Rulebooks in a working file: every one that something was read by, with its files, so that any answer can be given again."""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from cxzy_rules.store import moment
from cxzy_rules.store.layout import batches, rulebooks, rulings

EARLIEST = (1980, 1, 1, 0, 0, 0)
Facts = dict[str, str]


def put_rulebook(connection: Connection, fingerprint: str, identity: Facts, said: list[Facts], folders: list[Path], at: datetime) -> None:
    """Keeps a rulebook the first time it is used. `identity`: `id`, `version`, `title`; `said`: its rulings; `folders`: its own, then
    those of its layers."""
    if connection.execute(select(rulebooks.c.id).where(rulebooks.c.fingerprint == fingerprint)).scalar_one_or_none() is not None:
        return
    files = packed(folders)
    connection.execute(insert(rulebooks).values(fingerprint=fingerprint, first_used=moment.written(at), files=files, **identity))
    if said:
        connection.execute(insert(rulings), [{"rulebook": fingerprint, **ruling} for ruling in said])


def packed(folders: list[Path]) -> bytes:
    """The files of folders as one archive, the same bytes each time: a folder in it for each, in their order."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, folder in enumerate(folders):
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                name = f"{number}/{path.relative_to(folder).as_posix()}"
                archive.writestr(zipfile.ZipInfo(name, EARLIEST), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def is_whole(files: bytes) -> bool:
    """Whether each file of an archive is what was packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(files)) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error):
        return False


def used(connection: Connection, until: str) -> list[Facts]:
    """The rulebooks used before a moment, in the order of their first use: `fingerprint`, `id`, `version`, `title`, `first_used`."""
    columns = (rulebooks.c.fingerprint, rulebooks.c.id, rulebooks.c.version, rulebooks.c.title, rulebooks.c.first_used)
    found = connection.execute(select(*columns).where(rulebooks.c.first_used < until).order_by("first_used")).mappings()
    return [{key: str(value) for key, value in row.items()} for row in found]


def in_use(connection: Connection, until: str) -> str | None:
    """The fingerprint of the rulebook by which the newest batch before a moment was read."""
    newest = select(batches.c.rulebook).where(batches.c.written_at < until).order_by(batches.c.id.desc()).limit(1)
    return connection.execute(newest).scalar_one_or_none()


def unpack(connection: Connection, fingerprint: str, folder: Path) -> list[Path]:
    """Writes a rulebook's files into an empty folder; the folders within it that are the rulebook's and its layers', in their order."""
    files = connection.execute(select(rulebooks.c.files).where(rulebooks.c.fingerprint == fingerprint)).scalar_one()
    with zipfile.ZipFile(io.BytesIO(files)) as archive:
        archive.extractall(folder)
        numbers = {int(name.partition("/")[0]) for name in archive.namelist()}
    return [folder / str(number) for number in sorted(numbers)]
