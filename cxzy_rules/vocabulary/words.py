"""The vocabulary as one value: kinds, levels, tags, organs, columns; what a name tells, and what conditions may ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cxzy_rules.blanks import tight
from cxzy_rules.conditions.parse import Lexicon
from cxzy_rules.model.condition import FALSE, TRUE, Condition, Value
from cxzy_rules.model.days import EVER, Days
from cxzy_rules.model.facts import LANGUAGE, Domain, Fact, flag_domain, open_value, tag_fact, within_fact
from cxzy_rules.model.law import NO_BRANCH, Branch, Kind, Organ, Reach, Settlement, Tag, Word
from cxzy_rules.vocabulary.expressions import Expression

NEVER = ("$^", "(?!)")


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern that tells a unit's kind by its name; `kind` is None where the name does not tell it.

    `apart`: it is an organisation of its own all the same, and so does not take its superior's branch.
    """

    id: str
    kind: str | None
    pattern: Expression
    unless: Expression | None
    ruling: str | None
    apart: bool = False
    days: Days = EVER


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything by id, in the order of the files; `organ_names` finds the organ that a unit's name says it is, `organ_frame` what
    may stand before and after such a name.

    `county_level`: the level of the areas for which results are summed; `facts`: what this rulebook calls a fact. `day`: that of which
    these are the words; None: those of all days. `reaches`: whom each layer reaches; `organ_names_added`: the names of organs that
    layers add, which are looked for only after the others.
    """

    branches: dict[str, Branch] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    levels: dict[str, Word] = field(default_factory=dict)
    management: dict[str, Word] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    organs: dict[str, Organ] = field(default_factory=dict)
    settlements: tuple[Settlement, ...] = ()
    columns: dict[str, Word] = field(default_factory=dict)
    none_words: tuple[str, ...] = ()
    names: tuple[NamePattern, ...] = ()
    organ_names: re.Pattern[str] = re.compile(r"(?!)")
    organ_of_name: dict[str, str] = field(default_factory=dict)
    has_committee: re.Pattern[str] = re.compile("$^")
    no_committee: re.Pattern[str] = re.compile("$^")
    ledger_columns: dict[str, Word] = field(default_factory=dict)
    statuses: dict[str, Word] = field(default_factory=dict)
    county_level: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    organ_frame: tuple[str, str] = ("", "")
    organ_names_added: re.Pattern[str] = re.compile(r"(?!)")
    day: date | None = None
    reaches: tuple[Reach, ...] = ()

    def kind_of_name(self, name: str) -> NamePattern | None:
        """The first pattern that speaks for this name."""
        for one in self.names:
            if one.pattern.search(name) and not (one.unless and one.unless.search(name)):
                return one
        return None

    def organ_by_name(self, name: str) -> str | None:
        """The organ whose name, after an area's name and before a party form, this is."""
        found = self.organ_names.fullmatch(name) or self.organ_names_added.fullmatch(name)
        return self.organ_of_name[found["organ"]] if found else None


def committees(vocabulary: Vocabulary, kind: Kind | None) -> tuple[Value | None, ...]:
    """Whether a unit of this kind can have a committee: as is usual for the kind (None: that is not known), as a name can say, or as
    the column of its own can; the usual first."""
    usual = None if kind is None or kind.committee is None else TRUE if kind.committee else FALSE
    says = [(TRUE, vocabulary.has_committee), (FALSE, vocabulary.no_committee)]
    named = [value for value, pattern in says if pattern.pattern not in NEVER]
    return tuple(dict.fromkeys([usual, *named, *((TRUE, FALSE) if "committee" in vocabulary.columns else ())]))


def lexicon(vocabulary: Vocabulary, subjects: dict[str, Condition]) -> Lexicon:
    """The domains of every flat fact: what conditions may ask, and what facts may hold."""
    branches = {branch.id: branch.label for branch in vocabulary.branches.values()}
    opens = {open_value(branch): frozenset(k.id for k in vocabulary.kinds.values() if k.branch == branch) for branch in branches}
    choices = {
        "branch": branches | {NO_BRANCH: "不属于各分类（领导机关）"},
        "kind": _labels(vocabulary.kinds),
        "level": _labels(vocabulary.levels),
        "management": _labels(vocabulary.management),
        "organ": _labels(vocabulary.organs) | {NO_BRANCH: "都不是"},
    }
    domains: dict[str, Domain] = {}
    for fact in (_worded(one, vocabulary) for one in LANGUAGE):
        if fact.sort == "choice":
            domains[fact.name] = Domain(fact, choices[fact.name], opens if fact.name == "kind" else {})
        elif fact.sort == "tags":
            domains |= {tag_fact(tag): flag_domain(fact) for tag in vocabulary.tags}
        elif fact.sort == "flag":
            domains[fact.name] = flag_domain(fact)
        else:
            domains[fact.name] = Domain(fact, {}, {})
    for reach in vocabulary.reaches:
        fact = Fact(within_fact(reach.layer), "flag", f"在《{reach.title}》所及的单位里", "parent")
        domains[fact.name] = flag_domain(fact)
    return Lexicon(domains, {tag.id: tag.label for tag in vocabulary.tags.values()}, subjects)


def _worded(fact: Fact, vocabulary: Vocabulary) -> Fact:
    """The fact as this rulebook calls it, under the column that this rulebook has for it."""
    column = fact.otherwise if fact.otherwise and fact.column not in vocabulary.columns else fact.column
    return replace(fact, label=vocabulary.facts.get(fact.name, fact.label), column=column)


def _labels(words: Mapping[str, Word]) -> dict[str, str]:
    return {word.id: word.label for word in words.values()}


def spelling(words: Mapping[str, Word], written: str) -> str | None:
    """The id that a roster's cell means: an id, a label or an alias; blanks that do not count are passed over."""
    written = tight(written)
    for word in words.values():
        if written in (word.id, word.label) or written in word.aliases:
            return word.id
    return None
