"""The one shape of what `cxzy rules conflicts` finds."""

from __future__ import annotations

from dataclasses import dataclass

from cxzy_rules.questions.specimen import Specimen


@dataclass(frozen=True, slots=True)
class Suspect:
    """What is suspect (`sort`, for programs; `text`, in Chinese), in which rules (their ids), and the smallest unit that shows it."""

    sort: str
    text: str
    rules: tuple[str, ...] = ()
    example: Specimen | None = None
