"""What the vocabulary and the rulebook's head say of the document and of rulings must be true of them."""

from __future__ import annotations

from cxzy_rules.document import Document, check_quote
from cxzy_rules.model.law import Organ, Ruling
from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.vocabulary.language import items
from cxzy_rules.vocabulary.words import Vocabulary
from cxzy_rules.yamlfile import Node


def check_organ_quotes(sections: dict[str, Node], document: Document, problems: list[Problem]) -> None:
    """The document must name every organ in the words that are quoted."""
    for entry in items(sections, "organs"):
        clause, quote = entry.get("clause"), entry.get("quote")
        if clause and quote and isinstance(clause.value, str) and isinstance(quote.value, str):
            check_quote(document, clause.value, quote.value, quote.place, problems)


def check_ruling_links(sections: dict[str, Node], root: Node | None, rulings: dict[str, Ruling], problems: list[Problem]) -> None:
    """The rulings that kinds, settlements, name patterns and the last day rest on must exist."""
    entries = [entry for section in ("kinds", "settlement", "names") for entry in items(sections, section)]
    entries += [root.value] if root and isinstance(root.value, dict) else []
    for entry in entries:
        for key in ("ruling", "committee_ruling", "ends_ruling", "periods_ruling"):
            named = entry.get(key)
            if named and isinstance(named.value, str) and named.value not in rulings:
                problems.append(
                    Problem(named.place, f"没有“{named.value}”这个裁定", hint_nearest(named.value, [*rulings]), check="unknown-reference")
                )


def organ_places(sections: dict[str, Node], vocabulary: Vocabulary) -> dict[str, tuple[Organ, Place]]:
    """Each organ with the place of its id."""
    at = {str(entry["id"].value): entry["id"].place for entry in items(sections, "organs") if "id" in entry}
    return {key: (organ, at[key]) for key, organ in vocabulary.organs.items()}
