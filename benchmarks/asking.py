"""A browser's part in measuring the page: asks a served working file over HTTP, by the clock, and fills in as a form does."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.measured import TOP

ROUNDS = 600
PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the page, and the seconds that it took."""

    status: int
    page: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Site:
    """A served working file: where it listens, and the process that serves it."""

    port: int
    process: int

    def get(self, address: str, part: bool = False) -> Answer:
        """A page; `part`: as the search box asks while somebody types."""
        return self._asked("GET", address, None, {"hx-request": "true"} if part else {})

    def post(self, address: str, token: str, **fields: str) -> Answer:
        """A form sent."""
        words = {"cookie": self._cookie() + token, "x-csrf-token": token, "content-type": "application/x-www-form-urlencoded"}
        return self._asked("POST", address, urlencode(fields), words)

    def upload(self, address: str, token: str, file: Path) -> Answer:
        """A form with a file sent."""
        mark = "cxzy-benchmark"
        head = f'--{mark}\r\ncontent-disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        body = head.encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        words = {"cookie": self._cookie() + token, "x-csrf-token": token, "content-type": f"multipart/form-data; boundary={mark}"}
        return self._asked("POST", address, body, words)

    def _asked(self, method: str, address: str, body: str | bytes | None, headers: dict[str, str]) -> Answer:
        start = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        line.request(method, address, body, headers)
        answer = line.getresponse()
        told = answer.read().decode(errors="replace")
        line.close()
        return Answer(answer.status, told, time.perf_counter() - start)

    def token(self) -> str:
        """The token that a change must bear."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        line.request("GET", "/static/app.css")
        return (line.getresponse().headers["set-cookie"] or "").partition(self._cookie())[2].partition(";")[0]

    def _cookie(self) -> str:
        return f"cxzy_token_{self.port}="

    def memory(self) -> int:
        """The most bytes that the server held so far."""
        told = Path(f"/proc/{self.process}/status").read_text(encoding="utf-8")
        return int(told.partition("VmHWM:")[2].split()[0]) * 1024

    def items(self, unit: str) -> list[str]:
        """The rules of which a unit must show something once."""
        told: dict[str, Any] = json.loads(self.get(f"/api/v1/units/{quote(unit)}").page)
        every = (one for section in ("activities", "measures", "carriers", "obligations") for one in told[section])
        return [one["rule"] for one in every if one["rhythm"] is None]


@contextmanager
def served(path: Path) -> Iterator[Site]:
    """A working file served in a process of its own, as `cxzy serve` does. Errors: SystemExit, where it does not start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    call = [sys.executable, "cli.py", "serve", str(path), "--port", str(port), "--no-browser"]
    process = subprocess.Popen(call, cwd=TOP, stderr=subprocess.DEVNULL)
    try:
        for _ in range(ROUNDS):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(PAUSE)
        else:
            raise SystemExit("the page did not start")
        yield Site(port, process.pid)
    finally:
        process.terminate()
        process.wait()
