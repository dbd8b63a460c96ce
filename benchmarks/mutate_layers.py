"""Slips in what a rulebook is: its days; and in a layer whom it reaches, under what it stands, and which rule it sharpens."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks.mutation import BASE, DAY, SECTIONS, Change, Entry, Tree, base_name, other_than, set_to

LATER = timedelta(days=120)


def of_head(tree: Tree, known: dict[str, Tree]) -> Iterator[tuple[str, str, Change]]:
    """The changes of rulebook.yaml."""
    for key in ("issued", "ends"):
        yield "first or last day of the rulebook", f"{key} a day later", _put(key, tree[key] + DAY)
        yield "first or last day of the rulebook", f"{key} a day sooner", _put(key, tree[key] - DAY)
    if "under" in tree:
        above = known[base_name("rulebook.yaml")]
        for issuer in (above["issuer"], tree["issuer"] + " 2"):
            yield "reach outside", f"for the units of {issuer}", _put("issuer_unit", issuer)
        yield "reach outside", "for its issuer too", _put("reaches_issuer", not tree.get("reaches_issuer", False))
        yield "another base", tree["under"], _put("under", tree["id"])


def _put(key: str, value: Any) -> Change:
    def change(root: Tree) -> None:
        root[key] = value

    return change


def of_layers_rule(rule: Tree, section: str, known: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, Entry]]:
    """The changes of a layer's rule that no rule of a base could suffer."""
    theirs = [one["id"] for name, tree in known.items() if BASE in name and isinstance(tree, dict) for one in tree.get(section) or ()]
    yield "take an id of the base", set_to("id", draw.choice(theirs or ["nobody_knows"]))
    if "sharpens" not in rule:
        yield "sharpen a rule of the base", set_to("sharpens", draw.choice(theirs or ["nobody_knows"]))
        return
    yield "sharpen another rule", set_to("sharpens", other_than(rule["sharpens"], theirs, draw))
    yield "sharpen nothing", set_to("sharpens", None)
    yield "narrow what is sharpened", set_to("when", {"committee": True})
    if "due" in rule:
        yield "loosen what is sharpened", set_to("due", rule["due"] + LATER)


def of_added(one: Tree) -> Iterator[tuple[str, Entry]]:
    """The changes of an entry by which a layer adds spellings to a word."""
    yield "drop what is added to a word", lambda entries, at: entries.pop(at)
    for key in ("aliases", "names"):
        if key in one:
            yield "misspell what is added to a word", set_to(key, [f"{spelt}x" for spelt in one[key]])


def sections_of(tree: Tree) -> Iterator[tuple[str, int, Tree]]:
    """Every rule of a file, with its section and its number in it."""
    yield from ((section, at, rule) for section in SECTIONS for at, rule in enumerate(tree.get(section) or ()))
