"""What a rule said in each of the rulebooks that a working file was read by."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxzy_rules.conditions.words import phrase
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load
from cxzy_rules.store.base import reading
from cxzy_rules.store.moment import known_until
from cxzy_rules.store.rulebooks import unpack, used
from cxzy_rules.working.bring import Desk

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Edition:
    """A rulebook that was used: its version, the moment of its first use as text, and itself."""

    fingerprint: str
    version: str
    first_used: str
    book: Rulebook


@dataclass(frozen=True, slots=True)
class Wording:
    """A rule as an edition has it; `said` is empty where it has no such rule. `same`: as in the edition before."""

    version: str
    first_used: str
    said: tuple[str, ...]
    same: bool


def editions(desk: Desk) -> list[Edition]:
    """Every rulebook used, the oldest first. Errors: Unusable, where a kept one cannot be read by this program."""
    with reading(desk.engine, desk.shown) as connection:
        told = used(connection, known_until(None))
        return [Edition(one["fingerprint"], one["version"], one["first_used"], _book(connection, one["fingerprint"])) for one in told]


def _book(connection: Connection, fingerprint: str) -> Rulebook:
    with tempfile.TemporaryDirectory() as folder:
        return load(*unpack(connection, fingerprint, Path(folder)))


def wordings(found: list[Edition], rule: str) -> list[Wording]:
    """A rule through the editions: label, quote, clause, condition, rhythm and due day."""
    told: list[Wording] = []
    for edition in found:
        said = _said(edition.book, rule)
        told.append(Wording(edition.version, edition.first_used, said, bool(told) and told[-1].said == said))
    return told


def _said(book: Rulebook, rule: str) -> tuple[str, ...]:
    one = next((one for one in book.rules if one.id == rule), None)
    if one is None:
        return ()
    rest = [text for text in (one.rhythm or "", one.due.isoformat() if one.due else "") if text]
    return one.label, one.quote, one.clause, phrase(one.when, book.lexicon), *rest
