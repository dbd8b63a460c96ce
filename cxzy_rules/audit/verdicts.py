"""Whether a record's item is asked of its unit at all, for every situation and rule at once; and if not, why not."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from cxzy_rules.audit.slots import is_audited
from cxzy_rules.conditions.logic import evaluate
from cxzy_rules.guidance import Guidance
from cxzy_rules.situations.walk import Answer

Verdict = Literal["required", "not_required", "open", "not_audited", "not_in_force"]
VERDICTS: tuple[Verdict, ...] = ("required", "not_required", "open", "not_audited", "not_in_force")
Positions = np.ndarray[tuple[int], np.dtype[np.int32]]
Verdicts = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


def positions(guidance: Guidance, rules: pl.Series) -> Positions:
    """Each rule id (Enum) as its position among the rules in force, -1 where it is not in force, or null."""
    known = {rule.id: position for position, rule in enumerate(guidance.book.rules)}
    ids = rules.dtype.categories if isinstance(rules.dtype, pl.Enum) else ()
    of_id = np.array([*(known.get(rule, -1) for rule in ids), -1], dtype=np.int32)
    found: Positions = of_id[rules.to_physical().cast(pl.Int64).fill_null(len(ids)).to_numpy()]
    return found


def verdicts(guidance: Guidance) -> Verdicts:
    """A row a situation, a column a rule in force: the position in VERDICTS. The last column, -1, is for rules not in force."""
    rules = guidance.book.rules
    found = np.full((len(guidance.answers), len(rules) + 1), VERDICTS.index("not_required"), dtype=np.uint8)
    position = {rule.id: at for at, rule in enumerate(rules)}
    for situation, answer in enumerate(guidance.answers):
        found[situation, _open(guidance, answer, position)] = VERDICTS.index("open")
        found[situation, [position[rule.id] for rule in answer.rules]] = VERDICTS.index("required")
    found[:, [at for at, rule in enumerate(rules) if not is_audited(rule)]] = VERDICTS.index("not_audited")
    found[:, -1] = VERDICTS.index("not_in_force")
    return found


def in_place(guidance: Guidance) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """A row a situation, a column a rule in force (the last for -1): the position of the rule that stands there for it, mostly itself."""
    rules = guidance.book.rules
    found = np.tile(np.append(np.arange(len(rules), dtype=np.int32), np.int32(-1)), (len(guidance.answers), 1))
    position = {rule.id: at for at, rule in enumerate(rules)}
    for situation, answer in enumerate(guidance.answers):
        for rule in answer.rules:
            old = rule.sharpens
            while old is not None:
                found[situation, position[old]] = position[rule.id]
                old = rules[position[old]].sharpens
    return found


def _open(guidance: Guidance, answer: Answer, position: dict[str, int]) -> list[int]:
    """The rules that the roster leaves open, also those for which the entry of the open branch stands."""
    if any(one.rule is None for one in answer.undetermined):
        return [at for at, rule in enumerate(guidance.book.rules) if evaluate(rule.when, answer.standing.facts) is None]
    return [position[one.rule.id] for one in answer.undetermined if one.rule]
