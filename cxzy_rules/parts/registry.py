"""A package's folder as a list of forms: each module in it is one, and its name is the ending of its files.

A new form is one new file there, imported only when asked for.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from types import ModuleType


def names(folder: ModuleType) -> list[str]:
    """All forms, by name."""
    return sorted(module.name for module in pkgutil.iter_modules(folder.__path__))


def form_of(folder: ModuleType, path: Path) -> str | None:
    """The form that a file's ending stands for; None where it stands for none."""
    ending = path.suffix.lower().removeprefix(".")
    return ending if ending in names(folder) else None


def module(folder: ModuleType, name: str) -> ModuleType:
    """The form's module."""
    return import_module(f"{folder.__name__}.{name}")
