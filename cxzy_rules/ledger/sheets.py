"""Which sheets of a workbook are ledgers: by their header, or because their rows lie under the header of the sheet before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_

import polars as pl

from cxzy_rules.ledger.cells import meaning, period_of, status_of
from cxzy_rules.ledger.form import OPEN_SHEET, SHEET
from cxzy_rules.ledger.headers import ITEM, UNIT, Headers, meant_by
from cxzy_rules.ledger.items import Catalogue, exactly
from cxzy_rules.model.law import Word
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables.wanted import WantedSheets

WANTED = "要有“单位编号”或“单位名称”，还要有“事项”或“规则编号”，或者一个事项一列"


def ledger_sheets(column: Callable[[str], str | None], rules: Catalogue, book: Rulebook) -> WantedSheets:
    """The wishes of a reader of ledgers. A form's own sheets, but for its rows, are no news."""

    def headers(names: tuple[str, ...]) -> Headers:
        return meant_by(names, column, rules)

    return WantedSheets(
        makes=lambda names: headers(names).is_ledger,
        fits=lambda cells: _fits(cells, headers(tuple(cells.columns)), rules, book.vocabulary.statuses),
        named=(SHEET,),
        own=(OPEN_SHEET,),
        hint=WANTED,
    )


def is_period(word: str) -> bool:
    """Whether a word may stand below an item on a header's second row."""
    return period_of(word) is not None


def _fits(cells: pl.DataFrame, headers: Headers, rules: Catalogue, words: dict[str, Word]) -> bool:
    """Whether the first row and at least half of all name a unit, one item, and nothing for a status that is none: a header never does."""
    columns = headers.columns
    unit = _any(cells[columns[name]].is_not_null() for name in UNIT if name in columns)
    if headers.is_long:
        stated = [columns["status"]] if "status" in columns else []
        item = _any(_means(cells[columns[name]], lambda cell: exactly(rules, cell).rule) for name in ITEM if name in columns)
    else:
        stated = [*headers.items]
        item = _any(cells[name].is_not_null() for name in stated)
    fitting = unit & item
    for name in stated:
        fitting &= cells[name].is_null() | _means(cells[name], lambda cell: status_of(words, cell))
    return bool(fitting[0]) and 2 * int(fitting.sum()) >= cells.height


def _means(cells: pl.Series, of: Callable[[str], str | None]) -> pl.Series:
    return meaning(cells, of, pl.String).is_not_null()


def _any(columns: Iterable[pl.Series]) -> pl.Series:
    return reduce(or_, columns)
