"""Numbers the different rows of a table as they are met, for millions at once: equal rows get the same number.

A row is known by its hash of 64 bits: where n different rows are numbered, m others are mistaken for one of them with a chance of
n * m / 2**64, in a ledger of ten million names that a roster of five million lacks less than one in 100,000.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from operator import xor
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.tables.ahead import in_stretches

Numbers = np.ndarray[Any, np.dtype[np.int32]]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Rows = np.ndarray[Any, np.dtype[np.int64]]
Codes = np.ndarray[Any, np.dtype[np.uint8]]
Code = Callable[[pl.DataFrame], Codes]
FREE = -1
EMPTY = np.uint64(2**64 - 1)
LEAST, ROOM, PIECE = 14, 3, 200_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """`slots`: at each place nothing (EMPTY), or the number of a row in its last `bits`, before it the last bits of the row's hash; the
    first `bits` of that say the place. `codes`: by number, where they are asked for."""

    slots: Hashes
    codes: Codes
    bits: np.uint64

    def find(self, hashes: Hashes) -> Numbers:
        """The number of each row, FREE where it has none."""
        at, rest = self._place(hashes), hashes << self.bits
        beside = self.slots.take(at, mode="clip")  # no place lies outside, which need not be asked
        beside ^= rest
        found: Numbers = beside.astype(np.int32)
        if len(other := np.flatnonzero(beside > self._last())):
            rest = rest.take(other)
            found[other] = self._further(at.take(other), rest, beside.take(other) ^ rest)
        return found

    def _further(self, at: Rows, rest: Hashes, met: Hashes) -> Numbers:
        """The same of those that `met` another, or nothing, at their place; `rest`: what is looked for there."""
        last, left = self._last(), np.flatnonzero(met != EMPTY)
        while len(left):
            at[left] = following = self._next(at.take(left))
            met[left] = there = self.slots.take(following)
            left = left[(there ^ rest.take(left)) > last]
            left = left[met.take(left) != EMPTY]
        found: Numbers = (met & last).astype(np.int32)
        found[met == EMPTY] = FREE
        return found

    def put(self, numbers: Numbers, hashes: Hashes, empty: bool = False, alike: bool = True) -> bool:
        """Gives new numbers their places; `empty`: whether nobody has one yet. Whether their hashes differ, from all others too; where
        they may not be `alike` it ends as soon as two are."""
        differ = True
        at, slots = self._place(hashes), hashes << self.bits | numbers.astype(np.uint64)
        while len(slots) and (differ or alike):
            free = slice(None) if empty else np.flatnonzero(self.slots.take(at) == EMPTY)
            self.slots[at[free]], empty = slots[free], False  # of several that want one place, one gets it
            met = self.slots.take(at)
            left = np.flatnonzero(met != slots)
            at, slots = self._next(at.take(left)), slots.take(left)
            differ = differ and not ((met.take(left) ^ slots) <= self._last()).any()
        return differ

    def _place(self, hashes: Hashes) -> Rows:
        return (hashes >> (np.uint64(64) - self.bits)).view(np.int64)

    def _next(self, at: Rows) -> Rows:
        return (at + 1) & np.int64(self._last())

    def _last(self) -> np.uint64:
        return (np.uint64(1) << self.bits) - np.uint64(1)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Rows looked up: the `numbers` of those met before, FREE at the places `new`, of whose `rows` the `hashes` are; `codes`: what is known
    of each row, where it is asked."""

    numbers: Numbers
    new: Rows
    rows: pl.DataFrame
    hashes: Hashes
    codes: Codes


class Distinct:
    """The different rows met so far, numbered from 0: first those of `known`, which are all different.

    Threads may look rows up while one thread numbers others: what they do not find yet is looked for once more when it is numbered.
    So the numbers follow from the order in which rows are numbered alone. `code`: what is to be known of each row, asked when it is new;
    `places`: those of the known rows, where they have them already.
    """

    def __init__(self, known: pl.DataFrame, code: Code | None = None, places: Shelf | None = None) -> None:
        self._none = known.clear()
        if places is not None:
            self._code, self._parts, self._count, self._shelf = code, [known], known.height, places
            return
        self._code, self._parts, self._count = code, [self._none], 0
        self._shelf = shelf(known.height)
        self._add(known, hashes_of(known), code(known) if code else _NOTHING)

    def look_up(self, rows: pl.DataFrame) -> Lookup:
        """The rows, as far as they were met before. A column that is all empty need have no type."""
        hashes, shelf = hashes_of(rows), self._shelf
        found = shelf.find(hashes) if hashes.strides[0] else np.broadcast_to(shelf.find(hashes[:1]), len(hashes))
        new = np.flatnonzero(found == FREE)
        met = self._some(rows, new) if len(new) else self._none
        if self._code is None:
            return Lookup(found, new, met, hashes[new], _NOTHING)
        codes = shelf.codes.take(found)
        if len(new):
            codes[new] = self._code(met)
        return Lookup(found, new, met, hashes[new], codes)

    def numbers(self, sought: Lookup) -> Numbers:
        """The number of each row; of those that were not met before each different one gets the next."""
        if not len(sought.new):
            return sought.numbers
        left = np.flatnonzero(self._shelf.find(sought.hashes) == FREE)
        first = left[np.sort(np.unique(sought.hashes[left], return_index=True)[1])]
        codes = sought.codes[sought.new[first]] if self._code else _NOTHING
        self._add(sought.rows[first], sought.hashes[first], codes)
        found = sought.numbers.copy()
        found[sought.new] = self._shelf.find(sought.hashes)
        return found

    def rows(self, start: int = 0) -> pl.DataFrame:
        """The different rows by number, from `start` on."""
        return pl.concat(self._parts)[start:]

    def _some(self, rows: pl.DataFrame, at: Rows) -> pl.DataFrame:
        """Some of the rows, in the types of all."""
        columns, here = zip(rows.iter_columns(), self._none.dtypes, strict=True), pl.Series(at.astype(np.uint32))
        return pl.DataFrame([cells[here] if cells.dtype == kind else cells[here].cast(kind) for cells, kind in columns])

    def _add(self, rows: pl.DataFrame, hashes: Hashes, codes: Codes) -> None:
        count = self._count + len(hashes)
        if count * ROOM > len(self._shelf.slots):
            self._grow(count)
        numbers = np.arange(self._count, count, dtype=np.int32)
        if self._code:
            self._shelf.codes[numbers] = codes
        self._shelf.put(numbers, hashes, empty=not self._count)
        self._parts.append(rows)
        self._count = count

    def _grow(self, count: int) -> None:
        larger, start = shelf(count), 0
        larger.codes[: self._count] = self._shelf.codes[: self._count]
        for part in self._parts:
            larger.put(np.arange(start, start + part.height, dtype=np.int32), hashes_of(part), empty=not start)
            start += part.height
        self._shelf = larger


def each_once(cells: pl.Series) -> tuple[Numbers, pl.Series]:
    """Cells by number, and the different ones, in the order in which they are met."""
    frame = cells.to_frame("cell")
    met = Distinct(frame.clear())
    numbers = [met.numbers(met.look_up(frame[start : start + PIECE])) for start in range(0, max(1, len(cells)), PIECE)]
    return np.concatenate(numbers), met.rows().to_series()


_NOTHING: Codes = np.zeros(0, np.uint8)


def shelf(count: int) -> Shelf:
    """An empty one with room for so many numbers."""
    bits = max(LEAST, (ROOM * count).bit_length())
    slots = np.empty(1 << bits, dtype=np.uint64)

    def emptied(here: slice) -> None:
        slots[here] = EMPTY

    in_stretches(emptied, len(slots))
    return Shelf(slots, np.zeros((1 << bits) // ROOM + 1, np.uint8), np.uint64(bits))


def hashes_of(rows: pl.DataFrame) -> Hashes:
    """A number a row; an empty cell adds nothing to it. Where all cells are empty they take no room. All columns are asked at once, since
    Polars takes its time to be asked."""
    filled = {name: seed for seed, name in enumerate(rows.columns) if rows[name].null_count() < rows.height}
    if not filled:
        return np.broadcast_to(np.uint64(0), rows.height)
    hashes = [column.to_numpy() for column in rows.select_seq(pl.col(name).hash(seed) for name, seed in filled.items()).iter_columns()]
    found: Hashes = hashes[0] ^ reduce(xor, map(_of_nothing, filled.values()))
    for other in hashes[1:]:
        found ^= other
    return found


@cache
def _of_nothing(seed: int) -> np.uint64:
    """As what Polars counts an empty cell."""
    return np.uint64(pl.Series([None], dtype=pl.String).hash(seed).item())
