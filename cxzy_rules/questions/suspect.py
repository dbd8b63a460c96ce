"""The one shape of what `cxzy rules conflicts` finds."""

from __future__ import annotations

from dataclasses import dataclass

from cxzy_rules.model.days import Days
from cxzy_rules.questions.specimen import Specimen


@dataclass(frozen=True, slots=True)
class Suspect:
    """What is suspect (`sort`, for programs; `text`, in Chinese), in which rules (their ids), and the smallest unit that shows it.

    `days`: when, where it is not so on all days on which these rules are in force.
    """

    sort: str
    text: str
    rules: tuple[str, ...] = ()
    example: Specimen | None = None
    days: tuple[Days, ...] = ()

    def told(self) -> str:
        """The text, with the days."""
        return f"{self.text}（{'；'.join(map(str, self.days))}）" if self.days else self.text
