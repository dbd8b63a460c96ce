"""From units to situations: units whose own facts and whose superior's situation are the same are one.

Which facts count is read off the rulebook; numbers count by the interval between two thresholds in which they lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cxzy_rules.conditions.logic import ancestor_tests, leaves
from cxzy_rules.conditions.thresholds import thresholds
from cxzy_rules.model.condition import Above, Value
from cxzy_rules.model.facts import LANGUAGE, WITHIN, within_fact
from cxzy_rules.roster.roster import FLAG, Roster, Rows
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.derive import BESIDE, RULED
from cxzy_rules.tables.ahead import STRETCH, in_stretches
from cxzy_rules.tables.distinct import Numbers

if TYPE_CHECKING:
    import networkx as nx

    Forest = nx.DiGraph[Any]

PLACED = ("kind", "branch", "level", *BESIDE)
MOST, HALF, NOTHING = 2**62, 2**31 - 1, -(2**62)
SMALL = (pl.UInt8, pl.UInt16)
NEITHER = len(FLAG.categories)
ROOMY = 4
FLAGS = ("tags.", f"{WITHIN}.")
OWN = frozenset(fact.name for fact in LANGUAGE) | set(PLACED)


@dataclass(frozen=True, slots=True)
class Collapsed:
    """`of`: each unit's situation; `forest`: the situations, superior to subordinate, each with its `own` facts."""

    of: Numbers
    forest: Forest


def tested_facts(book: Rulebook) -> list[str]:
    """The flat facts of a unit's own that some rule asks, those from which others follow, and which layers reach it."""
    asked = {*PLACED, *(within_fact(reach.layer) for reach in book.vocabulary.reaches)}
    for rule in book.rules:
        for condition in (rule.when, *(test.inner for test in ancestor_tests(rule.when))):
            asked |= {leaf.fact for leaf in leaves(condition) if not isinstance(leaf, Above)}
    return sorted(asked)


def own_facts(roster: Roster, book: Rulebook) -> pl.DataFrame:
    """One column a tested fact; a number is the least of its interval, so that it stands for all in it."""
    cuts = thresholds([rule.when for rule in book.rules])
    columns = []
    for fact in (*tested_facts(book), *(RULED if roster.rulings else ())):
        column = roster.units[fact]
        if fact in cuts:
            column = _least(column, cuts[fact]).alias(fact)
        columns.append(column)
    return pl.DataFrame(columns)


def _least(numbers: pl.Series, cuts: list[int]) -> pl.Series:
    lowest = [min([0, *cuts]) - 1, *cuts]
    position = np.searchsorted(np.array(cuts), numbers.fill_null(0).to_numpy(), side="right")
    least = pl.Series(np.array(lowest, dtype=np.int64)[position])
    return pl.select(pl.when(numbers.is_not_null()).then(least)).to_series()


def collapse(roster: Roster, book: Rulebook) -> Collapsed:
    """The situations of a roster, numbered as they first occur from the roots down."""
    import networkx as nx

    facts = own_facts(roster, book)
    first, code = _numbered(facts)
    owns = [given(row) for row in facts[first].rows(named=True)]
    of = np.full(len(code), -1, dtype=np.int32)
    forest: Forest = nx.DiGraph()
    for depth, level in enumerate(roster.depths):
        start = forest.number_of_nodes()
        span = (start + 1) * len(owns)
        pair = code.take(level).astype(_whole(span))
        if depth:
            pair += (of.take(roster.parent.take(level)) + 1).astype(pair.dtype) * len(owns)
        first, member = numbered(pair, span)
        rank = np.argsort(np.argsort(first))
        of[level] = start + rank[member]
        for number, one in zip(rank.tolist(), pair[first].tolist(), strict=True):
            superior, own = divmod(one, len(owns))
            forest.add_node(start + number, own=owns[own])
            if superior:
                forest.add_edge(superior - 1, start + number)
    return Collapsed(of, forest)


def _numbered(facts: pl.DataFrame) -> tuple[Rows, Rows | Numbers]:
    """Each combination of facts as a number: the first row that has it, by number, and the number of each row."""
    mixed: Rows | Numbers = np.zeros(facts.height, dtype=np.int32)
    span = 1
    for column in facts.iter_columns():
        code, values = _coded(column)
        if span * values > MOST:
            mixed, span = _dense(pl.Series(mixed))
        if values > 1:
            span *= values
            mixed = mixed.astype(_whole(span), copy=False)
            mixed *= values
            mixed += code.astype(mixed.dtype, copy=False)
    return numbered(mixed, span)


def _whole(span: int) -> type[np.signedinteger[Any]]:
    """The numbers in which all up to and without `span` have room."""
    return np.int32 if span <= HALF else np.int64


def _coded(column: pl.Series) -> tuple[Rows | Numbers, int]:
    """Each cell as a number, a null too; and below how many these are: no numbers where all cells are the same. Flags are numbered as they
    stand."""
    physical = column.to_physical()
    if column.null_count() in (0, len(column)) and physical.min() == physical.max():
        return np.zeros(0, dtype=np.int64), 1
    if column.dtype == FLAG:
        return physical.fill_null(NEITHER).to_numpy(), NEITHER + 1
    return _dense(physical)


def numbered(values: Rows | Numbers, span: int) -> tuple[Rows, Rows | Numbers]:
    """Equal values, all of them from 0 up to and without `span`, as one number, from 0 in their order: the first row that has it, by
    number, and the number of each row."""
    code, count = _by_table(values, span) if span <= ROOMY * len(values) else _dense(pl.Series(values))
    first = np.zeros(count, dtype=np.int64)
    for start in range((len(values) - 1) // STRETCH * STRETCH, -1, -STRETCH):
        here = code[start : start + STRETCH]
        first[here[::-1]] = np.arange(start + len(here) - 1, start - 1, -1)  # of several the last one stays, which is the first row
    return first, code


def _dense(column: pl.Series) -> tuple[Rows | Numbers, int]:
    """Whole numbers, or null, numbered from 0 in their order; and how many there are."""
    if column.dtype in SMALL:
        nothing = int(column.to_frame("cell").select(pl.col("cell").max().fill_null(0)).item()) + 1
        return _by_table(column.fill_null(nothing).to_numpy(), nothing + 1)
    values = column.unique().sort()
    if len(values) == 1:
        return np.zeros(len(column), dtype=np.int64), 1
    numbers = column.cast(pl.Int64).fill_null(NOTHING)
    return np.searchsorted(values.cast(pl.Int64).fill_null(NOTHING).to_numpy(), numbers.to_numpy()).astype(np.int64), len(values)


def _by_table(values: Rows | Numbers, span: int) -> tuple[Numbers, int]:
    """The same for values below `span`: each one's place stands in a table. Asked a stretch at a time, since numpy widens what it looks up
    by."""
    met = np.zeros(span, dtype=np.bool_)
    for start in range(0, len(values), STRETCH):
        met[values[start : start + STRETCH]] = True
    place = (np.cumsum(met) - 1).astype(np.int32)
    return np.concatenate(in_stretches(lambda here: place.take(values[here]), len(values))), int(np.count_nonzero(met))


def given(row: dict[str, Any]) -> dict[str, Value]:
    """The facts of a row of cells: those that are told."""
    return {fact: value for fact, value in row.items() if value is not None}


def affiliation(roster: Roster) -> Forest:
    """The full graph of the roster's real units: a node an id with all its cells and `own` facts, an edge a bond of affiliation."""
    import networkx as nx

    graph: Forest = nx.DiGraph()
    ids = roster.ids()
    for row in roster.units.rows(named=True):
        own = {fact: value for fact, value in row.items() if fact in OWN or fact.startswith(FLAGS)}
        graph.add_node(row["id"], own=given(own), **given(row))
    graph.add_edges_from((ids[above], ids[row]) for row, above in enumerate(roster.parent.tolist()) if above >= 0)
    return graph
