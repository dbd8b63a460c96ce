"""Reads a rulebook's folder whole: which file holds what, in which order they depend on each other."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cxzy_rules import schema
from cxzy_rules.conditions.parse import Lexicon, parse
from cxzy_rules.document import Document, check_quote, read_document, read_text
from cxzy_rules.model.condition import Condition
from cxzy_rules.model.law import Branch, Rule, Ruling
from cxzy_rules.model.place import Place, Problem, Unusable, hint_nearest
from cxzy_rules.rulebook.book import Identity, Rulebook, Stretch
from cxzy_rules.rulebook.check import check_rules
from cxzy_rules.rulebook.rules import HEAD, read_rules
from cxzy_rules.vocabulary import Vocabulary, lexicon, read_vocabulary
from cxzy_rules.yamlfile import Node, read_yaml

RULE_FOLDERS = ("branches", "duties", "supervision")
IDENTITY = {
    "id": schema.must(schema.text),
    "title": schema.must(schema.text),
    "issuer": schema.must(schema.text),
    "issued": schema.must(schema.day),
    "ends": schema.must(schema.day),
    "ends_ruling": schema.may(schema.name),
    "document": schema.must(schema.text),
    "version": schema.must(schema.text),
}
RULING = {
    "id": schema.must(schema.name),
    "date": schema.must(schema.day),
    "clause": schema.must(schema.text),
    "quote": schema.must(schema.text),
    "text": schema.must(schema.text),
}
SUBJECT = {"id": schema.must(schema.name), "label": schema.must(schema.text), "when": schema.must(schema.node_itself)}
STRETCH = {
    "clause": schema.must(schema.text),
    "quote": schema.must(schema.text),
    "reason": schema.must(schema.one_of("principle", "exhortation", "procedure", "address", "out_of_scope")),
    "note": schema.may(schema.text, ""),
}


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
    identity = _identity(nodes.get(folder / "rulebook.yaml"), folder, problems)
    if identity is None:
        return None, sorted(set(problems))
    document = _document(nodes.get(folder / "document" / "clauses.yaml"), folder / identity.document, problems)
    branches = _branches(_below(nodes, folder / "branches"), document, problems)
    vocabulary = read_vocabulary(_vocabulary_sections(_below(nodes, folder / "vocabulary"), problems), branches, problems)
    words = _subjects(nodes.get(folder / "subjects.yaml"), lexicon(vocabulary, {}), problems)
    rulings = _rulings(_below(nodes, folder / "rulings"), document, problems)
    rules = [rule for name in RULE_FOLDERS for node in _below(nodes, folder / name) for rule in read_rules(node, words, problems)]
    check_rules(rules, document, rulings, vocabulary, problems)
    _check_vocabulary_rulings(vocabulary, rulings, identity, folder, problems)
    unruled = _stretches(_below(nodes, folder / "document"), document, problems)
    ordered = tuple(sorted(rules, key=lambda rule: _position(rule, document)))
    book = Rulebook(folder, identity, document, vocabulary, words, rulings, ordered, unruled)
    return book, sorted(set(problems))


def shown(path: Path) -> str:
    """The path as the user would write it: relative to where the user stands, where it lies below."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative.replace(os.sep, "/")


def _own(path: Path, folder: Path) -> bool:
    """Test cases are read when they are run, not with the rules."""
    return path.relative_to(folder).parts[0] != "cases"


def _below(nodes: dict[Path, Node], folder: Path) -> list[Node]:
    return [node for path, node in nodes.items() if path.parent == folder]


def _identity(node: Node | None, folder: Path, problems: list[Problem]) -> Identity | None:
    if node is None:
        problems.append(Problem(Place(shown(folder)), "这个文件夹里没有可用的 rulebook.yaml", "规则文件夹里要有 rulebook.yaml"))
        return None
    values = schema.record(node, IDENTITY, problems, "rulebook.yaml")
    return None if values is None else Identity(**values)


def _document(node: Node | None, path: Path, problems: list[Problem]) -> Document:
    text = read_text(path, shown(path), problems)
    if node is None or not isinstance(node.value, dict) or "clauses" not in node.value:
        problems.append(Problem(Place(shown(path.parent)), "没有写条款从哪里开始", "要有 document/clauses.yaml，里面有 clauses"))
        return Document(text, {})
    return read_document(text, node.value["clauses"], problems)


def _branches(nodes: list[Node], document: Document, problems: list[Problem]) -> dict[str, Branch]:
    found: dict[str, Branch] = {}
    for node in nodes:
        head = node.value if isinstance(node.value, dict) else {}
        values = {key: str(rule.read(head[key], problems) or "") if key in head else "" for key, rule in HEAD.items()}
        missing = [key for key, value in values.items() if not value]
        if missing:
            problems.append(Problem(node.place, "分类文件开头缺少：" + "、".join(missing)))
            continue
        branch = Branch(values["branch"], values["label"], values["clause"], values["quote"])
        if branch.id in found:
            problems.append(Problem(node.place, f"分类“{branch.id}”有两个文件"))
        check_quote(document, branch.clause, branch.quote, head["quote"].place, problems)
        found[branch.id] = branch
    order = {clause: position for position, clause in enumerate(document.clauses)}
    return dict(sorted(found.items(), key=lambda pair: order.get(pair[1].clause, len(order))))


def _vocabulary_sections(nodes: list[Node], problems: list[Problem]) -> dict[str, Node]:
    known = ["kinds", "levels", "management", "tags", "organs", "settlement", "columns", "names", "organ_name", "forms", "none_words"]
    sections: dict[str, Node] = {}
    for node in nodes:
        for key, below in (node.value if isinstance(node.value, dict) else {}).items():
            if key not in known:
                problems.append(Problem(node.keys[key], f"词汇文件没有“{key}”这个键", hint_nearest(key, known)))
            elif key in sections:
                problems.append(Problem(node.keys[key], f"“{key}”在两个词汇文件里都有", f"另一处在 {sections[key].place}"))
            else:
                sections[key] = below
    return sections


def _subjects(node: Node | None, words: Lexicon, problems: list[Problem]) -> Lexicon:
    """The lexicon with the named conditions; each may use those before it."""
    named: dict[str, Condition] = {}
    words = Lexicon(words.domains, words.tags, named)
    for values, place in _entries(node, "subjects", SUBJECT, problems, "主体"):
        condition = parse(values["when"], words, problems)
        if values["id"] in named:
            problems.append(Problem(place, f"主体“{values['id']}”写了两次"))
        if condition is not None:
            named[values["id"]] = condition
    return words


def _rulings(nodes: list[Node], document: Document, problems: list[Problem]) -> dict[str, Ruling]:
    found: dict[str, Ruling] = {}
    for node in nodes:
        for values, place in _entries(node, "rulings", RULING, problems, "裁定"):
            if values["id"] in found:
                problems.append(Problem(place, f"裁定“{values['id']}”写了两次"))
            check_quote(document, values["clause"], values["quote"], place, problems)
            found[values["id"]] = Ruling(**values)
    return found


def _stretches(nodes: list[Node], document: Document, problems: list[Problem]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for node in nodes:
        if isinstance(node.value, dict) and "unruled" in node.value:
            for values, place in _entries(node, "unruled", STRETCH, problems, "未入规则的文字"):
                clause = document.clauses.get(values["clause"])
                if clause is None or values["quote"] not in clause.text:
                    problems.append(Problem(place, f"第 {values['clause']} 条里没有“{values['quote'][:20]}……”这句话"))
                found.append(Stretch(**values))
    return tuple(found)


def _entries(
    node: Node | None, key: str, shape: dict[str, schema.Key], problems: list[Problem], what: str
) -> list[tuple[dict[str, Any], Place]]:
    """The records under a file's one top-level key."""
    if node is None:
        return []
    values = schema.record(node, {key: schema.must(schema.node_itself)}, problems, "文件")
    return [] if values is None else schema.records(values[key], shape, problems, what)


def _check_vocabulary_rulings(
    vocabulary: Vocabulary, rulings: dict[str, Ruling], identity: Identity, folder: Path, problems: list[Problem]
) -> None:
    """Rulings that kinds, settlements, name patterns and the last day rest on must exist; the document must hold organs' names."""
    place = Place(shown(folder / "vocabulary"))
    used = [ruling for kind in vocabulary.kinds.values() for ruling in (kind.ruling, kind.committee_ruling)]
    used += [s.ruling for s in vocabulary.settlements]
    used += [pattern.ruling for pattern in vocabulary.names] + [identity.ends_ruling]
    for ruling in used:
        if ruling is not None and ruling not in rulings:
            problems.append(Problem(place, f"没有“{ruling}”这个裁定", hint_nearest(ruling, [*rulings])))


def _position(rule: Rule, document: Document) -> tuple[int, int, str]:
    clause = document.clauses.get(rule.clause)
    if clause is None:
        return len(document.text), 0, rule.id
    return clause.start, clause.text.find(rule.quote), rule.place.path + f"{rule.place.line:9d}"
