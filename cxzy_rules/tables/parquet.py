"""Parquet: its columns are the headers; whatever type they have becomes the text a person would write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import polars as pl

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.tables.apart import bounded
from cxzy_rules.tables.body import table_of
from cxzy_rules.tables.header import Header
from cxzy_rules.tables.nature import refusal
from cxzy_rules.tables.rehearsal import NONE, Rehearsals
from cxzy_rules.tables.stored import read_stored
from cxzy_rules.tables.table import Table, unique_header
from cxzy_rules.tables.wanted import Wanted

JOINED = "；"
UNWRITTEN = (pl.Struct, pl.Binary, pl.Object, pl.List, pl.Array)


def read_parquet(path: Path, shown: str, wish: Wanted, problems: list[Problem], rehearsals: Rehearsals = NONE) -> Table:
    """The file's rows as text, or categories where they are wanted; the lines are their numbers. Errors: Unusable, for a damaged file."""
    frame = _frame(path, shown, rehearsals)
    names = tuple(wish.mapping.get(name, name) for name in unique_header(frame.columns))
    texts = [
        column if column.dtype == pl.Categorical and wish.recurring(name) else as_text(column, shown, problems)
        for name, column in zip(names, frame.get_columns(), strict=True)
    ]
    raw = pl.DataFrame({str(n): text for n, text in enumerate(texts)})
    lines = pl.int_range(1, 1 + frame.height, dtype=pl.UInt32, eager=True)
    return table_of(raw, lines, shown, Header(names, 0, 0, 0), wish, problems)


def _frame(path: Path, shown: str, rehearsals: Rehearsals) -> pl.DataFrame:
    rehearsed(path, shown, rehearsals, whole=True)
    with _refused(shown):
        return rehearsals.bold.read(path) if rehearsals.bold else read_stored(path)


def rehearsed(path: Path, shown: str, rehearsals: Rehearsals, whole: bool) -> None:
    """Waits until it is known that reading the file does no harm, if that must be. Errors: Unusable, where it does."""
    if not rehearsals.passed(path, whole):
        raise _damaged(shown)


@contextmanager
def reading(path: Path, shown: str, rehearsals: Rehearsals) -> Iterator[Callable[[], None]]:
    """In here the file is read piece by piece, within bounds where nobody rehearsed; what is given is called after each. Errors: Unusable,
    where the file cannot be read."""
    with _refused(shown), bounded(path.stat().st_size, _of_the_machine()) if rehearsals.bold else nullcontext(_nothing) as again:
        yield again


@contextmanager
def _refused(shown: str) -> Iterator[None]:
    """In here a file that cannot be read is refused. Errors: Unusable."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _damaged(shown) from error


def _nothing() -> None:
    """What a rehearsed reading does between its pieces."""


def _of_the_machine() -> int:
    """How much memory there is: what comes in pieces is worked on meanwhile."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _damaged(shown: str) -> Unusable:
    return refusal(shown, "Parquet 文件读不出来，可能已经损坏", "请重新导出")


def as_text(column: pl.Series, shown: str, problems: list[Problem]) -> pl.Series:
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
