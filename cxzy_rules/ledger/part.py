"""The records of one table, read piece by piece, and what they name and say, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from cxzy_rules.ledger.gathered import COLUMNS, Gathered
from cxzy_rules.ledger.headers import BESIDE, Headers
from cxzy_rules.ledger.lines import Run, joined_lines
from cxzy_rules.ledger.numbered import Numbering, Records, Sought
from cxzy_rules.ledger.written import long, said_in, wide
from cxzy_rules.model.place import Problem
from cxzy_rules.roster.source import Source
from cxzy_rules.tables.ahead import ahead
from cxzy_rules.tables.distinct import Distinct
from cxzy_rules.tables.pieces import Piece, Pieces
from cxzy_rules.tables.table import Table


@dataclass(frozen=True, slots=True)
class Part:
    """`source`: the table without its cells; `records`, by number in `sayings`, `evidence` and `note`."""

    source: Source
    records: Records
    sayings: pl.DataFrame
    evidence: pl.Series
    note: pl.Series


def part_of(pieces: Pieces, headers: Headers, who: Distinct, problems: list[Problem]) -> Part:
    """The records of a table: looked up a few pieces at a time, and numbered in their order."""
    read = headers.columns if headers.is_long else {name: header for name, header in headers.columns.items() if name in BESIDE}
    source = Source(pieces.table, read, problems)
    days = [name for name, header in read.items() if pieces.table.cells.schema[header] == pl.Date]
    column = said_in(headers) if headers.is_long else None
    stored, clean = Numbering(source, who, stored=True, days=days, column=column), Numbering(source, who, stored=False)

    def looked_up(piece: Piece) -> tuple[Sought, Numbering, list[Problem]]:
        if headers.is_long:
            found = stored.look_up(long(piece.cells, headers), Run(piece.line, piece.cells.height))
            if found is not None:
                return found, stored, []
        told: list[Problem] = []
        return _cleaned(clean, piece.clean(told), headers), clean, told

    found = Gathered(pieces.rows)
    if pieces.whole is not None:
        found.add(clean.records(_cleaned(clean, pieces.whole, headers)), apart=True)
    for sought, numbering, told in ahead(looked_up, pieces.pieces()):
        found.add(numbering.records(sought), apart=numbering is clean)
        problems += told
    return _joined(source, found, stored, clean)


def written_part(source: Source, frame: pl.DataFrame, who: Distinct) -> Part:
    """The records of a frame by SHAPE."""
    clean = Numbering(source, who, stored=False)
    sought = clean.look_up(frame, frame["line"].to_numpy())
    assert sought is not None
    found = Gathered(frame.height)
    found.add(clean.records(sought), apart=True)
    return _joined(source, found, Numbering(source, who, stored=True), clean)


def _cleaned(clean: Numbering, table: Table, headers: Headers) -> Sought:
    frame = long(table.cells, headers) if headers.is_long else wide(table, headers)
    lines = table.lines.cast(pl.UInt32).to_numpy() if headers.is_long else table.lines.cast(pl.UInt32).gather(frame["row"]).to_numpy()
    found = clean.look_up(frame, lines)
    assert found is not None
    return found


def _joined(source: Source, found: Gathered, stored: Numbering, clean: Numbering) -> Part:
    """All records together; the sayings of cleaned pieces are numbered after those of pieces as they are stored."""
    texts = {name: pl.concat([stored.texts(name), clean.texts(name)]) for name in ("evidence", "note")}
    first, later = stored.sayings(), clean.sayings()
    shifts = {"saying": first.height, "evidence": len(stored.texts("evidence")), "note": len(stored.texts("note"))}
    columns: dict[str, Any] = {name: found.column(name, shifts.get(name, 0)) for name in COLUMNS} | {"line": joined_lines(found.lines)}
    positions = {header: position for position, header in enumerate(source.table.header, start=1)}
    position = pl.col("column").replace_strict(positions, return_dtype=pl.UInt32).alias("position")
    return Part(source, Records(**columns), pl.concat([first, later]).with_columns(position), **texts)
