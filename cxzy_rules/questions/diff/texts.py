"""What two rulebooks say beside their rules: the document, its rulings, the words of the vocabulary, and the rulebook's own head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from cxzy_rules.questions.diff.entries import Entry, Field, changed_entries, changed_fields, text
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.vocabulary.words import Vocabulary

DERIVED = ("organ_names", "organ_names_added", "organ_of_name", "reaches")  # they follow from the organs and from what each layer is

ORDERED = ("levels", "management", "names")  # from the top down; the first is the usual one; the first that speaks decides


def text_changes(before: Rulebook, after: Rulebook) -> tuple[Entry, ...]:
    """Every record that differs, section by section; a section is named as the program names it."""
    return tuple(_changes(before, after))


def _changes(before: Rulebook, after: Rulebook) -> Iterator[Entry]:
    head = changed_fields(before.identity, after.identity)
    if head:
        yield Entry("rulebook", after.identity.id, "changed", head)
    yield from changed_entries("layers", *({one.identity.id: one.identity for one in book.layers} for book in (before, after)))
    old, new = ({mark + key: one for mark, part in _parts(book) for key, one in part.document.clauses.items()} for book in (before, after))
    yield from changed_entries("document", *({key: one.text for key, one in clauses.items()} for clauses in (old, new)))
    both = old.keys() & new.keys()
    yield from changed_entries("titles", *({key: one.title for key, one in clauses.items() if key in both} for clauses in (old, new)))
    yield from changed_entries("rulings", before.rulings, after.rulings)
    subjects = ({key: text(one) for key, one in _subjects(book).items()} for book in (before, after))
    yield from changed_entries("subjects", *subjects)
    for one in (one for one in fields(Vocabulary) if one.name not in DERIVED):
        yield from _vocabulary(one.name, getattr(before.vocabulary, one.name), getattr(after.vocabulary, one.name))
    yield from _unruled(before, after)


def _parts(book: Rulebook) -> Iterator[tuple[str, Rulebook]]:
    """The base and its layers, each with what stands before the name of whatever is of its own document."""
    yield "", book
    yield from ((f"{layer.identity.id} ", layer) for layer in book.layers)


def _subjects(book: Rulebook) -> dict[str, str]:
    from cxzy_rules.conditions.words import phrase

    return {key: phrase(condition, book.lexicon) for key, condition in book.lexicon.subjects.items()}


def _vocabulary(section: str, old: Any, new: Any) -> Iterator[Entry]:
    if isinstance(new, tuple) and (old or new) and hasattr((old or new)[0], "__dataclass_fields__"):
        old, new = _by_key(old), _by_key(new)
    if isinstance(new, dict):
        yield from changed_entries(section, old, new)
        yield from _order(section, old, new) if section in ORDERED else ()
    elif old != new:
        yield Entry(section, section, "changed", (Field("", text(old), text(new)),))


def _order(section: str, old: Iterable[str], new: Iterable[str]) -> Iterator[Entry]:
    """Where those that both have stand in another order."""
    known, kept = {*new}, {*old}
    was, now = [key for key in old if key in known], [key for key in new if key in kept]
    if was != now:
        yield Entry(section, section, "changed", (Field("order", text(was), text(now)),))


def _by_key(records: tuple[Any, ...]) -> dict[str, Any]:
    """Records of a list by what tells them apart: their id, else kind and superior, of which there may be several on different days."""
    found: dict[str, Any] = {}
    for one in records:
        key = getattr(one, "id", None) or f"{one.kind}@{one.superior}"
        found[f"{key}（{one.days}）" if key in found else key] = one
    return found


def _unruled(before: Rulebook, after: Rulebook) -> Iterator[Entry]:
    keyed = ({f"{mark}{one.clause}：{one.quote}": one for mark, part in _parts(book) for one in part.unruled} for book in (before, after))
    yield from changed_entries("unruled", *keyed)
