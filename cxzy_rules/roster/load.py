"""From a table to the roster: cells read, ids unique, everyone affiliated, facts derived; what cannot be used told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cxzy_rules.model.law import Word
from cxzy_rules.model.place import Problem, Unusable
from cxzy_rules.roster.affiliation import superiors, tell_below, tell_circles
from cxzy_rules.roster.cells import (
    SEPARATORS,
    find_headers,
    in_one_stretch,
    known_header,
    read_committee,
    read_members,
    read_reference,
    read_tags,
    read_texts,
    read_words,
    recurring_header,
    slim,
)
from cxzy_rules.roster.derived import named_kinds, organs_and_forms, relations
from cxzy_rules.roster.hanging import CAUGHT, HELD, by_depth, hanging
from cxzy_rules.roster.identity import identified, set_aside
from cxzy_rules.roster.lookup import LOST, Ids, Numbered, ids_of
from cxzy_rules.roster.patch import patched
from cxzy_rules.roster.reached import by_region, reached, reread
from cxzy_rules.roster.references import named_units
from cxzy_rules.roster.roster import WORD, Roster, Rows, beside, without
from cxzy_rules.roster.ruled import kept_rulings, ruled
from cxzy_rules.roster.source import Source
from cxzy_rules.roster.spans import dated
from cxzy_rules.store.sign import is_working_file
from cxzy_rules.tables.ahead import each
from cxzy_rules.tables.body import tell_nameless, unnamed
from cxzy_rules.tables.read import read_table
from cxzy_rules.tables.rehearsal import NONE, Rehearsals
from cxzy_rules.tables.table import UNREADABLE, Table
from cxzy_rules.tables.wanted import nothing
from cxzy_rules.vocabulary.reach import words_in
from cxzy_rules.vocabulary.words import Vocabulary

if TYPE_CHECKING:
    from cxzy_rules.store.unit_rulings import UnitRuling

NAMED = ("id", "name")
ASKED = ("parent", "authority")
REFERENCES = (*ASKED, "paired_with", "located_in")
Meanwhile = Callable[[Numbered], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user says by hand about a file: its sheet, its header's row, what headers mean; and filled-in return slips.

    `known_on`: of a working file's versions of the roster, the one that was known on this day; the newest where none is named.
    `called`: how whoever sent the file, or the slip, calls it, where that is not where it lies. `as_written`: whether somebody will ask
    for the cells as they are written; else they are let go of as soon as may be, unless a row is set aside, which may be asked for.
    """

    sheet: str | None = None
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    slips: tuple[Path, ...] = ()
    known_on: date | None = None
    called: str | None = None
    as_written: bool = True


def load_roster(
    path: Path,
    shown: str,
    vocabulary: Vocabulary,
    reading: Reading | None = None,
    rehearsals: Rehearsals = NONE,
    meanwhile: Meanwhile | None = None,
) -> Roster:
    """The roster of a file; `meanwhile` is told its ids as soon as they are known. Errors: Unusable, where the file or its header cannot be
    read, or no unit is left."""
    problems: list[Problem] = []
    how = reading or Reading()
    rulings = kept_rulings(path, shown, how.known_on) if is_working_file(path) else ()
    return roster_of(
        read_roster_table(path, shown, vocabulary, how, problems, rehearsals), vocabulary, problems, rulings, meanwhile, how.as_written
    )


def read_roster_table(
    path: Path, shown: str, vocabulary: Vocabulary, reading: Reading, problems: list[Problem], rehearsals: Rehearsals = NONE
) -> Table:
    """The file's table, with the return slips laid over it; what its reader found wrong is put to `problems`. Errors: Unusable."""
    known = known_header(vocabulary)
    if is_working_file(path):
        from cxzy_rules.store.rosters import kept_roster

        table, told = kept_roster(path, shown, reading.known_on)
        problems += told
    else:
        name = reading.called or shown
        table = read_table(
            path,
            name,
            problems,
            known=known,
            mapping=reading.mapping,
            header_row=reading.header_row,
            sheet=reading.sheet,
            recurring=nothing if reading.slips else recurring_header(vocabulary),
            rehearsals=rehearsals,
        )
    for slip in reading.slips:
        notes: list[Problem] = []
        answers = read_table(slip, reading.called or str(slip), notes, known=known)
        problems += [note for note in notes if note.place.line]  # that its sheet of choices was not read is no news
        table = patched(table, find_headers(table, vocabulary, []), answers, vocabulary, problems)
    return table


def roster_of(
    table: Table,
    vocabulary: Vocabulary,
    problems: list[Problem],
    rulings: Sequence[UnitRuling] = (),
    meanwhile: Meanwhile | None = None,
    as_written: bool = True,
) -> Roster:
    """The roster of a table; `problems` holds what its reader already told; `rulings`: on single units, which stand above their cells;
    `meanwhile`: as `load_roster`; `as_written`: as Reading."""
    headers = find_headers(table, vocabulary, problems)
    tell_nameless(table, table.filled(unnamed(table)), problems)
    table = in_one_stretch(table, [] if meanwhile is None else [headers[name] for name in NAMED])
    texts = _texts(Source(table, headers, problems), vocabulary.none_words)
    with ThreadPoolExecutor(1) as pool:  # where nobody waits for the ids, they are put in their places when there is less to remember
        early = pool.submit(ids_of, texts[0]) if meanwhile is not None else None
        table = slim(table, headers)  # as it was read it is held by nobody any more
        source = Source(table, headers, problems)
        units = _cells(source, texts, words_in(vocabulary, ()))
    units, known, meant = _known(source, units, early.result() if early else None, meanwhile)
    del texts, early
    found = units.height + table.lost
    units, parent, depths = _affiliated(source, known, meant, set_aside(units, known))
    del known, meant
    units, spare = without(units, "parent"), not as_written and units.height == found
    if spare and "parent" in headers:
        table = table.without(headers["parent"])
        source = Source(table, headers, problems)
    if not units.height:
        raise Unusable([*problems, Problem(table.head(), "没有一个可用的单位", "看看表头下面有没有单位，上级写得对不对")])
    units = reread(source, reached(units, parent, depths, vocabulary, "parent" in headers), vocabulary, _words)
    units, said = ruled(_with_facts(source, units, parent, vocabulary), rulings, table, vocabulary, problems)
    told = tuple(sorted(set(problems)))
    bare, units = units["bare"], without(units, "bare")
    roster = Roster(table, units, parent, depths, told, found - units.height, source.headers, said, bare)
    return roster.without_cells() if spare else roster


def _with_facts(source: Source, units: pl.DataFrame, parent: Rows, vocabulary: Vocabulary) -> pl.DataFrame:
    """The units with what follows from their cells, their names and each other."""
    given, usual = set(source.headers), next(iter(vocabulary.management), None) if "management" in vocabulary.columns else None
    if "management" in given:
        units = beside(units, pl.col("management").fill_null(usual))
    if "level" not in given and "level" in vocabulary.columns:  # only an empty cell means the kind's own level
        units = beside(units, pl.lit(UNREADABLE, dtype=WORD).alias("level"))
    partners, homes = (named_units(source, units, column, vocabulary.day) for column in REFERENCES[2:])
    units = by_region(named_kinds(units, vocabulary), vocabulary, organs_and_forms)
    return relations(units, parent, given, usual, partners, homes)


def knows_days(roster: Roster) -> bool:
    """Whether some of its cells say on which days a bond holds, so that it reads otherwise on another day."""
    headers = [roster.headers[column] for column in REFERENCES[2:] if column in roster.headers]
    return any(dated(roster.table.cells[header], SEPARATORS) for header in headers)


def _known(source: Source, units: pl.DataFrame, ids: Ids | None, meanwhile: Meanwhile | None) -> tuple[pl.DataFrame, pl.DataFrame, Rows]:
    """The units of all rows that are some; those with an id and a name of their own; and whom the superiors' cells of these mean as ids.
    `ids`: those of all rows, if they are in their places already."""
    if units["id"].has_nulls():  # a row without any of these is none
        named = [column for column in NAMED + REFERENCES if column in units.columns]
        units = units.filter(pl.any_horizontal(pl.col(named).is_not_null()))
    known, ids = identified(source, units, ids)
    meant = ids.rows(known["parent"])
    if meanwhile is not None:
        meanwhile(Numbered(ids, known["row"]))
    return units, known, meant


def _texts(source: Source, none_words: tuple[str, ...]) -> list[pl.Series]:
    """The ids, the names, and whom the cells name."""
    references = [column for column in REFERENCES if column in ASKED or column in source.headers]
    texts = read_texts(source, (*NAMED, *references))
    return [_readable(one) if one.name in NAMED else read_reference(one, none_words) for one in texts]


def _cells(source: Source, texts: list[pl.Series], vocabulary: Vocabulary) -> pl.DataFrame:
    """What all cells say, behind these texts."""
    readers: list[Callable[[], list[pl.Series]]] = [
        lambda: _words(source, vocabulary),
        lambda: [read_members(source), read_committee(source, vocabulary)],
    ]
    columns = [*texts, *chain.from_iterable(each(lambda read: read(), readers, source.table.cells.height))]
    rows = pl.int_range(source.table.cells.height, dtype=pl.UInt32, eager=True).alias("row")
    units = pl.DataFrame([*columns, rows, source.table.lines.alias("line"), source.bare("name")])
    if (units["parent"] == "").any():
        units = units.with_columns(pl.col("parent").replace("", None))
    return units


def _words(source: Source, vocabulary: Vocabulary) -> list[pl.Series]:
    """The columns whose cells hold words of the vocabulary."""
    words: dict[str, Mapping[str, Word]] = {
        "kind": vocabulary.kinds,
        "branch": {branch.id: Word(branch.id, branch.label) for branch in vocabulary.branches.values()},
        "level": vocabulary.levels,
        "management": vocabulary.management,
    }
    read = each(lambda column: read_words(source, column, words[column]), words, source.table.cells.height)
    return [*read, *read_tags(source, vocabulary)]


def _readable(cells: pl.Series) -> pl.Series:
    return cells.replace(UNREADABLE, None) if (cells == UNREADABLE).any() else cells


def _affiliated(
    source: Source, units: pl.DataFrame, meant: Rows, aside: Mapping[str, list[int]]
) -> tuple[pl.DataFrame, Rows, tuple[Rows, ...]]:
    """The units that hang from a root, each one's superior as a row, and the rows by depth. `meant`: whom their cells mean as ids."""
    parent = superiors(source, units, meant, aside)
    end, depth = hanging(parent)
    kept = end == HELD
    if not kept.all():
        tell_below(source, units, parent, np.flatnonzero(end == LOST))
        tell_circles(source, units, parent, np.flatnonzero(end == CAUGHT))
        position = np.cumsum(kept) - 1
        superior = parent[kept]
        parent = np.where(superior >= 0, position[superior], superior)
        units, depth = units.filter(pl.Series(kept)), depth[kept]
    return units, parent, by_depth(depth)
