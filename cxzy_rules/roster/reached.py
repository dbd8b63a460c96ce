"""Whom each layer of a rulebook reaches, by column; and the words that a layer adds, read for its own units alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.facts import tag_fact, within_fact
from cxzy_rules.model.law import Reach
from cxzy_rules.model.place import Problem
from cxzy_rules.roster.roster import FLAG, Rows
from cxzy_rules.roster.source import Source
from cxzy_rules.vocabulary.reach import adding, words_in
from cxzy_rules.vocabulary.words import Vocabulary

WORDS = ("kind", "branch", "level", "management", "tags")
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
Read = Callable[[Source, Vocabulary], list[pl.Series]]
Derived = Callable[[pl.DataFrame, Vocabulary], pl.DataFrame]


def reached(units: pl.DataFrame, parent: Rows, depths: tuple[Rows, ...], vocabulary: Vocabulary, placed: bool) -> pl.DataFrame:
    """Adds `within.…`, a flag a layer: whether a unit is one of those it reaches. `placed`: whether the roster tells superiors at all."""
    masks: dict[str, Mask] = {}
    for reach in vocabulary.reaches:
        masks[reach.layer] = _below(issuer(units, reach), parent, depths, reach.whole)
        if reach.under is not None:
            masks[reach.layer] &= masks[reach.under]
    return units.with_columns(_flags(within_fact(layer), mask, placed) for layer, mask in masks.items())


def issuer(units: pl.DataFrame, reach: Reach) -> int | None:
    """The row of the unit that issued a layer: that of its id, else the only one of its full name; None where there is none."""
    for column in ("id", "name"):
        found = (units[column].str.replace_all(r"\s", "") == "".join(reach.issuer.split())).arg_true()
        if len(found) == 1:
            return int(found[0])
    return None


def _below(top: int | None, parent: Rows, depths: tuple[Rows, ...], whole: bool) -> Mask:
    inside = np.zeros(len(parent), dtype=np.bool_)
    if top is not None:
        inside[top] = True
        for level in depths[1:]:
            inside[level] |= inside[parent[level]]
        inside[top] = whole
    return inside


def _flags(fact: str, mask: Mask, placed: bool) -> pl.Series:
    """Where the roster tells no superiors, only of those inside for certain it is known that they are."""
    flags = pl.Series(fact, mask)
    return pl.select(pl.when(flags).then(pl.lit(TRUE, dtype=FLAG)).when(placed).then(pl.lit(FALSE, dtype=FLAG)).alias(fact)).to_series()


def regions(units: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[tuple[Rows, Vocabulary]]:
    """The units by the layers that add words and reach them, each with the words that are such there; all of them in one, mostly."""
    layers = sorted(adding(vocabulary))
    if not layers:
        yield np.arange(units.height), vocabulary
        return
    flags = units.select((pl.col(within_fact(layer)) == TRUE).fill_null(False).alias(layer) for layer in layers)
    for key, rows in flags.with_row_index("row").group_by(layers, maintain_order=True).agg("row").select(pl.struct(layers), "row").rows():
        yield np.array(rows, dtype=np.int64), words_in(vocabulary, {layer for layer in layers if key[layer]})


def by_region(units: pl.DataFrame, vocabulary: Vocabulary, derived: Derived) -> pl.DataFrame:
    """What `derived` adds to the units, by the words of each one's region."""
    found = list(regions(units, vocabulary))
    if len(found) == 1:
        return derived(units, found[0][1])
    parts = pl.concat(derived(units[rows], words) for rows, words in found)
    return parts[np.argsort(np.concatenate([rows for rows, _ in found]))]


def reread(source: Source, units: pl.DataFrame, vocabulary: Vocabulary, read: Read) -> pl.DataFrame:
    """The units with the words of their cells (the columns that `read` gives) read again where a layer adds some.

    What was told of these cells is told anew.
    """
    base = words_in(vocabulary, ())
    for rows, words in regions(units, vocabulary):
        if _same_words(words, base):
            continue
        at = units["row"][rows]
        there = {source.table.place(row, header) for row in at.to_list() for column in WORDS if (header := source.headers.get(column))}
        told: list[Problem] = []
        table = replace(source.table, cells=source.table.cells[at], lines=source.table.lines[at])
        new = read(Source(table, source.headers, told), words)
        source.problems[:] = [one for one in source.problems if one.place not in there] + told
        blank = [pl.lit(None, dtype=one.dtype).alias(one.name) for one in new if one.name not in units.columns]
        units = units.with_columns(blank)
        units = units.with_columns(_put(units[one.name], rows, one) for one in new)
    unread = [tag_fact(tag) for tag in vocabulary.tags if tag_fact(tag) not in units.columns]
    return units.with_columns(pl.lit(None, dtype=FLAG).alias(name) for name in unread)


def _same_words(one: Vocabulary, other: Vocabulary) -> bool:
    return (one.kinds, one.tags, one.levels, one.management) == (other.kinds, other.tags, other.levels, other.management)


def _put(column: pl.Series, rows: Rows, new: pl.Series) -> pl.Series:
    fresh = pl.DataFrame({"at": rows, "new": new}, schema_overrides={"at": pl.Int64})
    every = pl.DataFrame({"at": np.arange(len(column)), "old": column})
    whole = every.join(fresh.with_columns(there=True), on="at", how="left", maintain_order="left")
    return whole.select(pl.when("there").then("new").otherwise("old").alias(column.name)).to_series()


def unreached(units: pl.DataFrame, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What is to be said of layers that reach nobody, in Chinese: whose issuer the roster does not have, or not below the layer above."""
    found: list[str] = []
    for reach in vocabulary.reaches:
        if issuer(units, reach) is None:
            found.append(f"花名册里没有《{reach.title}》的发文单位“{reach.issuer}”，这个文件对谁都不适用")
        elif not (units[within_fact(reach.layer)] == TRUE).any():
            found.append(f"《{reach.title}》的发文单位“{reach.issuer}”下面没有它能管到的单位，这个文件对谁都不适用")
    return tuple(found)
