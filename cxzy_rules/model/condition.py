"""The condition tree: what a rule asks of a unit's facts.

A fact is flat: a name (`kind`, `tags.misfit_village`, `above.2`) and a value, text or whole number; one that the
roster does not give is absent. A flag is the text `true` or `false`. Each leaf says for every value of its fact
whether it is met, so that an open value ("some kind of the branch rural") can leave it undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Value = str | int
Facts = Mapping[str, Value]

TRUE, FALSE = "true", "false"


@dataclass(frozen=True, slots=True)
class Is:
    """The fact's value is among `allowed`; `denied` are those that rule it out; others leave it open."""

    fact: str
    allowed: frozenset[str]
    denied: frozenset[str]
    undecided: frozenset[str] = frozenset()

    def negated(self) -> Is:
        """The leaf that is true where this one is false."""
        return Is(self.fact, self.denied, self.allowed, self.undecided)

    def others(self) -> frozenset[str]:
        """Every value that does not make it true."""
        return self.denied | self.undecided


@dataclass(frozen=True, slots=True)
class Within:
    """The fact's whole number is at least `low` and below `high` (either may be missing)."""

    fact: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Above:
    """A superior meets `inner`: the direct one, or with `far` any, however far up. `key` is its flat fact."""

    key: str
    far: bool
    inner: Condition


@dataclass(frozen=True, slots=True)
class Not:
    """That what it holds is not so."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """That every one of its parts is so."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """That at least one of its parts is so."""

    parts: tuple[Condition, ...]


Condition = Is | Within | Above | Not | All | Any

ALWAYS = All(())


def flag(name: str, wanted: bool = True) -> Is:
    """The leaf that asks whether a flag is set."""
    yes, no = frozenset([TRUE]), frozenset([FALSE])
    return Is(name, yes, no) if wanted else Is(name, no, yes)
