"""The records of one table, gathered piece by piece into columns that have room for all of them from the beginning."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from cxzy_rules.ledger.lines import Lines
from cxzy_rules.ledger.numbered import Records
from cxzy_rules.tables.distinct import Numbers

COLUMNS = tuple(one.name for one in fields(Records) if one.name != "line")


@dataclass(slots=True)
class Gathered:
    """`room`: for how many records. A column in which all numbers are 0 so far takes none. `apart`: the stretches of records of which what
    they say is numbered by another count."""

    room: int
    count: int = 0
    columns: dict[str, Numbers] = field(default_factory=dict)
    lines: list[Lines] = field(default_factory=list)
    apart: list[slice] = field(default_factory=list)

    def add(self, records: Records, apart: bool) -> None:
        """The next records."""
        start, end = self.count, self.count + len(records.who)
        self.room = self.room if end <= self.room else 2 * end
        for name in COLUMNS:
            numbers = getattr(records, name)
            if name in self.columns or numbers.any():
                self._fit(name, numbers.dtype)
                self.columns[name][start:end] = numbers
        self.lines.append(records.line)
        if apart:
            self.apart.append(slice(start, end))
        self.count = end

    def _fit(self, name: str, kind: np.dtype[Any]) -> None:
        """Gives a column room for all records, in numbers as large as are needed."""
        old = self.columns.get(name)
        needed = kind if old is None else np.promote_types(old.dtype, kind)
        if old is None or needed != old.dtype or len(old) < self.room:
            self.columns[name] = new = np.empty(self.room, dtype=needed)
            new[: self.count] = 0 if old is None else old[: self.count]

    def column(self, name: str, shift: int) -> Numbers:
        """A column of all records; the numbers of those counted apart begin with `shift` instead of 0."""
        if name not in self.columns and not (shift and self.apart):
            return np.broadcast_to(np.int32(0), self.count)
        numbers = self.columns[name][: self.count] if name in self.columns else np.zeros(self.count, dtype=np.int32)
        if not (shift and self.apart):
            return numbers
        wide = numbers.astype(np.int32)
        for stretch in self.apart:
            wide[stretch] += shift
        return wide
