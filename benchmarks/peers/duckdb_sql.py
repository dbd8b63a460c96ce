"""DuckDB by hand: a filter for each condition, all united in one query.

A join of the units with a table of rules took seven times as long.
"""

from __future__ import annotations

import duckdb
import numpy as np

from benchmarks.task import NUMBERS, Pairs, Task
from cxzy_rules.conditions.logic import Alternative, Literal
from cxzy_rules.model.condition import Is

NOTHING = -1
Codes = dict[str, dict[str, int]]


def holding(task: Task) -> Pairs:
    codes = {fact: {value: code for code, value in enumerate(task.values(fact))} for fact in task.names if fact not in NUMBERS}
    columns = {"unit": np.arange(task.facts.height)}
    for fact, name in task.names.items():
        numbers = task.facts[fact] if fact in NUMBERS else task.facts[fact].replace_strict(codes[fact], default=None)
        columns[name] = numbers.fill_null(NOTHING).to_numpy()
    filters = [f"select unit, {number} as rule from units where {_rule(task, codes, ways)}" for number, ways in enumerate(task.rules)]
    with duckdb.connect() as base:
        base.register("given", columns)
        base.sql("create table units as from given")
        found = base.sql(" union all ".join(filters)).fetchnumpy()
    return task.pairs(found["unit"], found["rule"])


def _rule(task: Task, codes: Codes, ways: list[Alternative]) -> str:
    return " or ".join("(" + (" and ".join(_test(task, codes, fact, one) for fact, one in way.items()) or "true") + ")" for way in ways)


def _test(task: Task, codes: Codes, fact: str, literal: Literal) -> str:
    name = task.names[fact]
    if isinstance(literal, Is):
        allowed = [str(codes[fact][value]) for value in sorted(literal.allowed) if value in codes[fact]]
        return f"{name} in ({', '.join(allowed)})" if allowed else "false"
    return f"{name} >= {literal.low or 0}" + ("" if literal.high is None else f" and {name} < {literal.high}")
