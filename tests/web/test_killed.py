"""The server killed amid accepted returns: after it is started again every row that was acknowledged is there, and none is half there."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.store.base import reading
from cxzy_rules.store.decisions import VERDICTS, said_of
from cxzy_rules.store.health import health
from cxzy_rules.web.office import now
from cxzy_rules.working.receive import receive
from tests.conftest import ROOT
from tests.web.conftest import office_at
from tests.web.test_returns import OTHER, RULE, ledger_file
from tests.web.test_roster import FIRST, written

ROWS = 200
HANDS = 4


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The real program, serving a working file on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    call = [sys.executable, str(ROOT / "cli.py"), "serve", str(path), "--port", str(port), "--no-browser", "--by", "张三"]
    with subprocess.Popen(call, stderr=subprocess.DEVNULL) as process:
        try:
            while not answers(port):
                assert process.poll() is None
                time.sleep(0.05)
            yield port, process
        finally:
            process.kill()


def asking(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def accepting(connection: http.client.HTTPConnection) -> Callable[[int], bool]:
    """What accepts a row as the page does; whether that was acknowledged."""
    connection.request("GET", "/returns")
    answer = connection.getresponse()
    cookie, found = str(answer.headers["set-cookie"]).split(";")[0], re.search(rb'name="csrf-token" content="([^"]+)"', answer.read())
    assert found
    headers = {"Cookie": cookie, "X-CSRF-Token": found[1].decode(), "Content-Type": "application/x-www-form-urlencoded"}

    def accept(number: int) -> bool:
        connection.request("POST", f"/returns/2/rows/{number}", urlencode({"verdict": "accepted", "seen": "1"}), headers)
        said = connection.getresponse()
        return said.status == 200 and "已接受" in said.read().decode()

    return accept


def accepted_until_killed(path: Path, kill_after: int) -> tuple[set[int], set[int]]:
    """The rows sent to be accepted by several hands at once, and those acknowledged, when the server is killed."""
    sent, acknowledged = set[int](), set[int]()
    with running(path) as (port, process):

        def work(hand: int) -> None:
            with suppress(OSError, http.client.HTTPException), closing(asking(port)) as connection:
                accept = accepting(connection)
                for number in range(1 + hand, ROWS + 1, HANDS):
                    sent.add(number)
                    assert accept(number)
                    acknowledged.add(number)
                    if len(acknowledged) >= kill_after:
                        os.kill(process.pid, signal.SIGKILL)

        hands = [threading.Thread(target=work, args=(hand,)) for hand in range(HANDS)]
        for one in hands:
            one.start()
        for one in hands:
            one.join()
    return sent, acknowledged


@pytest.mark.parametrize("kill_after", [90, *(pytest.param(after, marks=pytest.mark.deep) for after in (1, 40, 150, 199))])
def test_what_was_acknowledged_is_there(tmp_path: Path, book: Rulebook, kill_after: int) -> None:
    office = office_at(tmp_path, book, written(tmp_path, "一.csv", FIRST))
    rows = [("cd"[at % 2], (RULE, OTHER)[at // 2 % 2], "已完成", "2011-05-01", f"第 {at} 条", "", "") for at in range(ROWS)]
    (arrival,) = receive(office.desk, [(ledger_file(tmp_path, "回.csv", rows), "回.csv")], now)
    assert arrival.outcome and arrival.outcome.rows == ROWS
    sent, acknowledged = accepted_until_killed(office.path, kill_after)
    assert kill_after <= len(acknowledged) <= len(sent) < ROWS + 1

    with running(office.path) as (port, _), closing(asking(port)) as connection:
        connection.request("GET", "/returns/2?verdict=accepted")
        page = connection.getresponse().read().decode()
    shown = {int(number) for number in re.findall(r'<tr id="row-(\d+)"', page)}
    assert acknowledged <= shown <= sent
    assert all(f"佐证：第 {number - 1} 条" in page for number in shown)
    with reading(office.desk.engine, office.desk.shown) as connection:
        said = said_of(connection, 1, ROWS + 1)
        assert health(connection).faults == ()
    assert {at + 1 for at, verdict in enumerate(said.verdict) if VERDICTS[verdict] == "accepted"} == shown
    office.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_it_the_working_file_stands_alone(tmp_path: Path, book: Rulebook, how: signal.Signals) -> None:
    (tmp_path / "a").mkdir()
    office = office_at(tmp_path / "a", book, written(tmp_path, "一.csv", FIRST))
    office.close()
    with running(office.path) as (port, process):
        with closing(asking(port)) as connection:
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
        process.send_signal(how)
        assert process.wait(30) == 0
    assert [one.name for one in office.path.parent.iterdir()] == [office.path.name]
