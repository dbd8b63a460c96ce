"""One folder of a rulebook, base or layer: its files, what it is, its document; before anything is made of its rules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cxzy_rules.conditions.parse import Lexicon
from cxzy_rules.document import Document
from cxzy_rules.model.law import Rule
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.paths import shown
from cxzy_rules.rulebook.book import Identity
from cxzy_rules.rulebook.needed import check_strays
from cxzy_rules.rulebook.rules import Written, read_rules
from cxzy_rules.rulebook.sections import cut_document, read_identity
from cxzy_rules.yamlfile import Node, read_yaml

HEAD = "rulebook.yaml"
MOST_SHOWN = 8
RULE_FOLDERS = ("branches", "duties", "supervision")


@dataclass(frozen=True, slots=True)
class Folder:
    """The YAML files by path (test cases are read when they are run, not with the rules), the identity and the document."""

    path: Path
    nodes: dict[Path, Node]
    root: Node
    identity: Identity
    document: Document

    def file(self, name: str) -> Node | None:
        return self.nodes.get(self.path / name)

    def below(self, name: str, but: str = "") -> list[Node]:
        """The files of one folder within it."""
        return [node for path, node in self.nodes.items() if path.parent == self.path / name and path.name != but]

    def rules(self, lexicon: Lexicon, problems: list[Problem]) -> list[Written]:
        """The rules of all its files, each of its document."""
        return [one for name in RULE_FOLDERS for node in self.below(name) for one in read_rules(node, lexicon, self.identity.id, problems)]

    def in_order(self, rules: list[Written]) -> tuple[Rule, ...]:
        """The rules in the order of the document's words."""
        return tuple(sorted((one.rule for one in rules), key=lambda rule: _position(rule, self.document)))


def opened(path: Path, problems: list[Problem]) -> Folder | None:
    """The folder; None where a file, its rulebook.yaml or its document cannot be read, which is told."""
    if not (path / HEAD).is_file():
        problems.append(_no_rulebook(path))
        return None
    files = {file: read_yaml(file, shown(file), problems) for file in sorted(path.glob("**/*.yaml")) if _own(file, path)}
    nodes = {file: node for file, node in files.items() if node is not None}
    if len(nodes) < len(files):  # what the lost file holds would seem to be missing in all the others
        return None
    check_strays(path, problems)
    root = nodes[path / HEAD]
    identity = read_identity(root, problems)
    if identity is None:
        return None
    document = cut_document(nodes.get(path / "document" / "clauses.yaml"), path, identity.document, problems)
    return Folder(path, nodes, root, identity, document) if document.clauses else None


def _no_rulebook(path: Path) -> Problem:
    """What is there instead of a rulebook, and where near it there is one."""
    text = f"这个文件夹里没有可用的 {HEAD}" if path.is_dir() else "这是文件，不是文件夹" if path.exists() else "没有这个文件夹"
    below = [shown(head.parent) for ways in ("*", "*/*") for head in sorted(path.glob(f"{ways}/{HEAD}")) if not _hidden(head, path)]
    above = next((shown(one) for one in path.absolute().parents if (one / HEAD).is_file()), None)
    if below:
        hint = "它下面的这些是规则文件夹，写其中一个：" + "、".join(below[:MOST_SHOWN]) + "……" * (len(below) > MOST_SHOWN)
    elif above and path.exists():
        hint = f"它在规则文件夹“{above}”里面，是不是想写“{above}”"
    else:
        hint = f"规则文件夹里要有 {HEAD}" if path.is_dir() else "看看路径写得对不对"
    return Problem(Place(shown(path)), text, hint, check="no-rulebook")


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _own(file: Path, folder: Path) -> bool:
    return file.relative_to(folder).parts[0] != "cases"


def _position(rule: Rule, document: Document) -> tuple[int, int, str]:
    clause = document.clauses.get(rule.clause)
    if clause is None:
        return len(document.text), 0, rule.id
    return clause.start, clause.text.find(rule.quote), rule.place.path + f"{rule.place.line:9d}"
