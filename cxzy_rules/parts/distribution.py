"""The whole distribution: a folder with one file a part, written whole or not at all, and never over what somebody has filled in.

The folder holds a register of its files with their fingerprints. Only a folder in which every file is as it was written may be
written again: a form that was filled in on the spot would be lost otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.parts.whole import whole

REGISTER = ".cxzy-distribution"
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
LONGEST_NAME = 180


class Named(Protocol):
    """What is written as one file, and what the file is called."""

    @property
    def name(self) -> str: ...


File = TypeVar("File", bound=Named)


def distribute(files: Iterable[File], target: Path, ending: str, write: Callable[[File, Path], None]) -> None:
    """Writes each file into the folder `target`, under its own name. Errors: Unusable, with what was there before untouched."""
    check_folder(target)
    whole(target, lambda folder: _fill(folder, files, ending, write), ours=_untouched)


def check_folder(target: Path) -> None:
    """Errors: Unusable, where the folder holds something else than a distribution as it was written."""
    if target.is_dir() and not _untouched(target):
        problem = "写不进去：文件夹里有别的东西，或者里面的文件已经有人填过、改过"
        raise Unusable([Problem(Place(str(target)), problem, "换一个文件夹；填过、改过的文件不会被盖掉")])


def _untouched(folder: Path) -> bool:
    """Whether the folder is empty, or a distribution in which every file is as it was written."""
    register = folder / REGISTER
    known = set(register.read_text(encoding="utf-8").splitlines()) if register.is_file() else set()
    return all(one.is_file() and _entry(one) in known for one in folder.iterdir() if one != register)


def _entry(file: Path) -> str:
    """The file's line in the register."""
    return f"{sha256(file.read_bytes()).hexdigest()}  {file.name}"


def _fill(folder: Path, files: Iterable[File], ending: str, write: Callable[[File, Path], None]) -> None:
    folder.mkdir()
    taken: set[str] = set()
    register: list[str] = []
    for one in files:
        file = folder / f"{file_name(one.name, taken)}.{ending}"
        write(one, file)
        register.append(_entry(file))
    (folder / REGISTER).write_text("\n".join(register), encoding="utf-8", newline="\n")


def file_name(name: str, taken: set[str]) -> str:
    """A file's name (without its ending) that Windows takes too, and that no other has; it becomes one of those taken."""
    clean = FORBIDDEN.sub("_", name).strip(" .") or "_"
    safe = _short(f"_{clean}" if RESERVED.fullmatch(clean) else clean, LONGEST_NAME)
    found, count = safe, 1
    while found.lower() in taken:
        count += 1
        found = f"{safe}({count})"
    taken.add(found.lower())
    return found


def _short(name: str, most: int) -> str:
    """As many characters as fit into so many bytes: disks count bytes."""
    return name.encode("utf-8", "replace")[:most].decode("utf-8", "ignore").rstrip(" .")
