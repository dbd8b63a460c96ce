"""CSV: read by Polars as it stands if every row has the header's width, else mended row by row first.

Whether it does is counted, not parsed: the separators and line ends that stand in no cell must add up.
"""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import polars as pl

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.tables.body import TOLD, table_of
from cxzy_rules.tables.header import Header, Row, find_header, no_header_row, searched
from cxzy_rules.tables.table import Table
from cxzy_rules.tables.text import utf8_of
from cxzy_rules.tables.wanted import Wanted

SEPARATORS = (",", "\t", ";")
PEEKED = 1 << 20
MAX_CELL = csv.field_size_limit()


def read_csv(path: Path, shown: str, wish: Wanted, problems: list[Problem]) -> Table:
    """The rows below the header. Errors: Unusable, for a file without header or with a quotation mark left open."""
    data = utf8_of(path, shown).rstrip(b"\n")
    separator, header = _header(data, shown, wish)
    raw = fast(data, separator, len(header.names), header.end)
    if raw is not None:
        first = header.end + 1
        lines = _lines(raw, first) if b'"' in data else pl.int_range(first, first + raw.height, dtype=pl.UInt32, eager=True)
        return table_of(raw, lines, shown, header, wish, problems)
    before = len(problems)
    mended, numbers, lost = _mended(data, separator, header, shown, problems)
    raw = fast(mended, ",", len(header.names), 0)
    if raw is None:
        raise Unusable([*problems[before:], Problem(Place(shown), "这个文件的引号和分隔符太乱，读不出来", "在 Excel 里打开检查后重新导出")])
    table = table_of(raw, pl.Series(numbers, dtype=pl.UInt32), shown, header, wish, problems)
    return replace(table, lost=lost)


def peek(data: bytes, separator: str, count: int) -> list[Row]:
    """The first rows of a CSV, each with its first and last line; fewer where a quotation mark is left open."""
    start = data[:PEEKED] if len(data) <= PEEKED else data[: data.rfind(b"\n", 0, PEEKED) + 1]
    reader = csv.reader(io.StringIO(start.decode(), newline=""), delimiter=separator)
    rows: list[Row] = []
    line = 1
    try:
        for row in islice(reader, count):
            rows.append((line, reader.line_num, row))
            line = reader.line_num + 1
    except csv.Error:
        pass
    return rows


def _header(data: bytes, shown: str, wish: Wanted) -> tuple[str, Header]:
    """The separator with which known headers are found, else the one with which there are most columns."""
    found = [(separator, find_header(peek(data, separator, searched(wish)), wish)) for separator in SEPARATORS]
    good = [(separator, header) for separator, header in found if header]
    if good:
        return max(good, key=lambda one: (one[1].known, len(one[1].names)))
    if wish.header_row is not None:
        raise no_header_row(shown, wish)
    if len(data) > PEEKED:
        raise Unusable([Problem(Place(shown, 1), "第一行就太长，看不出表头", "看看是不是少了换行")])
    raise Unusable([Problem(Place(shown), "文件里没有内容")])


def fast(data: bytes, separator: str, width: int, skipped: int) -> pl.DataFrame | None:
    """All rows as text, where each has the width; None where one has not, or a cell is absurdly long."""
    schema = {str(n): pl.String for n in range(width)}
    if not data or data.count(b"\n") < skipped:
        return pl.DataFrame(schema=schema)
    try:
        raw = pl.read_csv(data, has_header=False, schema=schema, separator=separator, skip_lines=skipped)
    except (pl.exceptions.PolarsError, OSError):
        return None
    start = _offset(data, skipped)
    commas, breaks = data.count(separator.encode(), start), data.count(b"\n", start)
    if data.find(b'"', start) >= 0:
        commas -= _inside(raw, separator)
        breaks -= _inside(raw, "\n")
    longest = max(raw.select(pl.all().str.len_chars().max().fill_null(0)).row(0), default=0)
    fits = commas == (width - 1) * raw.height and breaks == raw.height - 1 and longest <= MAX_CELL
    return raw if fits else None


def _inside(raw: pl.DataFrame, mark: str) -> int:
    return sum(raw.select(pl.all().str.count_matches(mark, literal=True).sum()).row(0))


def _offset(data: bytes, lines: int) -> int:
    at = 0
    for _ in range(lines):
        at = data.index(b"\n", at) + 1
    return at


def _lines(raw: pl.DataFrame, first: int) -> pl.Series:
    """The line on which each row begins: one further, and one more for each line break inside a cell above."""
    inside = raw.select(pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).fill_null(0)).alias("n"))["n"]
    return (pl.int_range(first, first + raw.height, eager=True) + inside.cum_sum().shift(1, fill_value=0)).cast(pl.UInt32)


def _mended(data: bytes, separator: str, header: Header, shown: str, problems: list[Problem]) -> tuple[bytes, array[int], int]:
    """The rows below the header as a clean CSV, their lines, and how many were lost: each row that does not fit is told."""
    width = len(header.names)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    lines = array("L")
    told: list[Problem] = []
    lost = 0
    for line, last, row in _rows(data, separator, header.end, shown):
        if isinstance(row, str):
            lost += last - line + 1
            told.append(Problem(Place(shown, line), row, _swallowed(line, last)))
        elif any(cell.strip() for cell in row[width:]):
            lost += last - line + 1
            hint = _swallowed(line, last) or "多半是少了引号"
            told.append(Problem(Place(shown, line), f"这一行有 {len(row)} 格，表头只有 {width} 格", hint))
        elif any(row):
            if len(row) < width:
                told.append(
                    Problem(Place(shown, line), f"这一行只有 {len(row)} 格，表头有 {width} 格", "缺的按空格读了，看看中间有没有漏掉分隔符")
                )
            writer.writerow((row + [""] * width)[:width])
            lines.append(line)
    problems += told[:TOLD]
    if len(told) > TOLD:
        problems.append(Problem(told[TOLD].place, f"从这里起还有 {len(told) - TOLD} 行格数也不对"))
    return out.getvalue().rstrip("\n").encode(), lines, lost


def _swallowed(line: int, last: int) -> str:
    return f"从第 {line} 行到第 {last} 行被一个引号连成了一行，这几行都没有读" if last > line else ""


def _rows(data: bytes, separator: str, skipped: int, shown: str) -> Iterator[tuple[int, int, list[str] | str]]:
    """Each row with its first and last line, or what is wrong with it. Errors: Unusable, for a quotation mark never closed."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n")
    for _ in range(skipped):
        text.readline()
    reader = csv.reader(text, delimiter=separator, strict=True)
    line = skipped + 1
    while True:
        try:
            row: list[str] | str = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error):
                raise Unusable(
                    [Problem(Place(shown, line), "引号没有成对，从这里起读不下去", "看看这一行哪里多了或少了一个引号")]
                ) from error
            row = f"这一格长过 {MAX_CELL} 个字符" if "limit" in str(error) else "引号没有成对，或者引号后面还有字"
        yield line, skipped + reader.line_num, row
        line = skipped + reader.line_num + 1
