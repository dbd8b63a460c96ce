"""The document's coverage as lines of text: each clause's figures, and the words in it that are no rule, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from cxzy_rules.parts.facing import clause_words, whole_words
from cxzy_rules.questions.coverage import VERDICT_LABELS, Coverage


def coverage_lines(found: Coverage) -> Iterator[str]:
    """Clause by clause; the whole document's figures last."""
    for one in found.clauses:
        yield f"第 {one.clause.id} 条 {one.clause.title}：{clause_words(one)}"
        for piece in (piece for sentence in one.sentences for piece in sentence.rests()):
            note = piece.unruled.note if piece.unruled else ""
            yield f"    “{piece.text.strip()}”　{VERDICT_LABELS[piece.verdict()]}" + (f"　{note}" if note else "")
    yield whole_words(found)
