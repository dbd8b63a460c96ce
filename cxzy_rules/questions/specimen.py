"""The smallest unit that stands in a place with certain facts, as rows that could be pasted into a roster; and the trial of it.

Its superiors come first, and beside it whoever its facts need: a subordinate, a partner, a community, a resident. A name is
found that says no more and no less than it should: an organ's own name, a form's word, else a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from cxzy_rules.blanks import tight
from cxzy_rules.guidance import guide_with
from cxzy_rules.model.condition import FALSE, TRUE, Value
from cxzy_rules.model.facts import within_fact
from cxzy_rules.model.law import NO_BRANCH, Branch, Word
from cxzy_rules.model.place import Unusable
from cxzy_rules.questions.reach.places import Place
from cxzy_rules.roster.load import roster_of
from cxzy_rules.situations.walk import Asker
from cxzy_rules.tables.table import Table, cleaned
from cxzy_rules.vocabulary.words import Vocabulary

BARE = "示例"
WORDS = ("level", "management", "kind", "branch")
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Specimen:
    """The rows, by column; the last of `chain` is the unit that is meant, and `others` are only there for its sake."""

    chain: tuple[Row, ...]
    others: tuple[Row, ...] = field(default=())

    def rows(self) -> tuple[Row, ...]:
        return self.chain + self.others

    def unit(self) -> str:
        """The id of the unit that is meant."""
        return self.chain[-1]["id"]


def specimen(place: Place, facts: Mapping[str, Value], vocabulary: Vocabulary) -> Specimen | None:
    """The rows for a unit in this place with these facts; None where no name says what it should."""
    chain: list[tuple[Place, Mapping[str, Value]]] = [(place, facts)]
    while chain[0][0].superior is not None:
        below = chain[0][0]
        chain.insert(0, (below.superior, dict(below.told_above)))  # type: ignore[arg-type]
    rows: list[Row] = []
    for number, (one, told) in enumerate(chain, start=1):
        row = _row(str(number), one, told, vocabulary)
        if row is None:
            return None
        rows.append(row | ({"parent": str(number - 1)} if number > 1 else {}))
    rows = _issued(rows, facts, vocabulary)
    return Specimen(tuple(rows), tuple(_others(rows[-1], facts, len(rows), vocabulary)))


def _issued(rows: list[Row], facts: Mapping[str, Value], vocabulary: Vocabulary) -> list[Row]:
    """The rows with the issuers of the layers that reach the unit above it, from the top down; the topmost superior may be one."""
    found = [*rows]
    for reach in (one for one in vocabulary.reaches if facts.get(within_fact(one.layer)) == TRUE):
        above = [row for row in found[:-1] if row["id"].isdecimal()]
        if above:
            found[found.index(above[0]) + 1]["parent"] = above[0]["id"] = reach.issuer
        else:
            top = len(found) - len(rows)
            leading = next((kind.label for kind in vocabulary.kinds.values() if kind.area), "")
            found.insert(
                top, {"id": reach.issuer, "name": reach.issuer, "kind": leading} | ({"parent": found[top - 1]["id"]} if top else {})
            )
            found[top + 1]["parent"] = reach.issuer
    return found


def _row(number: str, place: Place, facts: Mapping[str, Value], vocabulary: Vocabulary) -> Row | None:
    name = _name(number, place, facts, vocabulary)
    if name is None or not place.standing.placed:
        return None
    row = {"id": number, "name": name}
    words: dict[str, Mapping[str, Word | Branch]] = {
        "level": vocabulary.levels,
        "management": vocabulary.management,
        "kind": vocabulary.kinds,
        "branch": vocabulary.branches,
    }
    told = dict(place.own) | {fact: value for fact, value in facts.items() if fact in ("level", "management")}
    row |= {column: words[column][str(told[column])].label for column in WORDS if column in told}
    if "members" in facts:
        row["members"] = str(facts["members"])
    if "has_authority" in facts:
        row["authority"] = BARE if facts["has_authority"] == TRUE else vocabulary.none_words[0]
    tags = [tag.label for tag in vocabulary.tags.values() if facts.get(f"tags.{tag.id}") == TRUE]
    return row | ({"tags": "；".join(tags)} if tags else {})


def _name(number: str, place: Place, facts: Mapping[str, Value], vocabulary: Vocabulary) -> str | None:
    """The first name that makes it the organ that it should be, gives it the form that it should have, and tells no other kind."""
    organ, kind = str(facts.get("organ", NO_BRANCH)), place.standing.kind
    bare = vocabulary.organs[organ].names if organ != NO_BRANCH else (f"{BARE}{number}",)
    wanted = facts.get("committee")
    for name in (f"{one}{end}" for one in bare for end in ("", *_endings(vocabulary))):
        if (vocabulary.organ_by_name(tight(name)) or NO_BRANCH) == organ and (wanted is None or _form(name, kind, vocabulary) == wanted):
            pattern = vocabulary.kind_of_name(tight(name))
            if kind is not None or (pattern.apart if pattern else "apart" not in dict(place.own)):
                return name
    return None


def _endings(vocabulary: Vocabulary) -> list[str]:
    """The words that the forms' patterns are made of."""
    patterns = (vocabulary.has_committee.pattern, vocabulary.no_committee.pattern)
    words = ["".join(character if character.isalpha() else " " for character in pattern).split() for pattern in patterns]
    return [f"{blank}{word}" for found in words for word in found for blank in (" " if word.isascii() else "",)]


def _form(name: str, kind: str | None, vocabulary: Vocabulary) -> Value | None:
    if vocabulary.no_committee.search(name):
        return FALSE
    if vocabulary.has_committee.search(name):
        return TRUE
    usual = vocabulary.kinds[kind].committee if kind is not None else None
    return None if usual is None else TRUE if usual else FALSE


def _others(row: Row, facts: Mapping[str, Value], number: int, vocabulary: Vocabulary) -> Iterator[Row]:
    """Whoever the unit's facts need beside it; the unit's own row is told whom it names."""
    kind = next(iter(vocabulary.kinds.values())).label
    beside = {"has_subordinates": {"parent": row["id"]}, "has_residents": {"located_in": row["id"]}, "resident": {}, "paired": {}}
    names = {"resident": "located_in", "paired": "paired_with"}
    for fact, cells in beside.items():
        if facts.get(fact) == TRUE:
            number += 1
            if fact in names:
                row[names[fact]] = str(number)
            yield {"id": str(number), "name": f"{BARE}{number}", "kind": kind, **cells}


def tried(found: Specimen, ask: Asker) -> frozenset[int]:
    """Which of the rulebook's conditions really hold of the unit, by the program's whole journey from the rows on."""
    columns = [*ask.book.vocabulary.columns]
    cells = cleaned(pl.DataFrame([[row.get(c) for c in columns] for row in found.rows()], dict.fromkeys(columns, pl.String), orient="row"))
    table = Table("", tuple(columns), cells, pl.Series(range(len(found.rows())), dtype=pl.UInt32))
    try:
        roster = roster_of(table, ask.book.vocabulary, [])
    except Unusable:
        return frozenset()
    guidance = guide_with(roster, ask, ask.book.identity.ends)
    return guidance.answer(roster.ids().index(found.unit())).holding
