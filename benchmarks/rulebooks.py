"""Rulebooks of any size, made from the shipped one with a seed: folders that `cxzy rules check` finds nothing wrong with.

Usage, from the top of a checkout: python -m benchmarks.rulebooks lean|100|500|2000… FOLDER

`lean` is a rulebook of some 140 rules by which a unit gets some 11 items. A rulebook of few rules is a choice of the shipped ones; one
of many has them all, and then the same again under other ids and labels, each narrowed by one more condition, so that the engine has
as many different questions to answer. Who supervises is asked in all of them.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from copy import deepcopy
from itertools import count, islice
from pathlib import Path
from typing import Any

import yaml

from cxzy_rules.model.law import ITEM_SECTIONS
from cxzy_rules.paths import shipped_rules
from cxzy_rules.rulebook.load import examine

SEED = 201018
OF_BRANCHES, OF_DUTIES = 95, 20
GENERAL = {"is": "basic_organisation"}
LABEL = 12
FOLDERS = ("branches", "duties")
Entry = dict[str, Any]
Files = dict[Path, Entry]


def write(wanted: str, folder: Path) -> Path:
    """Makes the rulebook `lean`, or the one of so many rules, in a folder that does not exist yet. Errors: SystemExit, if it cannot."""
    shutil.copytree(shipped_rules(), folder, ignore=shutil.ignore_patterns("cases", "__pycache__"))
    files = {path: yaml.safe_load(path.read_text(encoding="utf-8")) for name in FOLDERS for path in sorted((folder / name).glob("*.yaml"))}
    if wanted == "lean":
        _save(_chosen(files, OF_BRANCHES, OF_DUTIES))
        return folder
    book, _ = examine(folder)
    bonds = sum(rule.section == "supervision" for rule in book.rules) if book else 0
    items = int(wanted) - bonds
    shipped = sum(1 for _ in _entries(files))
    if items <= shipped:
        half = items // 2
        _save(_chosen(files, half, items - half))
    else:
        _grow(folder, files, items)
    return folder


def _entries(files: Files) -> Iterator[tuple[Path, str, Entry]]:
    for path, file in files.items():
        for section in ITEM_SECTIONS:
            yield from ((path, section, entry) for entry in file.get(section, []))


def _chosen(files: Files, of_branches: int, of_duties: int) -> Files:
    """So many rules of the branches, and so many of the other files, first of those that do not hold for everyone."""
    draw = random.Random(SEED)
    found = list(_entries(files))
    draw.shuffle(found)
    of_branch = [one for one in found if "branch" in files[one[0]]]
    others = sorted((one for one in found if "branch" not in files[one[0]]), key=lambda one: one[2].get("when", GENERAL) == GENERAL)
    kept = {entry["id"] for _, _, entry in (*of_branch[:of_branches], *others[:of_duties])}
    return {path: _only(file, kept) for path, file in files.items()}


def _only(file: Entry, kept: set[str]) -> Entry:
    sections = {section: [one for one in file[section] if one["id"] in kept] for section in ITEM_SECTIONS if section in file}
    return file | sections


def _grow(folder: Path, files: Files, items: int) -> None:
    """Adds narrowed rules, without those that the check tells to be impossible, until there are just as many as wanted."""
    refused: set[str] = set()
    for _ in range(4):
        grown = _grown(files, items, refused)
        _save(grown)
        _, problems = examine(folder)
        if not problems:
            return
        refused |= {problem.text.split("“")[1].split("”")[0] for problem in problems}
    raise SystemExit(f"{folder}: {problems[0]}")


def _grown(files: Files, items: int, refused: set[str]) -> Files:
    originals = list(_entries(files))
    more = (one for one in _narrowed(originals) if one[2]["id"] not in refused)
    grown: Files = {path: file | {section: list(file.get(section, [])) for section in ITEM_SECTIONS} for path, file in files.items()}
    for path, section, entry in islice(more, items - len(originals)):
        grown[path][section].append(entry)
    return {path: {key: value for key, value in file.items() if value != []} for path, file in grown.items()}


def _narrowed(originals: list[tuple[Path, str, Entry]]) -> Iterator[tuple[Path, str, Entry]]:
    """Endless rules: each original again, with each of the narrower conditions in turn."""
    for number in count():
        for at, (path, section, entry) in enumerate(originals):
            narrow = NARROW[(at + number) % len(NARROW)]
            when = {"all": [entry["when"], narrow]} if "when" in entry else narrow
            name = f"{path.stem}.again_{number}_{at}"
            label = f"{entry['quote'].strip()[:LABEL]}{number}{at:03d}"
            yield path, section, deepcopy(entry | {"id": name, "label": label, "when": when})  # YAML writes what is the same as an alias


def _save(files: Files) -> None:
    for path, file in files.items():
        path.write_text(yaml.safe_dump(file, allow_unicode=True, sort_keys=False, width=200), encoding="utf-8")


NARROW: tuple[Entry, ...] = (
    {"level": "base"},
    {"superior": {"kind": "township_committee"}},
    {"members": {"at_least": 50}},
    {"not": {"management": "vertical"}},
    {"under": {"kind": "city_committee"}},
    {"superior": {"kind": "subdistrict"}},
    {"any": [{"level": ["township", "village"]}, {"committee": True}]},
    {"superior": {"branch": "rural"}},
    {"management": "vertical"},
)


if __name__ == "__main__":
    write(sys.argv[1], Path(sys.argv[2]))
