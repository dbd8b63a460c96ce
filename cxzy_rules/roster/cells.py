"""What a roster's cells say: headers known by name, words by the vocabulary, numbers and lists by their form."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

import polars as pl

from cxzy_rules.blanks import tight
from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.facts import tag_fact
from cxzy_rules.model.law import Word
from cxzy_rules.model.place import Problem, Unusable, hint_nearest
from cxzy_rules.roster.roster import FLAG, WORD
from cxzy_rules.roster.source import Source
from cxzy_rules.tables.ahead import each
from cxzy_rules.tables.recurring import recurring
from cxzy_rules.tables.table import BROKEN_OR_WIDE, LINE_BREAKS, UNREADABLE, Table
from cxzy_rules.tables.values import flag_of
from cxzy_rules.vocabulary.words import Vocabulary, spelling

NEEDED = ("id", "name")
FEW_WORDS = ("kind", "branch", "level", "management", "tags", "members", "committee")
SEPARATORS = "[;；、\n]"
LISTED = ("paired_with",)
WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) in "-_."}
CODE = "^[0-9A-Za-z０-９Ａ-Ｚａ-ｚ_.－＿．-]+$"
REMARK = re.compile(r"(?:[（(][^（()）]*[）)]|[*＊:：])+$")
MAX_MEMBERS = 10**9


def column_of(vocabulary: Vocabulary, header: str) -> str | None:
    """The column that a header means, also with a remark behind it: 党员数（人）, 单位名称*."""
    return spelling(vocabulary.columns, header) or spelling(vocabulary.columns, REMARK.sub("", header))


def known_header(vocabulary: Vocabulary) -> Callable[[str], bool]:
    """Whether a cell is a header of the roster: what the reader of tables looks for."""
    return lambda header: column_of(vocabulary, header) is not None


def recurring_header(vocabulary: Vocabulary) -> Callable[[str], bool]:
    """Whether few words recur below a header, so that its cells may be categories."""
    return lambda header: column_of(vocabulary, header) in FEW_WORDS


def find_headers(table: Table, vocabulary: Vocabulary, problems: list[Problem]) -> dict[str, str]:
    """The table's header for each known column. Errors: Unusable, where the id or the name has none."""
    headers: dict[str, str] = {}
    for header in table.header:
        column = column_of(vocabulary, header)
        if column is None:
            continue
        if header == column and column in headers:  # a header that the user mapped by hand
            headers[column] = header
        elif column in headers:
            problems.append(
                Problem(table.head(header), f"“{header}”和“{headers[column]}”都是“{vocabulary.columns[column].label}”", "只留一列")
            )
        headers.setdefault(column, header)
    missing = [vocabulary.columns[column].label for column in NEEDED if column not in headers]
    if missing:
        known = "、".join(table.header[:12]) or "（空）"
        raise Unusable([*problems, Problem(table.head(), f"表头里没有“{'”“'.join(missing)}”", f"现在的表头是：{known}")])
    return headers


def slim(table: Table, headers: Mapping[str, str]) -> Table:
    """The table with the known columns alone; those in which few different cells recur hold categories, a quarter of the memory."""
    few = [headers[column] for column in FEW_WORDS if column in headers]

    def kept(header: str) -> pl.Series:
        cells = table.cells[header]
        return cells.cast(pl.Categorical) if header in few else cells

    return replace(table, cells=pl.DataFrame(each(kept, headers.values(), table.cells.height)))


def in_one_stretch(table: Table, whole: Collection[str]) -> Table:
    """The table with these columns in one stretch each, in which others look up millions of cells at once."""

    def joined(cells: pl.Series) -> pl.Series:
        return cells.rechunk() if cells.name in whole else cells

    return replace(table, cells=pl.DataFrame(each(joined, table.cells.iter_columns(), table.cells.height)))


def read_texts(source: Source, columns: Iterable[str]) -> list[pl.Series]:
    """Columns of ids and names: a line break in a cell is how it was wrapped, and a bare code has narrow digits and letters.

    A name keeps its wide letters; only a cell that holds nothing but a code is narrowed. All columns are looked through at once, but for
    those that are known to be plain.
    """
    cells = pl.DataFrame([source.cells(column) for column in columns])
    asked = [column for column in cells.columns if source.headers.get(column) not in source.table.plain]
    odd = cells.select(pl.col(asked).str.contains(BROKEN_OR_WIDE).any())
    return [_read_text(one) if one.name in odd.columns and odd[one.name].item() else one for one in cells.iter_columns()]


def _read_text(cells: pl.Series) -> pl.Series:
    cells = cells.str.replace_all(rf"\s*{LINE_BREAKS}+\s*", "；" if cells.name in LISTED else "")
    narrow = cells.str.replace_many(list(WIDE), list(WIDE.values()))
    return pl.select(pl.when(cells.str.contains(CODE)).then(narrow).otherwise(cells).alias(cells.name)).to_series()


def read_words(source: Source, column: str, words: Mapping[str, Word]) -> pl.Series:
    """A column's cells as ids of words: null where empty, UNREADABLE (and told) where the word is not known."""
    cells = source.cells(column)
    written = recurring(cells)
    meaning = {cell: spelling(words, cell) or UNREADABLE for cell in written.words}
    read = written.said(meaning, WORD).alias(column)
    labels = [word.label for word in words.values()]
    hints = {cell: hint_nearest(cell, labels) for cell, word in meaning.items() if word == UNREADABLE}
    for row in _strange(cells, read) if UNREADABLE in meaning.values() else ():
        source.tell(row, column, f"“{source.headers[column]}”不认识“{cells[row]}”", hints[cells[row]])
    return read


def _strange(cells: pl.Series, read: pl.Series) -> list[int]:
    """The rows in which a readable cell says what is not known."""
    return ((read.cast(pl.String) == UNREADABLE) & (cells != UNREADABLE)).arg_true().to_list()


def read_reference(cells: pl.Series, none_words: tuple[str, ...]) -> pl.Series:
    """Cells that name units as they stand; empty text where a cell says outright that there is none."""
    return cells.replace(dict.fromkeys(none_words, "")) if cells.is_in(none_words).any() else cells


def read_members(source: Source) -> pl.Series:
    """Whole numbers; null, and told where something else is written."""
    cells = source.cells("members")
    written = recurring(cells)
    narrow = pl.Series(written.words, dtype=pl.String).str.replace_many(list(WIDE), list(WIDE.values()))
    meant = narrow.str.replace(r"^(\d+)\.0+$", "$1").cast(pl.Int64, strict=False)
    meant = pl.select(pl.when((meant >= 0) & (meant <= MAX_MEMBERS)).then(meant)).to_series()
    numbers = written.said(dict(zip(written.words, meant, strict=True)), pl.Int32)
    for row in (cells.is_not_null() & (cells != UNREADABLE) & numbers.is_null()).arg_true().to_list():
        source.tell(row, "members", f"“{cells[row]}”不是人数", "写不小于零的整数")
    return numbers.alias("members")


def read_committee(source: Source, vocabulary: Vocabulary) -> pl.Series:
    """Whether the unit has a committee, by the column of its own: 是 and 否, or the party form, as a name may end in it.

    Null where empty, UNREADABLE (and told) where it says neither.
    """
    cells = source.cells("committee")
    written = recurring(cells)
    says = {True: TRUE, False: FALSE, None: UNREADABLE}
    meaning = {cell: says[_has_committee(cell, vocabulary)] for cell in written.words}
    read = written.said(meaning, WORD).alias("committee_cell")
    for row in _strange(cells, read) if UNREADABLE in meaning.values() else ():
        source.tell(row, "committee", f"“{source.headers['committee']}”不认识“{cells[row]}”", "填“是”或“否”")
    return read


def _has_committee(cell: str, vocabulary: Vocabulary) -> bool | None:
    if cell in vocabulary.none_words:
        return False
    if (flag := flag_of(cell)) is not None:
        return flag
    return False if vocabulary.no_committee.search(tight(cell)) else True if vocabulary.has_committee.search(tight(cell)) else None


def read_tags(source: Source, vocabulary: Vocabulary) -> list[pl.Series]:
    """One flag a tag: true in the cell, false beside it, null where the column is missing or the cell unreadable."""
    cells = source.cells("tags")
    written = recurring(cells)
    meaning: dict[str, set[str | None]] = {UNREADABLE: {None}}
    for cell in written.words:
        if cell != UNREADABLE:
            meaning[cell] = {spelling(vocabulary.tags, word) for word in split(cell) if word not in vocabulary.none_words}
    _tell_strange_tags(source, cells, [cell for cell, tags in meaning.items() if None in tags and cell != UNREADABLE], vocabulary)
    empty = FALSE if "tags" in source.headers else None
    said = {
        tag_fact(tag): {cell: None if None in tags else TRUE if tag in tags else FALSE for cell, tags in meaning.items()}
        for tag in vocabulary.tags
    }
    return [written.said(of, FLAG, empty).alias(fact) for fact, of in said.items()]


def _tell_strange_tags(source: Source, cells: pl.Series, strange: list[str], vocabulary: Vocabulary) -> None:
    labels = [tag.label for tag in vocabulary.tags.values()]
    for row in cells.is_in(strange).arg_true().to_list() if strange else ():
        words = [word for word in split(cells[row]) if spelling(vocabulary.tags, word) is None and word not in vocabulary.none_words]
        source.tell(row, "tags", f"不认识标记“{words[0]}”", hint_nearest(words[0], labels))


def split(cell: str) -> list[str]:
    """The words of a cell that holds several."""
    return [word.strip() for word in re.split(SEPARATORS, cell) if word.strip()]
