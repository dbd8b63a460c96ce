"""Knows how a finished output takes the old one's place at one stroke, and what a killed run may have left beside it.

A run makes its output as `.name.machine.process.part`. Where two folders cannot change places at once, the old one is
`.name.machine.process.old` for a moment: whatever bears that name is whole, and all that bears the other may go.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

MADE, KEPT = ".part", ".old"
CURRENT_FOLDER, EXCHANGE = -100, 2


def beside(place: Path) -> Path:
    """Where this process makes what will take the place: hidden, and on the same disk."""
    return place.with_name(f"{_mark(place)}{os.getpid()}{MADE}")


def _mark(place: Path) -> str:
    return f".{place.name}.{platform.node()}."


def swap(part: Path, place: Path) -> None:
    """Puts `part` in the place; what was there before is gone, or bears the name of `part`. Errors: OSError, with nothing changed."""
    if not (place.is_dir() and part.is_dir()):
        part.replace(place)
    elif not _exchanged(part, place):
        _one_after_the_other(part, place)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two changed places at once: Linux can do that, on most disks."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(CURRENT_FOLDER, os.fsencode(one), CURRENT_FOLDER, os.fsencode(other), EXCHANGE) == 0)


def _one_after_the_other(part: Path, place: Path) -> None:
    """A run that is killed between the first two steps leaves the old one whole, for the next run to put back."""
    old = part.with_suffix(KEPT)
    place.replace(old)
    try:
        part.replace(place)
    except OSError:
        old.replace(place)
        raise
    old.replace(part)


def put_right(place: Path) -> None:
    """Clears up after runs that are no more: puts the old output back where there is none, and removes the rest. Errors: OSError."""
    for left in _left(place):
        if left.suffix == KEPT and not place.exists():
            left.replace(place)
        else:
            remove(left)


def _left(place: Path) -> Iterator[Path]:
    """What processes of this machine that are no more left beside the place; other machines' are not known to be dead."""
    mark = _mark(place)
    for one in sorted(place.parent.iterdir()):
        process = one.stem.removeprefix(mark)
        if one.name.startswith(mark) and one.suffix in (MADE, KEPT) and process.isdecimal() and not _alive(int(process)):
            yield one


def _alive(process: int) -> bool:
    """Whether another process bears this number."""
    if process == os.getpid():
        return False
    if os.name == "nt":  # where os.kill would not ask, but kill
        listed = subprocess.run(["tasklist", "/nh", "/fi", f"pid eq {process}"], capture_output=True, check=False).stdout
        return str(process).encode() in listed
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def remove(path: Path) -> None:
    """Takes away what may be there; that it cannot be taken away must not hide what went wrong before."""
    try:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return
