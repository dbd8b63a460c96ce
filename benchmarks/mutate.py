"""What a slip of the pen can make of a rulebook: every mutant by its sort, and a seeded choice of each sort.

A mutant is one change of one YAML file. Name patterns and the words of ledgers are left out: they are no rules, and have tables of
their own in the tests.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml

SECTIONS = ("activities", "measures", "carriers", "obligations", "requirements", "supervision")
RULE_FILES = ("branches", "duties", "supervision")
DAY = timedelta(days=1)
ENTRIES = {
    "rulings": ("ruling", ("date", "quote", "clause")),
    "unruled": ("stretch without a rule", ("quote", "clause")),
    "clauses": ("clause", ("begins",)),
}
WORDS = ("kinds", "levels", "management", "tags", "columns")
Tree = Any
Change = Callable[[Tree], None]
Entry = Callable[[list[Any], int], None]


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


def mutants(folder: Path, each: int, seed: int) -> list[Mutant]:
    """At most `each` mutants of every sort, chosen by the seed, in a fixed order."""
    draw = random.Random(seed)
    sorts: dict[str, list[tuple[str, str, Change]]] = {}
    trees = {path.relative_to(folder).as_posix(): _read(path) for path in sorted(folder.glob("**/*.yaml")) if "cases" not in path.parts}
    for file, tree in trees.items():
        for sort, what, change in _changes(file, tree, trees, draw):
            sorts.setdefault(sort, []).append((file, what, change))
    found: list[Mutant] = []
    for sort, all_of_it in sorts.items():
        for file, what, change in draw.sample(all_of_it, min(each, len(all_of_it))):
            tree = copy.deepcopy(trees[file])
            change(tree)
            found.append(Mutant(sort, file, what, yaml.dump(tree, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1000)))
    return found


def _read(path: Path) -> Tree:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _words(trees: dict[str, Tree], section: str) -> list[Tree]:
    """The entries of a section of the vocabulary, whichever file it stands in."""
    return [one for name, tree in trees.items() if name.startswith("vocabulary/") for one in tree.get(section) or ()]


def _changes(file: str, tree: Tree, trees: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, str, Change]]:
    if file.partition("/")[0] in RULE_FILES:
        for section in SECTIONS:
            for at, rule in enumerate(tree.get(section) or ()):
                for sort, change in _of_rule(rule, section, trees, draw):
                    yield sort, rule["id"], _in(section, at, change)
    elif file.startswith("vocabulary/"):
        yield from _of_words(tree, trees, draw)
    elif file == "subjects.yaml":
        for at, subject in enumerate(tree["subjects"]):
            for sort, change in _of_condition(subject["when"], trees, draw):
                yield f"subject: {sort}", subject["id"], _in("subjects", at, change)
    elif file == "rulebook.yaml":
        for key in ("issued", "ends"):
            yield "first or last day of the rulebook", key, partial(_later, key)
    for section, (sort, keys) in ENTRIES.items():
        if section in tree:
            yield from _of_entries(sort, section, tree, keys, draw)


def _in(section: str, at: int, change: Entry) -> Change:
    """The change of a section's entry as one of the whole file."""
    return lambda root: change(root[section], at)


def _later(key: str, root: Tree) -> None:
    root[key] += DAY


def _delete(entries: list[Any], at: int) -> None:
    del entries[at]


def _less(key: str, word: str, entries: list[Any], at: int) -> None:
    entries[at][key].remove(word)


def _swap(entries: list[Any], at: int) -> None:
    entries[at], entries[at + 1] = entries[at + 1], entries[at]


def _setter(key: str, value: Any) -> Entry:
    def change(rules: list[Any], at: int) -> None:
        if value is None:
            del rules[at][key]
        else:
            rules[at][key] = copy.deepcopy(value)

    return change


def _of_rule(rule: Tree, section: str, trees: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, Entry]]:
    def double(rules: list[Any], at: int) -> None:
        rules[at]["id"] = rules[at - 1]["id"]

    organs = [organ["id"] for organ in _words(trees, "organs")]
    rulings = [one["id"] for name, tree in trees.items() if name.startswith("rulings/") for one in tree["rulings"]]
    yield "delete a rule", _delete
    yield "change a quote's character", _setter("quote", _slip(rule["quote"], draw))
    yield "shorten a quote", _setter("quote", rule["quote"][: len(rule["quote"]) // 2])
    yield "double an id", double
    yield "misspell a key", lambda rules, at: rules[at].update({"lable": rules[at].pop("label")})
    yield "another clause", _setter("clause", draw.choice([one["id"] for one in trees["document/clauses.yaml"]["clauses"]]))
    yield "add a ruling" if "ruling" not in rule else "another ruling", _setter("ruling", _other(rule.get("ruling"), rulings, draw))
    if "ruling" in rule:
        yield "drop a ruling", _setter("ruling", None)
        yield "misspell a ruling", _setter("ruling", rule["ruling"][:-1])
    for key in ("from", "until", "due"):
        if key in rule:
            yield f"shift {key} by a day", _setter(key, rule[key] + DAY)
            yield f"drop {key}", _setter(key, None)
    if section == "supervision":
        yield "another role", _setter("role", _other(rule["role"], ["guides", "coordinates"], draw))
        if "organ" in rule:
            yield "swap a department", _setter("organ", _other(rule["organ"], organs, draw))
            yield "misspell a department", _setter("organ", rule["organ"] + "s")
        if "counterpart" in rule:
            yield "drop a counterpart", _setter("counterpart", None)
    else:
        yield "another rhythm", _setter("rhythm", _other(rule.get("rhythm"), ["half_year", "year"], draw))
        yield "another day due", _setter("due", date(2011, 3, 1) if "due" not in rule else rule["due"] - DAY)
        yield "audited or not", _setter("audited", not rule.get("audited", section != "requirements"))
        if "rhythm" in rule:
            yield "drop the rhythm", _setter("rhythm", None)
        yield "evidence", _setter("evidence", None) if "evidence" in rule else _setter("evidence", "会议记录")
    if "when" in rule:
        yield from _of_condition(rule["when"], trees, draw)
    else:
        kinds = [one["id"] for one in _words(trees, "kinds")]
        yield "add a condition", _setter("when", draw.choice([{"kind": draw.choice(kinds)}, {"committee": True}]))


def _of_condition(when: Tree, trees: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, Entry]]:
    """Changes of one place in a condition; the whole changed condition is set."""
    yield "negate a condition", _setter("when", {"not": when})
    for key in when:
        less = {name: value for name, value in when.items() if name != key}
        yield "drop a condition", _setter("when", less or {"any": [when, {"not": when}]})
        if key not in ("any", "all", "not"):
            yield "misspell a fact", _setter("when", {f"{name}x" if name == key else name: value for name, value in when.items()})
    for path, key, value in _leaves(when, ()):
        for sort, changed in _of_leaf(key, value, trees, draw):
            yield sort, _setter("when", _put(when, (*path, key), changed))


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
        "kind": [one["id"] for one in _words(trees, "kinds")],
        "level": [one["id"] for one in _words(trees, "levels")],
        "organ": [one["id"] for one in _words(trees, "organs")],
        "tags": [one["id"] for one in _words(trees, "tags")],
        "management": [one["id"] for one in _words(trees, "management")],
        "branch": [tree["branch"] for tree in trees.values() if isinstance(tree, dict) and "branch" in tree],
    }
    if key not in known:
        return
    values = value if isinstance(value, list) else [value]
    yield "widen a condition", [*values, _other(values, known[key], draw)]
    yield f"another {key}", _other(values, known[key], draw)
    yield "misspell a value", [*values[:-1], values[-1] + "e"]
    if len(values) > 1:
        yield "narrow a condition", values[:-1]


def _of_words(tree: Tree, trees: dict[str, Tree], draw: random.Random) -> Iterator[tuple[str, str, Change]]:
    for section in WORDS:
        for at, word in enumerate(tree.get(section) or ()):
            for alias in word.get("aliases", ()):
                yield f"drop a spelling ({section})", f"{word['id']}: {alias}", _in(section, at, partial(_less, "aliases", alias))
    for at, one in enumerate(tree.get("kinds") or ()):
        yield from ((sort, one["id"], _in("kinds", at, change)) for sort, change in _of_kind(one, tree["kinds"], draw))
    for at, one in enumerate(tree.get("settlement") or ()):
        pair = f"{one['kind']} below {one['superior']}"
        yield "drop a settlement", pair, _in("settlement", at, _delete)
        branches = [kind["branch"] for kind in _words(trees, "kinds") if kind["branch"]]
        yield "settle otherwise", pair, _in("settlement", at, _setter("branch", _other(one["branch"], branches, draw)))
    known = [kind["id"] for kind in _words(trees, "kinds")]
    levels = [level["id"] for level in _words(trees, "levels")]
    for at, one in enumerate(tree.get("organs") or ()):
        for name in one["names"]:
            yield "drop an organ's name", f"{one['id']}: {name}", _in("organs", at, partial(_less, "names", name))
        for key, value in {
            "level": _other(one["level"], levels, draw),
            "kinds": [_other(one["kinds"], known, draw)],
            "label": "某局",
        }.items():
            yield f"an organ's {key}", one["id"], _in("organs", at, _setter(key, value))
    for at, one in enumerate(tree.get("tags") or ()):
        yield "a mark's kinds", one["id"], _in("tags", at, _setter("kinds", [_other(one["kinds"], known, draw)]))
    if "levels" in tree:
        yield from (("swap two levels", one["id"], _in("levels", at, _swap)) for at, one in enumerate(tree["levels"][:-1]))
        yield "another usual management", "the first two", _in("management", 0, _swap)


def _of_kind(one: Tree, kinds: list[Tree], draw: random.Random) -> Iterator[tuple[str, Entry]]:
    yield "a kind's branch", _setter("branch", _other(one["branch"], [other["branch"] for other in kinds if other["branch"]], draw))
    yield "a kind's level", _setter("level", _other(one["level"], [other["level"] for other in kinds], draw))
    yield "a kind's committee", _setter("committee", not one.get("committee"))
    yield "a kind's area", _setter("area", not one.get("area", False))
    yield from (("a kind's ruling", _setter(key, None)) for key in ("ruling", "committee_ruling") if key in one)
    if "superiors" in one:
        yield "a kind's superiors", _setter("superiors", None)


def _of_entries(sort: str, section: str, tree: Tree, keys: tuple[str, ...], draw: random.Random) -> Iterator[tuple[str, str, Change]]:
    for at, one in enumerate(tree[section]):
        name = str(one.get("id") or one["quote"][:12])
        yield f"delete a {sort}", name, _in(section, at, _delete)
        for key in keys:
            value = one[key] + DAY if isinstance(one[key], date) else "9.9" if key == "clause" else _slip(one[key], draw)
            yield f"a {sort}'s {key}", name, _in(section, at, _setter(key, value))


def _slip(text: str, draw: random.Random) -> str:
    """One character of a text changed into another of it, or doubled."""
    at = draw.randrange(len(text))
    other = draw.choice([one for one in text if one != text[at]] or [text[at] * 2])
    return text[:at] + other + text[at + 1 :]


def _other(value: Any, known: list[Any], draw: random.Random) -> Any:
    """Another of the known words, or one that nobody knows."""
    held = value if isinstance(value, list) else [value]
    return draw.choice([one for one in dict.fromkeys(known) if one not in held] or ["nobody_knows"])
