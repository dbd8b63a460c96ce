"""Records as numbers: whom each speaks of, what it says, its evidence and its note; whatever is the same stands once."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from cxzy_rules.ledger.lines import Lines
from cxzy_rules.ledger.written import BETWEEN, SAYING, WRAPPED
from cxzy_rules.roster.cells import read_texts
from cxzy_rules.roster.source import Source
from cxzy_rules.tables.body import is_footer
from cxzy_rules.tables.distinct import Codes, Distinct, Lookup, Numbers
from cxzy_rules.tables.pieces import unclean
from cxzy_rules.tables.table import UNREADABLE

WHO = ("unit", "unit_name", "above")
BESIDE = ("evidence", "note")
EMPTY, UNREAD, WRITTEN, STRANGE = range(4)
CODES, KINDS = "codes", 4
NOBODY = pl.DataFrame(schema=dict.fromkeys(WHO, pl.String))


@dataclass(frozen=True, slots=True)
class Records:
    """Some records of one table, in its order, by number: `who` is spoken of, the `saying`, `evidence` and `note`; and the `line`."""

    who: Numbers
    saying: Numbers
    evidence: Numbers
    note: Numbers
    line: Lines


@dataclass(frozen=True, slots=True)
class Sought:
    """Some records of one table, looked up and not yet numbered: whom they name as it stands there; of those that are new, as it is
    compared (`tidied`); the rest as in Records."""

    named: Lookup
    tidied: Lookup
    saying: Lookup
    evidence: Lookup
    note: Lookup
    line: Lines


class Numbering:
    """Numbers the records of a table as they come; `who` is shared by all tables. Threads may look up, but one alone numbers.

    `stored`: its cells come as they are stored, so that a record may turn out to be none, or to hold a cell that must be cleaned; some
    columns hold `days`, all others text. `column`: that of all records, where it is one.
    """

    def __init__(self, source: Source, who: Distinct, stored: bool, days: Container[str] = (), column: str | None = None) -> None:
        self._source, self._who, self._stored, self._column = source, who, stored, column
        self._asked = [name for name in SAYING if name != "column" or column is None]
        said = {name: pl.Date if name in days else pl.String for name in self._asked} | {CODES: pl.UInt8}
        code = partial(_code, stored)
        self._said = Distinct(pl.DataFrame(schema=said), code)
        self._beside = {name: Distinct(pl.DataFrame(schema={name: pl.String}), code) for name in BESIDE}

    def look_up(self, frame: pl.DataFrame, line: Lines) -> Sought | None:
        """The records of a frame of WHO, SAYING and BESIDE; None where it must be cleaned first."""
        named = self._who.look_up(pl.DataFrame([_as_text(frame[name]) for name in WHO]))
        if self._stored and self._has_strange_units(frame, named):
            return None
        beside = {name: one.look_up(_as_text(frame[name]).to_frame()) for name, one in self._beside.items()}
        codes = pl.Series(CODES, _together([one.codes for one in beside.values()]))
        saying = self._said.look_up(pl.DataFrame([*(frame[name] for name in self._asked), codes]))
        if any(STRANGE in found.codes[found.new] for found in (saying, *beside.values())):
            return None
        tidied = tidy(self._source, named.rows) if len(named.new) else named.rows
        return Sought(named, self._who.look_up(tidied), saying, **beside, line=line)

    def records(self, sought: Sought) -> Records:
        """These records, after all those that were numbered before."""
        who = sought.named.numbers
        if len(sought.named.new):
            who = who.copy()
            who[sought.named.new] = self._who.numbers(sought.tidied)
        beside = {name: _small(one.numbers(getattr(sought, name))) for name, one in self._beside.items()}
        return Records(who, self._said.numbers(sought.saying), **beside, line=sought.line)

    def sayings(self) -> pl.DataFrame:
        """What was said, by number, as text: SAYING, and for BESIDE the code of what stands there."""
        rows = self._said.rows().with_columns(pl.col(pl.Date).cast(pl.String), *_apart(pl.col(CODES)))
        rows = rows if self._column is None else rows.with_columns(pl.lit(self._column).alias("column"))
        return tidy(self._source, rows.select(*SAYING, *BESIDE))

    def texts(self, name: str) -> pl.Series:
        """The different cells of one of BESIDE, by number."""
        return self._beside[name].rows().to_series()

    def _has_strange_units(self, frame: pl.DataFrame, named: Lookup) -> bool:
        """Whether a record names no unit, or a new one by a cell that must be cleaned, or that belongs to a repeated header or a footer."""
        nameless = [frame[name].is_null() for name in WHO[:2] if frame[name].has_nulls()]
        if len(nameless) == 2 and (nameless[0] & nameless[1]).any():
            return True
        if not len(named.new):
            return False
        said = {one.name: one.drop_nulls().unique().to_list() for one in named.rows.iter_columns() if one.null_count() < len(one)}
        superiors = {part for cell in said.pop("above", ()) for part in cell.split(BETWEEN)}
        cells = superiors.union(*said.values())
        if not cells.isdisjoint(self._source.headers.values()) or any(map(is_footer, cells)):
            return True
        return bool(pl.DataFrame({"cell": [*cells]}).select_seq(unclean()).to_series().any())


def _code(stored: bool, rows: pl.DataFrame) -> Codes:
    """What stands in the first column of each row, one of the KINDS."""
    first, is_text = pl.col(rows.columns[0]), rows.dtypes[0] == pl.String
    code = pl.when(first.is_null()).then(EMPTY).when(first == UNREADABLE if is_text else False).then(UNREAD).otherwise(WRITTEN)
    code = pl.when(unclean()).then(STRANGE).otherwise(code) if stored else code
    found: Codes = rows.select_seq(code.cast(pl.UInt8)).to_series().to_numpy()
    return found


def _as_text(cells: pl.Series) -> pl.Series:
    """Days are compared as text; what is empty need be nothing."""
    return cells.cast(pl.String) if cells.dtype == pl.Date else cells


def _together(codes: Sequence[Codes]) -> Codes:
    """One code for those of BESIDE, which are looked up together."""
    evidence, note = codes
    return evidence * np.uint8(KINDS) + note


def _apart(codes: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The codes of BESIDE again."""
    evidence, note = BESIDE
    return (codes // KINDS).alias(evidence), (codes % KINDS).alias(note)


def tidy(source: Source, frame: pl.DataFrame) -> pl.DataFrame:
    """Ids, names, items and periods as they are compared, whatever line breaks and wide letters they are written with."""
    names = [name for name in frame.columns if name in WRAPPED]
    here = Source(source.table.holding(frame.select(names)), {name: name for name in names}, source.problems)
    return frame.with_columns(read_texts(here, names))


def _small(numbers: Numbers) -> Numbers:
    """The same numbers in as few bytes as will do."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def joined(arrays: Sequence[Numbers]) -> Numbers:
    """Numbers one after another; where there is but one array it is not copied, and where all are 0 they take no room."""
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate(arrays) if any(one.any() for one in arrays) else np.broadcast_to(np.int32(0), sum(map(len, arrays)))


def shifted(numbers: Numbers, by: int) -> Numbers:
    """Numbers that begin with `by` instead of 0."""
    return numbers + np.int32(by) if by else numbers
