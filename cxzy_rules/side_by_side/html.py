"""The document beside its rules as a page: one file that needs nothing else, to read on a screen or to print on A4."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, StrictUndefined

from cxzy_rules.parts.facing import clause_words, facing, whole_words
from cxzy_rules.questions.coverage import VERDICT_LABELS, Coverage
from cxzy_rules.templates import COVERAGE_HTML


def write(coverage: Coverage, target: Path) -> None:
    """The page; whatever the rulebook says is text in it, never markup."""
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = made.from_string(COVERAGE_HTML.read_text(encoding="utf-8"))
    told = [sentence.verdict() for sentence in coverage.sentences()]
    page = template.render(
        identity=coverage.book.identity,
        whole=whole_words(coverage),
        verdicts={verdict: (label, told.count(verdict)) for verdict, label in VERDICT_LABELS.items() if verdict in told},
        clauses=[
            {
                "clause": one.clause,
                "share": one.share(),
                "words": clause_words(one),
                "rows": [facing(coverage.book, s) for s in one.sentences],
            }
            for one in coverage.clauses
        ],
    )
    target.write_text(page + "\n", encoding="utf-8", newline="\n")
