"""The results of a run, asked: records by part and by what they say, medians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Results:
    """What `benchmarks.run` keeps."""

    told: dict[str, Any]

    def part(self, name: str) -> Record:
        """How a part ended; an empty record where it was not run."""
        return next((part for part in self.told["parts"] if part["name"] == name), {})

    def records(self, name: str, what: str, **wanted: object) -> list[Record]:
        """A part's records that say `what`, and have these values."""
        found = [record for record in self.part(name).get("records", []) if record["what"] == what]
        return [record for record in found if all(record.get(key) == value for key, value in wanted.items())]

    def middle(self, name: str, what: str, key: str, **wanted: object) -> float | None:
        """The median of a value over the rounds that have it; None where there is none."""
        values = [record[key] for record in self.records(name, what, **wanted) if key in record]
        return median(values) if values else None

    def most(self, name: str, what: str, key: str, **wanted: object) -> float | None:
        """The greatest such value."""
        return max((record[key] for record in self.records(name, what, **wanted) if key in record), default=None)


def checks(results: Results) -> list[Record]:
    """Every record that says whether an equality holds."""
    return [record for part in results.told["parts"] for record in part["records"] if "equal" in record]


def differences(told: dict[str, Any]) -> list[str]:
    """Every equality that does not hold, as it was told. The audit's two sides tell theirs by ending with what each counts."""
    found = [str(record) for part in told["parts"] for record in part["records"] if record.get("equal") is False]
    return found + [part["ended"] for part in told["parts"] if "the anti-join" in part["ended"]]


def number(value: float | None, digits: int = 2) -> str:
    """For a cell of a table."""
    return "–" if value is None else f"{value:,.{digits}f}"


def gigabytes(value: float | None) -> str:
    return "–" if value is None else f"{value / 1e9:.2f}"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """In Markdown; all columns but the first to the right."""
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
