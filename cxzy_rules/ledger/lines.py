"""In which lines records stand: where these follow one another, as in a large table, they are no more than the first and their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.uint32]]


@dataclass(frozen=True, slots=True)
class Run:
    """Lines one after another; asked for some of them like an array."""

    first: int
    count: int

    def __len__(self) -> int:
        return self.count

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Numbers:
        return np.arange(self.first, self.first + self.count, dtype=dtype or np.uint32)

    def __getitem__(self, at: Any) -> Any:
        """The lines at these places (a number, an array of numbers, or a flag for each)."""
        places = np.asarray(at)
        return ((np.flatnonzero(places) if places.dtype == np.bool_ else places) + self.first).astype(np.uint32)


Lines = Numbers | Run


def joined_lines(parts: Sequence[Lines]) -> Lines:
    """All these lines, one part after another."""
    if not parts:
        return Run(1, 0)
    runs = [one for one in parts if isinstance(one, Run)]
    if runs and len(runs) == len(parts) and all(b.first == a.first + a.count for a, b in pairwise(runs)):
        return Run(runs[0].first, sum(map(len, runs)))
    return parts[0] if len(parts) == 1 else np.concatenate([np.asarray(one) for one in parts])
