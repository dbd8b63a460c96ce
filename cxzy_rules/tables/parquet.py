"""Parquet: its columns are the headers; whatever type they have becomes the text a person would write."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.tables.body import table_of
from cxzy_rules.tables.header import Header
from cxzy_rules.tables.table import Table, unique_header
from cxzy_rules.tables.wanted import Wanted

JOINED = "；"
ONE_AT_A_TIME = threading.Lock()
UNWRITTEN = (pl.Struct, pl.Binary, pl.Object, pl.List, pl.Array)


def read_parquet(path: Path, shown: str, wish: Wanted, problems: list[Problem]) -> Table:
    """The file's rows as text; the lines are the rows' numbers. Errors: Unusable, for a damaged file."""
    frame = _frame(path, shown)
    names = tuple(wish.mapping.get(name, name) for name in unique_header(frame.columns))
    texts = [_text(column, shown, problems) for column in frame.get_columns()]
    raw = pl.DataFrame({str(n): text for n, text in enumerate(texts)})
    lines = pl.int_range(1, 1 + frame.height, dtype=pl.UInt32, eager=True)
    return table_of(raw, lines, shown, Header(names, 0, 0, 0), wish, problems)


def _frame(path: Path, shown: str) -> pl.DataFrame:
    """The columns. Polars panics on some damaged files, and a panic is no Exception: only what must pass is let through."""
    try:
        with _silent():
            return pl.read_parquet(path, glob=False)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise Unusable([Problem(Place(shown), "Parquet 文件读不出来，可能已经损坏", "请重新导出")]) from error


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing on standard error: a panic writes its stack there, past Python, and no one could use it. One reader at a time."""
    with ONE_AT_A_TIME, Path(os.devnull).open("w") as nowhere:
        try:
            kept = os.dup(2)
        except OSError:  # there is no standard error at all
            yield
            return
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _text(column: pl.Series, shown: str, problems: list[Problem]) -> pl.Series:
    """A column as text: a list's parts joined, a whole number without `.0`, a time of day only where there is one."""
    kind = column.dtype
    if isinstance(kind, (pl.List, pl.Array)) and not isinstance(kind.inner, UNWRITTEN):
        parts = column.cast(pl.List(kind.inner)).list.eval(_written(pl.element(), kind.inner))
        return parts.list.join(JOINED, ignore_nulls=True)
    if isinstance(kind, UNWRITTEN):
        problems.append(Problem(Place(shown), f"“{column.name}”这一列不是文字、数字或日期，没有读", "导出前换成文字"))
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(column))
    return column.to_frame("cell").select(_written(pl.col("cell"), kind)).to_series()


def _written(cells: pl.Expr, kind: pl.DataType | pl.datatypes.DataTypeClass) -> pl.Expr:
    text = cells.cast(pl.String, strict=False)
    if kind.is_float() or kind.is_decimal():
        return text.str.replace(r"\.0*$", "")
    return text.str.replace(r"[ T]00:00:00(?:\.0+)?$|\.0+$", "") if kind == pl.Datetime else text
