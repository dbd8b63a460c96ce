"""The only reader of YAML: bytes to a tree of nodes, each of which knows its place.

Refused here, with a place: broken YAML, a key written twice, anchors and aliases (a bomb of them fills the
memory; a rulebook needs none), a tag, nesting deeper than any rule, a file too large to be one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from cxzy_rules.model.place import Place, Problem

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
MOST_SHOWN = 40
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TEXT = "tag:yaml.org,2002:str"

Scalar = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with its place: a scalar, a list of nodes, or a mapping of nodes (`keys`: the keys' places).

    `text`: a scalar as it stands in the file; `told`: it cannot be read as a value, which was told here and need not be again.
    """

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    text: str = ""
    told: bool = False


def read_yaml(path: Path, shown: str, problems: list[Problem]) -> Node | None:
    """The file's tree, or None where it cannot be read; what is wrong is added to `problems` under the name `shown`."""
    whole = Place(shown)
    try:
        data = path.read_bytes()
    except OSError:
        problems.append(Problem(whole, "文件打不开", "看看文件在不在、有没有读的权限"))
        return None
    if len(data) > MAX_BYTES:
        problems.append(Problem(whole, f"文件太大（{len(data)} 字节）", f"一个规则文件不超过 {MAX_BYTES} 字节"))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(Problem(Place(shown, line), "不是 UTF-8 编码的文字", "请用 UTF-8 编码另存"))
        return None
    return parse_yaml(text, shown, problems)


def parse_yaml(text: str, shown: str, problems: list[Problem]) -> Node | None:
    """As `read_yaml`, from text."""
    try:
        if not _admissible(text, shown, problems):
            return None
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        place = _at(error.problem_mark or error.context_mark, shown)
        problems.append(Problem(place, "YAML 写法有误，从这里起读不下去", "看看这一行和上一行的缩进、冒号、引号、括号"))
        return None
    except yaml.YAMLError:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 0
        problems.append(Problem(Place(shown, line), "YAML 里有不允许的字符", "去掉控制字符后再存"))
        return None
    if root is None:
        problems.append(Problem(Place(shown), "文件是空的"))
        return None
    return _node(root, shown, problems)


def _at(mark: Any, shown: str) -> Place:
    """PyYAML counts lines and columns from zero."""
    return Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown)


def _admissible(text: str, shown: str, problems: list[Problem]) -> bool:
    """Looks at the stream of events before anything is built from it."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            problems.append(Problem(_at(event.start_mark, shown), "不允许用锚点（&）和别名（*）", "把内容照写一遍"))
            return False
        if tag := getattr(event, "tag", None):
            problems.append(Problem(_at(event.start_mark, shown), f"不允许用标签“{tag}”", "去掉感叹号开头的标签"))
            return False
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            problems.append(Problem(_at(event.start_mark, shown), f"嵌套超过 {MAX_DEPTH} 层"))
            return False
    return True


def _node(raw: yaml.Node, shown: str, problems: list[Problem]) -> Node:
    place = _at(raw.start_mark, shown)
    if isinstance(raw, yaml.SequenceNode):
        return Node([_node(part, shown, problems) for part in raw.value], place)
    if isinstance(raw, yaml.MappingNode):
        return _mapping(raw, place, shown, problems)
    return _scalar(raw, place, problems)


def _mapping(raw: yaml.MappingNode, place: Place, shown: str, problems: list[Problem]) -> Node:
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for raw_key, raw_value in raw.value:
        at = _at(raw_key.start_mark, shown)
        key = str(raw_key.value) if isinstance(raw_key, yaml.ScalarNode) else ""
        if not key:
            problems.append(Problem(at, "键必须是一个词"))
        elif key in values:
            problems.append(Problem(at, f"键“{key}”写了两次", f"前一次在第 {keys[key].line} 行，只留一处"))
        else:
            values[key], keys[key] = _node(raw_value, shown, problems), at
    return Node(values, place, keys)


def _scalar(raw: yaml.Node, place: Place, problems: list[Problem]) -> Node:
    text = str(raw.value)
    if raw.tag == TEXT:  # nearly every scalar of a rulebook: nothing is to be made of it
        return Node(text, place, text=text)
    try:
        value = yaml.constructor.SafeConstructor().construct_object(raw, deep=True)
    except (yaml.YAMLError, ValueError, OverflowError):
        problems.append(Problem(place, f"“{text}”读不成一个值", "文字请加引号，日期写成 2010-06-30"))
        return Node(text, place, text=text, told=True)
    return Node(value if isinstance(value, (str, int, float, bool, date)) or value is None else text, place, text=text)


def written(node: Node) -> str:
    """What stands in the file, on one line, for a message; a long one is cut."""
    text = " ".join(_text(node).split())
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "……"


def _text(node: Node) -> str:
    match node.value:
        case dict() as below:
            return "{" + ", ".join(f"{key}: {_text(part)}" for key, part in below.items()) + "}"
        case list() as below:
            return "[" + ", ".join(map(_text, below)) + "]"
    return node.text


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    below = node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, list) else ()
    for part in below:
        yield from walk(part)
