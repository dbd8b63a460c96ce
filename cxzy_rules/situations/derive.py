"""The facts of one unit in its place: what its own cells say, completed by its kind and by its superior.

`own` holds what the roster's row says, by flat fact: absent where the cell is empty, UNREADABLE where it holds no known word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxzy_rules.model.condition import Facts, Value
from cxzy_rules.model.facts import open_value
from cxzy_rules.model.law import NO_BRANCH, SUPERIOR_LEVEL
from cxzy_rules.tables.table import UNREADABLE
from cxzy_rules.vocabulary.words import Vocabulary

BESIDE = ("name_ruling", "apart", "unplaced")
RULED = ("branch_ruling",)


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's facts where it stands. `basis`: how its branch was found; `area_level`: the level of the area it lies in.

    `placed`: whether the roster tells its superior at all; `settles`: the column that would settle its branch.
    """

    facts: Facts
    kind: str | None
    basis: str | None
    ruling: str | None
    area_level: str | None
    placed: bool = True
    settles: str = "kind"


def derive(own: Mapping[str, Value], superior: Standing | None, vocabulary: Vocabulary) -> Standing:
    """What is known of the unit: its branch (declared, settled by ruling, by its kind, or inherited), its level, and the rest."""
    facts: dict[str, Value] = {fact: value for fact, value in own.items() if value != UNREADABLE}
    for beside in (*BESIDE, *RULED):
        facts.pop(beside, None)
    written = facts.pop("kind", None)
    kind = str(written) if written is not None else None
    branch, basis, ruling = _branch(own, kind, superior, vocabulary)
    facts |= {"branch": branch} if branch is not None else {}
    if kind is not None:
        facts["kind"] = kind
    elif branch is not None and branch != NO_BRANCH:
        facts["kind"] = open_value(branch)
    area = superior.area_level if superior else None
    level = _level(own, kind, area, vocabulary)
    if level is None:
        facts.pop("level", None)
    else:
        facts["level"] = level
    if kind is not None and vocabulary.kinds[kind].area:
        area = level
    settles = "branch" if own.get("branch") == UNREADABLE else "kind"
    return Standing(facts, kind, basis, ruling, area, "unplaced" not in own, settles)


def _branch(
    own: Mapping[str, Value], kind: str | None, superior: Standing | None, vocabulary: Vocabulary
) -> tuple[str | None, str | None, str | None]:
    declared = own.get("branch")
    if declared == UNREADABLE:
        return None, None, None
    if declared is not None:
        ruled = own.get(*RULED)
        return str(declared), "ruling" if ruled else "declared", str(ruled) if ruled else None
    if kind is not None:
        above = superior.kind if superior else None
        settled = next((s for s in vocabulary.settlements if (s.kind, s.superior) == (kind, above)), None)
        if settled and not _name_ruling(own):
            return settled.branch, "ruling", settled.ruling
        known = vocabulary.kinds[kind]
        ruling = _name_ruling(own) or known.ruling
        return known.branch or NO_BRANCH, "ruling" if ruling else "kind", ruling
    inherited = superior.facts.get("branch") if superior else None
    if own.get("kind") == UNREADABLE or "apart" in own or inherited in (None, NO_BRANCH):
        return None, None, None
    return str(inherited), "inherited", superior.ruling if superior else None


def _name_ruling(own: Mapping[str, Value]) -> str | None:
    """The ruling by which the name's pattern tells the kind, where it needs one."""
    return str(own["name_ruling"]) if "name_ruling" in own else None


def _level(own: Mapping[str, Value], kind: str | None, area: str | None, vocabulary: Vocabulary) -> str | None:
    written = own.get("level")
    if written == UNREADABLE:
        return None
    if written is not None:
        return str(written)
    usual = vocabulary.kinds[kind].level if kind is not None else ""
    return area if usual == SUPERIOR_LEVEL else usual or None
