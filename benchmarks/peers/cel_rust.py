"""CEL by common-expression-language, which is written in Rust: one expression that is the list of all conditions, evaluated a unit."""

from __future__ import annotations

import cel

from benchmarks.task import NUMBERS, Pairs, Task
from cxzy_rules.conditions.logic import Alternative, Literal
from cxzy_rules.model.condition import Is

NOTHING = -1


def holding(task: Task) -> Pairs:
    program = cel.compile("[" + ", ".join(_rule(task, ways) for ways in task.rules) + "]")
    empty = {name: NOTHING if fact in NUMBERS else "" for fact, name in task.names.items()}
    units, rules = [], []
    for unit, facts in enumerate(task.units()):
        held = [rule for rule, holds in enumerate(program.execute(empty | facts)) if holds]
        units += [unit] * len(held)
        rules += held
    return task.pairs(units, rules)


def _rule(task: Task, ways: list[Alternative]) -> str:
    return " || ".join(
        "(" + (" && ".join(_test(task.names[fact], literal) for fact, literal in way.items()) or "true") + ")" for way in ways
    )


def _test(name: str, literal: Literal) -> str:
    if isinstance(literal, Is):
        words = ", ".join(f"'{value}'" for value in sorted(literal.allowed))
        return f"{name} == {words}" if len(literal.allowed) == 1 else f"{name} in [{words}]"
    return f"{name} >= {literal.low or 0}" + ("" if literal.high is None else f" && {name} < {literal.high}")
