"""Who supervises a unit: its superiors by affiliation, and for each organ that a rule names, who that is *here*.

The text speaks of the organs of one area (the city's); by ruling the same organ of a lower area may guide beside it.
Everything is resolved once for each pair of situation and area, of which there are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cxzy_rules.areas import NO_AREA, Areas, area_chain, find_areas
from cxzy_rules.model.condition import TRUE
from cxzy_rules.model.facts import within_fact
from cxzy_rules.model.law import NO_BRANCH, Role, Rule
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.walk import Answers
from cxzy_rules.tables.distinct import Numbers
from cxzy_rules.tables.table import UNREADABLE
from cxzy_rules.vocabulary.reach import words_in
from cxzy_rules.vocabulary.words import Vocabulary, spelling

ROLES: tuple[Role, ...] = ("leads", "guides", "coordinates")


@dataclass(frozen=True, slots=True)
class Bond:
    """One supervisor: the rule that makes it one, its row in the roster (None where the roster lacks it) and its name."""

    rule: Rule
    organ: str | None
    row: int | None
    name: str
    ruling: str | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What supervision is read off: roster, rulebook, areas, and the answers by situation."""

    roster: Roster
    book: Rulebook
    areas: Areas
    answers: Answers
    of: Numbers
    authorities: dict[str, int]


def setting(roster: Roster, book: Rulebook, answers: Answers, of: Numbers) -> Setting:
    """Finds the areas, the organs in them, and the units that `authority` cells name."""
    return Setting(roster, book, find_areas(roster, book, answers, of), answers, of, _authorities(roster.units))


def _authorities(units: pl.DataFrame) -> dict[str, int]:
    """The row of the one unit that an `authority` cell means, by id, else by full name."""
    written = pl.DataFrame({"written": units["authority"].drop_nulls().unique()})
    numbered = units.select("id", "name", pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
    found: dict[str, int] = {}
    for column in ("name", "id"):
        meant = written.join(numbered, left_on="written", right_on=column).group_by("written").agg("row")
        found |= {text: rows[0] for text, rows in meant.rows() if len(rows) == 1}
    return found


def bonds(here: Setting, situation: int, area: int) -> list[Bond]:
    """The organs that supervise every unit of this situation in this area, by role, in the document's order."""
    found: list[Bond] = []
    for role in ROLES:
        for rule in here.answers[situation].rules:
            if rule.role == role and rule.organ is not None:
                found += _organ_bonds(here, rule, rule.organ, area)
    return found


def _organ_bonds(here: Setting, rule: Rule, organ: str, area: int) -> list[Bond]:
    """The organ of the area that the text speaks of, named even where the roster lacks it; then its counterparts below."""
    known = here.book.vocabulary.organs[organ]
    held = _holders(here, organ, area)
    spoken_of = [row for row, level in held if level == known.level][:1]
    found = [_bond(here, rule, organ, row, rule.ruling) for row in spoken_of] or [Bond(rule, organ, None, known.label, rule.ruling)]
    if rule.counterpart is not None:
        found += [_bond(here, rule, organ, row, rule.counterpart) for row, level in held if _below(here, level, known.level)]
    return found


def _holders(here: Setting, organ: str, area: int) -> list[tuple[int, str | None]]:
    """The units that are this organ in the area and those it lies in, each with the level for which it is that.

    Within an area that is the level proper to the area's head; where no area's head is above, the unit's own level must tell.
    """
    chain = area_chain(here.roster, here.areas, area)
    found = [(here.areas.holders.get((one, organ)), here.areas.ranks[one]) for one in chain]
    alone = None if chain else here.areas.holders.get((NO_AREA, organ))
    if alone is not None:
        level = here.answers[int(here.of[alone])].standing.facts.get("level")
        return [(alone, None if level is None else str(level))]
    return [(row, level) for row, level in found if row is not None]


def _below(here: Setting, own: str | None, level: str) -> bool:
    """Whether a level is known to rank below the one that the text speaks of."""
    ranks = [*here.book.vocabulary.levels]
    return own in ranks and level in ranks and ranks.index(own) > ranks.index(level)


def _bond(here: Setting, rule: Rule, organ: str, row: int, ruling: str | None) -> Bond:
    return Bond(rule, organ, row, here.roster.units["name"][row], ruling)


def leads(here: Setting, row: int) -> list[Bond]:
    """The superiors of a unit, nearest first, where a rule says that leadership follows affiliation."""
    rules = [rule for rule in here.answers[int(here.of[row])].rules if rule.by == "affiliation"]
    names = here.roster.units["name"]
    return [Bond(rule, _organ_of(here, above), above, names[above], rule.ruling) for rule in rules for above in here.roster.chain(row)]


def _organ_of(here: Setting, row: int) -> str | None:
    organ = here.roster.units["organ"][row]
    return None if organ == NO_BRANCH else str(organ)


def authority_bonds(here: Setting, row: int) -> list[Bond]:
    """The competent department that the unit's own `authority` cell names, where a rule makes it guide."""
    rules = [rule for rule in here.answers[int(here.of[row])].rules if rule.by == "authority"]
    written = here.roster.units["authority"][row]
    if not rules or written in (None, "", UNREADABLE):
        return []
    organ, at, name = _authority(here, str(written), row)
    return [Bond(rule, organ, at, name, rule.ruling) for rule in rules]


def _authority(here: Setting, written: str, row: int) -> tuple[str | None, int | None, str]:
    """Whom the cell means: a unit by id, a unit by its full name, an organ of the document, or only a name."""
    names = here.roster.units["name"]
    at = here.authorities.get(written)
    if at is not None:
        return _organ_of(here, at), at, names[at]
    words = _words(here, row)
    organ = spelling(words.organs, written)
    if organ is None:
        return words.organ_by_name(written), None, written
    known = words.organs[organ]
    holder = next((one for one, level in _holders(here, organ, int(here.areas.of[row])) if level == known.level), None)
    return organ, holder, names[holder] if holder is not None else known.label


def _words(here: Setting, row: int) -> Vocabulary:
    """The words by which a unit's cells are read: the base's, and those of the layers that reach it."""
    words = here.book.vocabulary
    if not words.reaches:
        return words
    return words_in(words, {reach.layer for reach in words.reaches if here.roster.units[within_fact(reach.layer)][row] == TRUE})


def organs(here: Setting, row: int) -> list[Bond]:
    """The organs that supervise a unit, its competent department among them: who guides, then who coordinates, each once in a role."""
    everyone = [*bonds(here, int(here.of[row]), int(here.areas.of[row])), *authority_bonds(here, row)]
    return _distinct(sorted(everyone, key=lambda bond: ROLES.index(bond.rule.role or "guides")))


def supervisors(here: Setting, row: int) -> list[Bond]:
    """Everyone who supervises one unit: superiors nearest first, then who guides, then who coordinates; nobody itself."""
    return [bond for bond in _distinct([*leads(here, row), *organs(here, row)]) if bond.row != row]


def _distinct(found: list[Bond]) -> list[Bond]:
    """Each supervisor once in a role, the first time."""
    first: dict[tuple[Role | None, int | str], Bond] = {}
    for bond in found:
        first.setdefault((bond.rule.role, bond.name if bond.row is None else bond.row), bond)
    return list(first.values())
