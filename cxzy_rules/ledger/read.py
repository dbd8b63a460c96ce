"""From files and folders to one ledger: each record placed at a unit and a rule, or told and counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from pathlib import Path

import polars as pl

from cxzy_rules.ledger.checked import filled, values_of
from cxzy_rules.ledger.file import File, file_reader, mark
from cxzy_rules.ledger.files import files_of
from cxzy_rules.ledger.form import expected, handed_out, tell_form
from cxzy_rules.ledger.found import Found
from cxzy_rules.ledger.items import Catalogue, catalogue
from cxzy_rules.ledger.ledger import Extent, Ledger
from cxzy_rules.ledger.rules import rules_of
from cxzy_rules.ledger.units import with_units
from cxzy_rules.ledger.written import SHAPE
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.paths import shown
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store.sign import is_working_file
from cxzy_rules.tables.sheets import reader

COLUMNS = ("unit", "rule", "period", "status", "date", "evidence", "note", "until", "file", "sheet", "line", "column", "position")


def read_ledgers(
    paths: Sequence[Path], roster: Roster, book: Rulebook, day: date, known_on: date | None = None, part: Extent | None = None
) -> Ledger:
    """The ledger of all these files and folders, as of `day`; of a working file, what it knew on `known_on` (all, where that is None).
    Of a part of the roster the problems of units elsewhere are not told.

    Errors: Unusable, where the rulebook has no words for ledgers, a path does not exist, or not one file could be read as a ledger.
    """
    if not book.vocabulary.ledger_columns:
        raise Unusable([Problem(Place(shown(book.folder)), "规则里没有写台账有哪些列（ledger_columns），读不了台账")])
    problems: list[Problem] = []
    rules = catalogue(book)
    files = _undoubled(_files(paths, book, rules, problems, known_on), problems)
    _tell_forms(files, roster, book, problems)
    records = _joined(files)
    found = Found(filled(records), tuple(source for file in files for source in file.sources), problems)
    found = with_units(found, roster, part)
    placed = _placed(found, files, book, rules, day)
    told = _of_the_part(found, files)
    lost = sum(file.lost for file in files)
    return Ledger(
        placed,
        tuple(file.shown for file in files),
        rows=records.height + lost,
        problems=tuple(sorted(set(told))),
        set_aside=lost + found.records.height - placed.height,
        unfilled=records.height - found.records.height,
        elsewhere=sum(found.left_out) + len(problems) - len(told),
        labels=rules.labels,
    )


def nothing(roster: Roster, book: Rulebook, day: date) -> Ledger:
    """The ledger in which there is not one record."""
    found = Found(pl.DataFrame(schema=SHAPE), (), [])
    return Ledger(_placed(with_units(found, roster, None), [], book, catalogue(book), day), (), 0, ())


def _of_the_part(found: Found, files: list[File]) -> list[Problem]:
    """The problems but for those of files in which every row is of a unit elsewhere."""
    if "elsewhere" not in found.records.columns:
        return found.problems
    name = pl.Series([one.shown for one in files for _ in one.sources], dtype=pl.String)
    all_elsewhere = found.records.group_by(name.gather(found.records["table"]).alias("file")).agg(pl.col("elsewhere").all())
    others = {*all_elsewhere.filter("elsewhere")["file"]} - {one.shown for one in files if one.lost}
    return [one for one in found.problems if one.place.path not in others]


def _kept(path: Path, known_on: date | None) -> list[File]:
    """What a working file holds; imported where it is needed, since SQLAlchemy is heavy."""
    from cxzy_rules.ledger.stored import kept_files

    return kept_files(path, shown(path), known_on)


def _files(paths: Sequence[Path], book: Rulebook, rules: Catalogue, problems: list[Problem], known_on: date | None) -> list[File]:
    """The files that are ledgers; the others are told. Errors: Unusable, where there is none."""
    files: list[File] = []
    with reader() as workbooks:
        read = file_reader(book, rules, workbooks)
        for path in files_of(paths, problems):
            try:
                files += _kept(path, known_on) if is_working_file(path) else [read(path)]
            except Unusable as refused:
                problems += refused.problems
    if not files:
        nothing = [Problem(Place(shown(path)), "没有读到一份台账") for path in paths if path.is_dir()]
        raise Unusable([*problems, *nothing])
    return files


def _undoubled(files: list[File], problems: list[Problem]) -> list[File]:
    """Without the files whose records are wholly those of a file before: one that was sent in twice."""
    first: dict[bytes, File] = {}
    for file in files:
        same = first.setdefault(mark(file) if file.records.height else file.shown.encode(), file)
        if same is file:
            problems += file.problems
        else:
            problems.append(Problem(Place(file.shown), f"记录和“{same.shown}”完全一样，只算一次"))
    return list(first.values())


def _tell_forms(files: list[File], roster: Roster, book: Rulebook, problems: list[Problem]) -> None:
    forms = [file for file in files if file.form]
    now = expected(book, roster) if forms else {}
    for file in forms:
        tell_form(file.shown, file.form, now, file.records, problems)


def _joined(files: list[File]) -> pl.DataFrame:
    """All records, their tables numbered through all files."""
    starts = accumulate((len(file.sources) for file in files), initial=0)
    return pl.concat([file.records.with_columns(pl.col("table") + start) for file, start in zip(files, starts, strict=False)])


def _placed(found: Found, files: list[File], book: Rulebook, rules: Catalogue, day: date) -> pl.DataFrame:
    """The records that can be used, by COLUMNS; all others are told. Those of a form are no older than the form: where they have no date,
    they have the day as of which it was handed out."""
    ids = rules_of(found, rules)
    values = values_of(found, book, day)
    since = [handed_out(one.form) for one in files for _ in one.sources]
    file = [number for number, one in enumerate(files) for _ in one.sources]
    sheet = [source.table.sheet or None for source in found.sources]
    table = found.records["table"]
    frame = values.with_columns(
        found.records["at"].alias("unit"),
        pl.coalesce("date", pl.lit(pl.Series(since, dtype=pl.Date).gather(table)).clip(upper_bound=day)).alias("date"),
        ids.cast(pl.Enum(list(rules.labels))).alias("rule"),
        pl.Series(file, dtype=pl.UInt32).gather(table).alias("file"),
        pl.Series(sheet, dtype=pl.String).gather(table).alias("sheet"),
        *found.records.select("line", "column", "position"),
    )
    return frame.filter(pl.col("good") & pl.col("unit").is_not_null() & pl.col("rule").is_not_null()).select(COLUMNS)
