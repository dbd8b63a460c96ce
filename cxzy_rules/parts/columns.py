"""Guidance by column: the records of units and of their items as tables, made once for each situation and joined to the units.

Words that recur are categories, so that hundreds of millions of rows stay small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS
from cxzy_rules.parts.progress import Watch, unwatched
from cxzy_rules.records import branch_id, branch_label, item_record
from cxzy_rules.roster.roster import Rows
from cxzy_rules.situations.walk import Answer

ENTRIES = 200_000
UNIT = ("kind", "level", "branch", "branch_label", "branch_basis", "branch_ruling")
ITEM = ("section", "rule", "label", "clause", "basis", "ruling", "rhythm", "due", "quote", "document", "sharpens")


def batches(rows: Rows, entries: Rows) -> list[Rows]:
    """The rows in stretches of about ENTRIES entries, given how many each row has; one empty stretch where there is no row.

    Entries are counted, not rows: a few thousand units one below the other have millions of superiors.
    """
    stretch = np.cumsum(entries)
    stretch //= ENTRIES
    return np.split(rows, np.flatnonzero(np.diff(stretch)) + 1)


def coded(frame: pl.DataFrame) -> pl.DataFrame:
    """Every text column as categories, in the order in which they occur."""
    text = [column.name for column in frame.iter_columns() if column.dtype == pl.String]
    return frame.with_columns(pl.col(name).cast(pl.Enum(frame[name].drop_nulls().unique(maintain_order=True))) for name in text)


def situations(guidance: Guidance, rows: Rows) -> list[tuple[int, Answer]]:
    """The situations in which these units are, with their answers."""
    return [(situation, guidance.answers[situation]) for situation in np.flatnonzero(np.bincount(guidance.of[rows])).tolist()]


def by_situation(guidance: Guidance, rows: Rows, told: Callable[[Answer], str | None]) -> pl.Series:
    """What is told of the answer that each of these units gets."""
    words = {situation: told(answer) for situation, answer in situations(guidance, rows)}
    return pl.Series([words[situation] for situation in guidance.of[rows].tolist()], dtype=pl.String)


def unit_columns(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """One row a unit: what its record says beside its items and supervisors; `undetermined` counts its open rules."""
    return pl.concat(unit_batches(guidance, rows))


def unit_batches(guidance: Guidance, rows: Rows, watch: Watch = unwatched) -> Iterator[pl.DataFrame]:
    """The same, a batch of units at a time."""
    told = [_standing(guidance, answer) for answer in guidance.answers]
    shared = pl.DataFrame(told, schema=dict.fromkeys(UNIT, pl.String) | {"undetermined": pl.Int64}, orient="row")
    units, source = guidance.roster.units.select("id", "name", "kind_basis"), _branch_sources(guidance)
    by_kind = pl.when(pl.col("branch_basis") == "kind").then(pl.col("kind_basis").cast(pl.String)).otherwise("branch_basis")
    for batch in watch("写 units", batches(rows, np.ones_like(rows))):
        yield (
            shared[guidance.of[batch]]
            .hstack(units[batch])
            .with_columns(
                by_kind.alias("branch_basis"),
                units["id"].gather(source.gather(batch)).alias("branch_from"),
                pl.lit(guidance.engine).alias("engine"),
                pl.lit(guidance.day).alias("as_of"),
            )
            .select("id", "name", *UNIT[:-1], "branch_from", "branch_ruling", "engine", "as_of", "undetermined")
        )


def _standing(guidance: Guidance, answer: Answer) -> tuple[Any, ...]:
    known = answer.standing
    branch = branch_id(answer), branch_label(guidance, answer)
    return known.kind, known.facts.get("level"), *branch, known.basis, known.ruling, len(answer.undetermined)


def _branch_sources(guidance: Guidance) -> pl.Series:
    """The row of the nearest superior with a branch of its own, for the units that inherit theirs; null for the others."""
    inherits = np.array([answer.standing.basis == "inherited" for answer in guidance.answers])[guidance.of]
    source = np.arange(len(inherits), dtype=np.int32)
    for level in guidance.roster.depths[1:]:
        source[level] = np.where(inherits[level], source[guidance.roster.parent[level]], level)
    return pl.select(pl.when(pl.Series(inherits)).then(pl.Series(source))).to_series()


def item_columns(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """One row a situation and item, in the document's order: `situation`, then ITEM."""
    held = [
        (situation, rule.id) for situation, answer in situations(guidance, rows) for rule in answer.rules if rule.section in ITEM_SECTIONS
    ]
    told = [{"section": rule.section} | item_record(guidance, rule) for rule in guidance.book.rules if rule.section in ITEM_SECTIONS]
    schema: dict[str, pl.DataType] = dict.fromkeys(ITEM, pl.String()) | {
        "ruling": pl.Struct({"id": pl.String}),
        "sharpens": pl.Struct({"rule": pl.String}),
    }
    fields = [pl.col(name).struct.field(field).alias(name) for name, field in (("ruling", "id"), ("sharpens", "rule"))]
    items = pl.DataFrame(told, schema=schema).with_columns(*fields, pl.col("due").str.to_date())
    pairs = pl.DataFrame(held, schema={"situation": pl.Int64, "rule": pl.String}, orient="row")
    return coded(pairs.join(items, on="rule", how="left", maintain_order="left")).select("situation", *ITEM)


def open_columns(guidance: Guidance, rows: Rows) -> pl.DataFrame:
    """One row a situation and open rule: `situation`, `rule` (null where the branch itself is open), `needs`."""
    told = [
        (situation, one.rule.id if one.rule else None, list(one.needs))
        for situation, answer in situations(guidance, rows)
        for one in answer.undetermined
    ]
    schema = {"situation": pl.Int64(), "rule": pl.String(), "needs": pl.List(pl.String)}
    return coded(pl.DataFrame(told, schema=schema, orient="row"))


def spread(guidance: Guidance, shared: pl.DataFrame, rows: Rows, name: str, watch: Watch = unwatched) -> Iterator[pl.DataFrame]:
    """What units of a situation share, one row a unit and entry, in roster order, under each unit's id; a batch of units at a time.

    `shared` is in the order of situations, so that a situation's entries are one stretch of it.
    """
    counts = np.bincount(shared["situation"], minlength=len(guidance.answers))
    first, entries, ids = np.cumsum(counts) - counts, shared.drop("situation"), guidance.roster.units["id"]
    for batch in watch(f"写 {name}", batches(rows, counts[guidance.of[rows]])):
        unit, entry = stretches(first[guidance.of[batch]], counts[guidance.of[batch]])
        yield entries[entry].insert_column(0, ids[batch[unit]])


def stretches(first: Rows, counts: Rows) -> tuple[Rows, Rows]:
    """Stretches of a table one after another, each by its first row and length: the number of the stretch, and the row of the table."""
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) + (first - np.cumsum(counts) + counts)[of]
