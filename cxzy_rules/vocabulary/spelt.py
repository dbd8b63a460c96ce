"""How the words of the vocabulary are spelt: labels, other spellings, and those that are such only on some days."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from typing import Any, TypeVar

from cxzy_rules import schema
from cxzy_rules.blanks import tight
from cxzy_rules.model.law import Spelling, Word
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.yamlfile import Node

W = TypeVar("W", bound=Word)
LISTS = {"aliases": "dated", "names": "dated_names"}


def spelt(node: Node, problems: list[Problem]) -> str | None:
    """Text that a roster's cell is compared with: only the blanks that count."""
    found = schema.text(node, problems)
    return None if found is None else tight(found)


DATED = {"name": schema.must(spelt), **schema.DAYS}


def spellings(node: Node, problems: list[Problem]) -> tuple[Spelling, ...] | None:
    """A list of such texts; one with days of its own is written {name: …, from: …, until: …}. `layer` is still the file it stands in."""
    if not isinstance(node.value, list):
        problems.append(Problem(node.place, "这里要写列表，如 [甲, 乙]", check="not-a-list"))
        return None
    read = (_spelling(part, problems) for part in node.value if not part.told)
    return tuple(one for one in read if one is not None)


def _spelling(node: Node, problems: list[Problem]) -> Spelling | None:
    if not isinstance(node.value, dict):
        text = spelt(node, problems)
        return None if text is None else Spelling(text, layer=node.place.path)
    values = schema.record(node, DATED, problems, "带日期的叫法")
    return None if values is None else Spelling(values["name"], schema.days(values), node.place.path)


def word_of(made: type[W], values: dict[str, Any]) -> W:
    """A word from what its record says; its spellings apart from their days."""
    for key, beside in LISTS.items():
        if key in values:
            found: tuple[Spelling, ...] = values[key]
            values |= {key: texts(found), beside: tuple(one for one in found if one != Spelling(one.text))}
    return made(days=schema.days(values), **values)


def texts(found: Iterable[Spelling]) -> tuple[str, ...]:
    """What is written, each once."""
    return tuple(dict.fromkeys(one.text for one in found))


def usable(
    written: tuple[str, ...], dated: tuple[Spelling, ...], day: date | None, layers: Container[str] | None = None
) -> tuple[str, ...]:
    """The spellings that are such on a day and within these layers (None: all): those without bounds, and those whose bounds hold."""
    used = {one.text for one in dated if one.days.cover(day) and (layers is None or not one.layer or one.layer in layers)}
    gone = {one.text for one in dated} - used
    return tuple(text for text in written if text not in gone)


def tell_rivals(spelt: Iterable[tuple[Word, Spelling, Place]], hint: str, problems: list[Problem]) -> None:
    """Tells a spelling that means two words on one day, and one that a word has twice on one day."""
    seen: dict[str, list[tuple[str, Spelling]]] = {}
    for word, one, place in spelt:
        mine = Spelling(one.text, one.days.shared(word.days))
        for other, earlier in seen.setdefault(one.text, []):
            if not mine.days.meet(earlier.days):
                continue
            if other != word.id:
                problems.append(Problem(place, f"“{one.text}”既指“{other}”又指“{word.id}”", hint, check="ambiguous-word"))
            elif mine.days != word.days or earlier.days != word.days:
                text = f"“{word.id}”的叫法“{one.text}”写了两次，日子重叠：{earlier.days}；{one.days}"
                problems.append(Problem(place, text, "同一个叫法的几段日子要前后错开", check="spelling-doubled"))
        seen[one.text].append((word.id, mine))
