"""A citation is checked, and what is wrong with it told where the wrong one of its two keys stands."""

from __future__ import annotations

from collections.abc import Mapping

from cxzy_rules.document import Document, check_quote
from cxzy_rules.model.place import Place, Problem


def cite(document: Document, clause: str, quote: str, at: Mapping[str, Place], problems: list[Problem]) -> bool:
    """Whether the quote stands in its clause, word for word; `at`: where the values of `clause` and `quote` stand."""
    return check_quote(document, clause, quote, at["quote" if clause in document.clauses else "clause"], problems)
