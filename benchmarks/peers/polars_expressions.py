"""Polars by hand: each condition an expression over the facts' columns, all evaluated in one pass."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

import numpy as np
import polars as pl

from benchmarks.task import Pairs, Task
from cxzy_rules.conditions.logic import Alternative, Literal
from cxzy_rules.model.condition import Is


def holding(task: Task) -> Pairs:
    met = task.facts.select(_rule(ways).fill_null(False).alias(str(number)) for number, ways in enumerate(task.rules))
    held = [column.arg_true().to_numpy() if len(column) > 1 else np.arange(task.facts.height) for column in met.iter_columns()]
    return task.pairs(np.concatenate(held), np.repeat(np.arange(len(held)), [len(one) for one in held]))


def _rule(ways: list[Alternative]) -> pl.Expr:
    return reduce(or_, (reduce(and_, (_test(fact, one) for fact, one in way.items()), pl.lit(True)) for way in ways), pl.lit(False))


def _test(fact: str, literal: Literal) -> pl.Expr:
    if isinstance(literal, Is):
        return pl.col(fact).is_in(sorted(literal.allowed)).fill_null(False)
    low = (pl.col(fact) >= (literal.low or 0)).fill_null(False)
    return low if literal.high is None else low & (pl.col(fact) < literal.high).fill_null(False)
