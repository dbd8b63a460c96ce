"""The document beside its rules as a page: one file that needs nothing else, to read on a screen or to print on A4."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from cxzy_rules.parts.facing import clause_words, facing, whole_words
from cxzy_rules.questions.coverage import VERDICT_LABELS, Coverage
from cxzy_rules.templates import COVERAGE_HTML


def write(coverages: Sequence[Coverage], target: Path) -> None:
    """The page, one document after the other; whatever the rulebook says is text in it, never markup."""
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = made.from_string(COVERAGE_HTML.read_text(encoding="utf-8"))
    told = [sentence.verdict() for coverage in coverages for sentence in coverage.sentences()]
    page = template.render(
        volumes=[_volume(coverage, number) for number, coverage in enumerate(coverages, start=1)],
        verdicts={verdict: (label, told.count(verdict)) for verdict, label in VERDICT_LABELS.items() if verdict in told},
    )
    target.write_text(page + "\n", encoding="utf-8", newline="\n")


def _volume(coverage: Coverage, number: int) -> dict[str, Any]:
    """One document with its clauses; `mark` keeps the places of one apart from those of another."""
    return {
        "mark": "" if number == 1 else f"d{number}-",
        "identity": coverage.book.identity,
        "whole": whole_words(coverage),
        "clauses": [
            {
                "clause": one.clause,
                "share": one.share(),
                "words": clause_words(one),
                "rows": [facing(coverage.book, sentence) for sentence in one.sentences],
            }
            for one in coverage.clauses
        ],
    }
