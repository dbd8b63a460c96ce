"""The shipped rules: their cases pass, each is shown both ways, every quote is true, and Python does not know it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cxzy_rules.model.law import ITEM_SECTIONS
from cxzy_rules.questions.cases import Case, read_cases
from cxzy_rules.questions.shown import Tried
from cxzy_rules.questions.trial import failures, untested
from cxzy_rules.rulebook.book import Rulebook
from tests.conftest import ROOT

PACKAGE = ROOT / "cxzy_rules"


@pytest.fixture(scope="module")
def cases(book: Rulebook) -> list[Case]:
    return read_cases(book)


def test_every_case_comes_out_as_written(tried: Tried, record_property: Any) -> None:
    """By the plain evaluator; that the engine says the same, the command is asked (tests/test_commands.py)."""
    assert [f"{failure.place}: {failure.case.name} {failure.text}" for failure in failures(tried)] == []
    record_property("the rulebook's cases made", sum(_claims(case) for case, _ in tried))


def _claims(case: Case) -> int:
    found = 0
    for one in case.expected:
        found += len(one.holds) + len(one.lacks) + len(one.undetermined) + len(one.bonds) + one.says_branch
    return found


def test_every_rule_is_shown_holding_and_not_holding(book: Rulebook, cases: list[Case]) -> None:
    assert untested(book, cases) == ([], [])


def test_a_case_says_something_and_in_a_sentence_of_its_own(cases: list[Case]) -> None:
    assert [case.name for case in cases if not _claims(case) or not case.name.endswith("。")] == []
    names = [case.name for case in cases]
    assert [name for name in names if names.count(name) > 1] == []


def test_a_false_claim_fails(tried: Tried) -> None:
    """Each claim turned round must be refused, or the cases would prove nothing."""
    turned = [(_turned(case), guidance) for case, guidance in tried if any(one.holds or one.lacks for one in case.expected)]
    assert len(failures(turned)) == sum(len(one.holds) + len(one.lacks) for case, _ in turned for one in case.expected)


def _turned(case: Case) -> Case:
    from dataclasses import replace

    turned = (replace(one, holds=one.lacks, lacks=one.holds, undetermined={}, bonds={}, says_branch=False) for one in case.expected)
    return replace(case, expected=tuple(turned))


def test_every_quote_is_the_documents_own(book: Rulebook) -> None:
    text = (ROOT / "rules" / book.identity.document).read_text(encoding="utf-8")
    assert [rule.id for rule in book.rules if rule.quote not in text or len(rule.quote) > 80] == []
    assert {rule.section for rule in book.rules} == {*ITEM_SECTIONS, "supervision"}


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """The names and texts of a module that decide something: not its docstrings, nor a hint's or a date's example to the user."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    shown = {id(part) for hint in _hints(module) for part in ast.walk(hint)}
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            shown.add(id(node.value))
        for word in _words(node) if id(node) not in shown else ():
            yield getattr(node, "lineno", 0), word


def _hints(module: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            yield from node.args[2:]


def _words(node: ast.AST) -> list[str]:
    match node:
        case ast.Constant(value=str(text)):
            undated = re.sub(r"\d{4}-\d\d-\d\d", "", text)
            return re.findall(r"[A-Za-z_]\w*|\d+", undated, re.ASCII) + ([] if text.isascii() else [text])
        case ast.Constant(value=int(number)):
            return [str(number)]
        case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Attribute(attr=name):
            return [name]
        case ast.keyword(arg=str(name)):
            return [name]
    return []


def found_in_package(wanted: Callable[[str], object]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}: {word}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, word in words_of(path)
        if wanted(word)
    ]


def test_python_knows_no_branch_kind_organ_ruling_rule_or_year(book: Rulebook) -> None:
    words = book.vocabulary
    ids = {*words.kinds, *words.branches, *words.organs, *words.tags, *book.rulings, *(rule.id for rule in book.rules)}
    ids |= {str(year) for year in range(book.identity.issued.year, book.identity.ends.year + 1)}
    labels = re.compile("|".join(branch.label for branch in words.branches.values() if len(branch.label) > 2))
    assert found_in_package(lambda word: word in ids or labels.search(word)) == []


def test_python_does_not_know_the_city() -> None:
    assert found_in_package(lambda word: re.search("quanzhou|泉州", word.lower())) == []


def test_the_search_for_such_words_finds_them(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(
        '"""village"""\nKIND = "x.village y"\nrural = 2010\nProblem(at, "乙", "例如 {kind: school}")\ndef f(law_firm): a.tag(k="泉州")\n',
        encoding="utf-8",
    )
    found = {word for _, word in words_of(tmp_path / "m.py")}
    assert {"village", "rural", "2010", "law_firm", "泉州"} <= found
    assert "school" not in found
    (tmp_path / "m.py").write_text('"""village"""\n', encoding="utf-8")
    assert list(words_of(tmp_path / "m.py")) == []
