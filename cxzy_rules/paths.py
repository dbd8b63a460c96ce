"""Where the shipped rulebook and roster lie: inside an installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def shipped_rules() -> Path:
    """The folder of the shipped rulebook."""
    return _first(PACKAGE / "shipped_rules", PACKAGE.parent / "rules")


def shipped_roster() -> Path:
    """The shipped roster, a real city's."""
    return _first(PACKAGE / "shipped_data", PACKAGE.parent / "data") / "quanzhou" / "roster.csv"


def _first(installed: Path, checkout: Path) -> Path:
    return installed if installed.is_dir() else checkout
