"""Answers kept by what they rest on, the newest last; what is made is only read, and whoever asks for what is made waits for nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")
KEPT = 24


@dataclass(frozen=True, slots=True)
class Answers:
    """`made`: each with the mark of what it rests on, and when its making began. `lock`: whoever makes one holds it."""

    made: dict[Hashable, tuple[Any, Hashable, float]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    order: threading.Lock = field(default_factory=threading.Lock)

    def kept(self, what: Hashable, make: Callable[[], T]) -> T:
        """The answer to `what`, which says all that it rests on; made now if it was not made before."""
        return self.latest(what, lambda: None, make)

    def latest(self, what: Hashable, mark: Callable[[], Hashable], make: Callable[[], T]) -> T:
        """The answer to `what` as things stand now, of which `mark` tells. Of those who ask while it is made all but the first get what
        is made for the second: it began after they asked, so it is no older than their question."""
        asked = time.monotonic()
        found = self._made(what)
        if found is None or found[1] != mark():
            with self.lock:
                found = self._made(what)
                if found is None or (found[2] < asked and found[1] != mark()):
                    began, said = time.monotonic(), mark()
                    found = make(), said, began
                    self._keep(what, found)
        return cast(T, found[0])

    def _made(self, what: Hashable) -> tuple[Any, Hashable, float] | None:
        """What was made, now the newest: what is asked for again and again stays."""
        with self.order:
            found = self.made.pop(what, None)
            if found is not None:
                self.made[what] = found
            return found

    def _keep(self, what: Hashable, found: tuple[Any, Hashable, float]) -> None:
        with self.order:
            self.made[what] = found
            for old in list(self.made)[:-KEPT]:
                del self.made[old]
