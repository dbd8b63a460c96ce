"""What calamine does not tell of an XLS file: errors in cells, and a password. Its Workbook stream is read record by record.

Only what is needed to find them; anything odd ends the search, since calamine has then refused the file or will.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FREE = 0xFFFFFFFA
ODD = (struct.error, IndexError, UnicodeDecodeError)
FILEPASS, BOUNDSHEET, BOOLERR, FORMULA, END = 0x2F, 0x85, 0x205, 0x06, 0x0A
NAMES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def biff_errors(path: str, sheet: str) -> dict[tuple[int, int], str]:
    """Row and column, from 0, of each error of a sheet."""
    data = Path(path).read_bytes()
    try:
        stream = _workbook_stream(data)
        start = next((at for name, at in _sheets(stream) if name == sheet), None)
        return {} if start is None else dict(_errors(stream, start))
    except ODD:
        return {}


def has_password(path: str) -> bool:
    """Whether the file's records are enciphered."""
    try:
        return any(kind == FILEPASS for kind, _ in _records(_workbook_stream(Path(path).read_bytes()), 0))
    except ODD:
        return False


def _workbook_stream(data: bytes) -> bytes:
    """The stream `Workbook`: the sectors of its chain, one after the other. Nothing where there is no such container."""
    if not data.startswith(OLE):
        return b""
    size = 1 << min(data[30], 16)
    sectors = [at for at in struct.unpack_from("<109I", data, 76) if at < FREE]
    table = b"".join(data[(at + 1) * size : (at + 2) * size] for at in sectors)
    following = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
    directory = _chain(data, following, struct.unpack_from("<I", data, 48)[0], size)
    for at in range(0, len(directory), 128):
        name = directory[at : at + max(0, struct.unpack_from("<H", directory, at + 64)[0] - 2)].decode("utf-16-le")
        if name in ("Workbook", "Book"):
            return _chain(data, following, struct.unpack_from("<I", directory, at + 116)[0], size)
    return b""


def _chain(data: bytes, following: tuple[int, ...], sector: int, size: int) -> bytes:
    parts: list[bytes] = []
    while sector < FREE and len(parts) <= len(following):
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = following[sector]
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == END:
            return
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, record in _records(stream, 0):
        if kind == BOUNDSHEET:
            count, wide = record[6], record[7] & 1
            name = record[8 : 8 + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
            yield name, struct.unpack_from("<I", record)[0]


def _errors(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, record in _records(stream, start):
        if kind == BOOLERR and record[7] == 1:
            code = record[6]
        elif kind == FORMULA and record[6] == 2 and record[12:14] == b"\xff\xff":
            code = record[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", record)
        yield (row, column), NAMES.get(code, "#?")
