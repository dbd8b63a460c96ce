"""The process that reads workbooks, seen from outside: their sheets one by one, and what its death means."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cxzy_rules.model.place import Unusable
from cxzy_rules.tables.apart import command, environment, seconds
from cxzy_rules.tables.nature import refusal

MEMORY, MEMORY_A_BYTE, SMALL = 320 << 20, 6, 16 << 20
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
def reader() -> Iterator[Reader]:
    """A reader of any number of workbooks."""
    with tempfile.TemporaryFile() as words:
        found = Reader(words)
        try:
            yield found
        finally:
            found.end()


@dataclass(slots=True)
class Reader:
    """Reads workbooks one after another, in one process as long as none kills it; a large one has a process of its own.

    `words`: what the process says as it dies; `process`, `memory`: it and its limit; `idle`: whether it waits for a workbook.
    """

    words: IO[bytes]
    process: subprocess.Popen[bytes] | None = None
    memory: int = 0
    idle: bool = True

    @contextmanager
    def opened(self, path: Path, shown: str, size: int, only: str = "") -> Iterator[Opened]:
        """A workbook that takes `size` bytes unpacked; `only`: the name of the one sheet that is wanted.

        Errors: Unusable, where the process dies: of the damage, of its limit of memory, or because its time is up.
        """
        process = self._ready(MEMORY + MEMORY_A_BYTE * max(size, SMALL))
        late = threading.Event()
        timer = threading.Timer(seconds(size), _stop, (process, late))
        timer.start()
        try:
            first = self._asked(process, path, only)
            if first.get("password"):
                self.idle = True
                raise refusal(shown, "工作簿加了密码", "在 Excel 或 WPS 里去掉密码，另存后再读")
            yield Opened(first["sheets"], self._sheets(process))
        except Cut as cut:
            process.kill()
            process.wait()
            raise _death(shown, self.words, late.is_set()) from cut
        finally:
            timer.cancel()
            if not self.idle or late.is_set():
                self.end()

    def end(self) -> None:
        """Ends the process, however far it came."""
        if self.process is not None:
            with suppress(OSError), self.process as process:  # what it was not yet told need not reach it
                process.kill()
        self.process, self.idle = None, True

    def _ready(self, memory: int) -> subprocess.Popen[bytes]:
        """A process with this limit of memory: the one before, where it lives and has no other."""
        if self.process is not None and (self.memory != memory or self.process.poll() is not None):
            self.end()
        if self.process is None:
            self.words.seek(0)
            self.words.truncate()
            call, pipe = command("sheet_process", str(memory)), subprocess.PIPE
            self.process = subprocess.Popen(call, stdin=pipe, stdout=pipe, stderr=self.words, env=environment())
            self.memory = memory
        return self.process

    def _asked(self, process: subprocess.Popen[bytes], path: Path, only: str) -> dict[str, Any]:
        """The first that the process says of a workbook."""
        assert process.stdin is not None
        self.idle = False
        try:
            process.stdin.write(json.dumps([str(path), only]).encode() + b"\n")
            process.stdin.flush()
        except OSError as error:
            raise Cut from error
        return _said(process)

    def _sheets(self, process: subprocess.Popen[bytes]) -> Iterator[Sheet]:
        assert process.stdout is not None
        while "end" not in (said := _said(process)):
            content = process.stdout.read(said["bytes"])
            if len(content) < said["bytes"]:
                raise Cut
            yield Sheet(said["sheet"], said["width"], content)
        self.idle = True


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _said(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.endswith(b"\n"):
        raise Cut
    said: dict[str, Any] = json.loads(line)
    return said


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
