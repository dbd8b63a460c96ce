"""Where the shipped rulebook and roster lie (in a package, or beside it in a checkout), where the cache, and how a path is shown."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent
SHIPPED = {"rules": "shipped_rules", "layers": "shipped_layers"}


def shipped_rules() -> Path:
    """The folder of the shipped rulebook."""
    return _first(PACKAGE / "shipped_rules", PACKAGE.parent / "rules")


def known_rules(written: Path) -> Path:
    """The folder meant by what was written: itself, or where there is none such, the shipped one that a checkout has under that name."""
    shipped = {Path(folder): PACKAGE / inside for folder, inside in SHIPPED.items()}
    if not written.exists():
        for folder, inside in shipped.items():
            if written == folder or folder in written.parents:
                return inside / written.relative_to(folder)
    return written


def shipped_roster() -> Path:
    """The shipped roster, a real city's."""
    return min(_first(PACKAGE / "shipped_data", PACKAGE.parent / "data").glob("*/roster.csv"))


def _first(installed: Path, checkout: Path) -> Path:
    return installed if installed.is_dir() else checkout


def shown(path: Path) -> str:
    """The path as the user would write it: relative to where the user stands, where it lies below."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative.replace(os.sep, "/")


def cache() -> Path:
    """The program's folder in the user's cache; $CXZY_CACHE names another."""
    if named := os.environ.get("CXZY_CACHE"):
        return Path(named)
    if os.name == "nt":
        above = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        above = Path.home() / "Library" / "Caches"
    else:
        above = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return above / "cxzy-rules"
