"""The house is in order: style, types and floors are kept by machines, no imports go in circles, and nothing grows long."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import grimp
import networkx as nx
import pytest

from cxzy_rules.rulebook.book import Rulebook
from tests.conftest import ROOT

MODULES = sorted((ROOT / "cxzy_rules").rglob("*.py"))
WRITTEN = [path for path in MODULES if path.name != "__init__.py"]
LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "--no-cache", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "--no-cache", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", LINT],
}


@pytest.mark.parametrize("call", CHECKS.values(), ids=CHECKS.keys())
def test_a_machine_finds_nothing(call: list[str]) -> None:
    clean = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *call], cwd=ROOT, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_imports_go_in_a_circle() -> None:
    graph = grimp.build_graph("cxzy_rules", cache_dir=None)
    imports = nx.DiGraph((one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one))
    assert len(imports) > 30
    assert [sorted(ring) for ring in nx.strongly_connected_components(imports) if len(ring) > 1] == []


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): lines(path) for path in WRITTEN}
    assert median(lengths.values()) <= 150
    assert {path: length for path, length in lengths.items() if length > 250} == {}


def functions(path: Path) -> dict[str, int]:
    """The length of each function, by its place."""
    tree = parsed(path)
    found = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return {f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1 for node in found}


def test_functions_are_short() -> None:
    lengths = {place: length for path in WRITTEN for place, length in functions(path).items()}
    assert median(lengths.values()) <= 15
    assert {place: length for place, length in lengths.items() if length > 60} == {}


def test_every_module_says_what_it_alone_knows() -> None:
    assert [str(path.relative_to(ROOT)) for path in MODULES if not ast.get_docstring(parsed(path))] == []


def test_no_file_holds_a_path_of_some_machine() -> None:
    ours = [
        *MODULES,
        *sorted((ROOT / "tests").glob("*.py")),
        *sorted((ROOT / "rules").rglob("*.yaml")),
        ROOT / "cli.py",
        ROOT / "setup.cfg",
    ]
    place = re.compile("/(?:home|Users|work|root|tmp|opt)/" + r"|[A-Z]:\\\\")
    assert [str(path.relative_to(ROOT)) for path in ours if place.search(path.read_text(encoding="utf-8"))] == []


# Words of the contract that hold a level's id or a branch's label: `--by county`, and what a leading body is called.
ID_OF_CONTRACT, LABEL_OF_CONTRACT = "county", "领导机关"


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """A module's texts, docstrings apart."""
    module = parsed(path)
    told = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_no_text_in_python_names_a_branch_kind_organ_tag_or_level(book: Rulebook) -> None:
    words = book.vocabulary
    tables = (words.branches, words.kinds, words.organs, words.tags, words.levels)
    named = {name for table in tables for word in table.values() for name in (word.id, word.label)} - {ID_OF_CONTRACT}
    whole = re.compile("|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" if len(name) == 1 or name.isascii() else name for name in named))
    assert whole.search("如 {kind: village}") and whole.search("只看农村") and not whole.search("城市名")
    found = [(path.name, line, text.replace(LABEL_OF_CONTRACT, "")) for path in MODULES for line, text in texts(path)]
    assert len(found) > 1000
    assert [one for one in found if whole.search(one[2])] == []
