"""All records found, with the tables that they stand in: how one of them is told, and many of one sort in few lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from itertools import accumulate
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.ledger.ledger import NOBODY
from cxzy_rules.ledger.lines import joined_lines
from cxzy_rules.ledger.numbered import WHO, Records, joined, shifted
from cxzy_rules.ledger.part import Part
from cxzy_rules.ledger.written import TEXT
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.roster.roster import Rows
from cxzy_rules.roster.source import Source
from cxzy_rules.tables.body import TOLD
from cxzy_rules.tables.distinct import Numbers

MOST_HINTS = 50
STEP = 1_000_000
Row = dict[str, Any]
Words = Callable[[Row, bool], tuple[str, str]]
Chosen = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Found:
    """`records` by number: `who` in `ids`, and after those in `strangers`; `saying` in `sayings`, with the `table`; texts in theirs.

    `sources`: the tables by number, without their cells. Once the units are known: `unit`, each record's as a row of the roster, or NOBODY;
    `outside`: of each row of the roster, and last of NOBODY, whether it lies outside the part that is asked about, if one is; `strange`:
    which records speak of strangers, and of whom, where their units stand in the place of that. `problems` grows, and so does `left_out`:
    how many records of units elsewhere had some problem, which is not told.
    """

    records: Records
    ids: pl.Series
    strangers: pl.DataFrame
    sayings: pl.DataFrame
    evidence: pl.Series
    note: pl.Series
    sources: tuple[Source, ...]
    problems: list[Problem]
    unit: Numbers | None = None
    outside: Chosen | None = None
    strange: tuple[Rows, Numbers] | None = None
    left_out: list[int] = field(default_factory=list)

    def rows(self, at: Rows) -> pl.DataFrame:
        """These records as they are written, with `record`, `table`, `line`, and what else was found of their sayings."""
        who = self.who(at).astype(np.int64)
        known = pl.Series(np.where(who < len(self.ids), who, -1)).replace(-1, None)
        strange = pl.Series(np.where(who < len(self.ids), -1, who - len(self.ids))).replace(-1, None)
        unit = pl.DataFrame({"a": self.ids.gather(known), "b": self.strangers["unit"].gather(strange)}).select(unit=pl.coalesce("a", "b"))
        texts = {name: getattr(self, name).gather(getattr(self.records, name)[at]) for name in ("evidence", "note")}
        written = self.sayings[self.records.saying[at]].with_columns(record=pl.Series(at), line=pl.Series(self.records.line[at]), **texts)
        named = written.with_columns(unit.to_series(), *(self.strangers[name].gather(strange).alias(name) for name in WHO[1:]))
        return named if self.unit is None else named.with_columns(at=pl.Series(self.unit[at], dtype=pl.Int64).replace(NOBODY, None))

    def who(self, at: Rows) -> Numbers:
        """Of whom these records speak."""
        found: Numbers = self.records.who[at]
        if self.strange is None or not len(self.strange[0]):
            return found
        strange, who = self.strange
        place = np.minimum(np.searchsorted(strange, at), len(strange) - 1)
        return np.where(strange[place] == at, who[place], found)

    def here(self, at: Rows) -> Rows:
        """These records but for those of units elsewhere, which are counted only."""
        if self.outside is None or self.unit is None:
            return at
        away = self.outside[self.unit[at]]
        if away.any():
            self.left_out.append(int(np.count_nonzero(away)))
        return at[~away]

    def place(self, row: Row, columns: Sequence[str]) -> Place:
        """The first filled cell of a record in these columns, else the first there is, else the cell of its status."""
        source = self.sources[row["table"]]
        here = [column for column in columns if column in source.headers]
        filled = [column for column in here if row[column] is not None]
        return source.table.at(row["line"], source.headers[(filled or here)[0]] if here else row["column"])


def found_in(parts: Sequence[Part], ids: pl.Series, strangers: pl.DataFrame, problems: list[Problem]) -> Found:
    """The records of all parts, numbered through."""
    numbers: dict[str, Any] = {"line": joined_lines([part.records.line for part in parts])}
    for name in [one.name for one in fields(Records) if one.name != "line"]:
        starts = accumulate((_size(part, name) for part in parts), initial=0)
        numbers[name] = joined([shifted(getattr(part.records, name), start) for part, start in zip(parts, starts, strict=False)])
    sayings = pl.concat([part.sayings.with_columns(table=pl.lit(number, pl.UInt32)) for number, part in enumerate(parts)])
    texts = {name: pl.concat([getattr(part, name) for part in parts]) for name in ("evidence", "note")}
    return Found(Records(**numbers), ids, strangers, sayings, **texts, sources=tuple(part.source for part in parts), problems=problems)


def changeable(numbers: Numbers, own: bool) -> Numbers:
    """The numbers themselves where they may be changed since nobody else has them, else a copy."""
    return numbers if own and numbers.flags.writeable else numbers.copy()


def firsts(numbers: Numbers | Rows) -> Rows:
    """Where each different number first stands, in order."""
    found: Rows = np.sort(np.unique(numbers, return_index=True)[1])
    return found


def mark(found: Found, lost: int) -> bytes:
    """What two files have in common that hold the same records, in whatever order, sheets and columns, and of which as much was `lost`."""
    steps = range(0, len(found.records.who), STEP)
    marks = [found.rows(np.arange(at, min(at + STEP, len(found.records.who)))).select(*TEXT, "above").hash_rows() for at in steps]
    return hashlib.sha256(pl.concat(marks).sort().to_numpy().tobytes() + b"%d" % lost).digest()


def _size(part: Part, name: str) -> int:
    return {"saying": part.sayings.height, "evidence": len(part.evidence), "note": len(part.note)}.get(name, 0)


def tell(found: Found, rows: pl.DataFrame, columns: Sequence[str], words: Words, more: int = 0) -> None:
    """One problem a row, as `words` puts it, and one line for all beyond TOLD; only the first rows may have a costly hint.

    `more`: how many rows there are beyond these, which are the first.
    """
    for number, row in enumerate(rows.head(TOLD).iter_rows(named=True)):
        found.problems.append(Problem(found.place(row, columns), *words(row, number < MOST_HINTS), row.get("at")))
    if rows.height > TOLD:
        rest = found.place(rows.row(TOLD, named=True), columns)
        found.problems.append(Problem(rest, f"从这里起还有 {rows.height + more - TOLD} 处同样的问题"))


def first_of(found: Found, at: Rows) -> tuple[pl.DataFrame, int]:
    """The first of these records, as many as are told at all, and how many there are more; none of units elsewhere."""
    at = found.here(at)
    return found.rows(at[: TOLD + 1]), max(0, len(at) - TOLD - 1)
