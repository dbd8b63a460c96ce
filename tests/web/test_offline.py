"""The page needs no network: nothing is asked of any other machine, and the program answers where there is none but this one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.web.conftest import Served, elsewhere

ALONE = """
import fcntl, socket, struct, subprocess, sys, time, urllib.request
with socket.socket() as one:  # a new network has its loopback switched off
    fcntl.ioctl(one, 0x8914, struct.pack("16sh22x", b"lo", 0x1 | 0x40))
try:
    socket.create_connection(("192.0.2.1", 80), timeout=2)
except OSError as refused:
    print(refused.strerror)
served = subprocess.Popen([sys.executable, "cli.py", "serve", sys.argv[1], "--port", "8765", "--no-browser"])
for _ in range(1200):
    try:
        with urllib.request.urlopen("http://127.0.0.1:8765/?as_of=2011-06-30", timeout=60) as answer:
            print(answer.status, ">2972<" in answer.read().decode())
        break
    except ConnectionError:
        time.sleep(0.1)
    except urllib.error.URLError:
        time.sleep(0.1)
served.terminate()
served.wait()
"""


def test_another_machine_would_be_noticed(city: Served) -> None:
    """Each test in the browser fails where anything is asked of another machine."""
    assert elsewhere("https://cdn.example/htmx.js") and elsewhere("http://fonts.example/one.woff2")
    assert not elsewhere(city.address + "/static/app.css") and not elsewhere("data:,")


def test_it_serves_where_there_is_no_network(city: Served) -> None:
    apart = ["unshare", "--net", "--map-root-user"]
    try:
        subprocess.run([*apart, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine lets nobody have a network of its own")
    call = [*apart, sys.executable, "-c", ALONE, str(city.office.path)]
    done = subprocess.run(call, capture_output=True, text=True, check=False, cwd=ROOT, timeout=300)
    assert done.stdout.splitlines() == ["Network is unreachable", "200 True"], done.stderr
