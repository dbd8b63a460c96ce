"""What a rule said in each of the rulebooks that a working file was read by."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cxzy_rules.conditions.words import phrase
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load
from cxzy_rules.store import moment
from cxzy_rules.store.base import reading
from cxzy_rules.store.moment import known_until
from cxzy_rules.store.rulebooks import Facts, unpack, used
from cxzy_rules.working.bring import Desk

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Edition:
    """A rulebook that was used: its version, the day of its first use here, and itself."""

    fingerprint: str
    version: str
    first_used: date
    book: Rulebook


@dataclass(frozen=True, slots=True)
class Wording:
    """A rule as an edition has it; `said` is empty where it has no such rule. `same`: as in the edition before."""

    version: str
    first_used: date
    said: tuple[str, ...]
    same: bool


def known_editions(desk: Desk) -> list[str]:
    """The fingerprints of the rulebooks used, the oldest first."""
    with reading(desk.engine, desk.shown) as connection:
        return [one["fingerprint"] for one in used(connection, known_until(None))]


def editions(desk: Desk) -> list[Edition]:
    """Every rulebook used, the oldest first. Errors: Unusable, where a kept one cannot be read by this program."""
    with reading(desk.engine, desk.shown) as connection:
        told = used(connection, known_until(None))
        return [_edition(connection, one) for one in told]


def _edition(connection: Connection, told: Facts) -> Edition:
    fingerprint = told["fingerprint"]
    return Edition(fingerprint, told["version"], moment.read(told["first_used"]).date(), _book(connection, fingerprint))


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
