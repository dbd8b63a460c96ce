"""One module a kind of file: a checklist becomes a form to fill in or a sheet to print.

The folder is the list: a new kind is one new file here, imported only when asked for, with `write(checklist, target)`.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from types import ModuleType


def names() -> list[str]:
    """All kinds of file, by their ending."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def writer_of(path: Path) -> str | None:
    """The kind that a file's ending stands for; None where it stands for none."""
    ending = path.suffix.lower().removeprefix(".")
    return ending if ending in names() else None


def module(name: str) -> ModuleType:
    """The kind's module."""
    return import_module(f"{__name__}.{name}")
