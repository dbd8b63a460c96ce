"""XLSX and XLS: which of a workbook's sheets hold tables. The reading itself is done by `sheet_process`, under limits."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cxzy_rules.model.place import Place, Problem, Unusable, hint_nearest
from cxzy_rules.tables.body import table_of
from cxzy_rules.tables.csvfile import fast, peek
from cxzy_rules.tables.header import ENOUGH, Header, Row, find_header, no_header_row, searched
from cxzy_rules.tables.nature import refusal
from cxzy_rules.tables.sheets import SAVE_AGAIN, Cut, Opened, Sheet, reader
from cxzy_rules.tables.table import BLANKS, INVISIBLE, Table, unique_header
from cxzy_rules.tables.wanted import Wanted

LARGEST = 512 << 20
RATIO = 200
TOO_MANY = "若确实有这么多行，请存为 CSV 或 Parquet"


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet and the header found in it."""

    sheet: Sheet
    header: Header


def read_workbook(path: Path, shown: str, kind: str, wish: Wanted, problems: list[Problem]) -> Table:
    """The table of the first sheet that has the header. Errors: Unusable, for a file that is no workbook or has no rows."""
    with reader() as sheets, sheets.opened(path, shown, size(path, shown, kind), wish.sheet or "") as book:
        if wish.sheet is not None and wish.sheet not in book.hidden:
            hint = hint_nearest(wish.sheet, list(book.hidden), "工作表有")
            raise Unusable([Problem(Place(shown), f"工作簿里没有工作表“{wish.sheet}”", hint)])
        found, empty = _choose(book, shown, wish)
    others = [
        f"“{name}”" + ("（隐藏）" if hidden else "") for name, hidden in book.hidden.items() if name not in empty | {found.sheet.name}
    ]
    if others and wish.sheet is None:
        place = Place(shown, cell=found.sheet.name)
        problems.append(Problem(place, f"只读了工作表“{found.sheet.name}”，没有读{'、'.join(others)}", "要读别的，用 --sheet 指明"))
    return table_in(found, shown, wish, problems)


def size(path: Path, shown: str, kind: str) -> int:
    """What a workbook takes unpacked. Errors: Unusable, for one that is none, is locked, or blown up beyond reason."""
    return _unpacked(path, shown) if kind == "xlsx" else _refuse_locked(path, shown)


def _choose(book: Opened, shown: str, wish: Wanted) -> tuple[Found, set[str]]:
    """The first of the sheets with most known headers, hidden ones last, and the names of the empty ones."""
    best: Found | None = None
    empty: set[str] = set()
    try:
        for sheet in book.sheets:
            header = find_header(first_rows(sheet, wish), wish)
            if not sheet.width:
                empty.add(sheet.name)
            elif header and (best is None or header.known > best.header.known):
                best = Found(sheet, header)
    except Cut:  # a damaged sheet must not spoil a good one before it
        if best is None or (best.header.known < ENOUGH and not wish.open):
            raise
    if best is None:
        raise no_header_row(shown, wish) if wish.header_row is not None else refusal(shown, "工作簿里没有内容")
    return best, empty


def first_rows(sheet: Sheet, wish: Wanted) -> list[Row]:
    """The sheet's first rows, by the numbers that a person sees beside them."""
    rows = peek(sheet.content, ",", searched(wish))
    return [(int(cells[0]), int(cells[0]), cells[1:]) for _, _, cells in rows]


def table_in(found: Found, shown: str, wish: Wanted, problems: list[Problem]) -> Table:
    """The rows below a sheet's header; the cells of columns beyond its last one stand under a name that tells their position."""
    sheet, header = found.sheet, found.header
    raw = rows_of(sheet, shown, len(header.names))
    numbers = raw["0"].cast(pl.UInt32)
    below = numbers > header.end
    filled = raw.filter(below).select(raw.columns[1:])
    header = _with_nameless(header, filled)
    return table_of(filled.select(filled.columns[: len(header.names)]), numbers.filter(below), shown, header, wish, problems, sheet.name)


def rows_of(sheet: Sheet, shown: str, least: int = 0) -> pl.DataFrame:
    """A sheet's filled rows, the row's number in the column `0`; at least so many columns. Errors: Unusable, where they make no sense."""
    raw = fast(sheet.content, ",", sheet.width + 1, 0)
    if raw is None:
        raise refusal(shown, "工作簿读不出来，可能已经损坏", SAVE_AGAIN)
    return raw.with_columns(pl.lit(None, dtype=pl.String).alias(str(n)) for n in range(raw.width, least + 1))


def _with_nameless(header: Header, cells: pl.DataFrame) -> Header:
    """The header with a name for each column to the right of it, up to the last that is filled."""
    beyond = cells.columns[len(header.names) :]
    filled = [n for n, column in enumerate(beyond, start=1) if cells[column].str.contains(rf"[^{BLANKS}{INVISIBLE}]").any()]
    named = len(header.names)
    nameless = unique_header((*header.names, *[""] * max(filled, default=0)))[named:]
    return replace(header, names=(*header.names, *nameless))


def _unpacked(path: Path, shown: str) -> int:
    """What the workbook takes unpacked. Errors: Unusable, for one that is cut off, locked, or blown up beyond reason."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeError, EOFError) as error:
        raise refusal(shown, "工作簿不完整，多半是没有下载完或没有存完", "请重新下载，或在原来的电脑上另存一次") from error
    if any(member.flag_bits & 1 for member in members):
        raise _locked(shown)
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if unpacked > LARGEST:
        raise refusal(shown, f"工作簿解开后有 {unpacked >> 20} MB，超过 512 MB，不读", TOO_MANY)
    if unpacked > RATIO * max(1, packed):
        raise refusal(
            shown, f"工作簿解开后有 {unpacked >> 20} MB，是文件的 200 倍以上，不读", "这样的文件可能有害，请在原来的电脑上另存一次"
        )
    return unpacked


def _refuse_locked(path: Path, shown: str) -> int:
    """The size of an XLS file. Errors: Unusable, for a workbook with a password, which is an OLE file too."""
    size = path.stat().st_size
    if size > LARGEST:
        raise refusal(shown, f"工作簿有 {size >> 20} MB，超过 512 MB，不读", TOO_MANY)
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise _locked(shown)
    return size


def _locked(shown: str) -> Unusable:
    return refusal(shown, "工作簿加了密码", "在 Excel 或 WPS 里去掉密码，另存后再读")
