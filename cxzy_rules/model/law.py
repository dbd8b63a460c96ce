"""What a rulebook says: clauses, rulings, the vocabulary's words, and the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cxzy_rules.model.condition import ALWAYS, Condition
from cxzy_rules.model.days import EVER, Days
from cxzy_rules.model.place import Place

Section = Literal["activities", "measures", "carriers", "obligations", "requirements", "supervision"]
ITEM_SECTIONS: tuple[Section, ...] = ("activities", "measures", "carriers", "obligations", "requirements")
SECTION_LABELS: dict[Section, str] = {
    "activities": "结合活动",
    "measures": "工作措施",
    "carriers": "活动载体",
    "obligations": "步骤和责任",
    "requirements": "目标和标准",
    "supervision": "领导和指导",
}
Role = Literal["leads", "guides", "coordinates"]
ROLE_LABELS: dict[Role, str] = {"leads": "领导", "guides": "指导", "coordinates": "牵头"}
Rhythm = Literal["half_year", "year"]
RHYTHM_LABELS: dict[Rhythm, str] = {"half_year": "每半年", "year": "每年"}
NO_BRANCH = "none"
LEADING_LABEL, UNKNOWN_LABEL = "领导机关", "未定分类"
SUPERIOR_LEVEL = "superior"
NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered stretch of the document; `start` and `end` count characters of its text."""

    id: str
    title: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the office decided where the words of `clause` leave a question open."""

    id: str
    date: date
    clause: str
    quote: str
    text: str
    days: Days = EVER
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way of writing a word, the days on which it is one, and the layer that adds it (none: the base)."""

    text: str
    days: Days = EVER
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary that a roster's cell may hold: its id, label and other spellings, and the days on which it is one.

    `dated`: those of its spellings that are such only on some days, or within one layer. `layer`: the one that adds the word.
    """

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    days: Days = EVER
    dated: tuple[Spelling, ...] = ()
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a layer reaches: all below its `issuer`, a roster's id or full name, and itself too where `whole`; no further than
    `under`, the layer that it stands under, if it does."""

    layer: str
    title: str
    issuer: str
    whole: bool
    under: str | None


@dataclass(frozen=True, slots=True)
class Kind(Word):
    """A kind of organisation. `branch` is None for a leading body; `area` where it heads a territory.

    `superiors`: the only kinds it is affiliated to, where that is certain.
    """

    branch: str | None = None
    level: str = ""
    committee: bool | None = None
    area: bool = False
    ruling: str | None = None
    committee_ruling: str | None = None
    superiors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag(Word):
    """A mark that a roster may give to organisations of these `kinds`."""

    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organ(Word):
    """A department or institution that the document names, and what a roster may call it."""

    clause: str = ""
    quote: str = ""
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    level: str = ""
    dated_names: tuple[Spelling, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """A class of organisations that the document guides together (分类指导)."""

    id: str
    label: str
    clause: str
    quote: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """By `ruling`, a unit of `kind` below a superior of kind `superior` belongs to `branch`."""

    ruling: str
    kind: str
    superior: str
    branch: str
    days: Days = EVER


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a document asks, or one bond of supervision, with the words it rests on.

    `document`: the id of the rulebook whose document that is; `sharpens`: the rule in whose place it stands, asking the same more strictly.
    """

    id: str
    section: Section
    label: str
    quote: str
    clause: str
    place: Place
    when: Condition = ALWAYS
    branch: str | None = None
    ruling: str | None = None
    rhythm: Rhythm | None = None
    due: date | None = None
    starts: date | None = None
    ends: date | None = None
    evidence: str = ""
    audited: bool = True
    role: Role | None = None
    organ: str | None = None
    by: Literal["affiliation", "authority"] | None = None
    counterpart: str | None = None
    document: str = ""
    sharpens: str | None = None

    def in_force(self, day: date) -> bool:
        """Whether `day` lies between the rule's first and last day."""
        return self.days().cover(day)

    def days(self) -> Days:
        """The days on which it is in force: its own, and no longer than what it rests on."""
        return Days(self.starts, self.ends)
