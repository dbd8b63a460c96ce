"""The line at the head of a YAML file by which an editor finds its schema."""

from __future__ import annotations

import os
from pathlib import Path

from cxzy_rules.editors.files import kind_of

FOLDER = "schema"
MARK = "# yaml-language-server:"


def line(path: Path, rules: Path, schemas: Path) -> str | None:
    """The line for a file of the rulebook in `rules` whose schemas lie in `schemas`; None where it is of no known kind."""
    kind = kind_of(path.relative_to(rules))
    if kind is None:
        return None
    return f"{MARK} $schema={Path(os.path.relpath(schemas / f'{kind.name}.json', path.parent)).as_posix()}"


def without(rules: Path, schemas: Path) -> dict[Path, str]:
    """The files that do not begin with their line, each with the line."""
    lines = {path: line(path, rules, schemas) for path in sorted(rules.rglob("*.yaml"))}
    return {path: wanted for path, wanted in lines.items() if wanted and first_line(path) != wanted}


def first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.readline().rstrip("\r\n")


def headed(text: str, wanted: str) -> str:
    """The text with this line at its head, in the place of an older one; every other character stays."""
    end = "\r\n" if "\r\n" in text else "\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    rest = text.removeprefix(mark)
    if rest.startswith(MARK):
        rest = rest.partition("\n")[2]
    return f"{mark}{wanted}{end}{rest}"
