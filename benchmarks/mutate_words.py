"""Slips in what a reader is shown: a rule's name and section, what a ruling says, titles and labels, and the words of a ledger."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.mutation import SECTIONS, Change, Tree, in_section, other_than, set_to, slip

HEAD = ("title", "issuer")
WORDED = {"rulings": ("ruling", "text"), "clauses": ("clause", "title"), "facts": ("fact", "label")}
REASONS = ["principle", "exhortation", "procedure", "address", "out_of_scope"]
OF_LEDGERS = ("ledger_columns", "statuses")


def of_shown(file: str, tree: Tree, draw: random.Random) -> Iterator[tuple[str, str, Change]]:
    """The changes of any file's shown words."""
    for section in SECTIONS:
        for at, rule in enumerate(tree.get(section) or ()):
            yield "reword a name", rule["id"], in_section(section, at, set_to("label", slip(rule["label"], draw)))
            if "evidence" in rule:
                yield "reword a proof", rule["id"], in_section(section, at, set_to("evidence", slip(rule["evidence"], draw)))
            if at:
                yield "swap two names", rule["id"], in_section(section, at, _swap_names)
            if section != "supervision":
                others = (
                    [one for one in SECTIONS[:3] if one != section] if file.startswith("branches/") else ["requirements", "obligations"]
                )
                yield "another section", rule["id"], partial(_move, section, at, other_than(section, others, draw))
    for section, (sort, key) in WORDED.items():
        for at, one in enumerate(tree.get(section) or ()):
            yield f"reword a {sort}'s {key}", str(one["id"]), in_section(section, at, set_to(key, slip(one[key], draw)))
    for at, one in enumerate(tree.get("unruled") or ()):
        yield "another reason", one["quote"][:12], in_section("unruled", at, set_to("reason", other_than(one["reason"], REASONS, draw)))
    yield from _of_root(file, tree, draw)


def _of_root(file: str, tree: Tree, draw: random.Random) -> Iterator[tuple[str, str, Change]]:
    if file == "rulebook.yaml":
        yield from ((f"reword the {key}", key, partial(_put, key, slip(tree[key], draw))) for key in HEAD)
        yield from (
            ("drop a ruling of the rulebook", key, partial(_put, key, None)) for key in ("ends_ruling", "periods_ruling") if key in tree
        )
    if file.startswith("branches/") and "label" in tree:
        yield "reword a branch's label", tree["branch"], partial(_put, "label", slip(tree["label"], draw))
    for word in tree.get("none_words") or ():
        yield "drop a word for none", word, partial(_less, "none_words", word)
    for section in OF_LEDGERS:
        for at, one in enumerate(tree.get(section) or ()):
            for alias in one.get("aliases", ()):
                yield f"drop a spelling ({section})", f"{one['id']}: {alias}", in_section(section, at, partial(_less_of, alias))


def _swap_names(rules: list[Any], at: int) -> None:
    rules[at]["label"], rules[at - 1]["label"] = rules[at - 1]["label"], rules[at]["label"]


def _move(section: str, at: int, other: str, root: Tree) -> None:
    root[other] = [*(root.get(other) or ()), root[section].pop(at)]


def _put(key: str, value: Any, root: Tree) -> None:
    if value is None:
        del root[key]
    else:
        root[key] = value


def _less(key: str, word: str, root: Tree) -> None:
    root[key].remove(word)


def _less_of(alias: str, entries: list[Any], at: int) -> None:
    entries[at]["aliases"].remove(alias)
