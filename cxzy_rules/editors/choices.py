"""What a rulebook's own words leave to choose from, each with what it means; and which key asks for which of them."""

from __future__ import annotations

from cxzy_rules.conditions.words import phrase
from cxzy_rules.document import Document
from cxzy_rules.model.law import NO_BRANCH, SECTION_LABELS, SUPERIOR_LEVEL
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.vocabulary.language import IDS, UNTOLD

Choices = dict[str, dict[str, str]]

# The same key asks for the same everywhere; where it does not, the shape's name stands before it.
ASKED_BY = {
    "clause": "clauses",
    "ruling": "rulings",
    "ends_ruling": "rulings",
    "periods_ruling": "rulings",
    "committee_ruling": "rulings",
    "counterpart": "rulings",
    "organ": "organs",
    "kind": "kinds",
    "kinds": "kinds",
    "superior": "kinds",
    "superiors": "kinds",
    "branch": "branches",
    "level": "levels",
    "county_level": "levels",
    "holds": "rules",
    "lacks": "rules",
    "kinds.level": "levels_of_kinds",
    "names.kind": "kinds_of_names",
    "expect.branch": "branches_asked",
    "sharpens": "rules",
    "head.branch": "",  # a branch's file defines it
} | {f"{section}.id": section for section in IDS}


def choices(book: Rulebook, document: Document) -> Choices:
    """By what is asked for: each id with what it means. The words of a rulebook with its layers, and the clauses of one `document`."""
    words, lexicon = book.vocabulary, book.lexicon
    labels = {name: {word.id: word.label for word in getattr(words, name).values()} for name in ("kinds", "levels", "organs", "tags")}
    branches = {branch.id: branch.label for branch in words.branches.values()}
    return labels | {
        "branches": branches,
        "branches_asked": branches | {NO_BRANCH: lexicon.domains["branch"].labels[NO_BRANCH]},
        "levels_of_kinds": labels["levels"] | {SUPERIOR_LEVEL: "所在地区的层级"},
        "kinds_of_names": labels["kinds"] | dict(zip(UNTOLD, ("上级的一部分，分类随上级", "独立的单位，名称看不出类型"), strict=True)),
        "clauses": {clause.id: clause.title for clause in document.clauses.values()},
        "rulings": {ruling.id: ruling.text for ruling in book.rulings.values()},
        "rules": {rule.id: f"{rule.label}（{SECTION_LABELS[rule.section]}，第 {rule.clause} 条）" for rule in book.rules},
        "subjects": {key: phrase(condition, lexicon) for key, condition in lexicon.subjects.items()},
        **{section: dict.fromkeys(ids, "") for section, ids in IDS.items()},
    }


def asked(shape: str, key: str) -> str:
    """What a key of a shape asks for; empty where its words are free."""
    return ASKED_BY.get(f"{shape}.{key}", ASKED_BY.get(key, ""))
