"""Reads a rulebook's folder whole: which file holds what, in which order they depend on each other."""

from __future__ import annotations

from pathlib import Path

from cxzy_rules.document import Document
from cxzy_rules.model.law import Rule
from cxzy_rules.model.place import Problem, Unusable
from cxzy_rules.paths import shown
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.check import check_rules
from cxzy_rules.rulebook.days import check_days, resting
from cxzy_rules.rulebook.links import check_organ_quotes, check_ruling_links, organ_places
from cxzy_rules.rulebook.needed import check_needed, check_strays
from cxzy_rules.rulebook.rules import read_rules
from cxzy_rules.rulebook.sections import (
    cut_document,
    read_branches,
    read_identity,
    read_rulings,
    read_stretches,
    read_subjects,
    vocabulary_sections,
)
from cxzy_rules.vocabulary.read import read_vocabulary
from cxzy_rules.vocabulary.words import lexicon
from cxzy_rules.yamlfile import Node, read_yaml

RULE_FOLDERS = ("branches", "duties", "supervision")


def load(folder: Path) -> Rulebook:
    """The checked rulebook of a folder. Errors: Unusable, with every mistake of every file."""
    book, problems = examine(folder)
    if problems or book is None:
        raise Unusable(problems)
    return book


def examine(folder: Path) -> tuple[Rulebook | None, list[Problem]]:
    """The rulebook as far as it can be read, and all that is wrong with it, sorted."""
    problems: list[Problem] = []
    files = {path: read_yaml(path, shown(path), problems) for path in sorted(folder.glob("**/*.yaml")) if _own(path, folder)}
    nodes = {path: node for path, node in files.items() if node is not None}
    if len(nodes) < len(files):  # what the lost file holds would seem to be missing in all the others
        return None, sorted(set(problems))
    check_strays(folder, problems)
    root = nodes.get(folder / "rulebook.yaml")
    identity = read_identity(root, folder, problems)
    if identity is None:
        return None, sorted(set(problems))
    document = cut_document(nodes.get(folder / "document" / "clauses.yaml"), folder, identity.document, problems)
    if not document.clauses:
        return None, sorted(set(problems))
    branches = read_branches(_below(nodes, folder / "branches"), document, problems)
    sections = vocabulary_sections(_below(nodes, folder / "vocabulary"), problems)
    vocabulary = read_vocabulary(sections, branches, problems)
    words = read_subjects(nodes.get(folder / "subjects.yaml"), lexicon(vocabulary, {}), problems)
    rulings = read_rulings(_below(nodes, folder / "rulings"), document, problems)
    rules = [one for name in RULE_FOLDERS for node in _below(nodes, folder / name) for one in read_rules(node, words, problems)]
    check_days(nodes.values(), identity, problems)
    organs = organ_places(sections, vocabulary)
    rules = [resting(one, rulings, organs, problems) for one in rules]
    check_rules(rules, document, rulings, vocabulary, problems)
    check_needed(folder, sections, rules, problems)
    check_organ_quotes(sections, document, problems)
    check_ruling_links(sections, root, rulings, problems)
    unruled = read_stretches(_below(nodes, folder / "document", but="clauses.yaml"), document, problems)
    ordered = tuple(sorted((one.rule for one in rules), key=lambda rule: _position(rule, document)))
    book = Rulebook(folder, identity, document, vocabulary, words, rulings, ordered, unruled)
    return book, sorted(set(problems))


def _own(path: Path, folder: Path) -> bool:
    """Test cases are read when they are run, not with the rules."""
    return path.relative_to(folder).parts[0] != "cases"


def _below(nodes: dict[Path, Node], folder: Path, but: str = "") -> list[Node]:
    return [node for path, node in nodes.items() if path.parent == folder and path.name != but]


def _position(rule: Rule, document: Document) -> tuple[int, int, str]:
    clause = document.clauses.get(rule.clause)
    if clause is None:
        return len(document.text), 0, rule.id
    return clause.start, clause.text.find(rule.quote), rule.place.path + f"{rule.place.line:9d}"
