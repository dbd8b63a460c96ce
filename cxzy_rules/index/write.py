"""From guidance to an index: each unit in a line, what units share once, and all names as text to be searched.

A unit's record is taken apart into what its situation says (`answer`), whom its area adds (`bonds`), and its superiors.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.index.read import FORMAT, OWN, SCHEMA
from cxzy_rules.index.shelf import Terms
from cxzy_rules.model.law import ITEM_SECTIONS, NO_BRANCH
from cxzy_rules.questions.sounds import all_readings
from cxzy_rules.records import item_record, record, ruling_record
from cxzy_rules.roster.roster import Rows
from cxzy_rules.screen.labels import labels_of
from cxzy_rules.supervision import Bond, authority_bonds, bonds

BLOCK = 50_000
KEY = ("situation", "area", "authority")


def write(guidance: Guidance, terms: Terms, target: Path) -> None:
    """Makes the index at a path where nothing is. Errors: sqlite3.Error, OSError."""
    with closing(sqlite3.connect(target, isolation_level=None)) as base:
        base.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA application_id={FORMAT}; {SCHEMA}")
        base.execute("BEGIN")
        base.executemany("INSERT INTO told VALUES (?, ?)", _told(guidance, terms))
        base.executemany("INSERT INTO rule VALUES (?, ?)", _rules(guidance))
        answers, of = _answers(guidance)
        base.executemany("INSERT INTO answer VALUES (?, ?, ?)", answers)
        shared, held = _bonds(guidance)
        base.executemany("INSERT INTO bonds VALUES (?, ?)", enumerate(shared))
        for units in _units(guidance, of, held):
            base.executemany("INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", units)
            base.execute("INSERT INTO names VALUES (?, ?)", (units[0][0], "\n".join(unit[2] for unit in units).encode()))
        spelt = ((character, " ".join(sorted(words))) for character, words in all_readings().items())
        base.executemany("INSERT INTO reading VALUES (?, ?)", spelt)
        base.execute("CREATE INDEX by_id ON unit (id)")
        base.execute("CREATE INDEX by_name ON unit (name)")
        base.execute("COMMIT")


def _told(guidance: Guidance, terms: Terms) -> Iterator[tuple[str, str]]:
    rulings = {one: ruling_record(guidance.book, one) for one in guidance.book.rulings}
    for name, value in {"terms": asdict(terms), "labels": asdict(labels_of(guidance.book)), "rulings": rulings}.items():
        yield name, json.dumps(value, ensure_ascii=False, default=str)


def _rules(guidance: Guidance) -> Iterator[tuple[str, str]]:
    """An item as the contract has it; of a bond what is the same for all."""
    for rule in guidance.book.rules:
        bond = {"role": rule.role, "clause": rule.clause, "ruling": rule.ruling, "document": rule.document}
        yield rule.id, json.dumps(item_record(guidance, rule) if rule.section in ITEM_SECTIONS else bond, ensure_ascii=False)


def _answers(guidance: Guidance) -> tuple[list[tuple[int, str, str]], Rows]:
    """What each answer says of all its units, and by which rules superiors lead; and for each situation its answer."""
    seen: dict[int, int] = {}
    number = np.array([seen.setdefault(id(answer), len(seen)) for answer in guidance.answers], dtype=np.int64)
    of = number[guidance.of]
    found = []
    for one, row in zip(*(column.tolist() for column in np.unique(of, return_index=True)), strict=True):
        shared = record(guidance, row) | dict.fromkeys(OWN)
        items = {section: [item["rule"] for item in shared[section]] for section in ITEM_SECTIONS}
        leading = [rule.id for rule in guidance.answer(row).rules if rule.by == "affiliation"]
        found.append((one, json.dumps(shared | items, ensure_ascii=False), json.dumps(leading)))
    return found, of


def _bonds(guidance: Guidance) -> tuple[list[str], Rows]:
    """What organs and competent departments supervise, each set of them once; and for each unit its set."""
    columns = {"situation": guidance.of, "area": guidance.here.areas.of, "authority": guidance.roster.units["authority"]}
    keys = pl.DataFrame(columns).with_row_index("row")
    groups = keys.unique(subset=KEY, keep="first", maintain_order=True).with_row_index("group")
    group = keys.join(groups.drop("row"), on=KEY, how="left", nulls_equal=True, maintain_order="left")["group"].to_numpy()
    seen: dict[str, int] = {}
    number = []
    for row, situation, area in groups.select("row", "situation", "area").rows():
        found = [*bonds(guidance.here, situation, area), *authority_bonds(guidance.here, row)]
        number.append(seen.setdefault(json.dumps([_bond(bond) for bond in found], ensure_ascii=False), len(seen)))
    return list(seen), np.array(number, dtype=np.int64)[group]


def _bond(bond: Bond) -> list[str | int | None]:
    """A unit of the roster is told by its row, another by its name."""
    return [bond.rule.id, bond.organ, bond.row, bond.name if bond.row is None else None, bond.ruling]


def _units(
    guidance: Guidance, of: Rows, held: Rows
) -> Iterator[list[tuple[int, str, str, str | None, str | None, int, str | None, str | None, int, int]]]:
    """The lines of the units, a block at a time: what was written only where it is not what is searched."""
    units, parent = guidance.roster.units, guidance.roster.parent
    bases = pl.Series([answer.standing.basis for answer in guidance.answers], dtype=pl.String).gather(guidance.of)
    columns = units.select(
        "id", "name", pl.col("organ").replace(NO_BRANCH, None), "kind_basis", parent=parent, basis=bases, answer=of, held=held
    )
    columns = columns.with_columns(pl.when(pl.col("basis") == "kind").then("kind_basis").otherwise("basis").alias("basis"))
    for start in range(0, units.height, BLOCK):
        block = []
        for row, (key, name, organ, _, above, basis, answer, bonded) in enumerate(columns[start : start + BLOCK].iter_rows(), start):
            bare_key, bare_name = "".join(key.split()), "".join(name.split())
            written = None if key == bare_key else key, None if name == bare_name else name
            block.append((row, bare_key, bare_name, *written, above, organ, basis, answer, bonded))
        yield block
