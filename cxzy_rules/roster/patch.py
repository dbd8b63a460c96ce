"""A filled-in return slip laid over a roster: what it says of a unit's cell takes the place of what stood there."""

from __future__ import annotations

import polars as pl

from cxzy_rules.model.place import Problem, hint_nearest
from cxzy_rules.roster.cells import column_of, read_texts
from cxzy_rules.roster.source import Source
from cxzy_rules.tables.table import UNREADABLE, Table
from cxzy_rules.vocabulary.words import Vocabulary

KEY, NAME = "id", "name"
EMPTY_SAYS = ("level", "management", "tags", "authority", "paired_with", "located_in")


def patched(table: Table, headers: dict[str, str], slip: Table, vocabulary: Vocabulary, problems: list[Problem]) -> Table:
    """The roster's table with the slip's filled cells in it, found by id; ids that the roster lacks are told.

    An empty cell of the slip changes nothing. A column that only the slip has is added; where an empty cell of it would say
    something (no tags, usual management), it stays unknown for the units that the slip does not fill.
    """
    said = {column: header for header in slip.header if (column := column_of(vocabulary, header))}
    if KEY not in said:
        known = vocabulary.columns[KEY].label
        problems.append(Problem(slip.head(), f"补报单的表头里没有“{known}”", "请用程序生成的补报单填写"))
        return table
    ids = read_texts(Source(table, headers, problems), [KEY])[0]
    _tell_strangers(slip, said, ids, problems)
    cells = table.cells
    _tell_nameless(slip, said, vocabulary, problems)
    for column, header in said.items():
        if column != KEY:
            filled = (
                slip.cells.filter(_names(column, header, vocabulary))
                .select(pl.col(said[KEY]).alias("key"), pl.col(header).alias("new"))
                .drop_nulls()
                .unique("key", keep="last")
            )
            new = pl.DataFrame({"key": ids}).join(filled, on="key", how="left", maintain_order="left")["new"]
            if new.null_count() < len(new):
                cells = _laid_over(cells, headers.get(column, header), new, UNREADABLE if column in EMPTY_SAYS else None)
    return table.holding(cells)


def _names(column: str, header: str, vocabulary: Vocabulary) -> pl.Expr:
    """Whether a cell may be laid over a roster's: nobody is called 无."""
    return ~pl.col(header).is_in(vocabulary.none_words).fill_null(False) if column == NAME else pl.lit(True)


def _tell_nameless(slip: Table, said: dict[str, str], vocabulary: Vocabulary, problems: list[Problem]) -> None:
    if NAME in said:
        for row in slip.cells[said[NAME]].is_in(vocabulary.none_words).fill_null(False).arg_true().to_list():
            text = f"名称不能写“{slip.cells[said[NAME]][row]}”，没有用"
            problems.append(Problem(slip.place(row, said[NAME]), text, "名称照原样写，或者写全称"))


def _laid_over(cells: pl.DataFrame, header: str, new: pl.Series, otherwise: str | None) -> pl.DataFrame:
    if header in cells.columns:
        return cells.with_columns(new.fill_null(cells[header]).alias(header))
    return cells.with_columns(new.alias(header)).with_columns(pl.col(header).fill_null(pl.lit(otherwise, dtype=pl.String)))


def _tell_strangers(slip: Table, said: dict[str, str], ids: pl.Series, problems: list[Problem]) -> None:
    known = ids.drop_nulls().unique(maintain_order=True)
    strangers = slip.cells[said[KEY]].is_in(known.implode()).not_().fill_null(False)
    for row in strangers.arg_true().to_list():
        written = slip.cells[said[KEY]][row]
        hint = hint_nearest(written, known.to_list()) if len(known) < 20_000 else "照补报单原来的编号"
        problems.append(Problem(slip.place(row, said[KEY]), f"花名册里没有编号“{written}”", hint))
