"""Puts an index in its place whole, and lets old ones go; that it cannot be kept is no error, for it was only to save time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from cxzy_rules.guidance import Guidance
from cxzy_rules.index.key import ENDING
from cxzy_rules.index.shelf import Terms
from cxzy_rules.index.write import write
from cxzy_rules.parts.swap import beside, put_right, remove

MOST_KEPT = 8


def keep(guidance: Guidance, terms: Terms, place: Path) -> bool:
    """Writes the index under another name and puts it in its place; says whether that could be done."""
    part = beside(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        put_right(place)
        write(guidance, terms, part)
        part.replace(place)
        for old in sorted(place.parent.glob(f"*{ENDING}"), key=lambda one: one.stat().st_mtime)[:-MOST_KEPT]:
            remove(old)
    except (OSError, sqlite3.Error):
        return False
    finally:
        remove(part)
    return True
