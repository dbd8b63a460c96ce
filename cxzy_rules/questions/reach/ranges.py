"""The values that a fact of a unit's own can have, by what the unit's place settles of it; and which rosters are meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cxzy_rules.model.condition import FALSE, TRUE, Value
from cxzy_rules.model.facts import tag_fact
from cxzy_rules.model.law import NO_BRANCH
from cxzy_rules.situations.derive import Standing
from cxzy_rules.vocabulary.words import Vocabulary, committees

Possible = tuple[Value | None, ...]
FLAGS = {"has_authority": "authority", "has_residents": "located_in", "resident": "located_in", "paired": "paired_with"}
OPEN_IF_EMPTY = ("has_authority", "tags", "members")


@dataclass(frozen=True, slots=True)
class Rosters:
    """Which rosters are meant, beside those in which every cell can be read and no two cells disagree.

    `unreadable`: also those with cells that nobody can read, without some columns, and with units whose superior is not told;
    `contrary`: also those with a branch written against the kind, or a superior that its kind never has, which `cxzy roster check` tells
    as contradictions.
    """

    unreadable: bool
    contrary: bool


AGREEING = Rosters(unreadable=True, contrary=False)
OF_CASES = Rosters(unreadable=False, contrary=True)
ALL_ROSTERS = Rosters(unreadable=True, contrary=True)


def possible(vocabulary: Vocabulary, cuts: Mapping[str, list[int]], standing: Standing, fact: str, rosters: Rosters = AGREEING) -> Possible:
    """The values of a fact of a unit's own, the usual one first; None for unknown, which is all there is without its column."""
    kind = vocabulary.kinds.get(standing.kind or "")
    name = fact.partition(".")[0]
    unknown = rosters.unreadable or name in OPEN_IF_EMPTY
    match name:
        case "level":
            usual = [kind.level] if kind and kind.level in vocabulary.levels else []
            return _column(vocabulary, "level", dict.fromkeys([*usual, *vocabulary.levels]), unknown or not usual)
        case "management":
            return _column(vocabulary, "management", vocabulary.management, unknown)
        case "organ":
            return (NO_BRANCH, *(organ.id for organ in vocabulary.organs.values() if standing.kind in organ.kinds))
        case "committee":
            usually = committees(vocabulary, kind)
            return (*usually, None) if "committee" in vocabulary.columns and unknown and None not in usually else usually
        case "tags":
            return _column(vocabulary, "tags", (FALSE, TRUE) if _may_bear(vocabulary, standing, fact) else (FALSE,), unknown)
        case "has_subordinates":
            return (FALSE, TRUE) if standing.placed and "parent" in vocabulary.columns else (None,)
        case "within":
            return (FALSE, TRUE) if standing.placed else (None,)
        case "members":
            lowest = [min([0, *cuts.get(fact, [])]), *(cut for cut in cuts.get(fact, []) if cut > 0)]
            return _column(vocabulary, "members", dict.fromkeys(lowest), unknown)
    return _column(vocabulary, FLAGS[fact], (FALSE, TRUE), unknown)


def _column(vocabulary: Vocabulary, column: str, values: Iterable[Value], unknown: bool) -> Possible:
    return ((*values, None) if unknown else (*values,)) if column in vocabulary.columns else (None,)


def _may_bear(vocabulary: Vocabulary, standing: Standing, fact: str) -> bool:
    """A mark may be borne by its kinds, and by a unit whose kind may be one of them; one that these words lack, by nobody."""
    tag = next((tag for tag in vocabulary.tags.values() if tag_fact(tag.id) == fact), None)
    if tag is None:
        return False
    branch, kinds = standing.facts.get("branch"), vocabulary.kinds
    fits = [kind for kind in tag.kinds if kind in kinds and branch in (None, kinds[kind].branch or NO_BRANCH)]
    return standing.kind in tag.kinds if standing.kind is not None else bool(fits)
