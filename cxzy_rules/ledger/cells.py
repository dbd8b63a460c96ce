"""What a record's cells say: how far the item has come, on which day, for which period."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from cxzy_rules.blanks import tight
from cxzy_rules.ledger.ledger import STATUSES
from cxzy_rules.model.law import Word
from cxzy_rules.tables.values import day_of, flag_of
from cxzy_rules.vocabulary.words import spelling

PERIOD = r"(\d{4})[-/]?(?:年?(?P<half>上半年|下半年|H[12])度?|年度?)?"
HALVES = {"上半年": "H1", "下半年": "H2", "H1": "H1", "H2": "H2"}
PERIOD_AT_END = re.compile(rf"[（(]?(?P<period>{PERIOD})[）)]?$", re.IGNORECASE)


def status_of(words: Mapping[str, Word], cell: str) -> str | None:
    """One of STATUSES: by the vocabulary, by a tick or a cross, or because the day stands there on which it was done."""
    found = spelling(words, cell) or spelling(words, tight(unicodedata.normalize("NFKC", cell)).lower())
    if found in STATUSES:
        return found
    flag = flag_of(cell)
    return "not_started" if flag is False else "done" if flag or day_of(cell) else None


def period_of(cell: str) -> str | None:
    """`2011H1` for 2011H1 and 2011年上半年, `2011` for 2011, 2011年, 2011年度; None for anything else."""
    found = re.fullmatch(PERIOD, "".join(unicodedata.normalize("NFKC", cell).split()).upper())
    return found[1] + HALVES.get(found["half"] or "", "") if found else None


def meaning(cells: pl.Series, of: Callable[[str], Any], kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    """Each cell's meaning, null where it is empty or has none; asked once for each different cell."""
    said = {cell: of(cell) for cell in cells.drop_nulls().unique().to_list()}
    return cells.replace_strict(list(said), list(said.values()), default=None, return_dtype=kind)
