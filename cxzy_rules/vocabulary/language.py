"""The words that the program itself knows: a rulebook gives them its labels and aliases, and can neither add to them nor rename them."""

from __future__ import annotations

from cxzy_rules.model.facts import LANGUAGE
from cxzy_rules.model.law import NO_BRANCH, SUPERIOR_LEVEL
from cxzy_rules.model.place import Problem, hint_nearest
from cxzy_rules.yamlfile import Node, written

COLUMNS = (
    *("id", "name", "parent", "kind", "branch", "level", "management", "authority", "tags"),
    *("paired_with", "located_in", "members", "committee"),
)
NEEDED_COLUMNS = ("id", "name", "parent", "kind")
IDS: dict[str, tuple[str, ...]] = {
    "columns": COLUMNS,
    "ledger_columns": ("unit", "unit_name", "superior", "item", "rule", "period", "status", "date", "evidence", "note", "until", "other"),
    "statuses": ("done", "in_progress", "not_started", "waived"),
    "facts": tuple(fact.name for fact in LANGUAGE),
}
UNTOLD = ("part", "open")
RESERVED: dict[str, tuple[str, ...]] = {"kinds": UNTOLD, "levels": (SUPERIOR_LEVEL,), "organs": (NO_BRANCH,)}
WORDS_OF = {"level": "levels", "management": "management", "tags": "tags"}


def items(sections: dict[str, Node], section: str) -> list[dict[str, Node]]:
    """The entries of a section that are mappings."""
    found = sections[section].value if section in sections else []
    return [entry.value for entry in found if isinstance(entry.value, dict)] if isinstance(found, list) else []


def check_ids(sections: dict[str, Node], problems: list[Problem]) -> None:
    """Tells an id that the program does not know where ids are its own, and one that it keeps for itself where they are not."""
    for section, known in IDS.items():
        for entry in items(sections, section):
            if "id" in entry and entry["id"].value not in known:
                word = written(entry["id"])
                hint = hint_nearest(word, [*known], "程序认得的有")
                problems.append(
                    Problem(entry["id"].place, f"{section}里不能有“{word}”，编号要用程序认得的", hint, check="id-not-of-the-program")
                )
    for section, kept in RESERVED.items():
        for entry in items(sections, section):
            if "id" in entry and entry["id"].value in kept:
                problems.append(
                    Problem(entry["id"].place, f"“{written(entry['id'])}”是程序自己用的词，不能作编号", "换一个编号", check="reserved-id")
                )
