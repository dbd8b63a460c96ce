"""One table written in every form that an office sends, and the same files damaged in every way a file can be."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence

import polars as pl
import xlsxwriter
import xlwt
from hypothesis import strategies as st

Rows = Sequence[Sequence[str]]
TITLE = "泉州市创先争优活动单位花名册"
FOOTER = "填表人：张三"
NASTY = (
    b"\0",
    b'"',
    b"\n",
    b"\r",
    b",,,,,,,,,,,,,,,,,,,,",
    b"\xef\xbb\xbf",
    b"\xff\xff\xff\xff",
    b"\xff\xfe",
    b"1048576",
    b"XFD",
    b"XFD1048576",
    b"9999999999999999999",
    b"<c ",
    b"PK\x03\x04",
    b"PAR1",
    b"#REF!",
    b"&#0;",
    b"&a;",
)


def delimited(rows: Rows, separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def utf8(rows: Rows) -> bytes:
    return delimited(rows).encode()


def utf8_bom(rows: Rows) -> bytes:
    return delimited(rows).encode("utf-8-sig")


def gb18030(rows: Rows) -> bytes:
    return delimited(rows, ";").encode("gb18030")


def utf16(rows: Rows) -> bytes:
    return delimited(rows, "\t").encode("utf-16")


def xlsx(rows: Rows) -> bytes:
    """A title over all columns, a header on two rows with its cells merged, a footer."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.merge_range(0, 0, 0, len(rows[0]) - 1, TITLE)
        for column, header in enumerate(rows[0]):
            sheet.merge_range(2, column, 3, column, header)
        for number, row in enumerate(rows[1:], start=4):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell)
        sheet.write(len(rows) + 4, 0, FOOTER)
    return out.getvalue()


def xls(rows: Rows) -> bytes:
    """A title over all columns, then the header."""
    out = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("花名册")
    sheet.write_merge(0, 0, 0, len(rows[0]) - 1, TITLE)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell:
                sheet.write(number, column, cell)
    book.save(out)
    return out.getvalue()


def parquet(rows: Rows) -> bytes:
    out = io.BytesIO()
    columns = {header: [row[n] or None for row in rows[1:]] for n, header in enumerate(rows[0])}
    pl.DataFrame(columns, schema=dict.fromkeys(rows[0], pl.String)).write_parquet(out)
    return out.getvalue()


FORMS: dict[str, tuple[Callable[[Rows], bytes], str]] = {
    "utf8": (utf8, ".csv"),
    "utf8_bom": (utf8_bom, ".csv"),
    "gb18030": (gb18030, ".csv"),
    "utf16": (utf16, ".txt"),
    "xlsx": (xlsx, ".xlsx"),
    "xls": (xls, ".xls"),
    "parquet": (parquet, ".parquet"),
}


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The file after a few accidents; in a zip, often to one of its members before it is packed again. Rarely, any bytes at all."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=300))
    if data.startswith(b"PK") and draw(st.integers(0, 2)):
        return _repacked(draw, data)
    return _hurt(draw, data)


def _hurt(draw: st.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.sampled_from((1, 1, 1, 2, 4)))):
        data = _accident(draw, data)
    return data


def _accident(draw: st.DrawFn, data: bytes) -> bytes:
    at = draw(st.integers(0, max(0, len(data) - 1)))
    to = min(len(data), at + draw(st.sampled_from((1, 1, 2, 4, 16, 200))))
    match draw(st.sampled_from(("flip", "bytes", "cut", "short", "twice", "insert", "over", "move"))):
        case "flip":
            return data[:at] + bytes([data[at] ^ 1 << draw(st.integers(0, 7))]) + data[at + 1 :] if data else data
        case "bytes":
            return data[:at] + draw(st.binary(max_size=8)) + data[at:]
        case "cut":
            return data[:at] + data[to:]
        case "short":
            return data[:at]
        case "twice":
            return data[:to] + data[at:]
        case "insert":
            return data[:at] + draw(st.sampled_from(NASTY)) + data[at:]
        case "over":
            word = draw(st.sampled_from(NASTY))
            return data[:at] + word + data[at + len(word) :]
        case _:
            return data[to:] + data[at:to] + data[:at]


def _repacked(draw: st.DrawFn, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        hurt = draw(
            st.sampled_from([name for name in names if "sheet" in name or "String" in name or "workbook" in name or "style" in name])
        )
        for name in names:
            content = old.read(name)
            new.writestr(name, _hurt(draw, content) if name == hurt else content)
    return out.getvalue()
