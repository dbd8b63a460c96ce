"""Where answers about units are taken from: a roster's guidance, or what was kept of it; whoever asks sees no difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cxzy_rules.questions.find import Register, register
from cxzy_rules.screen.labels import Labels, labels_of

if TYPE_CHECKING:
    from cxzy_rules.guidance import Guidance
    from cxzy_rules.roster.roster import Roster
    from cxzy_rules.rulebook.book import Identity

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms it answers: the day, the first and last day of the document, and what was wrong with the roster."""

    day: date
    issued: date
    ends: date
    problems: int
    set_aside: int


def terms_of(roster: Roster, identity: Identity, day: date) -> Terms:
    """On which terms a roster is answered about on a day, by the document of this identity."""
    return Terms(day, identity.issued, identity.ends, len(roster.problems), roster.set_aside)


@dataclass(frozen=True, slots=True)
class Shelf:
    """`called`: a unit's id and name; `chain`: its superiors, nearest first; `record`: its guidance as the contract's object."""

    terms: Terms
    register: Register
    called: Callable[[int], tuple[str, str]]
    chain: Callable[[int], list[int]]
    record: Callable[[int], Record]
    labels: Callable[[], Labels]


def shelf(roster: Roster, terms: Terms, guidance: Callable[[], Guidance]) -> Shelf:
    """A roster as a shelf; its guidance is asked for only where a record is wanted."""
    from cxzy_rules.records import record

    ids, names = roster.units["id"], roster.units["name"]
    return Shelf(
        terms,
        register(roster),
        lambda row: (ids[row], names[row]),
        roster.chain,
        lambda row: record(guidance(), row),
        lambda: labels_of(guidance().book),
    )
