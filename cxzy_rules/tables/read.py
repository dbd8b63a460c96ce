"""Which reader a file needs, by its ending and its first bytes; and CSV, whose encoding is proved, never guessed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.tables.table import Table, cleaned, unique_header

ENCODINGS = ("utf-8", "gb18030")
BOM = b"\xef\xbb\xbf"
READABLE = (".csv", ".parquet", ".xlsx", ".xls")
MAX_FIELD = 131_072


def read_table(path: Path, shown: str, problems: list[Problem]) -> Table:
    """The file's rows as cleaned text; bad rows are told and left out. Errors: Unusable, where nothing can be read."""
    ending = path.suffix.lower()
    if not path.is_file():
        raise Unusable([Problem(Place(shown), "没有这个文件", "看看路径和文件名写得对不对")])
    if ending == ".parquet":
        return _parquet(path, shown)
    if ending in (".xlsx", ".xls"):
        from cxzy_rules.tables.workbook import read_workbook

        return read_workbook(path, shown, problems)
    if ending == ".csv":
        return _csv(path, shown, problems)
    raise Unusable([Problem(Place(shown), f"不认识“{ending or path.name}”这种文件", "可以读：" + "、".join(READABLE))])


def _parquet(path: Path, shown: str) -> Table:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Unusable([Problem(Place(shown), "Parquet 文件读不出来，可能已经损坏")]) from error
    joined = [pl.col(name).list.join("；") for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
    return _table(frame.with_columns(joined), shown, 1)


def _csv(path: Path, shown: str, problems: list[Problem]) -> Table:
    text = _decoded(path, shown)
    try:
        frame = pl.read_csv(io.BytesIO(text), infer_schema=False)
        if text.count(b'"') == 0 or frame.height == text.rstrip(b"\r\n").count(b"\n"):
            return _table(frame, shown, 2)
    except (pl.exceptions.PolarsError, OSError):
        pass
    return _csv_row_by_row(text, shown, problems)


def _decoded(path: Path, shown: str) -> bytes:
    """The file's text as UTF-8 bytes: strict UTF-8 if it is that, else strict GB18030, else not usable."""
    data = path.read_bytes()
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise Unusable([Problem(Place(shown, line), "文件里有空字符，不是 CSV 文字", "若是 Excel 文件，请把扩展名改回 .xlsx")])
    for encoding in ENCODINGS:
        try:
            text = data.removeprefix(BOM).decode(encoding)
        except UnicodeDecodeError:
            continue
        return data.removeprefix(BOM) if encoding == "utf-8" else text.encode()
    raise Unusable([Problem(Place(shown), "既不是 UTF-8 也不是 GB18030 编码", "请在 Excel 或 WPS 里另存为“CSV UTF-8”")])


def _csv_row_by_row(text: bytes, shown: str, problems: list[Problem]) -> Table:
    """The slow way, for a file whose rows do not all have the header's width: each bad row is told."""
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text.decode(), newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        header = next(reader, [])
        start = reader.line_num + 1
        for row in reader:
            if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
                problems.append(Problem(Place(shown, start), f"这一行有 {len(row)} 格，表头只有 {len(header)} 格", "多半是少了引号"))
            elif row:
                rows.append((row + [""] * len(header))[: len(header)])
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unusable([*problems, Problem(Place(shown, reader.line_num), "引号没有成对，从这里起读不下去")]) from error
    columns = unique_header(header)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return Table(shown, tuple(columns), cleaned(frame), pl.Series(lines, dtype=pl.UInt32))


def _table(frame: pl.DataFrame, shown: str, first: int) -> Table:
    named = frame.rename(dict(zip(frame.columns, unique_header(frame.columns), strict=True)))
    return Table(shown, tuple(named.columns), cleaned(named), pl.int_range(first, first + frame.height, dtype=pl.UInt32, eager=True))
