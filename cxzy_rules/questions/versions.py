"""Two versions of a roster side by side: who appeared, vanished, moved or was called otherwise, and what that changes of what applies."""

from __future__ import annotations

from dataclasses import dataclass

from cxzy_rules.guidance import Guidance
from cxzy_rules.situations.walk import Answer

Gains = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Changed:
    """A unit of both versions: its superior's and its own name before and after, and the rules that it gained and lost, by label."""

    unit: str
    name: str
    name_before: str
    superior: str | None
    superior_before: str | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """`appeared`, `vanished`: ids with names; `changed`: the units of both of which anything is different, in the newer order."""

    appeared: tuple[tuple[str, str], ...]
    vanished: tuple[tuple[str, str], ...]
    changed: tuple[Changed, ...]


def compare(old: Guidance, new: Guidance) -> Versions:
    """Compares two guidances of one rulebook and day, unit by unit under its id."""
    before = {unit: row for row, unit in enumerate(old.roster.ids())}
    after = {unit: row for row, unit in enumerate(new.roster.ids())}
    names_before, names = old.roster.units["name"], new.roster.units["name"]
    gains: dict[tuple[int, int], Gains] = {}
    changed = []
    for unit, row in after.items():
        if unit not in before:
            continue
        was = before[unit]
        pair = int(old.of[was]), int(new.of[row])
        gained, lost = gains[pair] = gains.get(pair) or _gains(old.answers[pair[0]], new.answers[pair[1]])
        one = Changed(unit, names[row], names_before[was], _superior(new, row), _superior(old, was), gained, lost)
        if one.name != one.name_before or _superior_id(new, row) != _superior_id(old, was) or gained or lost:
            changed.append(one)
    appeared = tuple((unit, names[row]) for unit, row in after.items() if unit not in before)
    vanished = tuple((unit, names_before[row]) for unit, row in before.items() if unit not in after)
    return Versions(appeared, vanished, tuple(changed))


def _gains(old: Answer, new: Answer) -> Gains:
    """The labels of what only the newer answer holds, and of what only the older one held."""
    before, after = ({rule.id for rule in answer.rules} for answer in (old, new))
    gained = tuple(rule.label for rule in new.rules if rule.id not in before)
    return gained, tuple(rule.label for rule in old.rules if rule.id not in after)


def _superior_id(told: Guidance, row: int) -> str | None:
    above = int(told.roster.parent[row])
    return told.roster.units["id"][above] if above >= 0 else None


def _superior(told: Guidance, row: int) -> str | None:
    above = int(told.roster.parent[row])
    return told.roster.units["name"][above] if above >= 0 else None
