"""The schemas as files: what stands in a folder of them, and whether it is what the rulebook says now."""

from __future__ import annotations

import json
from pathlib import Path

from cxzy_rules.editors.files import KINDS, schemas
from cxzy_rules.rulebook.book import Rulebook

OURS = frozenset(f"{kind.name}.json" for kind in KINDS)


def newest(book: Rulebook) -> Rulebook:
    """The folder that is written at: the last layer, or the base where there is none."""
    return book.layers[-1] if book.layers else book


def texts(book: Rulebook) -> dict[str, str]:
    """Each schema's file name and text; the same rulebook gives the same text."""
    return {f"{name}.json": json.dumps(one, ensure_ascii=False, indent=1) + "\n" for name, one in schemas(book).items()}


def write(book: Rulebook, folder: Path) -> None:
    """Makes the folder with all schemas in it."""
    folder.mkdir()
    for name, text in texts(book).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def only_schemas(folder: Path) -> bool:
    """Whether a folder holds nothing but schemas of ours."""
    return all(one.name in OURS and one.is_file() for one in folder.iterdir())


def out_of_date(book: Rulebook, folder: Path) -> bool:
    """Whether a folder of schemas is there and says something else than the rulebook does now."""
    if not folder.is_dir():
        return False
    there = {path.name: path.read_bytes().replace(b"\r\n", b"\n") for path in folder.glob("*.json")}
    return there != {name: text.encode() for name, text in texts(book).items()}
