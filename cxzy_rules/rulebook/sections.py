"""What stands beside the rules: the rulebook's identity, its document, branches, subjects, rulings, and the words that are no rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxzy_rules import schema
from cxzy_rules.conditions.parse import Lexicon, parse
from cxzy_rules.document import Document, check_quote, read_document, read_text
from cxzy_rules.model.condition import Condition
from cxzy_rules.model.law import Branch, Ruling
from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.paths import shown
from cxzy_rules.rulebook.book import Identity, Stretch
from cxzy_rules.rulebook.rules import HEAD
from cxzy_rules.yamlfile import Node

IDENTITY = {
    "id": schema.must(schema.text),
    "title": schema.must(schema.text),
    "issuer": schema.must(schema.text),
    "issued": schema.must(schema.day),
    "ends": schema.must(schema.day),
    "ends_ruling": schema.may(schema.name),
    "periods_ruling": schema.may(schema.name),
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


def read_identity(node: Node | None, folder: Path, problems: list[Problem]) -> Identity | None:
    if node is None:
        problems.append(Problem(Place(shown(folder)), "这个文件夹里没有可用的 rulebook.yaml", "规则文件夹里要有 rulebook.yaml"))
        return None
    values = schema.record(node, IDENTITY, problems, "rulebook.yaml")
    return None if values is None else Identity(**values)


def cut_document(node: Node | None, path: Path, problems: list[Problem]) -> Document:
    text = read_text(path, shown(path), problems)
    if node is None or not isinstance(node.value, dict) or "clauses" not in node.value:
        problems.append(Problem(Place(shown(path.parent)), "没有写条款从哪里开始", "要有 document/clauses.yaml，里面有 clauses"))
        return Document(text, {})
    return read_document(text, node.value["clauses"], problems)


def read_branches(nodes: list[Node], document: Document, problems: list[Problem]) -> dict[str, Branch]:
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


def vocabulary_sections(nodes: list[Node], problems: list[Problem]) -> dict[str, Node]:
    known = ["kinds", "levels", "management", "tags", "organs", "settlement", "columns", "names", "organ_name", "forms", "none_words"]
    known += ["ledger_columns", "statuses", "county_level"]
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


def read_subjects(node: Node | None, words: Lexicon, problems: list[Problem]) -> Lexicon:
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


def read_rulings(nodes: list[Node], document: Document, problems: list[Problem]) -> dict[str, Ruling]:
    found: dict[str, Ruling] = {}
    for node in nodes:
        for values, place in _entries(node, "rulings", RULING, problems, "裁定"):
            if values["id"] in found:
                problems.append(Problem(place, f"裁定“{values['id']}”写了两次"))
            check_quote(document, values["clause"], values["quote"], place, problems)
            found[values["id"]] = Ruling(**values)
    return found


def read_stretches(nodes: list[Node], document: Document, problems: list[Problem]) -> tuple[Stretch, ...]:
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


def check_organ_quotes(sections: dict[str, Node], document: Document, problems: list[Problem]) -> None:
    """The document must name every organ in the words that are quoted."""
    for entry in _items(sections, "organs"):
        clause, quote = entry.get("clause"), entry.get("quote")
        if clause and quote and isinstance(clause.value, str) and isinstance(quote.value, str):
            check_quote(document, clause.value, quote.value, quote.place, problems)


def check_ruling_links(sections: dict[str, Node], root: Node | None, rulings: dict[str, Ruling], problems: list[Problem]) -> None:
    """The rulings that kinds, settlements, name patterns and the last day rest on must exist."""
    entries = [entry for section in ("kinds", "settlement", "names") for entry in _items(sections, section)]
    entries += [root.value] if root and isinstance(root.value, dict) else []
    for entry in entries:
        for key in ("ruling", "committee_ruling", "ends_ruling", "periods_ruling"):
            named = entry.get(key)
            if named and isinstance(named.value, str) and named.value not in rulings:
                problems.append(Problem(named.place, f"没有“{named.value}”这个裁定", hint_nearest(named.value, [*rulings])))


def _items(sections: dict[str, Node], section: str) -> list[dict[str, Node]]:
    """The entries of a section that are mappings."""
    found = sections[section].value if section in sections else []
    return [entry.value for entry in found if isinstance(entry.value, dict)] if isinstance(found, list) else []
