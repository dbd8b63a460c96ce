"""From a shape, the table by which a YAML record is read, to JSON Schema: the same keys, the same required ones, the same sorts of value.

The permitted keys are those of the table and nothing else; a reader or an inner value that is not known here is an error when the schema is
made, so that no new key can be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxzy_rules import schema
from cxzy_rules.document import MAX_QUOTE
from cxzy_rules.editors.choices import asked
from cxzy_rules.editors.conditions import PART, Schema
from cxzy_rules.editors.told import DEFAULTS, told
from cxzy_rules.vocabulary.names import pattern, searched
from cxzy_rules.vocabulary.spelt import DATED, spellings, spelt

TEXT: Schema = {"type": "string", "pattern": r"\S"}
EXPRESSION: Schema = {**TEXT, "description": "Python 的正则表达式，在名称里查找"}
NAME: Schema = {"type": "string", "pattern": f"^(?:{schema.NAME.pattern})$"}
DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
READERS: dict[schema.Reader, Schema] = {
    schema.text: TEXT,
    spelt: TEXT,
    schema.name: NAME,
    schema.yes_no: {"type": "boolean"},
    schema.day: DAY,
    pattern: EXPRESSION,
    searched: EXPRESSION,
}
LONG = ("unruled",)  # words that are no rule may be quoted at any length
LISTS: dict[schema.Reader, Schema] = {schema.texts: TEXT, spellings: {"$ref": f"{PART}spelling"}}


def shaped(name: str, shape: Mapping[str, schema.Key], inner: Mapping[str, Schema]) -> Schema:
    """The schema of a record. `name`: the shape's; `inner`: the schemas of the values that another module reads, by key."""
    required = [key for key, rule in shape.items() if rule.required]
    found: Schema = {"type": "object", "additionalProperties": False}
    found |= {"required": required} if required else {}
    return found | {"properties": {key: _key(name, key, rule, inner) for key, rule in shape.items()}}


def _key(name: str, key: str, rule: schema.Key, inner: Mapping[str, Schema]) -> Schema:
    found = inner[key] if rule.read is schema.node_itself else _value(rule.read, asked(name, key))
    found = {**found, **({"maxLength": MAX_QUOTE} if key == "quote" and name not in LONG else {})}
    found |= {"default": DEFAULTS[key]} if key in DEFAULTS else {}
    return {**told(name, key), **found}


def _value(read: schema.Reader, wanted: str) -> Schema:
    """What one reader admits; of words, only those that the rulebook has."""
    if isinstance(read, schema.OneOf):
        return {"enum": [*read.allowed]}
    if read is schema.optional_text:
        return {"anyOf": [_one(TEXT, wanted), {"type": "null"}]}
    if read in LISTS:
        return listed(_one(LISTS[read], wanted))
    return _one(READERS[read], wanted)


def _one(free: Schema, wanted: str) -> Schema:
    return {"$ref": PART + wanted} if wanted else free


def spelling() -> Schema:
    """A way of writing a word, with days of its own or without."""
    return {"anyOf": [TEXT, shaped("spelling", DATED, {})]}


def listed(one: Schema, **more: Any) -> Schema:
    """A list of such values."""
    return {"type": "array", "items": one, **more}
