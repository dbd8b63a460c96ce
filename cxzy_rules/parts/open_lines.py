"""What an audit cannot ask yet, as the rows of a sheet: each unit with open items, which, and what the roster must say first."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.parts.words import missing
from cxzy_rules.records import open_record
from cxzy_rules.situations.walk import Answer

COLUMNS = {"id": pl.String, "name": pl.String, "superior": pl.String, "count": pl.Int64, "items": pl.String, "needs": pl.String}


def open_lines(audit: Audit) -> Iterator[pl.DataFrame]:
    """One row a unit, in the audit's order."""
    guidance = audit.guidance
    names, parent = guidance.roster.units["name"], guidance.roster.parent
    of_situation = dict(audit.opened.group_by("situation").agg("rule").iter_rows())
    told = []
    for row in audit.open_rows().tolist():
        rules = of_situation[int(guidance.of[row])]
        above = int(parent[row])
        words = _words(audit, guidance.answer(row), set(rules))
        told.append((guidance.roster.units["id"][row], names[row], names[above] if above >= 0 else "", len(rules), *words))
    yield pl.DataFrame(told, schema=COLUMNS, orient="row")


def _words(audit: Audit, answer: Answer, rules: set[str | None]) -> tuple[str, str]:
    """The open items by name, and the columns that would settle them."""
    inside = [one for one in answer.undetermined if (one.rule.id if one.rule else None) in rules]
    needs = dict.fromkeys(column for one in inside for column in one.needs)
    return "、".join(open_record(one)["label"] for one in inside), missing(audit.guidance.book, needs)
