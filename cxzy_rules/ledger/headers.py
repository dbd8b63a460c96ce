"""What a ledger's headers mean: the unit's and the record's columns, and in a wide ledger the items, each above its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from cxzy_rules.ledger.cells import PERIOD_AT_END, period_of
from cxzy_rules.ledger.items import Catalogue, Meant, exactly, hint, nearly
from cxzy_rules.model.place import Problem
from cxzy_rules.roster.cells import REMARK, column_of
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables.table import Table

UNIT = ("unit", "unit_name")
ITEM = ("item", "rule")
BESIDE = ("unit", "unit_name", "period", "note")
SUPERIOR = "superior"
MARKS = "*＊:："
NOT_MEANT = "不是的话，请写事项的全称"


@dataclass(frozen=True, slots=True)
class Item:
    """The rule that a header stands for, and the period that it names, if any."""

    meant: Meant
    period: str | None


@dataclass(frozen=True, slots=True)
class Headers:
    """The table's header for each known column; each item's header with what it means; the headers that mean nothing.

    `superiors`: all headers under which the unit's superiors stand: its town, its county.
    """

    columns: dict[str, str]
    items: dict[str, Item]
    strange: tuple[str, ...]
    superiors: tuple[str, ...]

    @property
    def is_ledger(self) -> bool:
        """Whether the table says of units how far items have come."""
        return any(one in self.columns for one in UNIT) and (self.is_long or bool(self.items))

    @property
    def is_long(self) -> bool:
        """Whether each row is one record, with its item in a column."""
        return any(one in self.columns for one in ITEM)


def reader_of(book: Rulebook) -> Callable[[str], str | None]:
    """Which of the ledger's columns a header means; `other` where it belongs to a ledger but is no part of a record."""
    words = replace(book.vocabulary, columns=book.vocabulary.ledger_columns)
    of_roster = {"parent": SUPERIOR, None: None}
    return lambda header: column_of(words, header) or of_roster.get(column_of(book.vocabulary, header), "other")


def known_header(column: Callable[[str], str | None], rules: Catalogue) -> Callable[[str], bool]:
    """Whether a cell is a header of a ledger: what the reader of tables looks for."""
    return cache(lambda header: column(header) is not None or item_of(rules, header).meant.rule is not None)


def meant_by(names: tuple[str, ...], column: Callable[[str], str | None], rules: Catalogue) -> Headers:
    """What each header means; of two for the same column the first counts."""
    columns: dict[str, str] = {}
    others: list[str] = []
    superiors: list[str] = []
    for header in names:
        meaning = column(header)
        if meaning is None:
            others.append(header)
        elif meaning == SUPERIOR:
            superiors.append(header)
        else:
            columns.setdefault(meaning, header)
    found = {header: item_of(rules, header) for header in others}
    items = {header: item for header, item in found.items() if item.meant.rule}
    return Headers(columns, items, tuple(header for header in others if header not in items), tuple(superiors))


def read_headers(table: Table, column: Callable[[str], str | None], rules: Catalogue, problems: list[Problem]) -> Headers:
    """What each header means; of two for the same column the second is told and not read."""
    found = meant_by(table.header, column, rules)
    for header in table.header:
        meaning = column(header)
        if meaning not in (None, SUPERIOR, "other") and found.columns[meaning] != header:
            problems.append(Problem(table.head(header), f"“{header}”和“{found.columns[meaning]}”是同一列，没有读", "只留一列"))
    return found


def item_of(rules: Catalogue, header: str) -> Item:
    """The item of a header: `label`, `label（2011H1）`, `label 2011H1`, `label（备注）*`; the whole of it first, likeness last."""
    text = header.rstrip(MARKS)
    end = PERIOD_AT_END.search(text)
    before = text[: end.start()] if end else text
    period = period_of(end["period"]) if end else None
    for label, named in ((text, None), (before, period), (REMARK.sub("", header), None)):
        if (found := exactly(rules, label)).rule or found.rivals:
            return Item(found, named)
    return Item(nearly(rules, before), period)


def tell_items(table: Table, headers: Headers, strange: Mapping[str, int], rules: Catalogue, problems: list[Problem]) -> None:
    """Tells each header that only nearly names its item, what a wide ledger cannot hold, and what means nothing with how many cells."""
    for header, item in headers.items.items():
        if item.meant.near and item.meant.rule:
            problems.append(Problem(table.head(header), taken(header, item.meant.rule, rules), NOT_MEANT))
    for column, header in headers.columns.items():
        if column not in (*BESIDE, "other"):
            problems.append(Problem(table.head(header), f"一行一个单位的台账里，“{header}”说不清是哪一项的，没有读", "改成一行一项再填"))
    for header, count in strange.items():
        if count:
            problems.append(Problem(table.head(header), f"“{header}”不是事项，下面的 {count} 格没有计入", hint(rules, header)))


def taken(written: str, rule: str, rules: Catalogue) -> str:
    """How it is told that a near label was used."""
    return f"没有“{written}”这个事项，当作“{rules.labels[rule]}”读了"
