"""One way in to every table: what a file is by its first bytes decides who reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.tables.nature import nature
from cxzy_rules.tables.rehearsal import NONE, Rehearsals
from cxzy_rules.tables.table import Table
from cxzy_rules.tables.wanted import Wanted, WantedSheets, nothing, wanted

if TYPE_CHECKING:
    from cxzy_rules.tables.sheets import Reader

WORKBOOKS = ("xlsx", "xls")


def read_table(
    path: Path,
    shown: str,
    problems: list[Problem],
    *,
    known: Callable[[str], bool] | None = None,
    mapping: Mapping[str, str] | None = None,
    header_row: int | None = None,
    sheet: str | None = None,
    recurring: Callable[[str], bool] = nothing,
    rehearsals: Rehearsals = NONE,
) -> Table:
    """The file's rows as cleaned text; bad rows are told and left out. Errors: Unusable, where nothing can be read.

    `known` tells the caller's headers from other cells: it finds the header below titles and the sheet that has it.
    `mapping` gives headers the column's name they stand for; `header_row` and `sheet` overrule what would be found; `recurring` tells the
    headers below which cells may be categories; `rehearsals`: those that are under way already.
    """
    wish = wanted(known, mapping, header_row, sheet, recurring)
    kind = nature(path, shown)
    if sheet is not None and kind not in WORKBOOKS:
        raise Unusable([Problem(Place(shown), f"这个文件没有工作表，选不了“{sheet}”", "只有工作簿（.xlsx、.xls）才分工作表")])
    with _refusing(shown, problems):
        return _read_one(path, shown, kind, wish, problems, rehearsals)


def read_sheets(
    path: Path,
    shown: str,
    problems: list[Problem],
    *,
    known: Callable[[str], bool],
    below: Callable[[str], bool],
    sheets: WantedSheets,
    reader: Reader,
) -> list[Table]:
    """All tables of a file: the wanted sheets of a workbook, and its other sheets as tables without a column, all of whose rows are
    `lost` and told; the one table of another file.

    `known` and `below` tell headers from other cells; `reader` reads the workbooks. Errors: Unusable, where nothing can be read.
    """
    wish = Wanted(known, below=below)
    kind = nature(path, shown)
    with _refusing(shown, problems):
        if kind in WORKBOOKS:
            from cxzy_rules.tables.several import read_several

            return read_several(path, shown, kind, wish, sheets, reader, problems)
        return [_read_one(path, shown, kind, wish, problems, NONE)]


def _read_one(path: Path, shown: str, kind: str, wish: Wanted, problems: list[Problem], rehearsals: Rehearsals) -> Table:
    if kind == "csv":
        from cxzy_rules.tables.csvfile import read_csv

        return read_csv(path, shown, wish, problems)
    if kind == "parquet":
        from cxzy_rules.tables.parquet import read_parquet

        return read_parquet(path, shown, wish, problems, rehearsals)
    from cxzy_rules.tables.workbook import read_workbook

    return read_workbook(path, shown, kind, wish, problems)


@contextmanager
def _refusing(shown: str, problems: list[Problem]) -> Iterator[None]:
    """What fails on the way is a refusal, with all that was told before."""
    try:
        yield
    except OSError as error:
        raise Unusable([*problems, Problem(Place(shown), "文件读到一半读不下去了", "看看磁盘或网络盘是不是断了")]) from error
    except MemoryError as error:
        raise Unusable([*problems, Problem(Place(shown), "文件太大，内存不够", "请存为 Parquet，或者分成几个文件")]) from error
