"""The condition language as JSON Schema: its words, and for each fact the values that this rulebook gives it."""

from __future__ import annotations

from typing import Any

from cxzy_rules.conditions.parse import BIGGEST, BOUNDS, WORDS, Lexicon
from cxzy_rules.model.facts import LANGUAGE, Fact

Schema = dict[str, Any]
PART = "#/$defs/"
CONDITION: Schema = {"$ref": f"{PART}condition"}
SEVERAL: Schema = {"type": "array", "items": CONDITION, "minItems": 1}
TOLD = {
    "all": "每一项都成立",
    "any": "至少一项成立",
    "not": "下面的条件不成立",
    "under": "有某个上级（不管隔几级）符合",
    "superior": "直接上级符合",
    "is": "subjects.yaml 里起了名字的主体",
}
BOUNDS_TOLD = {"at_least": "不少于", "below": "少于", "equals": "等于；不能和别的界限同时写"}


def condition(lexicon: Lexicon) -> Schema:
    """The schema of a `when`."""
    shapes: dict[str, Schema] = {word: SEVERAL if word in ("all", "any") else CONDITION for word in WORDS}
    shapes["is"] = {"$ref": f"{PART}subjects"}
    found = {word: {**shapes[word], "title": TOLD[word]} for word in WORDS}
    for fact in LANGUAGE:
        found[fact.name] = {**_values(fact, lexicon), "title": _label(fact, lexicon), "description": f"由花名册的 {fact.column} 一栏决定"}
    return {
        "type": "object",
        "title": "条件",
        "description": "几个键同时写，表示都要成立；花名册没有写明的，结论是“待定”",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": found,
    }


def one_of(words: dict[str, str]) -> Schema:
    """One of these words; an editor shows what each means."""
    if not words:
        return {"not": {}, "description": "这里还一个也没有定义"}
    return {"enum": [*words], "enumDescriptions": [*words.values()]}


def _label(fact: Fact, lexicon: Lexicon) -> str:
    return lexicon.domains[fact.name].fact.label if fact.name in lexicon.domains else fact.label


def _values(fact: Fact, lexicon: Lexicon) -> Schema:
    match fact.sort:
        case "choice":
            return _words({**lexicon.domains[fact.name].labels})
        case "tags":
            return _words({**lexicon.tags})
        case "flag":
            return {"type": "boolean"}
        case "number":
            return _number()


def _words(words: dict[str, str]) -> Schema:
    """A word, or a list of them."""
    one = one_of(words)
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _number() -> Schema:
    """Bounds; `equals` stands alone."""
    alone = [{"not": {"required": ["equals", other]}} for other in BOUNDS if other != "equals"]
    whole = {"type": "integer", "minimum": -BIGGEST, "maximum": BIGGEST}
    bounds = {bound: {**whole, "title": BOUNDS_TOLD[bound]} for bound in BOUNDS}
    return {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": bounds, "allOf": alone}
