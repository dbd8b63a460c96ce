"""Files that a browser sends: kept for this run of the program in a folder of its own, under a name that cannot lead out of it."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path

from starlette.datastructures import UploadFile

STRANGE = re.compile(r"[^\w.（）()\-]+")
LONGEST = 70


def save(folder: Path, upload: UploadFile) -> Path:
    """The file in a new folder below `folder`; of its name only what no system takes for anything else."""
    place = folder / secrets.token_hex(8) / bare_name(upload.filename)
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        shutil.copyfileobj(upload.file, file)
    return place


def bare_name(written: str | None) -> str:
    """Of a file's name what no system takes for anything else: no folder, no sign that means something, not too long."""
    name = STRANGE.sub("_", Path((written or "").replace("\\", "/")).name).lstrip(".") or "file"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:LONGEST]}{dot}{ending[:10]}" if stem else name[:LONGEST]


def mark_of(place: Path) -> str:
    """The word by which a saved file is asked for again."""
    return place.parent.name


def saved(folder: Path, mark: str) -> Path | None:
    """The file saved under a word; None where there is none."""
    if not re.fullmatch("[0-9a-f]{16}", mark) or not (folder / mark).is_dir():
        return None
    return next((folder / mark).iterdir(), None)
