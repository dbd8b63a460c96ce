"""Runs `cxzy audit` and nothing else, so that a process that is measured imports no more than the command does.

Usage, from the top of a checkout: python -m benchmarks.audit_command TARGET WORD…

TARGET gets what it prints. That it found gaps, which it tells by its exit code, is no failure here.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path


def audited(target: Path, words: list[str]) -> None:
    from cxzy_rules.commands.main import main as cxzy

    sys.argv = ["cxzy", "audit", *words]
    with target.open("w", encoding="utf-8") as out, redirect_stdout(out), redirect_stderr(out):
        try:
            cxzy()
        except SystemExit as stopped:
            if stopped.code not in (0, 1):
                raise


if __name__ == "__main__":
    audited(Path(sys.argv[1]), sys.argv[2:])
