"""From files and folders to one ledger: each record placed at a unit and a rule, or told and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from cxzy_rules.ledger.checked import is_filled, values_of
from cxzy_rules.ledger.file import File, file_reader
from cxzy_rules.ledger.files import files_of
from cxzy_rules.ledger.form import expected, handed_out, tell_form
from cxzy_rules.ledger.found import Chosen, Found, changeable, found_in, mark
from cxzy_rules.ledger.items import Catalogue, catalogue
from cxzy_rules.ledger.ledger import NOBODY, Extent, Ledger, Texts
from cxzy_rules.ledger.numbered import Records
from cxzy_rules.ledger.part import written_part
from cxzy_rules.ledger.rules import rules_of
from cxzy_rules.ledger.units import known_ids, known_units, with_units
from cxzy_rules.ledger.written import SHAPE
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.paths import shown
from cxzy_rules.roster.lookup import Numbered
from cxzy_rules.roster.roster import Roster
from cxzy_rules.roster.source import Source
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store.sign import is_working_file
from cxzy_rules.tables.ahead import in_stretches
from cxzy_rules.tables.distinct import Distinct, Numbers
from cxzy_rules.tables.rehearsal import NONE, Rehearsals
from cxzy_rules.tables.sheets import reader
from cxzy_rules.tables.table import UNREADABLE, Table

SAID = ("rule", "period", "status", "date", "until", "proven", "file", "sheet", "column", "position")


@dataclass(frozen=True, slots=True)
class Read:
    """Files of which it is not asked yet what their records mean, and the `problems` of others; `who` numbers the units spoken of, first
    those of the roster: all of them, or those in these `rows` of its table."""

    files: list[File]
    problems: list[Problem]
    who: Distinct
    rows: pl.Series | None


def read_ledgers(
    paths: Sequence[Path],
    roster: Roster,
    book: Rulebook,
    day: date,
    known_on: date | None = None,
    part: Extent | None = None,
    rehearsals: Rehearsals = NONE,
) -> Ledger:
    """The ledger of all these files and folders, as of `day`; of a working file, what it knew on `known_on` (all, where that is None).
    Of a part of the roster the problems of units elsewhere are not told. `rehearsals`: of the files, those under way already.

    Errors: Unusable, where the rulebook has no words for ledgers, a path does not exist, or not one file could be read as a ledger.
    """
    return ledger_read(_read(paths, known_units(roster), None, book, known_on, rehearsals), roster, book, day, part)


def read_early(paths: Sequence[Path], ids: Numbered, book: Rulebook, known_on: date | None, rehearsals: Rehearsals) -> Read:
    """The files of `read_ledgers`, read while their roster still is, of which no more is known than its ids. Errors: as there."""
    return _read(paths, known_ids(ids.ids), ids.row, book, known_on, rehearsals)


def ledger_read(read: Read, roster: Roster, book: Rulebook, day: date, part: Extent | None = None) -> Ledger:
    """The ledger of these files, as `read_ledgers` has it."""
    count, rows = roster.units.height, read.rows
    if rows is None or len(rows) == count:
        return ledger_of(read.files, read.who.rows(count), roster, book, day, read.problems, part, own=True)
    usable, spoken_of = rows.is_in(roster.units["row"].implode()).to_numpy(), read.who.rows()
    number = np.where(usable, np.cumsum(usable) - 1, count - 1 + np.cumsum(~usable))
    numbers = np.append(number, np.arange(len(number), spoken_of.height)).astype(np.int32)
    strangers = pl.concat([spoken_of[: len(rows)].filter(~usable), spoken_of[len(rows) :]])
    return ledger_of([_renumbered(file, numbers) for file in read.files], strangers, roster, book, day, read.problems, part, own=True)


def ledger_of(
    files: list[File],
    strangers: pl.DataFrame,
    roster: Roster,
    book: Rulebook,
    day: date,
    problems: list[Problem],
    part: Extent | None = None,
    own: bool = False,
) -> Ledger:
    """The ledger of files that were read, with one numbering of units; `strangers`: those in it that are no row of the roster.
    `problems`: what is wrong with other files; `own`: whether nobody else needs the records of these."""
    files = _undoubled(files, roster, strangers, problems)
    _tell_forms(files, roster, strangers, book, problems)
    lost = sum(file.lost for file in files)
    found = found_in([part for file in files for part in file.parts], roster.units["id"], strangers, problems)
    written = len(found.records.who)
    filled_in = is_filled(found.sayings)
    found = found if filled_in.all() else _only(found, filled_in[found.records.saying])
    found = with_units(found, roster, part, own)
    others, filled = _elsewhere(found, files), len(found.records.who)
    ledger = _placed(found, files, book, catalogue(book), day, own)
    told = [one for one in found.problems if one.place.path not in others]
    return replace(
        ledger,
        rows=written + lost,
        problems=tuple(sorted(set(told))),
        set_aside=lost + filled - ledger.used,
        unfilled=written - filled,
        elsewhere=sum(found.left_out) + len(problems) - len(told),
    )


def nothing(roster: Roster, book: Rulebook, day: date) -> Ledger:
    """The ledger in which there is not one record."""
    rules, who = catalogue(book), known_units(roster)
    source = Source(Table("", (), pl.DataFrame(), pl.Series(dtype=pl.UInt32)), {}, [])
    part = written_part(source, pl.DataFrame(schema=SHAPE), who)
    found = found_in([part], roster.units["id"], who.rows(roster.units.height), [])
    return _placed(with_units(found, roster, None), [], book, rules, day)


def _read(
    paths: Sequence[Path], who: Distinct, rows: pl.Series | None, book: Rulebook, known_on: date | None, rehearsals: Rehearsals
) -> Read:
    if not book.vocabulary.ledger_columns:
        raise Unusable([Problem(Place(shown(book.folder)), "规则里没有写台账有哪些列（ledger_columns），读不了台账")])
    problems: list[Problem] = []
    return Read(_files(paths, book, catalogue(book), who, problems, known_on, rehearsals), problems, who, rows)


def _renumbered(file: File, numbers: Numbers) -> File:
    """The file with another number for each unit spoken of."""
    parts = (replace(part, records=replace(part.records, who=numbers.take(part.records.who))) for part in file.parts)
    return replace(file, parts=tuple(parts))


def _elsewhere(found: Found, files: list[File]) -> set[str]:
    """The files in which every record is of a unit outside the part that is asked about."""
    if found.outside is None or found.unit is None:
        return set()
    tables, saying = found.sayings["table"].to_numpy(), found.records.saying
    number = np.array([number for number, one in enumerate(files) for _ in one.parts])
    many = np.bincount(number[tables[saying]], minlength=len(files))
    away = np.bincount(number[tables[saying[found.outside[found.unit]]]], minlength=len(files))
    return {one.shown for one, count, gone in zip(files, many, away, strict=True) if 0 < count == gone and not one.lost}


def _kept(path: Path, known_on: date | None, who: Distinct) -> list[File]:
    """What a working file holds; imported where it is needed, since SQLAlchemy is heavy."""
    from cxzy_rules.ledger.stored import kept_files

    return kept_files(path, shown(path), known_on, who)


def _files(
    paths: Sequence[Path],
    book: Rulebook,
    rules: Catalogue,
    who: Distinct,
    problems: list[Problem],
    known_on: date | None,
    rehearsals: Rehearsals,
) -> list[File]:
    """The files that are ledgers; the others are told. Errors: Unusable, where there is none."""
    files: list[File] = []
    with reader() as workbooks:
        read = file_reader(book, rules, who, workbooks, rehearsals)
        for path in files_of(paths, problems):
            try:
                files += _kept(path, known_on, who) if is_working_file(path) else [read(path, shown(path))]
            except Unusable as refused:
                problems += refused.problems
    if not files:
        nothing = [Problem(Place(shown(path)), "没有读到一份台账") for path in paths if path.is_dir()]
        raise Unusable([*problems, *nothing])
    return files


def _undoubled(files: list[File], roster: Roster, strangers: pl.DataFrame, problems: list[Problem]) -> list[File]:
    """Without the files whose records are wholly those of a file before: one that was sent in twice."""
    first: dict[bytes, File] = {}
    for file in files:
        alone = len(files) == 1 or not file.height()
        same = first.setdefault(file.shown.encode() if alone else mark(_alone(file, roster, strangers), file.lost), file)
        if same is file:
            problems += file.problems
        else:
            problems.append(Problem(Place(file.shown), f"记录和“{same.shown}”完全一样，只算一次"))
    return list(first.values())


def _alone(file: File, roster: Roster, strangers: pl.DataFrame) -> Found:
    return found_in(file.parts, roster.units["id"], strangers, [])


def _tell_forms(files: list[File], roster: Roster, strangers: pl.DataFrame, book: Rulebook, problems: list[Problem]) -> None:
    forms = [file for file in files if file.form]
    now = expected(book, roster) if forms else {}
    for file in forms:
        tell_form(file.shown, file.form, now, _alone(file, roster, strangers).rows(np.arange(file.height())), problems)


def _only(found: Found, kept: Chosen) -> Found:
    """The found with these records alone."""
    return replace(found, records=Records(*(getattr(found.records, one.name)[kept] for one in fields(Records))))


def _placed(found: Found, files: list[File], book: Rulebook, rules: Catalogue, day: date, own: bool = False) -> Ledger:
    """The records that can be used; all others are told. Those of a form are no older than the form: where they have no date, they have
    the day as of which it was handed out."""
    assert found.unit is not None
    ids = rules_of(found, rules)
    values = values_of(found, book, day)
    since = [handed_out(one.form) for one in files for _ in one.parts]
    file = [number for number, one in enumerate(files) for _ in one.parts]
    sheet = [source.table.sheet or None for source in found.sources]
    table = found.sayings["table"]
    sayings = values.with_columns(
        pl.coalesce("date", pl.lit(pl.Series(since, dtype=pl.Date).gather(table)).clip(upper_bound=day)).alias("date"),
        ids.cast(pl.Enum(list(rules.labels))).alias("rule"),
        pl.Series(file, dtype=pl.UInt32).gather(table).alias("file"),
        pl.Series(sheet, dtype=pl.String).gather(table).alias("sheet"),
        *found.sayings.select("column", "position"),
    )
    good = (sayings["good"] & sayings["rule"].is_not_null()).to_numpy()
    records = found.records
    units = found.unit
    if not good.all():
        units = changeable(units, own or units is not records.who)
        _leave_out(units, good, records.saying)
    evidence = Texts(records.evidence, found.evidence.replace(UNREADABLE, None))
    note = Texts(records.note, found.note.replace(UNREADABLE, None))
    sayings, shown_as = sayings.select(SAID), tuple(one.shown for one in files)
    return Ledger(units, records.saying, evidence, note, records.line, sayings, shown_as, rows=0, problems=(), labels=rules.labels)


def _leave_out(unit: Numbers, good: Chosen, saying: Numbers) -> None:
    """Makes the unit NOBODY where what a record says is not good; a stretch of records at a time."""

    def left_out(here: slice) -> None:
        unit[here][~good.take(saying[here])] = NOBODY

    in_stretches(left_out, len(saying))
