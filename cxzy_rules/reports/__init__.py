"""One module a format: an audit becomes the bytes of a file, or lines for standard output.

The folder is the list, as in `formats`. Each has `write(audit, target)`; a textual one has `lines(audit)` too.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from types import ModuleType


def names() -> list[str]:
    """All formats, by name."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def format_of(path: Path) -> str | None:
    """The format that a file's ending stands for; None where it stands for none."""
    ending = path.suffix.lower().removeprefix(".")
    return ending if ending in names() else None


def module(name: str) -> ModuleType:
    """The format's module."""
    return import_module(f"{__name__}.{name}")
