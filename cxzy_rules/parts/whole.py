"""Knows how an output is written whole or not at all: made under another name beside its place, then swapped in.

Several outputs of one answer are swapped in together, once all of them are made.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import polars as pl

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.parts.swap import beside, put_right, remove, swap

FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
TABLES = ("units", "items", "supervisors", "undetermined", "pairs", "gaps", "rates", "problems")
OURS = frozenset(f"{name}.parquet" for name in TABLES)
Made = dict[Path, Path]
WAITING: ContextVar[Made | None] = ContextVar("what is made and waits for the others", default=None)


def only_tables(folder: Path) -> bool:
    """Whether a folder holds nothing but the tables of a format or report."""
    return all(one.name in OURS and not one.is_dir() for one in folder.iterdir())


def whole(target: Path, make: Callable[[Path], None], ours: Callable[[Path], bool] = only_tables) -> None:
    """Lets `make` write a temporary path, then puts that in the place of `target`; a folder there only if it is `ours`.

    Errors: Unusable, with the old output untouched.
    """
    place, waiting = target.resolve(), WAITING.get()
    part = beside(place)
    try:
        put_right(place)
        _check(place, target, ours)
        make(part)
        _flush(part)
        if waiting is None:
            swap(part, place)
        else:
            waiting[place] = part
    except OSError as error:
        raise Unusable([_problem(error, target)]) from error
    except pl.exceptions.PolarsError as error:
        raise Unusable([Problem(Place(str(target)), "写到一半写不下去了", "看看磁盘是不是满了")]) from error
    finally:
        if waiting is None or place not in waiting:
            _take_away(part)


@contextmanager
def together() -> Iterator[Made]:
    """What is written whole meanwhile waits, by its place, and is put there at the end; nothing, where any of it cannot be made.

    Errors: Unusable.
    """
    made: Made = {}
    before = WAITING.set(made)
    try:
        yield made
        for place, part in made.items():
            try:
                swap(part, place)
            except OSError as error:
                raise Unusable([_problem(error, place)]) from error
    finally:
        WAITING.reset(before)
        for part in made.values():
            _take_away(part)


def check_place(target: Path) -> None:
    """Whether a file could be written there. Errors: Unusable."""
    place = target.resolve()
    part = beside(place)
    try:
        _check(place, target, only_tables)
        part.touch()
    except OSError as error:
        raise Unusable([_problem(error, target)]) from error
    finally:
        remove(part)


def _take_away(part: Path) -> None:
    try:
        remove(part)
    except KeyboardInterrupt:  # one Ctrl-C comes twice: from Polars, then from Python, which would leave what was made
        remove(part)
        raise


def _check(place: Path, target: Path, ours: Callable[[Path], bool]) -> None:
    """Only a file, or a folder with nothing but what a format wrote, may be replaced."""
    shown = Place(str(target))
    if place.is_dir():
        if not ours(place):
            raise Unusable([Problem(shown, "写不进去：已有同名的文件夹，里面还有别的东西", "换一个名字")])
    elif place.exists() and not place.is_file():
        raise Unusable([Problem(shown, "写不进去：这不是普通文件", "换一个文件名；要输出到屏幕就不写文件名")])


def _flush(part: Path) -> None:
    """To the disk before the swap: a power cut must not leave the new name on old bytes."""
    for file in part.iterdir() if part.is_dir() else [part]:
        with file.open("rb+") as opened:
            os.fsync(opened.fileno())


def _problem(error: OSError, target: Path) -> Problem:
    place = Place(str(target))
    if isinstance(error, PermissionError):
        return Problem(place, "写不进去：没有写的权限", "是不是正在 Excel 或 WPS 里打开；不是的话，换一个文件夹")
    if isinstance(error, FileNotFoundError):
        return Problem(place, "写不进去：没有这个文件夹", "先建好文件夹，或改正路径")
    if isinstance(error, NotADirectoryError | IsADirectoryError | FileExistsError):
        return Problem(place, "写不进去：同名的文件和文件夹冲突", "换一个名字")
    if error.errno == errno.ENAMETOOLONG:
        return Problem(place, "写不进去：文件名太长", "换一个短些的名字")
    if error.errno in FULL:
        return Problem(place, "写不进去：磁盘满了", "腾出空间，或换一个磁盘")
    return Problem(place, f"写不进去（系统错误 {error.errno}）", "换一个文件夹或文件名再试")
