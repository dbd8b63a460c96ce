"""The grammar of a YAML record: which keys it may have, which it must have, how each value is read.

A shape is a table `{key: Key}`; the permitted keys of a file are the keys of its table, so that what is read and
what is allowed cannot drift apart. Every reader returns the value, or None after telling the problem. A value that the
reader of YAML has told already is not told again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cxzy_rules.model.days import Days
from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.yamlfile import Node, written

Reader = Callable[[Node, list[Problem]], Any]
TO_FILL = "待填"  # what a new rule or case bears where its author has not written yet
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")


@dataclass(frozen=True, slots=True)
class Key:
    """How a key's value is read, whether it must be there, and what it is where it is not."""

    read: Reader
    required: bool = False
    default: Any = None


def must(read: Reader) -> Key:
    return Key(read, required=True)


def may(read: Reader, default: Any = None) -> Key:
    return Key(read, default=default)


def record(node: Node, shape: Mapping[str, Key], problems: list[Problem], what: str) -> dict[str, Any] | None:
    """A mapping's values by key, defaults filled in; None where a required one is missing or cannot be read."""
    if not isinstance(node.value, dict):
        problems.append(Problem(node.place, f"{what}应当是“键: 值”的形式", check="not-a-mapping"))
        return None
    for key in node.value.keys() - shape.keys():
        problems.append(
            Problem(node.keys[key], f"{what}没有“{key}”这个键", hint_nearest(key, list(shape), "可用的键"), check="unknown-key")
        )
    values: dict[str, Any] = {}
    complete = True
    for key, rule in shape.items():
        if key in node.value:
            values[key] = None if node.value[key].told else rule.read(node.value[key], problems)
            complete &= values[key] is not None or not rule.required
            if values[key] is None and not rule.required:
                values[key] = rule.default  # told; what follows goes on as if it were not written
        else:
            values[key] = rule.default
            if rule.required:
                problems.append(Problem(node.place, f"{what}缺少“{key}”", check="missing-key"))
                complete = False
    return values if complete else None


def records(node: Node, shape: Mapping[str, Key], problems: list[Problem], what: str) -> list[tuple[dict[str, Any], Place]]:
    """A list of records, each with its place; those that cannot be read are told and left out."""
    return [(values, item.place) for values, item in entries(node, shape, problems, what)]


def entries(node: Node, shape: Mapping[str, Key], problems: list[Problem], what: str) -> list[tuple[dict[str, Any], Node]]:
    """As `records`, each with its node, for those who tell where in it something stands (`places`)."""
    if not isinstance(node.value, list):
        problems.append(Problem(node.place, f"{what}应当是列表，每项以“- ”开头", check="not-a-list"))
        return []
    read = ((record(item, shape, problems, what), item) for item in node.value)
    return [(values, item) for values, item in read if values is not None]


def places(node: Node) -> dict[str, Place]:
    """Where the value of each key of a mapping stands."""
    return {key: below.place for key, below in node.value.items()} if isinstance(node.value, dict) else {}


def text(node: Node, problems: list[Problem]) -> str | None:
    if isinstance(node.value, str) and node.value.strip():
        return node.value
    hint = "数字、日期、真假值要当文字时请加引号" if not isinstance(node.value, str) else ""
    problems.append(Problem(node.place, "这里要写文字", hint, check="not-text"))
    return None


def name(node: Node, problems: list[Problem]) -> str | None:
    """An id: lower-case ASCII words, at most one full stop between them."""
    if isinstance(node.value, str) and NAME.fullmatch(node.value):
        return node.value
    problems.append(
        Problem(
            node.place, f"“{written(node)}”不能作编号", "用小写英文字母、数字和下划线，中间可以有一个点，如 file.one_thing", check="bad-id"
        )
    )
    return None


def texts(node: Node, problems: list[Problem]) -> tuple[str, ...] | None:
    if not isinstance(node.value, list):
        problems.append(Problem(node.place, "这里要写列表，如 [甲, 乙]", check="not-a-list"))
        return None
    return tuple(value for part in node.value if not part.told and (value := text(part, problems)) is not None)


def yes_no(node: Node, problems: list[Problem]) -> bool | None:
    if isinstance(node.value, bool):
        return node.value
    problems.append(Problem(node.place, "这里只能写 true 或 false", check="not-yes-no"))
    return None


def day(node: Node, problems: list[Problem]) -> date | None:
    if isinstance(node.value, date) and not isinstance(node.value, datetime):
        return node.value
    problems.append(Problem(node.place, f"“{written(node)}”不是日期", "写成 2010-06-30", check="not-a-day"))
    return None


DAYS = {"from": may(day), "until": may(day)}


def days(values: dict[str, Any]) -> Days:
    """Takes the two keys of DAYS out of a record's values and makes one stretch of them."""
    return Days(values.pop("from"), values.pop("until"))


def node_itself(node: Node, problems: list[Problem]) -> Node:
    """For values that another module reads."""
    return node


def optional_text(node: Node, problems: list[Problem]) -> str | None:
    """Text, or null."""
    return None if node.value is None else text(node, problems)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A reader that admits only these words."""

    allowed: tuple[str, ...]

    def __call__(self, node: Node, problems: list[Problem]) -> str | None:
        if isinstance(node.value, str) and node.value in self.allowed:
            return node.value
        problems.append(Problem(node.place, f"“{written(node)}”不在允许的值里", "可以写：" + "、".join(self.allowed), check="not-allowed"))
        return None


def one_of(*allowed: str) -> Reader:
    return OneOf(allowed)
