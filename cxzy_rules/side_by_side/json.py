"""The document sentence by sentence as one JSON object, for other programs; of several documents a list of these."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxzy_rules.model.law import Rule
from cxzy_rules.questions.coverage import VERDICT_LABELS, ClauseCoverage, Coverage, Piece, Sentence


def write(coverages: Sequence[Coverage], target: Path) -> None:
    """The object or the list, in UTF-8."""
    target.write_text(text(coverages) + "\n", encoding="utf-8", newline="\n")


def text(coverages: Sequence[Coverage]) -> str:
    """The object or the list as text."""
    told = [_whole(one) for one in coverages]
    return json.dumps(told[0] if len(told) == 1 else told, ensure_ascii=False, indent=1)


def _whole(coverage: Coverage) -> dict[str, Any]:
    verdicts = [sentence.verdict() for sentence in coverage.sentences()]
    identity = coverage.book.identity
    return {
        "rulebook": identity.id,
        "version": identity.version,
        "title": identity.title,
        "rules": len(coverage.book.rules),
        "share": round(coverage.share(), 4),
        "sentences": {verdict: verdicts.count(verdict) for verdict in VERDICT_LABELS},
        "clauses": [_clause(one) for one in coverage.clauses],
    }


def _clause(one: ClauseCoverage) -> dict[str, Any]:
    return {
        "clause": one.clause.id,
        "title": one.clause.title,
        "rules": one.rules,
        "share": round(one.share(), 4),
        "sentences": [_sentence(sentence) for sentence in one.sentences],
    }


def _sentence(one: Sentence) -> dict[str, Any]:
    return {
        "number": one.number,
        "text": one.text,
        "verdict": one.verdict(),
        "stretches": [_piece(piece) for piece in one.pieces],
        "rules": [_rule(rule) for rule in one.rules],
        "rulings": [ruling.id for ruling in one.rulings],
        "organs": [organ.id for organ in one.organs],
    }


def _piece(one: Piece) -> dict[str, Any]:
    """`verdict` is null where the stretch holds nothing but marks."""
    note = one.unruled.note if one.unruled and not one.rules else ""
    return {"text": one.text, "verdict": one.verdict() or None, "rules": [rule.id for rule in one.rules], "note": note}


def _rule(one: Rule) -> dict[str, Any]:
    return {"rule": one.id, "label": one.label, "section": one.section, "role": one.role, "quote": one.quote, "ruling": one.ruling}
