"""The ledger of one unit: its own records out of a larger ledger, and two ledgers as one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from cxzy_rules.ledger.ledger import Ledger, Texts
from cxzy_rules.ledger.lines import joined_lines


def own(ledger: Ledger, row: int) -> Ledger:
    """The records of one unit that can be used, in their order; of the problems those that are told of it."""
    at = np.flatnonzero(ledger.unit == row)
    sayings, saying = np.unique(ledger.saying[at], return_inverse=True)
    return replace(
        ledger,
        unit=ledger.unit[at],
        saying=saying.astype(np.int32),
        evidence=_of(ledger.evidence, at),
        note=_of(ledger.note, at),
        line=ledger.line[at],
        sayings=ledger.sayings[sayings],
        rows=len(at),
        problems=tuple(one for one in ledger.problems if one.unit == row),
        set_aside=0,
        unfilled=0,
        elsewhere=0,
    )


def _of(texts: Texts, at: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Texts:
    words, number = np.unique(texts.number[at], return_inverse=True)
    return Texts(number.astype(np.int32), texts.words.gather(words))


def together(one: Ledger, other: Ledger) -> Ledger:
    """Two ledgers of one roster and rulebook: the records of the second behind those of the first."""
    later = other.sayings.with_columns(pl.col("file") + pl.lit(len(one.files), dtype=pl.UInt32))
    return replace(
        one,
        unit=np.concatenate([one.unit, other.unit]).astype(np.int32),
        saying=np.concatenate([one.saying, other.saying + one.sayings.height]).astype(np.int32),
        evidence=_behind(one.evidence, other.evidence),
        note=_behind(one.note, other.note),
        line=joined_lines([one.line, other.line]),
        sayings=pl.concat([one.sayings.cast(later.schema), later]),
        files=(*one.files, *other.files),
        rows=one.rows + other.rows,
        problems=tuple(sorted({*one.problems, *other.problems})),
        set_aside=one.set_aside + other.set_aside,
        unfilled=one.unfilled + other.unfilled,
    )


def _behind(one: Texts, other: Texts) -> Texts:
    number = np.concatenate([one.number, other.number.astype(np.int32) + np.int32(len(one.words))])
    return Texts(number.astype(np.int32), pl.concat([one.words, other.words]))
