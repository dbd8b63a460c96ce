"""How the vocabulary's regular expressions are read: what a name tells of a unit's kind, its form, and which organ it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from cxzy_rules import schema
from cxzy_rules.model.law import Organ
from cxzy_rules.model.place import Problem
from cxzy_rules.vocabulary.expressions import Expression, sound
from cxzy_rules.vocabulary.language import UNTOLD
from cxzy_rules.vocabulary.words import NamePattern
from cxzy_rules.yamlfile import Node

Made = TypeVar("Made")


def pattern(node: Node, problems: list[Problem]) -> re.Pattern[str] | None:
    """A regular expression of Python's `re`."""
    return _made(re.compile, node, problems)


def searched(node: Node, problems: list[Problem]) -> Expression | None:
    """The same, where it is only searched for in names."""
    return _made(Expression, node, problems)


def _made(make: Callable[[str], Made], node: Node, problems: list[Problem]) -> Made | None:
    text = schema.text(node, problems)
    try:
        return None if text is None else make(text)
    except re.error as error:
        problems.append(Problem(node.place, f"正则表达式写错了（第 {(error.pos or 0) + 1} 个字符附近）", check="bad-pattern"))
        return None


NAME_PATTERN = {
    "id": schema.must(schema.name),
    "kind": schema.must(schema.text),
    "pattern": schema.must(searched),
    "unless": schema.may(searched),
    "ruling": schema.may(schema.name),
    **schema.DAYS,
}
FORMS = {"has_committee": schema.must(pattern), "no_committee": schema.must(pattern)}
ORGAN_NAME = {"before": schema.may(schema.text, ""), "after": schema.may(schema.text, "")}


def name_patterns(sections: dict[str, Node], problems: list[Problem]) -> tuple[NamePattern, ...]:
    """The patterns in their order; the first that speaks for a name decides."""
    found = schema.records(sections["names"], NAME_PATTERN, problems, "名称规则") if "names" in sections else []
    seen: set[str] = set()
    for values, place in found:
        if values["id"] in seen:
            problems.append(Problem(place, f"名称规则“{values['id']}”写了两次", check="id-doubled"))
        seen.add(values["id"])
    return tuple(_pattern(days=schema.days(values), **values) for values, _ in found)


def _pattern(kind: str, **values: Any) -> NamePattern:
    """What a name tells: a kind, or only that it is a part of something (UNTOLD[0]) or stands by itself (UNTOLD[1])."""
    return NamePattern(kind=None if kind in UNTOLD else kind, apart=kind == UNTOLD[1], **values)


def organ_frame(sections: dict[str, Node], problems: list[Problem]) -> tuple[str, str]:
    """What may stand before and after an organ's bare name."""
    if "organ_name" not in sections:
        return "", ""
    frame = schema.record(sections["organ_name"], ORGAN_NAME, problems, "organ_name")
    before, after = (frame["before"], frame["after"]) if frame else ("", "")
    try:
        if not (sound(before) and sound(after)):
            organ_names((before, after), ["?"])
    except re.error:
        problems.append(Problem(sections["organ_name"].place, "organ_name 的正则表达式写错了", check="bad-pattern"))
        return "", ""
    return before, after


def organ_names(frame: tuple[str, str], bare: Iterable[str]) -> re.Pattern[str]:
    """One expression for every organ's names, the longest first, so that a short one that ends another is not taken for it."""
    names = "|".join(map(re.escape, sorted(bare, key=lambda name: (-len(name), name))))
    if not names:
        return re.compile("(?!)")
    return re.compile(f"(?:{frame[0]})(?P<organ>{names})(?:{frame[1]})")


def organ_tables(frame: tuple[str, str], organs: Iterable[Organ]) -> dict[str, Any]:
    """What of a vocabulary follows from its organs' names: `organ_of_name`, `organ_names`, `organ_names_added`."""
    found: dict[str, str] = {}
    added: set[str] = set()
    for organ in organs:
        of_layers = {one.text for one in organ.dated_names if one.layer}
        for name in organ.names:
            found.setdefault(name, organ.id)
            added |= {name} if organ.layer or name in of_layers else set()
    expressions = {"organ_names": organ_names(frame, found.keys() - added), "organ_names_added": organ_names(frame, added)}
    return {"organ_of_name": found, "organ_frame": frame, **expressions}
