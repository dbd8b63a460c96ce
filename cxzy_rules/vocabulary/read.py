"""Reads the vocabulary's YAML: the keys of each entry, and that what one entry says of another is true."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from cxzy_rules import schema
from cxzy_rules.model.law import SUPERIOR_LEVEL, Branch, Kind, Organ, Settlement, Tag, Word
from cxzy_rules.model.place import Problem, hint_nearest
from cxzy_rules.vocabulary.words import NamePattern, Vocabulary
from cxzy_rules.yamlfile import Node

W = TypeVar("W", bound=Word)

WORD = {"id": schema.must(schema.name), "label": schema.must(schema.text), "aliases": schema.may(schema.texts, ())}
KIND = WORD | {
    "branch": schema.may(schema.optional_text),
    "level": schema.may(schema.text, ""),
    "committee": schema.may(schema.yes_no),
    "area": schema.may(schema.yes_no, False),
    "ruling": schema.may(schema.name),
    "committee_ruling": schema.may(schema.name),
    "superiors": schema.may(schema.texts, ()),
}
TAG = WORD | {"kinds": schema.must(schema.texts)}
ORGAN = WORD | {
    "clause": schema.must(schema.text),
    "quote": schema.must(schema.text),
    "names": schema.must(schema.texts),
    "kinds": schema.must(schema.texts),
    "level": schema.must(schema.text),
}
SETTLEMENT = {key: schema.must(schema.name) for key in ("ruling", "kind", "superior", "branch")}


def pattern(node: Node, problems: list[Problem]) -> re.Pattern[str] | None:
    """A regular expression, searched for in a name by Python's `re`."""
    written = schema.text(node, problems)
    try:
        return None if written is None else re.compile(written)
    except re.error as error:
        problems.append(Problem(node.place, f"正则表达式写错了（第 {(error.pos or 0) + 1} 个字符附近）"))
        return None


NAME_PATTERN = {
    "id": schema.must(schema.name),
    "kind": schema.must(schema.text),
    "pattern": schema.must(pattern),
    "unless": schema.may(pattern),
    "ruling": schema.may(schema.name),
}
UNTOLD = ("part", "open")
FORMS = {"has_committee": schema.must(pattern), "no_committee": schema.must(pattern)}
ORGAN_NAME = {"before": schema.must(schema.text), "after": schema.must(schema.text)}


def read_vocabulary(sections: dict[str, Node], branches: dict[str, Branch], problems: list[Problem]) -> Vocabulary:
    """The vocabulary from its files' top-level keys; what one entry says of another is checked."""
    kinds = _words(sections, "kinds", KIND, Kind, problems)
    levels = _words(sections, "levels", WORD, Word, problems)
    organs = _words(sections, "organs", ORGAN, Organ, problems)
    tags = _words(sections, "tags", TAG, Tag, problems)
    _check_links(sections, "kinds", {"branch": [*branches], "level": [*levels, SUPERIOR_LEVEL], "superiors": [*kinds]}, problems)
    _check_links(sections, "tags", {"kinds": [*kinds]}, problems)
    _check_links(sections, "organs", {"kinds": [*kinds], "level": [*levels]}, problems)
    _check_links(sections, "settlement", {"kind": [*kinds], "superior": [*kinds], "branch": [*branches]}, problems)
    _check_links(sections, "names", {"kind": [*kinds, *UNTOLD]}, problems)
    settled = schema.records(sections["settlement"], SETTLEMENT, problems, "归口") if "settlement" in sections else []
    forms = schema.record(sections["forms"], FORMS, problems, "forms") if "forms" in sections else None
    bare = {name: organ.id for organ in organs.values() for name in organ.names}
    return Vocabulary(
        branches=branches,
        kinds=kinds,
        levels=levels,
        management=_words(sections, "management", WORD, Word, problems),
        ledger_columns=_words(sections, "ledger_columns", WORD, Word, problems),
        statuses=_words(sections, "statuses", WORD, Word, problems),
        county_level=_level(sections, levels, problems),
        tags=tags,
        organs=organs,
        settlements=tuple(Settlement(**values) for values, _ in settled),
        columns=_words(sections, "columns", WORD, Word, problems),
        names=_name_patterns(sections, problems),
        none_words=schema.texts(sections["none_words"], problems) or () if "none_words" in sections else (),
        organ_names=_organ_names(sections, list(bare), problems),
        organ_of_name=bare,
        **(forms or {}),
    )


def _level(sections: dict[str, Node], levels: dict[str, Word], problems: list[Problem]) -> str | None:
    """The level whose areas results are summed for."""
    written = schema.text(sections["county_level"], problems) if "county_level" in sections else None
    if written is not None and written not in levels:
        problems.append(Problem(sections["county_level"].place, f"没有“{written}”这个层级", hint_nearest(written, [*levels])))
    return written


def _words(sections: dict[str, Node], key: str, shape: dict[str, schema.Key], made: type[W], problems: list[Problem]) -> dict[str, W]:
    found: dict[str, W] = {}
    spellings: dict[str, str] = {}
    for values, place in schema.records(sections[key], shape, problems, key) if key in sections else []:
        word = made(**values)
        if word.id in found:
            problems.append(Problem(place, f"“{word.id}”写了两次"))
        for spelling in {word.label, *word.aliases}:
            if spellings.setdefault(spelling, word.id) != word.id:
                problems.append(Problem(place, f"“{spelling}”既指“{spellings[spelling]}”又指“{word.id}”", "一个词只能有一个意思"))
        found[word.id] = word
    return found


def _check_links(sections: dict[str, Node], key: str, links: dict[str, list[str]], problems: list[Problem]) -> None:
    """Every word that an entry of the section `key` uses must be known."""
    entries = sections[key].value if key in sections else []
    for entry in entries if isinstance(entries, list) else []:
        for link, known in links.items():
            written = entry.value.get(link) if isinstance(entry.value, dict) else None
            for one in written.value if written and isinstance(written.value, list) else [written] if written else []:
                if one.value is not None and one.value not in known:
                    problems.append(Problem(one.place, f"“{link}”没有“{one.value}”这个值", hint_nearest(str(one.value), known)))


def _name_patterns(sections: dict[str, Node], problems: list[Problem]) -> tuple[NamePattern, ...]:
    found = schema.records(sections["names"], NAME_PATTERN, problems, "名称规则") if "names" in sections else []
    seen: set[str] = set()
    for values, place in found:
        if values["id"] in seen:
            problems.append(Problem(place, f"名称规则“{values['id']}”写了两次"))
        seen.add(values["id"])
    return tuple(_pattern(**values) for values, _ in found)


def _pattern(kind: str, **values: Any) -> NamePattern:
    """What a name tells: a kind, or only that it is a part of something (UNTOLD[0]) or stands by itself (UNTOLD[1])."""
    return NamePattern(kind=None if kind in UNTOLD else kind, apart=kind == UNTOLD[1], **values)


def _organ_names(sections: dict[str, Node], bare: list[str], problems: list[Problem]) -> re.Pattern[str]:
    """One expression for every organ's names, the longest first, so that 教育工委 is not read as 工委."""
    frame: dict[str, Any] | None = None
    if "organ_name" in sections:
        frame = schema.record(sections["organ_name"], ORGAN_NAME, problems, "organ_name")
    names = "|".join(map(re.escape, sorted(bare, key=lambda name: (-len(name), name)))) or "(?!)"
    before, after = (frame["before"], frame["after"]) if frame else ("", "")
    try:
        return re.compile(f"(?:{before})(?P<organ>{names})(?:{after})")
    except re.error:
        problems.append(Problem(sections["organ_name"].place, "organ_name 的正则表达式写错了"))
        return re.compile(r"(?!)")
