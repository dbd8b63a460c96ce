"""The comparison as one JSON object: rules, texts, counts; then situations and units one a line, so that two outputs compare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from cxzy_rules.model.law import NO_BRANCH, Rule
from cxzy_rules.questions.diff.bonds import Supervisor
from cxzy_rules.questions.diff.counts import counts
from cxzy_rules.questions.diff.difference import Difference
from cxzy_rules.questions.diff.rules import RuleChange
from cxzy_rules.questions.diff.sides import Side
from cxzy_rules.questions.diff.standing import Pair, Turn
from cxzy_rules.questions.diff.units import UnitChange, UnitChanges
from cxzy_rules.situations.walk import Answer

Record = dict[str, Any]


def write(diff: Difference, target: Path) -> None:
    """The file of `lines`."""
    with target.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(diff))


def lines(diff: Difference) -> Iterator[str]:
    """The object, piece by piece."""
    yield "{\n"
    head: Record = {"old": _side(diff.old), "new": _side(diff.new), "as_of": diff.day.isoformat(), "rules": _rules(diff)}
    head["texts"] = [asdict(one) for one in diff.texts]
    yield ",\n".join(f'"{key}": {_text(value)}' for key, value in head.items())
    if diff.units is not None:
        units = diff.units
        summary = {"units": len(units.of), "affected": len(units.affected), "only_old": units.only_old, "only_new": units.only_new}
        yield f',\n"summary": {_text(summary)},\n"by_rule": {_text([asdict(one) for one in counts(units)])}'
        yield from _array("situations", _situations(units))
        yield from _array("units", map(_unit, units.all()))
    yield "\n}\n"


def _array(key: str, records: Iterable[Record]) -> Iterator[str]:
    """One record a line; the comma stands before the line's end, and none after the last."""
    yield f',\n"{key}": ['
    before = "\n"
    for record in records:
        yield before + _text(record)
        before = ",\n"
    yield "\n]"


def _side(side: Side) -> Record:
    identity = side.book.identity
    told = {"from": side.name, "id": identity.id, "title": identity.title, "version": identity.version, "rules": len(side.book.rules)}
    layers = [{"id": one.identity.id, "title": one.identity.title, "version": one.identity.version} for one in side.book.layers]
    return told | ({"layers": layers} if layers else {})


def _rules(diff: Difference) -> Record:
    changed = diff.rules.changed
    return {
        "added": [*map(_rule, diff.rules.added)],
        "removed": [*map(_rule, diff.rules.removed)],
        "renamed": [_change(one) for one in changed if one.renamed()],
        "changed": [_change(one) for one in changed if not one.renamed()],
    }


def _rule(rule: Rule) -> Record:
    said = {"rule": rule.id, "section": rule.section, "label": rule.label, "quote": rule.quote, "clause": rule.clause}
    return said | {"place": str(rule.place)}


def _change(one: RuleChange) -> Record:
    """`relation`: how the new condition stands to the old one; `gained`, `lost`: examples in words."""
    condition = None
    if one.condition is not None:
        found = one.condition.relation
        condition = {"old": one.condition.old, "new": one.condition.new, "relation": found.kind, "gained": found.gained, "lost": found.lost}
    return {
        "rule": one.new.id,
        "was": one.old.id,
        "label": one.new.label,
        "changed": sorted(one.aspects()),
        "fields": [asdict(field) for field in one.fields],
        "condition": condition,
    }


def _situations(units: UnitChanges) -> Iterator[Record]:
    for at, pair in enumerate(units.pairs):
        if pair.differs():
            row = int(units.new_rows[int(np.argmax(units.of == at))])
            example = units.new.roster.units["id"][row]
            yield {"units": units.counts[at], "example": example, "facts": dict(sorted(pair.new.standing.facts.items()))} | _pair(pair)


def _unit(one: UnitChange) -> Record:
    supervisors = {"gained": [*map(_supervisor, one.gained)], "lost": [*map(_supervisor, one.lost)]}
    return {"id": one.id, "name": one.name} | _pair(one.pair) | {"supervisors": supervisors}


def _pair(pair: Pair) -> Record:
    """The branch before and after; rules gained and lost; and those that were or became open."""
    decided = [turn for turn in pair.turns if "open" not in (turn.before, turn.after)]
    return {
        "branch": {"old": _branch(pair.old), "new": _branch(pair.new)},
        "gained": [turn.rule.id for turn in decided if turn.rule and turn.after == "holds"],
        "lost": [turn.rule.id for turn in decided if turn.rule and turn.before == "holds"],
        "undetermined": [_turn(turn) for turn in pair.turns if turn not in decided],
    }


def _branch(answer: Answer) -> str | None:
    found = answer.branch()
    return None if found == NO_BRANCH else found


def _turn(turn: Turn) -> Record:
    return {"rule": turn.rule.id if turn.rule else None, "old": turn.before, "new": turn.after}


def _supervisor(one: Supervisor) -> Record:
    return asdict(one)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
