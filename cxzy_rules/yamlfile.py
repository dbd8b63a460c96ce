"""The only reader of YAML: bytes to a tree of nodes, each of which knows its place.

Refused here, with a place: broken YAML, a key written twice, anchors and aliases (a bomb of them fills the
memory; a rulebook needs none), a tag, nesting deeper than any rule, a number that YAML reads otherwise than it looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml.events import DocumentStartEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from cxzy_rules.model.place import Place, Problem
from cxzy_rules.yamltext import broken, clear, forbidden, text_of, unseen

MAX_DEPTH = 40
MOST_SHOWN = 40
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TEXT = "tag:yaml.org,2002:str"
PLAIN = re.compile("[-+]?(?:0|[1-9][0-9]*)")
INTEGER = "tag:yaml.org,2002:int"
RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers

Scalar = str | int | float | bool | date | None


@dataclass(slots=True)  # not frozen: a rulebook has thousands, and a frozen one takes thrice as long to make
class Node:
    """A YAML value with its place: a scalar, a list of nodes, or a mapping of nodes (`keys`: the keys' places).

    `text`: a scalar as it stands in the file; `told`: it cannot be read as a value, which was told here and need not be again.
    """

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    text: str = ""
    told: bool = False


class _Stream(NamedTuple):
    """A text's events, each as it is asked for; `shown`: how its file is called; `clear`: no word of it can hide a sign unseen."""

    event: Callable[[], Any]
    shown: str
    clear: bool


def read_yaml(path: Path, shown: str, problems: list[Problem]) -> Node | None:
    """The file's tree, or None where it cannot be read; what is wrong is added to `problems` under the name `shown`."""
    text = text_of(path, shown, problems)
    return None if text is None else parse_yaml(text, shown, problems)


def parse_yaml(text: str, shown: str, problems: list[Problem]) -> Node | None:
    """As `read_yaml`, from text."""
    found: list[Problem] = []
    try:
        root = _document(_Stream(LOADER(text).get_event, shown, clear(text)), found)
    except _Refused as error:
        problems.append(error.problem)
        return None
    except yaml.MarkedYAMLError as error:
        problems.append(broken(text, _at(error.problem_mark or error.context_mark, shown)))
        return None
    except yaml.YAMLError:
        problems.append(forbidden(text, shown))
        return None
    problems += found
    if root is None:
        problems.append(Problem(Place(shown), "文件是空的", check="empty-file"))
    return root


def _at(mark: Any, shown: str) -> Place:
    """PyYAML counts lines and columns from zero."""
    return Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown)


class _Refused(Exception):
    """Something is written that no rulebook may hold; nothing else of the file is told."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _document(stream: _Stream, problems: list[Problem]) -> Node | None:
    """The one document of a stream, read to its end; None where there is none."""
    root: Node | None = None
    while (event := stream.event()) is not None:
        if isinstance(event, DocumentStartEvent):
            if root is not None:
                raise _Refused(broken("", _at(event.start_mark, stream.shown)))
            root = _node(stream.event(), stream, 1, problems)
    return root


def _node(event: Any, stream: _Stream, depth: int, problems: list[Problem]) -> Node:
    """The value that begins with `event`, with all that follows of it taken from the stream."""
    place = _place(event, stream.shown)
    if isinstance(event, ScalarEvent):
        return _scalar(event, place, stream.clear, problems)
    if depth > MAX_DEPTH:
        raise _Refused(Problem(place, f"嵌套超过 {MAX_DEPTH} 层", check="too-deep"))
    if isinstance(event, MappingStartEvent):
        return _mapping(stream, place, depth, problems)
    parts = []
    while not isinstance(part := stream.event(), SequenceEndEvent):
        parts.append(_node(part, stream, depth + 1, problems))
    return Node(parts, place)


def _place(event: Any, shown: str) -> Place:
    """Where a value begins. Errors: _Refused, where it has an anchor (an alias has the anchor's name) or a tag."""
    mark = event.start_mark
    place = Place(shown, mark.line + 1, mark.column + 1)
    if event.anchor is not None:
        raise _Refused(Problem(place, "不允许用锚点（&）和别名（*）", "把内容照写一遍", check="anchor"))
    if event.tag is not None:
        raise _Refused(Problem(place, f"不允许用标签“{event.tag}”", "去掉感叹号开头的标签", check="yaml-tag"))
    return place


def _mapping(stream: _Stream, place: Place, depth: int, problems: list[Problem]) -> Node:
    """Of a key that cannot be taken, the value is read over, and nothing told of it."""
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    while not isinstance(event := stream.event(), MappingEndEvent):
        key, at = _key(event, stream, depth + 1)
        if not stream.clear and (strange := unseen(key, at, key=True)) is not None:
            problem = strange
        elif not key:
            problem = Problem(at, "键必须是一个词", check="bad-key")
        elif key in values:
            problem = Problem(at, f"键“{key}”写了两次", f"前一次在第 {keys[key].line} 行，只留一处", check="key-doubled")
        else:
            values[key], keys[key] = _node(stream.event(), stream, depth + 1, problems), at
            continue
        problems.append(problem)
        _node(stream.event(), stream, depth + 1, [])
    return Node(values, place, keys)


def _key(event: Any, stream: _Stream, depth: int) -> tuple[str, Place]:
    """A key and its place; no text where it is not a word."""
    if isinstance(event, ScalarEvent):
        return event.value, _place(event, stream.shown)
    return "", _node(event, stream, depth, []).place


def _scalar(event: ScalarEvent, place: Place, clear: bool, problems: list[Problem]) -> Node:
    text: str = event.value
    if not clear and (strange := unseen(text, place)) is not None:
        problems.append(strange)
        return Node(text, place, text=text, told=True)
    tag = _tag(text) if event.implicit[0] else TEXT
    if tag == TEXT:  # nearly every scalar of a rulebook: nothing is to be made of it
        return Node(text, place, {}, text)
    try:
        if tag == INTEGER and not PLAIN.fullmatch(text):  # 1:30 would be ninety, 017 fifteen
            raise ValueError
        value = yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(tag, text), deep=True)
    except (yaml.YAMLError, ValueError, OverflowError):
        hint = "数照平常的写法写，文字请加引号" if tag == INTEGER else "文字请加引号，日期写成 2010-06-30"
        problems.append(Problem(place, f"“{text}”读不成一个值", hint, check="bad-value"))
        return Node(text, place, text=text, told=True)
    return Node(value if isinstance(value, (str, int, float, bool, date)) or value is None else text, place, text=text)


def _tag(text: str) -> str:
    """What a scalar without quotes is, by its look."""
    for tag, pattern in RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return TEXT


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
    left = [node]
    while left:
        yield (one := left.pop())
        if isinstance(one.value, (dict, list)):
            left += reversed(one.value.values() if isinstance(one.value, dict) else one.value)
