"""Which department a person names, with the units that it guides."""

from __future__ import annotations

from cxzy_rules.audit.parts import Part, parted
from cxzy_rules.guidance import Guidance
from cxzy_rules.questions.find import find
from cxzy_rules.roster.roster import Rows
from cxzy_rules.vocabulary.words import spelling


def guided_by(guidance: Guidance, rows: Rows, name: str) -> list[Part]:
    """The units that a department guides, by its id, its full name, the document's name for it, or whatever `who` would know it by.

    Several parts where several departments are meant.
    """
    parts = [part for part in parted(guidance, rows, "supervisor") if part.key is not None]
    meant = [part for part in parts if part.key == name] or [part for part in parts if part.name == name]
    meant = meant or [part for part in parts if part.key in _organ(guidance, name)]
    return meant or _likely(guidance, parts, name)


def _likely(guidance: Guidance, parts: list[Part], name: str) -> list[Part]:
    """The departments that a part of a name, its pinyin or a slip may mean; of one that the roster lacks a part of its name."""
    found = guidance.roster.units["id"].gather(find(guidance.roster, name)).to_list()
    return [part for part in parts if part.key in found or (part.key == part.name and name in part.name)]


def _organ(guidance: Guidance, name: str) -> list[str]:
    """The unit that the document speaks of by that name: the organ of the area at its level."""
    organ = spelling(guidance.book.vocabulary.organs, name)
    if organ is None:
        return []
    areas, level = guidance.here.areas, guidance.book.vocabulary.organs[organ].level
    rows = [row for (area, held), row in areas.holders.items() if held == organ and areas.levels.get(area) == level]
    return [str(guidance.roster.units["id"][row]) for row in rows]
