"""Slips in days: of whatever may be in force for a while one day is given, moved, dropped or swapped with the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.mutation import DAY, SECTIONS, Change, Entry, Tree, in_section

RECORDS = {
    **dict.fromkeys(SECTIONS, "a rule"),
    "rulings": "a ruling",
    "kinds": "a kind",
    "tags": "a mark",
    "organs": "an organ",
    "levels": "a level",
    "management": "a way of management",
    "settlement": "a settlement",
}
LISTS = ("aliases", "names")
Days = dict[str, date]


def of_days(tree: Tree, head: Tree) -> Iterator[tuple[str, str, Change]]:
    """The changes of one file. `head`: the rulebook's own, whose days are those between which all others lie."""
    middle = head["issued"] + (head["ends"] - head["issued"]) // 2
    for section, what in RECORDS.items():
        for at, one in enumerate(tree.get(section) or ()) if isinstance(tree, dict) else ():
            name = str(one.get("id") or f"{one['kind']} below {one['superior']}")
            for sort, days in _slips(one, what, middle):
                yield sort, name, in_section(section, at, _days_to(days))
            for key in LISTS if section not in SECTIONS else ():
                for number, spelt in enumerate(one.get(key) or ()):
                    record = spelt if isinstance(spelt, dict) else {"name": spelt}
                    for sort, days in _slips(record, "a spelling", middle):
                        yield sort, f"{name}: {record['name']}", in_section(section, at, _spelt_to(key, number, record["name"], days))


def _slips(one: Tree, what: str, middle: date) -> Iterator[tuple[str, Days]]:
    """What the days of a record may become."""
    days: Days = {key: one[key] for key in ("from", "until") if key in one}
    if not days:
        yield f"give {what} a first day", {"from": middle}
        yield f"give {what} a last day", {"until": middle}
    for key, sooner in (("from", "widen"), ("until", "narrow")):
        if key in days:
            later = "narrow" if sooner == "widen" else "widen"
            yield f"{sooner} the days of {what}", days | {key: days[key] - DAY}
            yield f"{later} the days of {what}", days | {key: days[key] + DAY}
            yield f"drop a day of {what}", {other: day for other, day in days.items() if other != key}
    if days:
        yield f"swap the days of {what}", {("until" if key == "from" else "from"): day for key, day in days.items()}


def _days_to(days: Days) -> Entry:
    def change(entries: list[Any], at: int) -> None:
        for key in ("from", "until"):
            entries[at].pop(key, None)
        entries[at].update(days)

    return change


def _spelt_to(key: str, number: int, name: str, days: Days) -> Entry:
    def change(entries: list[Any], at: int) -> None:
        entries[at][key][number] = {"name": name, **days} if days else name

    return change
