"""The answers to a program's questions as plain objects, whoever asks: who is meant, what applies, why, what is missing, which rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.rates import rates, summary
from cxzy_rules.audit.words import GAPS, By
from cxzy_rules.conditions.words import phrase
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import Rule
from cxzy_rules.questions.explain import explain, explanation_record
from cxzy_rules.questions.find import Register, find_in
from cxzy_rules.records import record, ruling_record
from cxzy_rules.rulebook.book import Rulebook

Record = dict[str, Any]
MOST = 50


def who(told: Guidance, known: Register, query: str, most: int = MOST) -> Record:
    """`query`, how many units are `found`, and the first of them as `matches`, each the contract's object."""
    rows = find_in(known, query)
    return {"query": query, "found": len(rows), "matches": [record(told, row) for row in rows[:most]]}


def row_of(told: Guidance, unit: str) -> int | None:
    """The row of the unit with this id."""
    found = (told.roster.units["id"] == unit).arg_true()
    return int(found[0]) if len(found) else None


def why(told: Guidance, unit: str, rule: str) -> Record | None:
    """Why a rule applies to a unit, does not, or is open; None where there is no such unit or rule."""
    row = row_of(told, unit)
    meant = next((one for one in told.book.rules if one.id == rule), None)
    return None if row is None or meant is None else explanation_record(told, row, explain(told, row, meant))


def missing(found: Audit, by: By, gaps: Iterator[pl.DataFrame], start: int, most: int) -> Record:
    """The audit's numbers, and a stretch of its gaps: how many there are (`total`), and `most` of them from `start` on."""
    whole = summary(found)
    told = {"as_of": found.guidance.day.isoformat(), "summary": whole, "by_key": by, "by": rates(found, by).to_dicts()}
    return told | {"total": sum(whole[state] for state in GAPS), "gaps": list(_stretch(gaps, start, most))}


def _stretch(gaps: Iterator[pl.DataFrame], start: int, most: int) -> Iterator[Record]:
    """Rows `start` to `start + most` of frames one after another; frames behind them are not made."""
    seen = 0
    while seen < start + most and (frame := next(gaps, None)) is not None:
        first, last = max(0, start - seen), min(frame.height, start + most - seen)
        if first < last:
            yield from frame[first:last].with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()
        seen += frame.height


def rules(book: Rulebook, clause: str | None = None, branch: str | None = None) -> list[Record]:
    """The rules of a clause or branch; all, where neither is named."""
    return [rule_record(book, rule) for rule in book.rules if clause in (None, rule.clause) and branch in (None, rule.branch)]


def rule_record(book: Rulebook, rule: Rule) -> Record:
    """A rule as an object: what it asks, of whom (in words), and what it rests on."""
    return {
        "rule": rule.id,
        "section": rule.section,
        "label": rule.label,
        "quote": rule.quote,
        "clause": rule.clause,
        "branch": rule.branch,
        "condition": phrase(rule.when, book.lexicon),
        "role": rule.role,
        "organ": rule.organ,
        "rhythm": rule.rhythm,
        "due": rule.due.isoformat() if rule.due else None,
        "evidence": rule.evidence or None,
        "ruling": ruling_record(book, rule.ruling),
    }
