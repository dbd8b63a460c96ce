"""DuckDB by hand: a filter for each condition, all united in one query.

A join of the units with a table of rules took seven times as long.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import numpy as np

from benchmarks.conditions_sql import holds
from benchmarks.task import NUMBERS, Pairs, Task

NOTHING = -1


def holding(task: Task) -> Pairs:
    codes = {fact: {value: code for code, value in enumerate(task.values(fact))} for fact in task.names if fact not in NUMBERS}
    columns = {"unit": np.arange(task.facts.height)}
    for fact, name in task.names.items():
        numbers = task.facts[fact] if fact in NUMBERS else task.facts[fact].replace_strict(codes[fact], default=None)
        columns[name] = numbers.fill_null(NOTHING).to_numpy()

    def words(fact: str, values: Iterable[str]) -> list[str]:
        return [str(codes[fact][value]) for value in values if value in codes[fact]]

    rules = [holds(ways, task.names, words) for ways in task.rules]
    filters = [f"select unit, {number} as rule from units where {rule}" for number, rule in enumerate(rules)]
    with duckdb.connect() as base:
        base.register("given", columns)
        base.sql("create table units as from given")
        found = base.sql(" union all ".join(filters)).fetchnumpy()
    return task.pairs(found["unit"], found["rule"])
