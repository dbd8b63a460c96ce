"""What was recognised of a file that came back: its sheets and columns, whose units it speaks of, of how many and of what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cxzy_rules.model.place import Problem
from cxzy_rules.web.returned import Review

MOST = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was read: its name (empty in a text file), the line of its header, and the headers that were understood."""

    name: str
    line: int
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """`superiors`: of the units spoken of, whose they are, with how many of each, the most first; `more`: how many superiors are not named.
    `items`: of how many things; `rows` and `empty`: how many records, and in how many nothing is filled in; `form`: of a form that was
    handed out, what it says of itself; `problems`: what was wrong with the file when it was read, and with the whole of it now."""

    sheets: tuple[Sheet, ...]
    units: int
    superiors: tuple[tuple[str, int], ...]
    more: int
    items: int
    rows: int
    empty: int
    form: dict[str, str]
    problems: tuple[Problem, ...]


def recognised(found: Review, batch: int) -> Recognised:
    """What was recognised of a batch."""
    kept = found.batches[batch]
    said = kept.brought
    brought, roster = found.found.brought, found.told.roster
    rows = sorted({int(unit) for unit in brought.unit if unit >= 0})
    above = Counter(roster.units["name"][chain[0]] if (chain := roster.chain(row)) else roster.units["name"][row] for row in rows)
    used = brought.records()
    return Recognised(
        tuple(Sheet(table.sheet, table.header_line, tuple(columns.values())) for table, columns in said.tables),
        len(rows),
        tuple(above.most_common(MOST)),
        max(0, len(above) - MOST),
        used["rule"].n_unique(),
        said.records.height,
        said.records.height - found.rows.height,
        said.form,
        (*said.told, *found.general()),
    )
