"""The process that reads a workbook, seen from outside: its sheets one by one, and what its death means."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cxzy_rules.model.place import Unusable
from cxzy_rules.tables.apart import command, environment, seconds
from cxzy_rules.tables.nature import refusal

MEMORY, MEMORY_A_BYTE = 320 << 20, 6
TOO_LARGE = (b"memory", b"capacity overflow")
SAVE_AGAIN = "用 Excel 或 WPS 打开，另存为 .xlsx 再试"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's filled rows as CSV; the first of its `width + 1` columns holds the row's number in the sheet."""

    name: str
    width: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook being read: whether each of its sheets is hidden, and the sheets as they come."""

    hidden: dict[str, bool]
    sheets: Iterator[Sheet]


class Cut(Exception):
    """The process ended before all was said."""


@contextmanager
def opened(path: Path, shown: str, size: int, only: str) -> Iterator[Opened]:
    """Starts the process and ends it, however far it came; `size` is what the workbook takes unpacked, `only` one sheet's name.

    Errors: Unusable, where it dies: of the damage, of its limit of memory, or because its time is up.
    """
    memory = MEMORY + MEMORY_A_BYTE * size
    call = command("sheet_process", str(path), str(memory), only)
    late = threading.Event()
    with tempfile.TemporaryFile() as words, subprocess.Popen(call, stdout=subprocess.PIPE, stderr=words, env=environment()) as process:
        timer = threading.Timer(seconds(size), _stop, (process, late))
        timer.start()
        try:
            assert process.stdout is not None
            first = _said(process.stdout)
            if first.get("password"):
                raise refusal(shown, "工作簿加了密码", "在 Excel 或 WPS 里去掉密码，另存后再读")
            yield Opened(first["sheets"], _sheets(process.stdout))
        except Cut as cut:
            process.wait()
            raise _death(shown, words, late.is_set()) from cut
        finally:
            timer.cancel()
            process.kill()


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _said(printed: IO[bytes]) -> dict[str, Any]:
    line = printed.readline()
    if not line.endswith(b"\n"):
        raise Cut
    said: dict[str, Any] = json.loads(line)
    return said


def _sheets(printed: IO[bytes]) -> Iterator[Sheet]:
    while "end" not in (said := _said(printed)):
        content = printed.read(said["bytes"])
        if len(content) < said["bytes"]:
            raise Cut
        yield Sheet(said["sheet"], said["width"], content)


def _death(shown: str, words: IO[bytes], late: bool) -> Unusable:
    """Why the process ended, by its last words."""
    if late:
        return refusal(shown, "工作簿读得太久，没有读完", "只留下花名册那张工作表，另存为 .xlsx，或存为 CSV")
    words.seek(0)
    last = words.read(1 << 16)
    if any(sign in last.lower() for sign in TOO_LARGE):
        hint = "多半是很远的地方有一格不空：新建工作簿，只把有内容的格子贴过去"
        return refusal(shown, "工作表占的范围太大，内存不够", hint)
    return refusal(shown, "工作簿读不出来，可能已经损坏", SAVE_AGAIN)
