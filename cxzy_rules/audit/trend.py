"""Why numbers changed between two ledgers: the old circumstances become the new ones a step at a time, and each step is audited.

What a step changes is put down to it: first other rules, then another roster, then another day, then other records. A unit, item
and period has one cause: of what is asked anew or no longer, the last step that changed that; of the rest, the last that changed
its state. A unit that only one roster has is cause enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from cxzy_rules.audit.audit import Audit, Trend
from cxzy_rules.audit.changes import KEY, by_cause
from cxzy_rules.audit.pairs import all_pairs
from cxzy_rules.audit.states import audit
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.ledger.ledger import Ledger, moved
from cxzy_rules.roster.lookup import ids_of
from cxzy_rules.roster.roster import Roster, Rows
from cxzy_rules.rulebook.book import Rulebook

Scope = Callable[[Guidance], Rows]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an audit rests on. `roster` was read by the words of `book` on `day`; the records of `ledger` stand at rows of `roster`."""

    book: Rulebook
    roster: Roster
    day: date
    ledger: Ledger


def audit_of(what: Circumstances, scope: Scope, engine: EngineName | None = None) -> Audit:
    """The audit of the units that `scope` chooses."""
    guidance = guide(what.roster, what.book, what.day, engine)
    return audit(guidance, what.ledger, scope(guidance))


@dataclass(frozen=True, slots=True)
class Between:
    """The rosters of `then` and of `now`, both read by the words that the rulebook of `now` has on the day of `then`."""

    old: Roster
    new: Roster


def with_trend(new: Audit, now: Circumstances, then: Circumstances, between: Between, scope: Scope, engine: EngineName | None) -> Audit:
    """The audit `new` of `now`, with its trend since `then`."""
    old = audit_of(then, scope, engine)
    rules = replace(then, book=now.book, roster=between.old, ledger=carried(then.ledger, then.roster, between.old))
    roster = replace(rules, roster=between.new, ledger=carried(rules.ledger, between.old, between.new))
    time = replace(roster, roster=now.roster, ledger=carried(roster.ledger, between.new, now.roster), day=now.day)
    steps = ((then, rules, "rule"), (rules, roster, "roster"), (roster, time, "time"))
    found = _start(_states(old))
    for before, after, cause in steps:
        if not _alike(before, after):
            found = _stepped(found, _states(audit_of(after, scope, engine)), cause)
    changed = by_cause(_stepped(found, _states(new), "data"), then.roster, now.roster)
    return replace(new, trend=Trend(old, _named(changed, old, new)))


def carried(ledger: Ledger, of: Roster, to: Roster) -> Ledger:
    """The ledger of one roster as that of another: each record at its unit's row there; those of units that are not there are gone."""
    if of is to:
        return ledger
    return moved(ledger, ids_of(to.units["id"]).rows(of.units["id"]))


def _alike(one: Circumstances, other: Circumstances) -> bool:
    return one.book is other.book and one.roster is other.roster and one.day == other.day


def _states(of: Audit) -> pl.DataFrame:
    """KEY and `state` of every pair."""
    slots = pl.DataFrame([(slot.rule.id, slot.period) for slot in of.slots], schema={"item": pl.String, "period": pl.String}, orient="row")
    found = all_pairs(of)
    units = of.guidance.roster.units["id"].gather(found["row"])
    return slots[found["slot"]].select(units.alias("unit"), "item", "period", found["state"])


def _start(found: pl.DataFrame) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    return found.with_columns(pl.col("state").alias("before"), asked=nothing, cause=nothing)


def _stepped(found: pl.DataFrame, after: pl.DataFrame, step: str) -> pl.DataFrame:
    """One step further: `asked` is the last step that changed whether it is asked at all, `cause` the last that changed anything."""
    both = found.join(after.rename({"state": "next"}), on=KEY, how="full", coalesce=True, nulls_equal=True, maintain_order="left_right")
    changed = pl.col("state").ne_missing(pl.col("next"))
    flipped = pl.col("state").is_null() != pl.col("next").is_null()
    return both.with_columns(
        pl.when(flipped).then(pl.lit(step)).otherwise("asked").alias("asked"),
        pl.when(changed).then(pl.lit(step)).otherwise("cause").alias("cause"),
        pl.col("next").alias("state"),
    ).drop("next")


def _named(changed: pl.DataFrame, old: Audit, new: Audit) -> pl.DataFrame:
    """As `Trend.pairs`, with the names that are the newer, in a fixed order."""
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    for one in (old, new):
        names |= dict(one.guidance.roster.units.select("id", "name").iter_rows())
        labels |= {rule.id: rule.label for rule in one.guidance.book.rules}
    name = pl.col("unit").replace_strict(names, return_dtype=pl.String).alias("name")
    label = pl.col("item").replace_strict(labels, return_dtype=pl.String).alias("label")
    return changed.select("unit", name, "item", label, "period", "before", "after", "change", "cause").sort(*KEY)
