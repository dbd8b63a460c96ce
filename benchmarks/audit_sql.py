"""The whole audit as DuckDB's SQL: from a roster and a ledger in Parquet to the number of gaps, as a hand would write it.

What each situation must show stands in whole numbers, a bit a slot; the ledger's done slots are put together the same way by unit, and
the bits asked and not set are counted. An anti-join of units and slots as whole numbers took 1.4 times the processor seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.conditions_sql import holds
from benchmarks.duckdb_script import Script
from benchmarks.facts_sql import KNOWN, column_of, facts
from benchmarks.words_sql import first_beyond, text
from cxzy_rules.audit.slots import Slot, slots
from cxzy_rules.conditions.logic import alternatives
from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.facts import LANGUAGE, tag_fact
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.rulebook.load import load

BITS = 63
DONE = "已完成"
NEEDED = {"id", "name", "parent", "kind", "level", "management", "tags"}
BONDS = ("paired_with", "located_in")


class NotWritten(Exception):
    """A rulebook or a roster asks what is not written in SQL here."""


def script(rules: Path, roster: Path, ledger: Path, day: date) -> Script:
    """The statements for these two files. Errors: NotWritten."""
    book = in_force(load(rules), day)
    wanted, columns = slots(book, day), pl.scan_parquet(roster).collect_schema().names()
    where = _where(book, wanted, columns)
    tags = tuple(tag for tag in book.vocabulary.tags if tag_fact(tag) in where)
    told = facts(str(roster), columns, tags, book.vocabulary)
    counted = [_slots(wanted), _asked(wanted, where), _count(ledger, _parts(wanted), day)]
    first = first_beyond(book.vocabulary)
    beyond = [(one.pattern.pattern, one.unless.pattern if one.unless else None) for one in book.vocabulary.names[first:]]
    return Script([*told, *counted], first, beyond)


def _where(book: Rulebook, wanted: tuple[Slot, ...], columns: list[str]) -> dict[str, str]:
    """Where each fact stands that the slots' conditions ask; what only a column could tell that the roster lacks is not known."""
    asked = {fact for slot in wanted for way in alternatives(slot.rule.when) for fact in way}
    tags = {tag_fact(tag) for tag in book.vocabulary.tags}
    silent = {one.name for one in LANGUAGE if one.column in BONDS and one.column not in columns}
    usual = all(one.branch == book.vocabulary.kinds[one.kind].branch for one in book.vocabulary.settlements)
    beyond = sorted(asked - {*KNOWN, *tags, *silent})
    if beyond or book.layers or not usual or any(slot.rule.sharpens for slot in wanted) or not {*columns} >= NEEDED:
        raise NotWritten(", ".join(beyond) or "layers, sharper rules, settlements, or a roster without its columns")
    return {fact: "null::boolean" if fact in silent else column_of(fact) for fact in asked}


def _slots(wanted: tuple[Slot, ...]) -> str:
    """Every slot by what a ledger calls it, with its bit in one of the whole numbers."""
    rows = [f"({text(one.rule.id)}, {text(one.period)}, {', '.join(_bits([at], wanted))})" for at, one in enumerate(wanted)]
    return f"create temp table slots(item, period, {', '.join(f'done_{part}' for part in _parts(wanted))}) as values {', '.join(rows)}"


def _bits(positions: Iterable[int], wanted: tuple[Slot, ...]) -> list[str]:
    """These slots as whole numbers, a bit each."""
    found = [0 for _ in _parts(wanted)]
    for at in positions:
        found[at // BITS] |= 1 << at % BITS
    return [f"{number}::bigint" for number in found]


def _parts(wanted: tuple[Slot, ...]) -> range:
    return range(len(wanted) // BITS + 1)


def _asked(wanted: tuple[Slot, ...], where: dict[str, str]) -> str:
    """What each situation must show: every different condition once."""
    of: dict[str, list[int]] = {}
    for at, slot in enumerate(wanted):
        of.setdefault(holds(alternatives(slot.rule.when), where, _words), []).append(at)
    bits = {condition: _bits(positions, wanted) for condition, positions in of.items()}
    sums = (" | ".join(f"case when {one} then {said[part]} else 0 end" for one, said in bits.items()) for part in _parts(wanted))
    named = ", ".join(f"{one} as asked_{part}" for part, one in enumerate(sums))
    return f"create temp table asked as select situation, {named} from situations"


def _words(fact: str, values: Iterable[str]) -> list[str]:
    return [value if value in (TRUE, FALSE) else text(value) for value in values]


def _count(ledger: Path, parts: range, day: date) -> str:
    """What each unit has done, put together, beside what it must show: the bits that are asked and not set."""
    done = ", ".join(f"bit_or(done_{part}) as done_{part}" for part in parts)
    missing = " + ".join(f"bit_count(asked_{part} & ~coalesce(done_{part}, 0))" for part in parts)
    return f"""select sum({missing})
        from placed join asked using (situation) left join (
            select hash(unit) as unit, {done} from read_parquet({text(str(ledger))}) told
            join slots on told.item = slots.item and told.period is not distinct from slots.period
            where status = {text(DONE)} and date <= date {text(str(day))} group by all
        ) using (unit)"""
