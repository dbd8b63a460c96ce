"""The kinds of file in a rulebook, and the JSON Schema of each: what an editor needs to complete and to check as one writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxzy_rules import schema
from cxzy_rules.document import CLAUSE
from cxzy_rules.editors.choices import Choices, choices
from cxzy_rules.editors.conditions import CONDITION, PART, Schema, condition, one_of
from cxzy_rules.editors.shapes import TEXT, listed, shaped, spelling
from cxzy_rules.editors.snippets import SNIPPETS
from cxzy_rules.editors.told import told
from cxzy_rules.questions.cases import CASE, EXPECT
from cxzy_rules.questions.pinned import FILE as PINNED
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.merge import ADDED, ALSO, SPELT
from cxzy_rules.rulebook.rules import BOND, FILE, HEAD, ITEM, SECTIONS
from cxzy_rules.rulebook.sections import IDENTITY, RULING, STRETCH, SUBJECT, VOCABULARY
from cxzy_rules.vocabulary.language import IDS
from cxzy_rules.vocabulary.names import FORMS, NAME_PATTERN, ORGAN_NAME
from cxzy_rules.vocabulary.read import KIND, ORGAN, SETTLEMENT, TAG, WORD

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Shape = Mapping[str, schema.Key]
ENTRIES: dict[str, Shape] = {
    "kinds": KIND,
    "tags": TAG,
    "organs": ORGAN,
    "settlement": SETTLEMENT,
    "names": NAME_PATTERN,
    **dict.fromkeys(("levels", "management", *IDS), WORD),
}
RECORDS: dict[str, Shape] = {"forms": FORMS, "organ_name": ORGAN_NAME}
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
CELL: Schema = {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}]}
CELLS = {"kind": "kinds", "branch": "branches", "level": "levels", "tags": "tags"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its schema's name, where such files lie in a rulebook, and what it is called."""

    name: str
    where: str
    title: str


KINDS = (
    Kind("rulebook", "rulebook.yaml", "规则文件夹是什么"),
    Kind("branch", "branches/*.yaml", "一个分类的规则"),
    Kind("duties", "duties/*.yaml", "各分类以外的规则"),
    Kind("supervision", "supervision/*.yaml", "谁领导、指导、牵头"),
    Kind("rulings", "rulings/*.yaml", "裁定"),
    Kind("subjects", "subjects.yaml", "主体"),
    Kind("vocabulary", "vocabulary/*.yaml", "词汇"),
    Kind("clauses", "document/clauses.yaml", "条款从哪里开始"),
    Kind("unruled", "document/*.yaml", "未入规则的文字"),
    Kind("cases", "cases/*.yaml", "案例"),
)


def kind_of(inside: Path) -> Kind | None:
    """The kind of a file by its path within the rulebook; the first that fits. The second entry of the cases is printed, not written."""
    if inside.name == PINNED:
        return None
    return next((kind for kind in KINDS if len(inside.parts) == kind.where.count("/") + 1 and inside.match(kind.where)), None)


def schemas(book: Rulebook) -> dict[str, Schema]:
    """The schema of each kind of file, by its name, with the words of this rulebook; where it has layers, for the last of these."""
    layer = book.layers[-1] if book.layers else None
    words = choices(book, (layer or book).document)
    parts = {name: one_of(known) for name, known in words.items()} | {
        "condition": condition(book.lexicon),
        "rule": shaped("rule", ITEM, {"when": CONDITION}),
        "spelling": spelling(),
        "bond": shaped("rule", BOND, {"when": CONDITION}) | {"oneOf": [{"required": ["organ"]}, {"required": ["by"]}]},
    }
    bodies = {
        "rulebook": shaped("rulebook", IDENTITY, {}),
        "branch": _rules() | ({} if layer else {"required": [*HEAD]}),
        **{name: _rules() for name in ("duties", "supervision")},
        "rulings": _list_file("rulings", "ruling", RULING),
        "subjects": _list_file("subjects", "subject", SUBJECT, {"when": CONDITION}),
        "vocabulary": _additions() if layer else _vocabulary(),
        "clauses": _list_file("clauses", "clause", CLAUSE),
        "unruled": _list_file("unruled", "unruled", STRETCH),
        "cases": _list_file("cases", "case", CASE, {"units": _units(book, words), "expect": _expect(words)}),
    }
    return {kind.name: _whole(kind, bodies[kind.name], parts) for kind in KINDS}


def _whole(kind: Kind, body: Schema, parts: Mapping[str, Schema]) -> Schema:
    """A schema with the parts that it refers to, and those that they do."""
    used: dict[str, Schema] = {}
    wanted = _referred(body)
    while wanted:
        used |= {name: parts[name] for name in wanted}
        wanted = {name for one in used.values() for name in _referred(one)} - used.keys()
    head = {"$schema": DIALECT, "title": kind.title, "description": kind.where, **body}
    return head | ({"$defs": {name: used[name] for name in parts if name in used}} if used else {})


def _referred(one: Any) -> set[str]:
    below = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    own = {one["$ref"].removeprefix(PART)} if isinstance(one, dict) and isinstance(one.get("$ref"), str) else set()
    return own.union(*map(_referred, below))


def _rules() -> Schema:
    """A file of rules: its head, and a list of rules for each section."""
    inner: dict[str, Schema] = {
        section: _entries({"$ref": PART + ("bond" if section == "supervision" else "rule")}, section) for section in SECTIONS
    }
    return shaped("head", FILE, inner)


def _list_file(key: str, name: str, shape: Shape, inner: Mapping[str, Schema] | None = None) -> Schema:
    """A file with one top-level key, and under it a list of records."""
    entries = {**told("file", key), **_entries(shaped(name, shape, inner or {}), key)}
    return {"type": "object", "additionalProperties": False, "required": [key], "properties": {key: entries}}


def _entries(one: Schema, key: str) -> Schema:
    return listed(one, **({"defaultSnippets": [SNIPPETS[key]]} if key in SNIPPETS else {}))


def _vocabulary() -> Schema:
    """Any of the vocabulary's files: each may hold any of its keys."""
    found: dict[str, Any] = {key: listed(shaped(key, shape, {})) for key, shape in ENTRIES.items()}
    found |= {key: shaped(key, shape, {}) for key, shape in RECORDS.items()}
    found |= {"none_words": listed(TEXT), "county_level": {"$ref": f"{PART}levels"}}
    properties = {key: {**told("file", key), **found[key]} for key in VOCABULARY}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _additions() -> Schema:
    """A layer's vocabulary: words that it adds, and more spellings of words that there are."""
    lists = dict.fromkeys(("aliases", "names"), listed({"$ref": f"{PART}spelling"}))
    also = {"of": {"enum": [*SPELT]}, "id": TEXT, **lists}
    also = {key: {**told("also", key), **one} for key, one in also.items()}
    more = {"type": "object", "additionalProperties": False, "required": ["of", "id"], "properties": also}
    found: dict[str, Schema] = {key: listed(shaped(key, ENTRIES[key], {})) for key in ADDED} | {ALSO: listed(more)}
    properties = {key: {**told("file", key), **one} for key, one in found.items()}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _units(book: Rulebook, words: Choices) -> Schema:
    """A case's units: the roster's columns; known words are proposed, others not refused, as a roster may hold any."""
    cells = {column.id: {"title": column.label, **_cell(column.id, words)} for column in book.vocabulary.columns.values()}
    return listed({"type": "object", "additionalProperties": False, "required": ["id"], "properties": cells})


def _cell(column: str, words: Choices) -> Schema:
    known = CELLS.get(column, "")
    return {"anyOf": [{"$ref": PART + known}, *CELL["anyOf"]]} if words.get(known) else CELL


def _expect(words: Choices) -> Schema:
    """What each unit must get, by its id."""
    needs: Schema = {rule: listed(TEXT) for rule in words["rules"]}
    opened: Schema = {"type": "object", "additionalProperties": False, "properties": needs}
    return {"type": "object", "additionalProperties": shaped("expect", EXPECT, {"undetermined": opened})}
