"""The rulebook that a working file was read by on a day, from the copy that it keeps; laid out in the user's cache."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cxzy_rules.paths import cache, shown
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load
from cxzy_rules.store.base import opened, reading
from cxzy_rules.store.moment import known_until
from cxzy_rules.store.rulebooks import in_use, unpack


def book_in_use(path: Path, day: date) -> Rulebook | None:
    """The rulebook in use at the end of a day; None where nothing had been read yet. Errors: Unusable."""
    with reading(opened(path, shown(path)), shown(path)) as connection:
        fingerprint = in_use(connection, known_until(day))
        if fingerprint is None:
            return None
        folder = cache() / "rulebooks" / fingerprint
        folders = unpack(connection, fingerprint, folder)
    return load(*folders)
