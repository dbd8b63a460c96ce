"""A stretch of days, both ends counted: when a rule, a ruling, a word or a bond is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day; None where there is no end on that side."""

    first: date | None = None
    last: date | None = None

    def cover(self, day: date | None) -> bool:
        """Whether `day` lies among them; asked for no day in particular, every stretch covers it."""
        return day is None or ((self.first is None or self.first <= day) and (self.last is None or day <= self.last))

    def shared(self, other: Days) -> Days:
        """The days of both; where there are none, the first lies after the last."""
        firsts = [day for day in (self.first, other.first) if day is not None]
        lasts = [day for day in (self.last, other.last) if day is not None]
        return Days(max(firsts, default=None), min(lasts, default=None))

    def empty(self) -> bool:
        return self.first is not None and self.last is not None and self.last < self.first

    def followed_by(self, other: Days) -> bool:
        """Whether the other begins on the day after the last of these."""
        return self.last is not None and other.first == self.last + timedelta(days=1)

    def meet(self, other: Days) -> bool:
        """Whether some day is one of both."""
        return not self.shared(other).empty()

    def __str__(self) -> str:
        if self.first and self.last:
            return f"{self.first} 至 {self.last}"
        return f"{self.first} 起" if self.first else f"到 {self.last}" if self.last else "一直"


EVER = Days()
