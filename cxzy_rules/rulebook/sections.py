"""What stands beside the rules: the rulebook's identity, its document, branches, subjects, rulings, and the words that are no rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxzy_rules import schema
from cxzy_rules.conditions.parse import Lexicon, parse
from cxzy_rules.document import Document, read_document, read_text
from cxzy_rules.model.law import NO_BRANCH, Branch, Ruling
from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.paths import shown
from cxzy_rules.rulebook.book import Identity, Stretch
from cxzy_rules.rulebook.cite import cite
from cxzy_rules.rulebook.rules import HEAD
from cxzy_rules.vocabulary.language import IDS
from cxzy_rules.yamlfile import Node, written

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
    "under": schema.may(schema.text),
    "issuer_unit": schema.may(schema.text),
    "reaches_issuer": schema.may(schema.yes_no, False),
}
RULING = {
    "id": schema.must(schema.name),
    "date": schema.must(schema.day),
    "clause": schema.must(schema.text),
    "quote": schema.must(schema.text),
    "text": schema.must(schema.text),
    **schema.DAYS,
}
VOCABULARY = (
    *("kinds", "levels", "management", "tags", "organs", "settlement", "names", "organ_name", "forms", "none_words", "county_level"),
    *IDS,
)
SUBJECT = {"id": schema.must(schema.name), "label": schema.must(schema.text), "when": schema.must(schema.node_itself)}
STRETCH = {
    "clause": schema.must(schema.text),
    "quote": schema.must(schema.text),
    "reason": schema.must(schema.one_of("principle", "exhortation", "procedure", "address", "out_of_scope")),
    "note": schema.may(schema.text, ""),
}


def read_identity(node: Node, problems: list[Problem]) -> Identity | None:
    values = schema.record(node, IDENTITY, problems, "rulebook.yaml")
    return None if values is None else Identity(place=node.place, **values)


def is_base(root: Node, problems: list[Problem]) -> bool:
    """Whether it stands under no other rulebook, as the first that is named must; told otherwise."""
    under = root.value.get("under") if isinstance(root.value, dict) else None
    if under is not None:
        hint = f"先用 --rules 写底本“{written(under)}”的文件夹，再用 --rules 写这一个"
        problems.append(Problem(under.place, "这是补充文件（写了 under），不能排在最前面", hint, check="layer-order"))
    return under is None


def cut_document(node: Node | None, folder: Path, named: str, problems: list[Problem]) -> Document:
    """The document named in rulebook.yaml, cut into its clauses."""
    path = folder / named
    if not path.resolve().is_relative_to(folder.resolve()):  # nothing outside is in the fingerprint
        at = Place(shown(folder / "rulebook.yaml"))
        problems.append(Problem(at, f"document 写的“{named}”不在规则文件夹里", "把原文放进规则文件夹", check="no-document"))
        return Document("", {})
    text = read_text(path, shown(path), problems)
    if not text:  # no clause would be found in it
        return Document(text, {})
    values = None if node is None else schema.record(node, {"clauses": schema.must(schema.node_itself)}, problems, "clauses.yaml")
    if values is None or values["clauses"].value == []:
        problems.append(
            Problem(
                Place(shown(folder / "document")), "没有写条款从哪里开始", "要有 document/clauses.yaml，里面有 clauses", check="no-clauses"
            )
        )
        return Document(text, {})
    return read_document(text, values["clauses"], problems)


def read_branches(nodes: list[Node], document: Document, problems: list[Problem]) -> dict[str, Branch]:
    found: dict[str, Branch] = {}
    for node in nodes:
        if not isinstance(node.value, dict):  # told where its rules are read
            continue
        missing = [key for key in HEAD if key not in node.value]
        if missing:
            problems.append(Problem(node.place, "分类文件开头缺少：" + "、".join(missing), check="branch-head"))
            continue
        values = schema.record(Node({key: node.value[key] for key in HEAD}, node.place), HEAD, problems, "分类文件")
        if values is None or None in values.values():
            continue
        branch = Branch(values["branch"], values["label"], values["clause"], values["quote"])
        if branch.id in found:
            problems.append(Problem(node.place, f"分类“{branch.id}”有两个文件", check="branch-doubled"))
        if branch.id == NO_BRANCH:
            problems.append(
                Problem(node.value["branch"].place, f"“{branch.id}”是程序自己用的词，不能作编号", "换一个编号", check="reserved-id")
            )
        cite(document, branch.clause, branch.quote, schema.places(node), problems)
        found[branch.id] = branch
    order = {clause: position for position, clause in enumerate(document.clauses)}
    return dict(sorted(found.items(), key=lambda pair: order.get(pair[1].clause, len(order))))


def vocabulary_sections(nodes: list[Node], problems: list[Problem]) -> dict[str, Node]:
    """What each top-level key of the vocabulary's files holds."""
    sections: dict[str, Node] = {}
    for node in nodes:
        if not isinstance(node.value, dict):
            problems.append(
                Problem(node.place, "词汇文件应当是“键: 值”的形式", "可用的键：" + "、".join(VOCABULARY), check="not-a-mapping")
            )
            continue
        for key, below in node.value.items():
            if key not in VOCABULARY:
                problems.append(
                    Problem(node.keys[key], f"词汇文件没有“{key}”这个键", hint_nearest(key, [*VOCABULARY]), check="unknown-key")
                )
            elif key in sections:
                problems.append(
                    Problem(node.keys[key], f"“{key}”在两个词汇文件里都有", f"另一处在 {sections[key].place}", check="section-doubled")
                )
            else:
                sections[key] = below
    return sections


def read_subjects(node: Node | None, words: Lexicon, problems: list[Problem]) -> Lexicon:
    """The lexicon with the named conditions; each may use those before it."""
    named = dict(words.subjects)
    words = Lexicon(words.domains, words.tags, named)
    for values, entry in _entries(node, "subjects", SUBJECT, problems, "主体"):
        condition = parse(values["when"], words, problems)
        if values["id"] in named:
            problems.append(Problem(entry.place, f"主体“{values['id']}”写了两次", check="id-doubled"))
        if condition is not None:
            named[values["id"]] = condition
    return words


def read_rulings(nodes: list[Node], document: Document, problems: list[Problem]) -> dict[str, Ruling]:
    found: dict[str, Ruling] = {}
    for node in nodes:
        for values, entry in _entries(node, "rulings", RULING, problems, "裁定"):
            if values["id"] in found:
                problems.append(Problem(entry.place, f"裁定“{values['id']}”写了两次", check="id-doubled"))
            cite(document, values["clause"], values["quote"], schema.places(entry), problems)
            found[values["id"]] = Ruling(days=schema.days(values), place=entry.place, **values)
    return found


def read_stretches(nodes: list[Node], document: Document, problems: list[Problem]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for node in nodes:
        for values, entry in _entries(node, "unruled", STRETCH, problems, "未入规则的文字"):
            clause = document.clauses.get(values["clause"])
            if clause is None or values["quote"] not in clause.text:
                at = schema.places(entry)["quote"]
                problems.append(Problem(at, f"第 {values['clause']} 条里没有“{values['quote'][:20]}……”这句话", check="quote-not-in-clause"))
            found.append(Stretch(**values))
    return tuple(found)


def _entries(
    node: Node | None, key: str, shape: dict[str, schema.Key], problems: list[Problem], what: str
) -> list[tuple[dict[str, Any], Node]]:
    """The records under a file's one top-level key, each with its node."""
    if node is None:
        return []
    values = schema.record(node, {key: schema.must(schema.node_itself)}, problems, "文件")
    return [] if values is None else schema.entries(values[key], shape, problems, what)
