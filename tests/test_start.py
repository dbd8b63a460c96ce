"""A double click: Python is found or it is said where to get it, and the page answers."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

import start
from cxzy_rules.commands.main import cxzy
from tests.conftest import ROOT

HERE_ALREADY = pytest.mark.skipif(os.name == "nt", reason="a shell's script")


def test_the_batch_file_reads_the_same_in_every_code_page() -> None:
    written = (ROOT / "start.bat").read_bytes()
    assert written.isascii()
    assert written.count(b"\r\n") == written.count(b"\n") == len(written.splitlines())
    assert re.search(rb"^chcp 65001 >nul\r$", written, re.MULTILINE)
    assert b"type start-need-python.txt" in written
    assert set(re.findall(rb"goto (\w+)", written)) == set(re.findall(rb"^:(\w+)\r$", written, re.MULTILINE))


@pytest.mark.parametrize("name", ["start.sh", "start.command"])
def test_scripts_can_be_started(name: str) -> None:
    path = ROOT / name
    assert os.access(path, os.X_OK) and b"\r" not in path.read_bytes()
    subprocess.run(["/bin/sh", "-n", str(path)], check=True)


def tools(folder: Path, *more: str) -> str:
    """A folder with these programs and no Python, for $PATH."""
    for name in ("dirname", "cat", *more):
        (folder / name).symlink_to(shutil.which(name) or "")
    return str(folder)


@HERE_ALREADY
def test_without_python_it_is_said_where_to_get_it(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    path = tools(tmp_path)
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "start.sh")], env={"PATH": path}, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 3
    assert done.stderr.startswith("没有找到 Python 3.11 或更新的版本。\nWindows：到 https://www.python.org/downloads/windows/ ")


def environment(folder: Path) -> Path:
    """An environment that is there already: its Python is the one that runs this."""
    python = folder / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (folder / "env" / start.MARKS[-1]).touch()
    return folder / "env"


def answered(address: str) -> str:
    """What the page says, once it is there."""
    for _ in range(1200):
        try:
            with urlopen(address, timeout=60) as answer:
                return str(answer.read().decode())
        except URLError:
            time.sleep(0.1)
    raise AssertionError("no answer")


@HERE_ALREADY
def test_a_double_click_opens_the_page(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    call = ["/bin/sh", str(ROOT / "start.command"), str(tmp_path / "工作.cxzy"), "--no-browser", "--port", port]
    env = {**os.environ, "VENV": str(environment(tmp_path))}
    with subprocess.Popen(call, env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True, encoding="utf-8") as served:
        try:
            assert "先导入花名册" in answered(f"http://127.0.0.1:{port}/")
        finally:
            served.terminate()
    assert (tmp_path / "工作.cxzy").exists()


def test_an_environment_is_made_anew_when_more_is_needed(tmp_path: Path) -> None:
    made = environment(tmp_path)
    python = made / "bin" / "python"
    assert start.is_ready(made, python)
    os.utime(made / start.MARKS[-1], (0, 0))
    assert not start.is_ready(made, python)


def test_without_a_compiler_all_but_the_engine_is_installed() -> None:
    names = {line.split("==")[0] for line in start.without_engine()}
    assert {"polars", "fastapi", "uvicorn"} <= names and "durable-rules" not in names
    assert all("==" in line for line in start.without_engine())


@pytest.mark.parametrize(("fails", "said"), [("venv", "没有能建立运行环境"), ("pip", "有的包没有装上。请看看能不能上网")])
def test_what_cannot_be_installed_is_told(
    fails: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENV", str(tmp_path / "env"))
    monkeypatch.setattr(subprocess, "call", lambda call: int(fails in call))
    assert start.main([]) == 3
    told = capsys.readouterr()
    assert told.out.startswith("第一次用，先准备运行环境")
    assert told.err.startswith(said)


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = CliRunner().invoke(cxzy, ["serve", str(tmp_path / "工作.cxzy"), "--port", str(port), "--no-browser"], standalone_mode=False)
    assert (done.return_value, done.stderr.split("。")[0]) == (3, f"端口 {port} 已经有程序在用")
    assert not (tmp_path / "工作.cxzy").exists()
