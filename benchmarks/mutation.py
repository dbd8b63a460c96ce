"""How one slip changes a rulebook's file, read as plain YAML."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

SECTIONS = ("activities", "measures", "carriers", "obligations", "requirements", "supervision")
BASE = "under"
DAY = timedelta(days=1)
Tree = Any
Change = Callable[[Tree], None]
Entry = Callable[[list[Any], int], None]


def base_name(file: str) -> str:
    """The name of a base's file among those of its layer: in the same folder, under another name."""
    folder, slash, name = file.rpartition("/")
    return f"{folder}{slash}{BASE} {name}"


def words_of(trees: dict[str, Tree], section: str) -> list[Tree]:
    """The entries of a section of the vocabulary, whichever file it stands in."""
    return [one for name, tree in trees.items() if name.startswith("vocabulary/") for one in tree.get(section) or ()]


def in_section(section: str, at: int, change: Entry) -> Change:
    """The change of a section's entry as one of the whole file."""
    return lambda root: change(root[section], at)


def set_to(key: str, value: Any) -> Entry:
    """Gives a key of an entry another value; None takes it away."""

    def change(entries: list[Any], at: int) -> None:
        if value is None:
            del entries[at][key]
        else:
            entries[at][key] = copy.deepcopy(value)

    return change


def other_than(value: Any, known: list[Any], draw: random.Random) -> Any:
    """Another of the known words, or one that nobody knows."""
    held = value if isinstance(value, list) else [value]
    return draw.choice([one for one in dict.fromkeys(known) if one not in held] or ["nobody_knows"])


def slip(text: str, draw: random.Random) -> str:
    """One character of a text changed into another of it, or doubled."""
    at = draw.randrange(len(text))
    other = draw.choice([one for one in text if one != text[at]] or [text[at] * 2])
    return text[:at] + other + text[at + 1 :]
