"""Numbers the different rows of a table as they are met, for millions at once: equal rows get the same number.

Two hashes tell rows apart: by the one a row's place is found, by the other it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

Numbers = np.ndarray[Any, np.dtype[np.int32]]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Rows = np.ndarray[Any, np.dtype[np.int64]]
Codes = np.ndarray[Any, np.dtype[np.uint8]]
FREE = -1
LEAST, ROOM = 10, 3


@dataclass(frozen=True, slots=True)
class Shelf:
    """`places`: the number that stands at each place, FREE where none; `marks` and `codes` by number."""

    places: Numbers
    marks: Hashes
    codes: Codes

    def at(self, where: Hashes) -> Hashes:
        """The place at which a row is looked for first."""
        return where >> np.uint64(65 - len(self.places).bit_length())

    def find(self, where: Hashes, mark: Hashes) -> Numbers:
        """The number of each row, FREE where it has none."""
        at = self.at(where)
        found = self.places[at]
        wrong = np.flatnonzero(self.marks[found] != mark)
        wrong = wrong[found[wrong] != FREE]
        at, mark = at[wrong], mark[wrong]
        while len(wrong):
            at = self._next(at)
            met = self.places[at]
            found[wrong] = met
            still = (self.marks[met] != mark) & (met != FREE)
            wrong, at, mark = wrong[still], at[still], mark[still]
        return found

    def put(self, numbers: Numbers, where: Hashes) -> None:
        """Gives new numbers their places."""
        at = self.at(where)
        while len(numbers):
            free = self.places[at] == FREE
            self.places[at[free]] = numbers[free]  # of several that want one place, one gets it
            left = self.places[at] != numbers
            numbers, at = numbers[left], self._next(at[left])

    def _next(self, at: Hashes) -> Hashes:
        return (at + np.uint64(1)) & np.uint64(len(self.places) - 1)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Rows looked up: the `numbers` of those met before, FREE at the places `new`, of whose `rows` the hashes are `where` and `mark`;
    `codes`: what is known of each row."""

    numbers: Numbers
    new: Rows
    rows: pl.DataFrame
    where: Hashes
    mark: Hashes
    codes: Codes


def _nothing(rows: pl.DataFrame) -> Codes:
    return np.zeros(rows.height, np.uint8)


class Distinct:
    """The different rows met so far, numbered from 0: first those of `known`, which are all different.

    Threads may look rows up while one thread numbers others: what they do not find yet is looked for once more when it is numbered.
    So the numbers follow from the order in which rows are numbered alone. `code`: what is to be known of each row, asked when it is new.
    """

    def __init__(self, known: pl.DataFrame, code: Callable[[pl.DataFrame], Codes] = _nothing) -> None:
        self._code, self._parts, self._count = code, [known.clear()], 0
        self._shelf = _shelf(1 << LEAST, 1 << LEAST)
        self._add(known, *_hashes(known), code(known))

    def look_up(self, rows: pl.DataFrame) -> Lookup:
        """The rows, as far as they were met before."""
        (where, mark), shelf = _hashes(rows), self._shelf
        found = shelf.find(where, mark)
        new, codes = np.flatnonzero(found == FREE), shelf.codes[found]
        met = rows[new]
        codes[new] = self._code(met)
        return Lookup(found, new, met, where[new], mark[new], codes)

    def numbers(self, sought: Lookup) -> Numbers:
        """The number of each row; of those that were not met before each different one gets the next."""
        if not len(sought.new):
            return sought.numbers
        left = np.flatnonzero(self._shelf.find(sought.where, sought.mark) == FREE)
        first = left[np.sort(np.unique(sought.mark[left], return_index=True)[1])]
        self._add(sought.rows[first], sought.where[first], sought.mark[first], sought.codes[sought.new[first]])
        found = sought.numbers.copy()
        found[sought.new] = self._shelf.find(sought.where, sought.mark)
        return found

    def rows(self, start: int = 0) -> pl.DataFrame:
        """The different rows by number, from `start` on."""
        return pl.concat(self._parts)[start:]

    def _add(self, rows: pl.DataFrame, where: Hashes, mark: Hashes, codes: Codes) -> None:
        count = self._count + len(where)
        if count * ROOM > len(self._shelf.places):
            self._grow(count)
        numbers = np.arange(self._count, count, dtype=np.int32)
        self._shelf.marks[numbers], self._shelf.codes[numbers] = mark, codes
        self._shelf.put(numbers, where)
        self._parts.append(rows)
        self._count = count

    def _grow(self, count: int) -> None:
        places = 1 << (ROOM * count).bit_length()
        larger = _shelf(places, places // ROOM + 1)
        larger.marks[: self._count] = self._shelf.marks[: self._count]
        larger.codes[: self._count] = self._shelf.codes[: self._count]
        start = 0
        for part in self._parts:
            larger.put(np.arange(start, start + part.height, dtype=np.int32), _hashes(part)[0])
            start += part.height
        self._shelf = larger


def _shelf(places: int, numbers: int) -> Shelf:
    return Shelf(np.full(places, FREE, np.int32), np.zeros(numbers, np.uint64), np.zeros(numbers, np.uint8))


def _hashes(rows: pl.DataFrame) -> tuple[Hashes, Hashes]:
    return rows.hash_rows(1).to_numpy(), rows.hash_rows(2).to_numpy()
