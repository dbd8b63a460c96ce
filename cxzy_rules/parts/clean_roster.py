"""A roster's usable units in clean columns, as CSV, XLSX or Parquet: what was read, in the words of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from cxzy_rules.model.facts import tag_fact
from cxzy_rules.model.law import Word
from cxzy_rules.parts.sheets import check_room, column_width, page, workbook
from cxzy_rules.roster.roster import Roster
from cxzy_rules.tables.table import UNREADABLE
from cxzy_rules.vocabulary.words import Vocabulary

UNDATED = date(2000, 1, 1)
CELLS_LOOKED_AT = 2000


def clean(vocabulary: Vocabulary, roster: Roster) -> pl.DataFrame:
    """The columns that the roster has, by id, words as their labels; a superior's name has become its id."""
    units = roster.units
    words: dict[str, Mapping[str, Word]] = {
        "kind": vocabulary.kinds,
        "branch": {branch.id: Word(branch.id, branch.label) for branch in vocabulary.branches.values()},
        "level": vocabulary.levels,
        "management": vocabulary.management,
    }
    above = pl.Series(roster.parent)
    superior = pl.select(pl.when(above >= 0).then(units["id"].gather(above.clip(0)))).to_series()
    columns = []
    for column in vocabulary.columns:
        if column in roster.headers:
            found = superior if column == "parent" else _tags(vocabulary, units) if column == "tags" else _cells(roster, column)
            labels = {word.id: word.label for word in words.get(column, {}).values()}
            columns.append((found.replace(labels) if labels else found).alias(column))
    return pl.DataFrame(columns)


def _cells(roster: Roster, column: str) -> pl.Series:
    """What was read of a column; as it was written where it could not be read."""
    if column == "members":
        return roster.units[column].cast(pl.String)
    written = roster.table.cells[roster.headers[column]].cast(pl.String).gather(roster.units["row"]).replace(UNREADABLE, None)
    if column == "committee":  # what is derived of it is more than what was written
        return written
    told = roster.units[column]
    if column == "kind":
        given = roster.units["kind_basis"].eq_missing("kind") | told.eq_missing(pl.lit(UNREADABLE))
        told = pl.select(pl.when(given).then(told)).to_series()
    return pl.select(pl.when(told.eq_missing(pl.lit(UNREADABLE))).then(written).otherwise(told)).to_series()


def _tags(vocabulary: Vocabulary, units: pl.DataFrame) -> pl.Series:
    borne = [pl.when(pl.col(tag_fact(tag.id)) == "true").then(pl.lit(tag.label)) for tag in vocabulary.tags.values()]
    return units.select(pl.concat_str(borne, separator="；", ignore_nulls=True).alias("tags"))["tags"].replace("", None)


def write_csv(vocabulary: Vocabulary, roster: Roster, target: Path) -> None:
    """With a byte-order mark, so that Excel takes it for UTF-8."""
    _labelled(vocabulary, roster).write_csv(target, include_bom=True, line_terminator="\r\n")


def write_parquet(vocabulary: Vocabulary, roster: Roster, target: Path) -> None:
    clean(vocabulary, roster).write_parquet(target)


def write_xlsx(vocabulary: Vocabulary, roster: Roster, target: Path) -> None:
    frame = _labelled(vocabulary, roster)
    check_room(frame.height + 1)
    with workbook(target, "花名册", UNDATED) as book:
        sheet = book.sheet("花名册")
        for number, header in enumerate(frame.columns):
            cells = [cell or "" for cell in frame[header].head(CELLS_LOOKED_AT).to_list()]
            sheet.set_column(number, number, column_width([header, *cells], 8, 40))
            sheet.write_string(0, number, header, book.styles["head"])
        for line, row in enumerate(frame.iter_rows(), start=1):
            for number, cell in enumerate(row):
                if cell is not None:
                    sheet.write_string(line, number, cell, book.styles["unit"])
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, frame.height, frame.width - 1)
        page(sheet, (0, 0))


def _labelled(vocabulary: Vocabulary, roster: Roster) -> pl.DataFrame:
    frame = clean(vocabulary, roster)
    return frame.rename({column: vocabulary.columns[column].label for column in frame.columns})


WRITERS: dict[str, Callable[[Vocabulary, Roster, Path], None]] = {".csv": write_csv, ".xlsx": write_xlsx, ".parquet": write_parquet}
