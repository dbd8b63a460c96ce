"""What a run was measured on: the machine, Python, the packages, the commit."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.measured import TOP
from cxzy_rules import __version__

PACKAGES = (
    *("polars", "numpy", "networkx", "durable-rules", "PyYAML", "duckdb"),
    *("clipspy", "zen-engine", "OpenFisca-Core", "common-expression-language"),
)


def machine() -> dict[str, object]:
    """As values for JSON."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "program": f"{__version__} {_commit()}".strip(),
        "packages": {package: _version(package) for package in PACKAGES},
        "load": os.getloadavg()[0],
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())


def _commit() -> str:
    """The commit, with + where the checkout differs from it."""
    try:
        done = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=TOP, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
