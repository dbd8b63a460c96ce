"""A rulebook's expressions, searched for in millions of names: by Polars those that mean the same to it, by Python in each name once."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.tables.ahead import in_stretches
from cxzy_rules.tables.distinct import each_once
from cxzy_rules.vocabulary.expressions import mean_the_same
from cxzy_rules.vocabulary.words import NamePattern, Vocabulary

MANY = 10_000
Positions = np.ndarray[Any, np.dtype[np.uint32]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def holding(names: pl.Series, pattern: str) -> pl.Series:
    """Which names an expression is found in."""
    if mean_the_same(pattern):
        with suppress(pl.exceptions.ComputeError):  # one that takes Polars more memory than it allows for any
            return pl.concat(in_stretches(lambda here: names[here].str.contains(pattern), len(names)))
    number, different = each_once(names)
    search = re.compile(pattern).search
    found = np.array([search(name) is not None for name in different], dtype=np.bool_)
    return pl.Series(names.name, found[number])


def speaking(names: pl.Series, vocabulary: Vocabulary) -> Positions:
    """The number of the pattern that speaks for each name, a number more where none does.

    While many are left, and Polars can be asked for the next pattern, all are asked for that; then each of those left is asked once.
    """
    spoke, left = np.full(len(names), len(vocabulary.names), dtype=np.uint32), np.arange(len(names))
    for at, pattern in enumerate(vocabulary.names):
        if len(left) < MANY or not all(mean_the_same(one.pattern) for one in (pattern.pattern, pattern.unless) if one):
            break
        speaks = _speaks(names, pattern)
        spoke[left[speaks]], left, names = at, left[~speaks], names.filter(~speaks)
    number, different = each_once(names)
    position = {pattern.id: at for at, pattern in enumerate(vocabulary.names)}
    told = [vocabulary.kind_of_name(name) for name in different]
    says = np.array([len(position) if pattern is None else position[pattern.id] for pattern in told], dtype=np.uint32)
    spoke[left] = says[number]
    return spoke


def _speaks(names: pl.Series, pattern: NamePattern) -> Flags:
    found = holding(names, pattern.pattern.pattern)
    return (found & ~holding(names, pattern.unless.pattern) if pattern.unless else found).to_numpy()
