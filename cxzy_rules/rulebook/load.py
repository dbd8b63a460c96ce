"""Reads a rulebook whole, the base's folder and those of its layers: what depends on what, in that order."""

from __future__ import annotations

from pathlib import Path

from cxzy_rules.model.place import Problem, Unusable
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.check import check_rules
from cxzy_rules.rulebook.days import check_days, resting
from cxzy_rules.rulebook.folder import Folder, opened
from cxzy_rules.rulebook.layer import Stack, laid, together
from cxzy_rules.rulebook.links import check_organ_quotes, check_ruling_links, organ_places
from cxzy_rules.rulebook.needed import check_needed
from cxzy_rules.rulebook.sections import (
    is_base,
    read_branches,
    read_rulings,
    read_stretches,
    read_subjects,
    vocabulary_sections,
)
from cxzy_rules.vocabulary.read import read_vocabulary
from cxzy_rules.vocabulary.words import lexicon


def load(folder: Path, *layers: Path) -> Rulebook:
    """The checked rulebook of a folder, with these layers over it. Errors: Unusable, with every mistake of every file."""
    book, problems = examine(folder, *layers)
    if problems or book is None:
        raise Unusable(problems)
    return book


def examine(folder: Path, *layers: Path) -> tuple[Rulebook | None, list[Problem]]:
    """The rulebook as far as it can be read, and all that is wrong with it, sorted."""
    problems: list[Problem] = []
    base = opened(folder, problems)
    if base is None or not is_base(base.root, problems):
        return None, sorted(set(problems))
    stack = _ground(base, problems)
    for layer in layers:
        stack = laid(stack, layer, problems)
    return together(stack) if layers else stack.book, sorted(set(problems))


def _ground(base: Folder, problems: list[Problem]) -> Stack:
    """The base alone."""
    document, identity = base.document, base.identity
    branches = read_branches(base.below("branches"), document, problems)
    sections = vocabulary_sections(base.below("vocabulary"), problems)
    vocabulary = read_vocabulary(sections, branches, problems)
    words = read_subjects(base.file("subjects.yaml"), lexicon(vocabulary, {}), problems)
    rulings = read_rulings(base.below("rulings"), document, problems)
    check_days(base.nodes.values(), identity, problems)
    organs = organ_places(sections, vocabulary)
    rules = [resting(one, rulings, organs, problems) for one in base.rules(words, problems)]
    check_rules(rules, document, rulings, vocabulary, problems)
    check_needed(base.path, sections, rules, problems)
    check_organ_quotes(sections, document, problems)
    check_ruling_links(sections, base.root, rulings, problems)
    unruled = read_stretches(base.below("document", but="clauses.yaml"), document, problems)
    book = Rulebook(base.path, identity, document, vocabulary, words, rulings, base.in_order(rules), unruled)
    return Stack(book, sections, tuple(rules), {})
