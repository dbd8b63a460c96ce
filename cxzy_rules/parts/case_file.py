"""Near misses as a file of test cases, ready to be put beside the rules: one case a change, with every rule that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from cxzy_rules.conditions.parse import Lexicon
from cxzy_rules.parts.words import column_label
from cxzy_rules.questions.cases import Case
from cxzy_rules.questions.cells import REFERENCES, Change, Unit, changed
from cxzy_rules.questions.near import NearMiss
from cxzy_rules.roster.cells import split
from cxzy_rules.rulebook.book import Rulebook

WIDTH = 104
LISTED = ("tags",)
INNER = str.maketrans("“”", "‘’")
Record = dict[str, Any]


def write(book: Rulebook, found: Iterable[NearMiss], target: Path) -> None:
    """The file."""
    target.write_text(text(book, found), encoding="utf-8", newline="\n")


def text(book: Rulebook, found: Iterable[NearMiss]) -> str:
    """The file's text; the same near misses give the same text."""
    groups: dict[tuple[int, str, Change], list[NearMiss]] = {}
    for miss in found:
        groups.setdefault((id(miss.case), miss.unit, miss.change), []).append(miss)
    names: set[str] = set()
    return "cases:\n" + "\n".join("\n".join(_case(book, misses, names)) for misses in groups.values()) + "\n"


def _case(book: Rulebook, misses: list[NearMiss], names: set[str]) -> Iterator[str]:
    """The lines of one case, in the manner of those that people write."""
    first = misses[0]
    yield "  - name: " + _flow(_unique(_name(book, misses), names))
    if first.case.day != book.identity.ends:
        yield f"    as_of: {first.case.day.isoformat()}"
    yield "    units:"
    for unit in changed(first.case.units, first.change):
        yield "      - " + _flow(_unit(unit))
    yield "    expect:"
    yield f"      {_flow(first.unit)}:"
    lines = _flow([miss.rule.id for miss in misses], WIDTH).splitlines()
    yield "        lacks: " + lines[0]
    yield from (" " * 10 + line.strip() for line in lines[1:])


def _name(book: Rulebook, misses: list[NearMiss]) -> str:
    first = misses[0]
    label = f"“{first.rule.label.translate(INNER)}”" + (f"等 {len(misses)} 条" if len(misses) > 1 else "")
    return f"{told(book, first.case, first.change)}，就不适用{label}。"


def _unique(name: str, names: set[str]) -> str:
    count, found = 1, name
    while found in names:
        count += 1
        found = f"{name.removesuffix('。')}（之{count}）。"
    names.add(found)
    return found


def told(book: Rulebook, case: Case, change: Change) -> str:
    """The change in words."""
    unit = next(one for one in case.units if one["id"] == change.unit)
    old, new = (_cell(book, case, change.column, cell) for cell in (change.old, change.new))
    return f"“{unit.get('name', change.unit)}”的“{column_label(book, change.column)}”从{old}改成{new}"


def _cell(book: Rulebook, case: Case, column: str, cell: str | None) -> str:
    """What a person reads in the cell: labels for ids, a unit's name for its id."""
    if not cell:
        return "空着"
    known = _labels(book.lexicon, column)
    if column in REFERENCES:
        known |= {unit["id"]: unit.get("name", unit["id"]) for unit in case.units}
    return "“" + "、".join(known.get(word, word) for word in split(cell)) + "”"


def _labels(words: Lexicon, column: str) -> dict[str, str]:
    if column in LISTED:
        return {**words.tags}
    return {**words.domains[column].labels} if column in words.domains else {}


def _unit(unit: Unit) -> Record:
    """A unit's cells as people write them: its number first, tags as a list."""
    return {column: split(cell) if column in LISTED else cell for column, cell in unit.items()}


def _flow(value: Any, width: int = 2**31) -> str:
    """A value in YAML's flow style, on one line unless it is wider."""
    written: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=width)
    return written.removesuffix("...\n").strip()
