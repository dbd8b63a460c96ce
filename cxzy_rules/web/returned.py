"""The rows of batches that came back, as a page shows them: what each says, what is known beside it, and why one cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from cxzy_rules.audit.returned import SORTS, Returned, Sort, returned
from cxzy_rules.audit.slots import Slot
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.batches import by_number, ledger_of_batches
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.model.periods import period_words
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.store.base import reading
from cxzy_rules.store.decisions import Span, said_elsewhere
from cxzy_rules.store.ledgers import Kept, kept, known, verdicts_said
from cxzy_rules.tables.table import UNREADABLE
from cxzy_rules.web.office import EVER, Office, guidance
from cxzy_rules.working.enter import BY_HAND

Said = Mapping[int, Mapping[str, Any]]
UNREAD = "（读不出）"
CELLS = ("unit", "unit_name", "item", "rule", "period", "status", "date", "evidence", "note", "until")


@dataclass(frozen=True, slots=True)
class Words:
    """What a record says, in words of the page; `place`: where it stands."""

    status: str
    date: str
    until: str
    evidence: str
    note: str
    place: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row that came back: whom and what it speaks of, read (`unit`, `clause` and `quote` are empty where that could not be) or else as it
    is written; `now`: what it says; `old`: what is known, or what another row that came back says; `why`: what is wrong with it;
    `dated`: whether its own cell says a date."""

    number: int
    sort: Sort
    unit: str
    name: str
    rule: str
    item: str
    clause: str
    quote: str
    period: str
    now: Words
    old: Words | None
    why: tuple[Problem, ...]
    dated: bool


@dataclass(frozen=True, slots=True)
class Review:
    """Batches beside what is known. `rows`: a row each record in which something is filled in: `id`, `batch`, `table`, `line`, `column`,
    CELLS as written, and of Returned `record` (null where it was left out as one that came twice), `sort`, `slot`, `known`, `twin`."""

    told: Guidance
    found: Returned
    rows: pl.DataFrame
    batches: Mapping[int, Kept]
    why: Mapping[int, tuple[Problem, ...]]

    def general(self) -> tuple[Problem, ...]:
        """What is wrong with whole files, as they are read now."""
        return self.why.get(0, ())

    def of(self, *sorts: Sort) -> pl.Series:
        """The numbers of the records of these sorts."""
        return self.rows.filter(pl.col("sort").is_in(sorts))["id"]

    def lines(self, rows: pl.DataFrame) -> list[Line]:
        """Some of the rows, as they are shown."""
        ours, known = self.found.brought, self.found.known
        said = _read(ours, pl.concat([rows["record"], rows["twin"].cast(pl.Int64)]))
        before = _read(known, rows["known"])
        return [_line(self, one, said, before) for one in rows.iter_rows(named=True)]


def review(office: Office, spans: Sequence[Span]) -> Review | None:
    """These batches beside all else that counts today; None where there is no roster. Kept until the roster or something else changes."""
    told = guidance(office)
    if told is None or not spans:
        return None
    with reading(office.desk.engine, office.desk.shown) as connection:
        newest = said_elsewhere(connection, spans[0].first, spans[0].end) if len(spans) == 1 else verdicts_said(connection)
    key = ("review", tuple(one.batch.id for one in spans), id(told), newest)  # a review keeps `told`
    return office.kept(key, lambda: _review(office, told, [one.batch.id for one in spans]))


def _review(office: Office, told: Guidance, batches: list[int]) -> Review:
    with reading(office.desk.engine, office.desk.shown) as connection:
        ours, others = kept(connection, batches), known(connection, EVER, but=batches)
    brought, elsewhere = (
        ledger_of_batches(found, told.roster, office.book, told.day) for found in ([by_number(one) for one in ours], others)
    )
    found = returned(told, brought, elsewhere)
    numbers = found.records.with_columns(id=pl.Series(np.asarray(brought.line), dtype=pl.Int64))
    written = pl.concat(_written(one) for one in ours)
    filled = written.filter(pl.any_horizontal(pl.col("status", "date", "until", "evidence", "note").is_not_null()))
    rows = filled.join(numbers, on="id", how="left", maintain_order="left").with_columns(pl.col("sort").fill_null("same"))
    return Review(told, found, rows, {one.batch.id: one for one in ours}, _by_record(found.problems))


def _written(one: Kept) -> pl.DataFrame:
    cells = [pl.col(name).replace(UNREADABLE, UNREAD) for name in CELLS]
    batch = pl.lit(one.batch.id, pl.Int64).alias("batch")
    return one.brought.records.select(batch, pl.lit(one.ids).alias("id"), "table", "line", "column", *cells)


def _by_record(problems: Sequence[Problem]) -> dict[int, tuple[Problem, ...]]:
    """The problems of each record, which stands as its number for the line; those of whole files at 0."""
    found: dict[int, tuple[Problem, ...]] = {}
    for one in problems:
        found[one.place.line] = (*found.get(one.place.line, ()), one)
    return found


def _read(ledger: Ledger, records: pl.Series) -> Said:
    """What these records say, each by its number; those that are null left out."""
    at = records.drop_nulls().unique().cast(pl.Int64).to_numpy()
    return dict(zip(at.tolist(), ledger.records(at).iter_rows(named=True), strict=True))


def _line(review: Review, one: Mapping[str, Any], said: Said, before: Said) -> Line:
    record, found = one["record"], review.found
    slot = found.slots[one["slot"]] if one["slot"] is not None else None
    unit = int(found.brought.unit[record]) if record is not None else -1
    units = review.told.roster.units
    name = units["name"][unit] if unit >= 0 else one["unit_name"] or ""
    old = _words(review, before[one["known"]], _known_place(found.known, one["known"])) if one["known"] is not None else None
    twin = _words(review, said[one["twin"]], "这份里的 " + _here(review, said[one["twin"]]["line"])) if one["twin"] is not None else None
    rule = str(said[record]["rule"] or "") if unit >= 0 else one["rule"] or ""
    label = found.brought.labels.get(rule, one["item"] or rule)
    return Line(
        one["id"],
        one["sort"],
        units["id"][unit] if unit >= 0 else "",
        name or one["unit"] or "",
        rule,
        slot.rule.label if slot else label,
        slot.rule.clause if slot else "",
        slot.rule.quote if slot else "",
        _period(slot, one),
        _words(review, said[record], _here(review, one["id"])) if slot else _as_written(review, one),
        twin or old,
        review.why.get(one["id"], ()),
        one["date"] is not None,
    )


def _period(slot: Slot | None, one: Mapping[str, Any]) -> str:
    if slot is None:
        return one["period"] or ""
    return period_words(slot.period) if slot.period else ""


def _words(review: Review, said: Mapping[str, Any], place: str) -> Words:
    label = review.told.book.vocabulary.statuses[said["status"]].label
    return Words(status=label, place=place, **{name: str(said[name] or "") for name in ("date", "until", "evidence", "note")})


def _known_place(known: Ledger, record: int) -> str:
    place = known.place(record)
    return BY_HAND if place.path == BY_HAND else str(place)


def _here(review: Review, number: int) -> str:
    """Where a record of the batches stands in its file."""
    at = int(review.rows["id"].search_sorted(number))
    batch, table, line, column = (review.rows[name][at] for name in ("batch", "table", "line", "column"))
    place: Place = review.batches[batch].brought.tables[table][0].at(line, column)
    return place.cell or f"第 {place.line} 行"


def _as_written(review: Review, one: Mapping[str, Any]) -> Words:
    words = {name: one[name] or "" for name in ("status", "date", "until", "evidence", "note")}
    return Words(place=_here(review, one["id"]), **words)


def counted(rows: pl.DataFrame) -> dict[Sort, int]:
    """How many rows there are of each sort."""
    count = dict(rows["sort"].value_counts().rows())
    return {sort: count.get(sort, 0) for sort in SORTS}
