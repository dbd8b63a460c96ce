"""What stands differently in two records of one kind: which fields, and how each reads before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from cxzy_rules.model.days import EVER, Days
from cxzy_rules.model.law import Spelling
from cxzy_rules.vocabulary.expressions import Expression


@dataclass(frozen=True, slots=True)
class Field:
    """A field that differs, by its name in the program, with its text before and after; empty where there is none."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of `section` that is new, gone or changed; `fields`: what changed, or all that it says where it is new or gone, which
    `text` says in one line."""

    section: str
    id: str
    kind: str
    fields: tuple[Field, ...] = ()
    text: str = ""


def changed_fields(old: Any, new: Any, but: Collection[str] = ()) -> tuple[Field, ...]:
    """The fields of two frozen records of one class that differ, in their order."""
    pairs = ((one.name, getattr(old, one.name), getattr(new, one.name)) for one in fields(old) if one.compare and one.name not in but)
    return tuple(Field(name, text(was), text(now)) for name, was, now in pairs if was != now)


def changed_entries(section: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Entry]:
    """What differs between two tables of records by id: first what is gone, then what is new or changed."""
    for key in old.keys() - new.keys():
        yield Entry(section, key, "removed", _said(old[key], lambda told: (told, "")), text(old[key]))
    for key, now in new.items():
        if key not in old:
            yield Entry(section, key, "added", _said(now, lambda told: ("", told)), text(now))
        elif old[key] != now:
            yield Entry(section, key, "changed", _differences(old[key], now))


def _differences(old: Any, new: Any) -> tuple[Field, ...]:
    return changed_fields(old, new) if is_dataclass(new) else (Field("", text(old), text(new)),)


def _said(one: Any, put: Callable[[str], tuple[str, str]]) -> tuple[Field, ...]:
    """What a record says, field by field, but for its id."""
    if not is_dataclass(one):
        return (Field("", *put(text(one))),)
    told = ((field.name, text(getattr(one, field.name))) for field in fields(one) if field.compare and field.name != "id")
    return tuple(Field(name, *put(said)) for name, said in told if said)


def text(value: Any) -> str:
    """A value as one line of text."""
    match value:
        case None:
            return ""
        case str():
            return " ".join(value.split())
        case bool():
            return "是" if value else "否"
        case date():
            return value.isoformat()
        case Days():
            return "" if value == EVER else str(value)
        case Spelling():
            return value.text if value.days == EVER else f"{value.text}（{value.days}）"
        case re.Pattern() | Expression():
            return " ".join(str(value.pattern).split())
        case tuple() | list() | frozenset() | set():
            return "、".join(text(part) for part in (sorted(value) if isinstance(value, (set, frozenset)) else value))
        case dict():
            return "；".join(f"{key}：{text(part)}" for key, part in value.items())
    if is_dataclass(value):
        return "；".join(f"{one.name}: {said}" for one in fields(value) if one.compare and (said := text(getattr(value, one.name))))
    return str(value)
