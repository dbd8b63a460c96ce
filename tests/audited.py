"""Random rosters and ledgers for the audit, and a count of them in plain Python: loops over each unit's rules, and no columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

import numpy as np
import polars as pl

from cxzy_rules.audit.slots import is_audited
from cxzy_rules.guidance import Guidance
from cxzy_rules.ledger.ledger import STATUSES, Ledger, Texts
from cxzy_rules.model.law import Rule
from cxzy_rules.model.place import Problem
from cxzy_rules.roster.load import roster_of
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.supervision import supervisors
from cxzy_rules.tables.table import Table

HEADER = ("id", "name", "parent", "kind", "level", "authority", "tags", "management")
UNITS = (
    ("某县委", "county_committee"),
    ("某开发区党工委", "development_zone"),
    ("某镇党委", "township_committee"),
    ("某村党支部", "village"),
    ("某县司法局", "government_department"),
    ("某市司法局", "government_department"),
    ("某厂党支部", "private_enterprise"),
    ("某律师事务所党支部", "law_firm"),
    ("某小学党支部", "school"),
    ("第三党支部", ""),
    ("某会", ""),
)
LEVELS, AUTHORITIES, TAGS = ("", "", "county"), ("", "市司法局", "省某局"), ("", "不适应村", "新设")
DAYS = (date(2010, 5, 30), date(2010, 6, 10), date(2010, 12, 31), date(2011, 6, 30), date(2011, 7, 1), date(2012, 11, 8))
TURNS = (date(2010, 7, 1), date(2010, 12, 31), date(2011, 1, 1), date(2011, 6, 29), date(2011, 6, 30))
SAID_ON = (None, None, date(2010, 6, 5), *TURNS, date(2012, 9, 1))
LASTS_TO = (None, None, *TURNS, date(2012, 11, 8))
PERIODS = (None, None, None, "2010", "2010H1", "2010H2", "2011", "2011H1", "2012H2")
SAID = ("unit", "rule", "period", "status", "date", "evidence", "until", "note", "file", "sheet", "line", "column", "position")
NUMBERS, DATES = ("unit", "file", "line", "position"), ("date", "until")


def random_roster(draw: Random, book: Rulebook) -> Roster:
    """A city with up to nine units below it, each at some earlier one."""
    rows: list[tuple[str, ...]] = [("0", "某市委", "", "city_committee", "", "", "", "")]
    for number in range(1, draw.randint(1, 10)):
        name, kind = draw.choice(UNITS)
        full = name if "局" in name else f"{name}{number}"
        told = (draw.choice(LEVELS), draw.choice(AUTHORITIES), draw.choice(TAGS), draw.choice(("", "vertical")))
        rows.append((f"{number}", full, draw.choice(rows)[0], kind, *told))
    return roster(rows, book)


def roster(rows: list[tuple[str, ...]], book: Rulebook) -> Roster:
    """The roster with these cells, in the order of HEADER; the last column may be left out."""
    header = HEADER[: len(rows[0])]
    written = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    cells = written.with_columns(pl.when(pl.col(name) != "").then(name) for name in header)
    problems: list[Problem] = []
    return roster_of(Table("名册.csv", header, cells, pl.Series(range(2, len(rows) + 2))), book.vocabulary, problems)


@dataclass(frozen=True)
class Said:
    """One record of a ledger, in plain words."""

    unit: int
    rule: str
    status: str
    period: str | None = None
    on: date | None = None
    evidence: str | None = None
    until: date | None = None


def ledger(said: list[Said], book: Rulebook) -> Ledger:
    """The ledger with these records, in one file, from line 2."""
    rows = [
        (one.unit, one.rule, one.period, one.status, one.on, one.evidence, one.until, None, 0, None, line, "状态", 6)
        for line, one in enumerate(said, start=2)
    ]
    kinds = {name: pl.Int64 if name in NUMBERS else pl.Date if name in DATES else pl.String for name in SAID}
    records = pl.DataFrame(rows, schema=kinds, orient="row").with_columns(
        pl.col("status").cast(pl.Enum(STATUSES)),
        pl.col("rule").cast(pl.Enum([rule.id for rule in book.rules])),
        (pl.col("evidence").fill_null("").str.strip_chars() != "").alias("proven"),
    )
    each = np.arange(len(said), dtype=np.int32)
    unit, line = records["unit"].to_numpy().astype(np.int32), records["line"].to_numpy().astype(np.uint32)
    evidence, note = (Texts(each, records[name]) for name in ("evidence", "note"))
    sayings, labels = records.drop("unit", "evidence", "note", "line"), {rule.id: rule.label for rule in book.rules}
    return Ledger(unit, each, evidence, note, line, sayings, ("台账.csv",), len(said), (), labels=labels)


def random_said(draw: Random, guidance: Guidance, book: Rulebook) -> list[Said]:
    """None, or up to sixty records that crowd around a few units and rules, so that they meet."""
    rows = draw.sample(range(guidance.roster.units.height), min(3, guidance.roster.units.height))
    rules = 2 * [rule for rule in book.rules if rule.rhythm] + draw.sample(
        [rule for rule in book.rules if rule.evidence and rule.audited], 4
    )
    rules += draw.sample(book.rules, 4)
    return [_said(draw, draw.choice(rows), draw.choice(rules).id) for _ in range(draw.choice([0, 20, 40, 60]))]


def _said(draw: Random, unit: int, rule: str) -> Said:
    evidence = draw.choice([None, " ", "材料", "材料"])
    return Said(unit, rule, draw.choice(STATUSES), draw.choice(PERIODS), draw.choice(SAID_ON), evidence, draw.choice(LASTS_TO))


@dataclass(frozen=True)
class Slot:
    """What the plain count asks: a rule once, or once a period."""

    period: str | None
    first: date | None
    last: date | None


@cache
def plain_periods(rhythm: str, start: date, end: date, ends: date, day: date) -> tuple[Slot, ...]:
    """Every day of every period is looked at."""
    found = []
    for year in range(2009, 2014):
        halves = [(f"{year}H1", date(year, 1, 1), date(year, 6, 30)), (f"{year}H2", date(year, 7, 1), date(year, 12, 31))]
        for name, first, last in halves if rhythm == "half_year" else [(f"{year}", date(year, 1, 1), date(year, 12, 31))]:
            days = [first + timedelta(n) for n in range((last - first).days + 1)]
            if first <= day and sum(start <= one <= end for one in days) * 2 >= len(days):
                found.append(Slot(name, first, min(last, ends)))
    return tuple(found)


def plain_slots(guidance: Guidance, rule: Rule) -> tuple[Slot, ...]:
    known = guidance.book.identity
    if rule.rhythm is None:
        return (Slot(None, None, rule.due),)
    start, end = max(known.issued, rule.starts or date.min), min(known.ends, rule.ends or date.max)
    return plain_periods(rule.rhythm, start, end, known.ends, guidance.day)


@dataclass(frozen=True)
class Counted:
    """What the plain count found of one unit, rule and period; `used`: the records that speak for it."""

    row: int
    rule: str
    period: str | None
    state: str
    used: tuple[int, ...]


def plain_audit(guidance: Guidance, said: list[Said]) -> Iterator[Counted]:
    """The audit, one unit, rule and period after the other."""
    for row in range(guidance.roster.units.height):
        mine = [(at, one) for at, one in enumerate(said) if one.unit == row]
        for rule in guidance.answer(row).rules:
            for slot in plain_slots(guidance, rule) if is_audited(rule) else ():
                used = [at for at, one in mine if one.rule == rule.id and speaks_for(one, rule, slot, guidance.day)]
                yield Counted(row, rule.id, slot.period, plain_state([said[at] for at in used], rule, slot, guidance.day), tuple(used))


def speaks_for(one: Said, rule: Rule, slot: Slot, day: date) -> bool:
    if rule.rhythm is None or slot.first is None or slot.last is None:
        return True
    if one.period is not None:
        return one.period == slot.period
    if one.status == "waived":
        return (one.on or date.min) <= slot.last and slot.first <= (one.until or date.max)
    return slot.first <= (one.on or day) <= slot.last


def plain_state(used: list[Said], rule: Rule, slot: Slot, day: date) -> str:
    newest = [one for one in used if (one.on or date.min) == max(other.on or date.min for other in used)]
    words = {_status(one, slot, day) for one in newest}
    late = slot.last is not None and slot.last < day
    if "not_started" in words or not words:
        return "overdue" if late else "missing"
    if "in_progress" in words:
        return "overdue" if late else "in_progress"
    if "waived" in words:
        return "waived"
    proven = any((one.evidence or "").strip() for one in newest)
    return "done" if proven or not rule.evidence else "unproven"


def _status(one: Said, slot: Slot, day: date) -> str:
    """A waiver that ended is as nothing."""
    end = min(day, slot.last) if slot.period and slot.last else day
    ended = one.status == "waived" and one.until is not None and one.until < end
    return "not_started" if ended else one.status


def plain_keys(guidance: Guidance, row: int, by: str) -> list[str | None]:
    """Where the plain count puts a unit: its branch, its county, itself and its superiors, its departments."""
    ids = guidance.roster.units["id"]
    up = [row, *guidance.roster.chain(row)]
    if by == "branch":
        return [guidance.answer(row).branch()]
    if by == "superior":
        return [ids[one] for one in up if one in guidance.roster.parent.tolist()]
    if by == "supervisor":
        found = [bond for bond in supervisors(guidance.here, row) if bond.rule.role == "guides"]
        return [bond.name if bond.row is None else ids[bond.row] for bond in found]
    if by == "subordinate":
        return [_directly_below(guidance, up)]
    kinds = guidance.book.vocabulary.kinds
    facts = [(one, guidance.answer(one).standing) for one in up]
    return [
        next((ids[one] for one, known in facts if known.kind and kinds[known.kind].area and known.facts.get("level") == "county"), None)
    ]


def _directly_below(guidance: Guidance, up: list[int]) -> str | None:
    """The unit in a chain that hangs directly below all that the chains of every unit have in common; None for that itself."""
    chains = [[*reversed(guidance.roster.chain(row)), row] for row in range(guidance.roster.units.height)]
    shared = 0
    while len({tuple(chain[: shared + 1]) for chain in chains}) == 1 and all(len(chain) > shared for chain in chains):
        shared += 1
    path = up[::-1]
    return guidance.roster.units["id"][path[shared]] if len(path) > shared else None
