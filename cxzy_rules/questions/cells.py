"""The ways in which one cell of a small tree of units may be changed: what else a person could have written there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cxzy_rules.conditions.thresholds import thresholds
from cxzy_rules.questions.cases import Case
from cxzy_rules.roster.cells import split
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.vocabulary.words import Vocabulary

REFERENCES = ("parent", "authority", "paired_with", "located_in")
TAGS = "；"

Unit = dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of one unit (by its id), as it is and as it might be; None where it is empty or not given."""

    unit: str
    column: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What may stand in a cell, by column; `forms`: the ends by which names tell that there is a committee, or none."""

    words: dict[str, list[str]]
    tags: list[str]
    forms: tuple[tuple[re.Pattern[str], str], ...]
    none: str | None


def choices(book: Rulebook, cases: Iterable[Case]) -> Choices:
    """What this rulebook's words allow; the ends of names are those that its cases use."""
    words, known = book.vocabulary, [name for case in cases for unit in case.units if (name := unit.get("name"))]
    cuts = thresholds([rule.when for rule in book.rules])
    table = {"kind": [*words.kinds], "branch": [*words.branches], "level": [*words.levels], "management": [*words.management]}
    table |= {fact: [str(number) for cut in numbers for number in (cut, cut - 1) if number >= 0] for fact, numbers in cuts.items()}
    table["name"] = sorted({name for name in known if words.organ_by_name(name) is not None})
    given = {column: options for column, options in table.items() if column in words.columns}
    return Choices(given, [*words.tags], _forms(words, known), next(iter(words.none_words), None))


def _forms(words: Vocabulary, names: list[str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each pattern of a form with an end that means the opposite."""
    forms = words.has_committee, words.no_committee
    yes, no = (next((found[0] for name in names if (found := form.search(name))), None) for form in forms)
    return tuple((form, end) for form, end in zip(forms, (no, yes), strict=True) if end)


def changes(case: Case, unit: Unit, may: Choices) -> Iterator[Change]:
    """Every single cell that may be changed about a unit: its own, and those of others that refer to it."""
    yield from (_change(unit, column, word) for column, words in may.words.items() for word in words if word != unit.get(column))
    if "tags" in unit:
        yield from (_change(unit, "tags", _toggled(unit["tags"], tag)) for tag in may.tags)
    for form, end in may.forms:
        renamed = form.sub(end, unit["name"])
        if renamed != unit["name"]:
            yield _change(unit, "name", renamed)
    others = [one["id"] for one in case.units if one is not unit]
    yield from (_change(unit, column, other) for column in REFERENCES for other in others if other != unit.get(column))
    yield from (_change(unit, column, may.none if column == "authority" else None) for column in REFERENCES if unit.get(column))
    for one in case.units:
        for column in REFERENCES:
            if one is not unit and one.get(column) == unit["id"]:
                yield _change(one, column, unit.get("parent") if column == "parent" else None)


def _change(unit: Unit, column: str, new: str | None) -> Change:
    return Change(unit["id"], column, unit.get(column) or None, new)


def _toggled(cell: str, tag: str) -> str:
    held = split(cell)
    return TAGS.join([one for one in held if one != tag] if tag in held else [*held, tag])


def changed(units: Iterable[Unit], change: Change) -> list[Unit]:
    """The units with the one cell changed; one that is emptied is as if it were not given, but for tags, which are then none."""
    return [_with(unit, change) if unit["id"] == change.unit else unit for unit in units]


def _with(unit: Unit, change: Change) -> Unit:
    rest = {column: cell for column, cell in unit.items() if column != change.column}
    return rest if change.new is None else {**unit, change.column: change.new}
