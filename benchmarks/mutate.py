"""What a slip of the pen can make of a rulebook or of a layer: every mutant by its sort, and a seeded choice of each sort.

A mutant is one change of one YAML file. Name patterns are left out: the second entry holds them text for text.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from benchmarks.mutate_days import of_days
from benchmarks.mutate_layers import of_added, of_head, of_layers_rule, sections_of
from benchmarks.mutate_words import of_shown
from benchmarks.mutation import DAY, Change, Entry, Tree, base_name, in_section, other_than, set_to, slip, words_of

RULE_FILES = ("branches", "duties", "supervision")
ENTRIES = {
    "rulings": ("ruling", ("date", "quote", "clause")),
    "unruled": ("stretch without a rule", ("quote", "clause")),
    "clauses": ("clause", ("begins",)),
}
WORDS = ("kinds", "levels", "management", "tags", "columns")


@dataclass(frozen=True)
class Mutant:
    """One change: its sort, the file, what was done, and the file's new text."""

    sort: str
    file: str
    what: str
    text: str


class _Plain(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        return True


def mutants(folder: Path, each: int, seed: int, under: Path | None = None, only: str = "") -> list[Mutant]:
    """At most `each` mutants of every sort, chosen by the seed, in a fixed order.

    `under`: the base of a layer, whose words its conditions may use; `only`: what the sorts' names have in them.
    """
    draw = random.Random(seed)
    sorts: dict[str, list[tuple[str, str, Change]]] = {}
    trees = _trees(folder)
    known = trees | ({base_name(name): tree for name, tree in _trees(under).items()} if under else {})
    for file, tree in trees.items():
        for sort, what, change in _every(file, tree, known, draw, trees["rulebook.yaml"]):
            if only in sort:
                sorts.setdefault(f"layer: {sort}" if under else sort, []).append((file, what, change))
    found: list[Mutant] = []
    for sort, all_of_it in sorts.items():
        for file, what, change in draw.sample(all_of_it, min(each, len(all_of_it))):
            tree = copy.deepcopy(trees[file])
            change(tree)
            found.append(Mutant(sort, file, what, yaml.dump(tree, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1000)))
    return found


def _every(file: str, tree: Tree, known: dict[str, Tree], draw: random.Random, head: Tree) -> Iterator[tuple[str, str, Change]]:
    yield from (*_changes(file, tree, known, draw), *of_days(tree, head), *of_shown(file, tree, draw))


def _trees(folder: Path) -> dict[str, Tree]:
    """A rulebook's files by their names in it, without its cases."""
    return {path.relative_to(folder).as_posix(): _read(path) for path in sorted(folder.glob("**/*.yaml")) if "cases" not in path.parts}


def _read(path: Path) -> Tree:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _changes(file: str, tree: Tree, trees: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, str, Change]]:
    if file.partition("/")[0] in RULE_FILES:
        for section, at, rule in sections_of(tree):
            for sort, change in _of_rule(rule, section, trees, draw):
                yield sort, rule["id"], in_section(section, at, change)
    elif file.startswith("vocabulary/"):
        yield from _of_words(tree, trees, draw)
    elif file == "subjects.yaml":
        for at, subject in enumerate(tree["subjects"]):
            for sort, change in _of_condition(subject["when"], trees, draw):
                yield f"subject: {sort}", subject["id"], in_section("subjects", at, change)
    elif file == "rulebook.yaml":
        yield from of_head(tree, trees)
    for section, (sort, keys) in ENTRIES.items():
        if section in tree:
            yield from _of_entries(sort, section, tree, keys, draw)


def _delete(entries: list[Any], at: int) -> None:
    del entries[at]


def _less(key: str, word: str, entries: list[Any], at: int) -> None:
    entries[at][key].remove(word)


def _swap(entries: list[Any], at: int) -> None:
    entries[at], entries[at + 1] = entries[at + 1], entries[at]


def _of_rule(rule: Tree, section: str, trees: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, Entry]]:
    def double(rules: list[Any], at: int) -> None:
        rules[at]["id"] = rules[at - 1]["id"]

    organs = [organ["id"] for organ in words_of(trees, "organs")]
    rulings = [one["id"] for name, tree in trees.items() if name.startswith("rulings/") for one in tree["rulings"]]
    yield "delete a rule", _delete
    yield "change a quote's character", set_to("quote", slip(rule["quote"], draw))
    yield "shorten a quote", set_to("quote", rule["quote"][: len(rule["quote"]) // 2])
    yield "double an id", double
    yield "misspell a key", lambda rules, at: rules[at].update({"lable": rules[at].pop("label")})
    yield "another clause", set_to("clause", draw.choice([one["id"] for one in trees["document/clauses.yaml"]["clauses"]]))
    yield "add a ruling" if "ruling" not in rule else "another ruling", set_to("ruling", other_than(rule.get("ruling"), rulings, draw))
    if "ruling" in rule:
        yield "drop a ruling", set_to("ruling", None)
        yield "misspell a ruling", set_to("ruling", rule["ruling"][:-1])
    if "due" in rule:
        yield "shift due by a day", set_to("due", rule["due"] + DAY)
        yield "drop due", set_to("due", None)
    if base_name("rulebook.yaml") in trees:
        yield from of_layers_rule(rule, section, trees, draw)
    if section == "supervision":
        yield "another role", set_to("role", other_than(rule["role"], ["guides", "coordinates"], draw))
        if "organ" in rule:
            yield "swap a department", set_to("organ", other_than(rule["organ"], organs, draw))
            yield "misspell a department", set_to("organ", rule["organ"] + "s")
        if "counterpart" in rule:
            yield "drop a counterpart", set_to("counterpart", None)
    else:
        yield "another rhythm", set_to("rhythm", other_than(rule.get("rhythm"), ["half_year", "year"], draw))
        yield "another day due", set_to("due", date(2011, 3, 1) if "due" not in rule else rule["due"] - DAY)
        yield "audited or not", set_to("audited", not rule.get("audited", section != "requirements"))
        if "rhythm" in rule:
            yield "drop the rhythm", set_to("rhythm", None)
        yield "evidence", set_to("evidence", None) if "evidence" in rule else set_to("evidence", "会议记录")
    if "when" in rule:
        yield from _of_condition(rule["when"], trees, draw)
    else:
        kinds = [one["id"] for one in words_of(trees, "kinds")]
        yield "add a condition", set_to("when", draw.choice([{"kind": draw.choice(kinds)}, {"committee": True}]))


def _of_condition(when: Tree, trees: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, Entry]]:
    """Changes of one place in a condition; the whole changed condition is set."""
    yield "negate a condition", set_to("when", {"not": when})
    marks = [one["id"] for one in words_of(trees, "tags")]
    if marks:
        yield "widen by two facts together", set_to("when", {"any": [when, {"tags": draw.choice(marks), "has_subordinates": True}]})
    for key in when:
        less = {name: value for name, value in when.items() if name != key}
        yield "drop a condition", set_to("when", less or {"any": [when, {"not": when}]})
        if key not in ("any", "all", "not"):
            yield "misspell a fact", set_to("when", {f"{name}x" if name == key else name: value for name, value in when.items()})
    for path, key, value in _leaves(when, ()):
        for sort, changed in _of_leaf(key, value, trees, draw):
            yield sort, set_to("when", _put(when, (*path, key), changed))


def _leaves(when: Tree, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str, Any]]:
    for key, value in when.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for at, part in enumerate(value):
                yield from _leaves(part, (*path, key, at))
        else:
            yield path, key, value


def _put(when: Tree, path: tuple[Any, ...], value: Any) -> Tree:
    changed = copy.deepcopy(when)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed


def _of_leaf(key: str, value: Any, trees: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield "turn a flag", not value
        return
    known = {
        "kind": [one["id"] for one in words_of(trees, "kinds")],
        "level": [one["id"] for one in words_of(trees, "levels")],
        "organ": [one["id"] for one in words_of(trees, "organs")],
        "tags": [one["id"] for one in words_of(trees, "tags")],
        "management": [one["id"] for one in words_of(trees, "management")],
        "branch": [tree["branch"] for tree in trees.values() if isinstance(tree, dict) and "branch" in tree],
    }
    if key not in known:
        return
    values = value if isinstance(value, list) else [value]
    yield "widen a condition", [*values, other_than(values, known[key], draw)]
    yield f"another {key}", other_than(values, known[key], draw)
    yield "misspell a value", [*values[:-1], values[-1] + "e"]
    if len(values) > 1:
        yield "narrow a condition", values[:-1]


def _of_words(tree: Tree, trees: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, str, Change]]:
    for section in WORDS:
        for at, word in enumerate(tree.get(section) or ()):
            for alias in word.get("aliases", ()):
                yield f"drop a spelling ({section})", f"{word['id']}: {alias}", in_section(section, at, partial(_less, "aliases", alias))
    for at, one in enumerate(tree.get("kinds") or ()):
        yield from ((sort, one["id"], in_section("kinds", at, change)) for sort, change in _of_kind(one, words_of(trees, "kinds"), draw))
    for at, one in enumerate(tree.get("also") or ()):
        yield from ((sort, one["id"], in_section("also", at, change)) for sort, change in of_added(one))
    for at, one in enumerate(tree.get("settlement") or ()):
        pair = f"{one['kind']} below {one['superior']}"
        yield "drop a settlement", pair, in_section("settlement", at, _delete)
        branches = [kind["branch"] for kind in words_of(trees, "kinds") if kind["branch"]]
        yield "settle otherwise", pair, in_section("settlement", at, set_to("branch", other_than(one["branch"], branches, draw)))
    known = [kind["id"] for kind in words_of(trees, "kinds")]
    levels = [level["id"] for level in words_of(trees, "levels")]
    for at, one in enumerate(tree.get("organs") or ()):
        for name in one["names"]:
            yield "drop an organ's name", f"{one['id']}: {name}", in_section("organs", at, partial(_less, "names", name))
        for key, value in {
            "level": other_than(one["level"], levels, draw),
            "kinds": [other_than(one["kinds"], known, draw)],
            "label": "某局",
        }.items():
            yield f"an organ's {key}", one["id"], in_section("organs", at, set_to(key, value))
    for at, one in enumerate(tree.get("tags") or ()):
        yield "a mark's kinds", one["id"], in_section("tags", at, set_to("kinds", [other_than(one["kinds"], known, draw)]))
    if "levels" in tree:
        yield from (("swap two levels", one["id"], in_section("levels", at, _swap)) for at, one in enumerate(tree["levels"][:-1]))
        yield "another usual management", "the first two", in_section("management", 0, _swap)


def _of_kind(one: Tree, kinds: list[Tree], draw: random.Random) -> Iterator[tuple[str, Entry]]:
    yield "a kind's branch", set_to("branch", other_than(one["branch"], [other["branch"] for other in kinds if other["branch"]], draw))
    yield "a kind's level", set_to("level", other_than(one["level"], [other["level"] for other in kinds], draw))
    yield "a kind's committee", set_to("committee", not one.get("committee"))
    yield "a kind's area", set_to("area", not one.get("area", False))
    yield from (("a kind's ruling", set_to(key, None)) for key in ("ruling", "committee_ruling") if key in one)
    if "superiors" in one:
        yield "a kind's superiors", set_to("superiors", None)


def _of_entries(sort: str, section: str, tree: Tree, keys: tuple[str, ...], draw: random.Random) -> Iterator[tuple[str, str, Change]]:
    for at, one in enumerate(tree[section]):
        name = str(one.get("id") or one["quote"][:12])
        yield f"delete a {sort}", name, in_section(section, at, _delete)
        for key in keys:
            value = one[key] + DAY if isinstance(one[key], date) else "9.9" if key == "clause" else slip(one[key], draw)
            yield f"a {sort}'s {key}", name, in_section(section, at, set_to(key, value))
