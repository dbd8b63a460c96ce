"""A column in which few words recur: each word is asked once, and what it says is told of all its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.tables.ahead import in_stretches
from cxzy_rules.tables.distinct import Rows


@dataclass(frozen=True, slots=True)
class Recurring:
    """The different `words` of a column, each with its `number`; `at`: the number of each cell's word, the `last` one where it is empty."""

    words: tuple[str, ...]
    number: Rows
    at: pl.Series
    last: int

    def said(self, of: Mapping[str, Any], sort: pl.DataType | type[pl.DataType], empty: str | None = None) -> pl.Series:
        """What each cell says, by what each of the words does; `empty`: what an empty cell says."""
        told: list[Any] = [None] * self.last + [empty]
        for number, word in zip(self.number.tolist(), self.words, strict=True):
            told[number] = of[word]
        return pl.Series(told, dtype=sort)[self.at]


def recurring(cells: pl.Series) -> Recurring:
    """The words of a column of text or categories. Polars numbers the categories of all columns together: a column has but some of them."""
    physical = cells.cast(pl.Categorical).to_physical()
    last = 0 if physical.null_count() == len(physical) else int(physical.to_frame("").select(pl.col("").max()).item()) + 1
    at, met = physical.fill_null(last), np.zeros(last + 1, dtype=np.bool_)

    def mark(here: slice) -> None:
        met[at[here].to_numpy()] = True

    in_stretches(mark, len(at))
    number = np.flatnonzero(met[:last])
    words = pl.Series(number, dtype=pl.UInt32).cat.to(pl.Categorical)
    return Recurring(tuple(words.to_list()), number, at, last)
