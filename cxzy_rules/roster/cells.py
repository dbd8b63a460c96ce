"""What a roster's cells say: headers known by name, words by the vocabulary, numbers and lists by their form."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cxzy_rules.model.facts import tag_fact
from cxzy_rules.model.law import Word
from cxzy_rules.model.place import Problem, Unusable, hint_nearest
from cxzy_rules.roster.roster import UNREADABLE
from cxzy_rules.tables.table import Table
from cxzy_rules.vocabulary import Vocabulary, spelling

NEEDED = ("id", "name")
SEPARATORS = "[;；、]"
MAX_MEMBERS = 10**9


def find_headers(table: Table, vocabulary: Vocabulary, problems: list[Problem]) -> dict[str, str]:
    """The table's header for each known column. Errors: Unusable, where the id or the name has none."""
    headers: dict[str, str] = {}
    for header in table.header:
        column = spelling(vocabulary.columns, header)
        if column is None:
            continue
        if column in headers:
            problems.append(
                Problem(table.head(header), f"“{header}”和“{headers[column]}”都是“{vocabulary.columns[column].label}”", "只留一列")
            )
        headers.setdefault(column, header)
    missing = [vocabulary.columns[column].label for column in NEEDED if column not in headers]
    if missing:
        known = "、".join(table.header[:12]) or "（空）"
        raise Unusable([*problems, Problem(table.head(), f"表头里没有“{'”“'.join(missing)}”", f"现在的表头是：{known}")])
    return headers


def read_words(table: Table, column: str, headers: dict[str, str], words: Mapping[str, Word], problems: list[Problem]) -> pl.Series:
    """A column's cells as ids of words: null where empty, UNREADABLE (and told) where the word is not known."""
    if column not in headers:
        return pl.Series(column, [None] * table.cells.height, dtype=pl.String)
    cells = table.cells[headers[column]]
    meaning = {cell: spelling(words, cell) or UNREADABLE for cell in cells.drop_nulls().unique().to_list()}
    read = cells.replace_strict(meaning, default=None, return_dtype=pl.String).alias(column)
    labels = [word.label for word in words.values()]
    for row in (read == UNREADABLE).arg_true().to_list() if UNREADABLE in meaning.values() else ():
        place = table.place(row, headers[column])
        problems.append(Problem(place, f"“{headers[column]}”不认识“{cells[row]}”", hint_nearest(cells[row], labels)))
    return read


def read_members(table: Table, headers: dict[str, str], problems: list[Problem]) -> pl.Series:
    """Whole numbers; null, and told where something else is written."""
    if "members" not in headers:
        return pl.Series("members", [None] * table.cells.height, dtype=pl.Int64)
    cells = table.cells[headers["members"]]
    numbers = cells.str.replace(r"^(\d+)\.0+$", "$1").cast(pl.Int64, strict=False)
    numbers = pl.select(pl.when((numbers >= 0) & (numbers <= MAX_MEMBERS)).then(numbers)).to_series()
    for row in (cells.is_not_null() & numbers.is_null()).arg_true().to_list():
        problems.append(Problem(table.place(row, headers["members"]), f"“{cells[row]}”不是人数", "写不小于零的整数"))
    return numbers.alias("members")


def read_tags(table: Table, headers: dict[str, str], vocabulary: Vocabulary, problems: list[Problem]) -> list[pl.Series]:
    """One flag a tag: true in the cell, false beside it, null where the column is missing or the cell unreadable."""
    if "tags" not in headers:
        return [pl.Series(tag_fact(tag), [None] * table.cells.height, dtype=pl.String) for tag in vocabulary.tags]
    cells = table.cells[headers["tags"]]
    labels = [tag.label for tag in vocabulary.tags.values()]
    meaning: dict[str, set[str | None]] = {}
    for cell in cells.drop_nulls().unique().to_list():
        meaning[cell] = {spelling(vocabulary.tags, word) for word in split(cell)}
    for row in cells.is_in([cell for cell, tags in meaning.items() if None in tags]).arg_true().to_list():
        strange = [word for word in split(cells[row]) if spelling(vocabulary.tags, word) is None]
        problems.append(Problem(table.place(row, headers["tags"]), f"不认识标记“{strange[0]}”", hint_nearest(strange[0], labels)))
    filled = cells.fill_null("")
    flags: list[pl.Series] = []
    for tag in vocabulary.tags:
        said = {cell: None if None in tags else "true" if tag in tags else "false" for cell, tags in meaning.items()}
        flags.append(filled.replace_strict(said | {"": "false"}, default=None, return_dtype=pl.String).alias(tag_fact(tag)))
    return flags


def split(cell: str) -> list[str]:
    """The words of a cell that holds several."""
    import re

    return [word.strip() for word in re.split(SEPARATORS, cell) if word.strip()]
