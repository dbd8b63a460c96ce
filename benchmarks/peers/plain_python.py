"""The plain evaluator, asked about every condition of every unit."""

from __future__ import annotations

from benchmarks.task import Pairs, Task
from cxzy_rules.conditions.logic import evaluate


def holding(task: Task) -> Pairs:
    facts = {plain: fact for fact, plain in task.names.items()}
    units, rules = [], []
    for unit, named in enumerate(task.units()):
        own = {facts[name]: value for name, value in named.items()}
        for rule, condition in enumerate(task.conditions):
            if evaluate(condition, own):
                units.append(unit)
                rules.append(rule)
    return task.pairs(units, rules)
