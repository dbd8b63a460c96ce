"""Which files are meant: those named, and all tables in the folders named; what is no table is told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.paths import shown
from cxzy_rules.tables.nature import READABLE

UNSEEN = (".", "~$", "Thumbs.db", "desktop.ini")


def files_of(paths: Sequence[Path], problems: list[Problem]) -> list[Path]:
    """The files, each once: as named, a folder's in the order of their names. Errors: Unusable, where a path does not exist."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise Unusable([Problem(Place(shown(path)), "没有这个文件或文件夹", "看看路径写得对不对") for path in missing])
    found: dict[Path, Path] = {}
    meant = [file for path in paths for file in (_inside(path, problems) if path.is_dir() else [path])]
    for path in meant:
        first = found.setdefault(path.resolve(), path)
        if first is not path:
            problems.append(Problem(Place(shown(path)), f"这个文件已经读过（{shown(first)}），只读一次"))
    return list(found.values())


def _inside(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """The tables in a folder and in those below it, linked ones too, but for hidden files and the lock files of open workbooks."""
    seen = {folder.resolve(): folder}
    for at, folders, names in os.walk(folder, onerror=lambda error: problems.append(_closed(error)), followlinks=True):
        folders[:] = _unseen([Path(at, name) for name in sorted(folders) if not name.startswith(UNSEEN)], seen, problems)
        for path in (Path(at, name) for name in sorted(names) if not name.startswith(UNSEEN)):
            if path.suffix.lower() in READABLE:
                yield path
            else:
                problems.append(Problem(Place(shown(path)), "不是表格文件，没有读", "台账可以是：" + "、".join(READABLE)))


def _unseen(folders: list[Path], seen: dict[Path, Path], problems: list[Problem]) -> list[str]:
    """The names of the folders that were not come to before: a link may lead back to one above it, or to one beside."""
    names: list[str] = []
    for folder in folders:
        first = seen.setdefault(folder.resolve(), folder)
        if first is folder:
            names.append(folder.name)
        else:
            problems.append(Problem(Place(shown(folder)), f"这个文件夹已经读过（{shown(first)}），只读一次"))
    return names


def _closed(error: OSError) -> Problem:
    return Problem(Place(shown(Path(error.filename))), "文件夹打不开", "看看有没有读它的权限")
