"""Where a double click ends: the environment is made the first time, then the page opens. Needs nothing but Python itself.

A folder `wheels` beside this file, with all packages in it, takes the place of the network. $VENV names another environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NEEDED = (HERE / "requirements.txt", HERE / "requirements-web.txt")
MARKS = (".ready", ".ready-web")
ENGINE = "durable-rules"
FAILED = 3
FIRST = "第一次用，先准备运行环境，要几分钟，请不要关这个窗口……"
NO_VENV = "没有能建立运行环境：这台机器的 Python 缺 venv（Debian、Ubuntu 上装 python3-venv），装好以后再双击一次。"
NO_PACKAGES = (
    "有的包没有装上。请看看能不能上网，再双击一次；不能上网的机器，先在同样系统的机器上运行\n"
    "    python -m pip download -r requirements-web.txt -d wheels\n"
    "把 wheels 文件夹放在本文件旁边，再双击一次。"
)


def main(arguments: list[str]) -> int:
    """Opens the page with these arguments of `cxzy serve`; the exit code."""
    environment = Path(os.environ.get("VENV") or HERE / ".venv")
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not is_ready(environment, python):
        print(FIRST, flush=True)
        refused = make(environment, python)
        if refused:
            print(refused, file=sys.stderr)
            return FAILED
    call = [str(python), str(HERE / "cli.py"), "serve", *arguments]
    if os.name != "nt":
        os.execv(call[0], call)  # a signal reaches the page itself
    return subprocess.call(call)


def is_ready(environment: Path, python: Path) -> bool:
    """Whether all that is needed was installed, and nothing more has been needed since."""
    made = environment / MARKS[-1]
    return python.exists() and made.exists() and all(made.stat().st_mtime >= one.stat().st_mtime for one in NEEDED)


def make(environment: Path, python: Path) -> str:
    """Makes the environment; what went wrong, in words, if anything did."""
    if subprocess.call([sys.executable, "-m", "venv", str(environment)]):
        return NO_VENV
    if not installed(python, ["-r", str(NEEDED[-1])]) and not installed(python, without_engine()):
        return NO_PACKAGES
    for mark in MARKS:
        (environment / mark).touch()
    return ""


def installed(python: Path, what: list[str]) -> bool:
    """Whether pip could install all of this."""
    wheels = HERE / "wheels"
    elsewhere = ["--no-index", "--find-links", str(wheels)] if wheels.is_dir() else []
    return subprocess.call([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *elsewhere, *what]) == 0


def without_engine() -> list[str]:
    """All packages but the engine, which only a compiler can install: the plain evaluator answers in its place."""
    lines = [line.strip() for path in NEEDED for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "-r", ENGINE))]


if __name__ == "__main__":
    os.chdir(HERE)
    raise SystemExit(main(sys.argv[1:]))
