"""A rulebook's expressions find in a column of names what Python finds in each, whoever is asked and however many names there are."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from cxzy_rules.commands.main import cxzy
from cxzy_rules.roster import searched
from cxzy_rules.roster.searched import holding, speaking
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.vocabulary.expressions import mean_the_same
from tests.conftest import ROOT
from tests.test_expressions import PARTS, cut, expressions

CITY = ROOT / "data" / "quanzhou" / "roster.csv"
LETTERS = [
    "甲",
    "乙",
    "省",
    "市",
    "党",
    "支部",
    "a",
    "Z",
    "0",
    "１",
    "٣",
    "(",
    ")",
    "（",
    "#",
    ":",
    "-",
    "&&",
    "_",
    ".",
    "^",
    "$",
    "\\",
    "|",
    "?",
]
DIFFERENT = [
    "甲(?=乙)",
    "(?<!甲)乙",
    "\\w",
    "[\\s甲]",
    "\\s",
    "(?x)[甲 乙]",
    "(?x)甲#乙",
    "[甲&&乙]",
    "甲\\Z",
    "(?i)A",
    "甲{,2}",
    "(甲)\\1",
    "甲++",
    "\\“",
]


def real_names() -> list[str]:
    lines = [line for file in sorted((ROOT / "tests" / "names").glob("*.csv")) for line in file.read_text(encoding="utf-8").splitlines()]
    return [line.split(",")[0] for line in lines]


@pytest.mark.parametrize("pattern", DIFFERENT)
def test_polars_is_not_asked_what_it_might_take_otherwise(pattern: str) -> None:
    assert not mean_the_same(pattern)


def test_whatever_means_the_same_to_polars_finds_the_same(record_property: Any) -> None:
    random, asked = Random(2_011), 0
    whole = expressions(ROOT / "rules")
    for _ in range(6_000):
        text = "".join(random.choices(PARTS, k=random.randint(1, 8))) if random.random() < 0.5 else cut(random, random.choice(whole))
        if mean_the_same(text):
            asked += 1
            names = ["".join(random.choices(LETTERS, k=random.randint(0, 9))) for _ in range(12)]
            found = pl.Series(names).str.contains(text).to_list()
            assert found == [re.search(text, name) is not None for name in names], text
    assert asked > 800
    record_property("expressions that mean the same to Polars", asked)


def test_the_shipped_ones_find_the_same_in_real_names(book: Rulebook) -> None:
    names, words = real_names(), book.vocabulary
    texts = [*expressions(ROOT / "rules"), words.has_committee.pattern, words.no_committee.pattern]
    assert {mean_the_same(text) for text in texts} == {True, False}
    for text in texts:
        found = holding(pl.Series(names), text)
        assert found.to_list() == [re.search(text, name) is not None for name in names], text


def test_one_that_takes_polars_too_much_is_asked_of_python() -> None:
    text = "甲|(?:(?:[一-龥]{99}){99}){99}乙"
    assert mean_the_same(text)
    with pytest.raises(pl.exceptions.ComputeError):
        pl.Series(["甲"]).str.contains(text)
    assert holding(pl.Series(["乙", "乙甲"]), text).to_list() == [False, True]


@pytest.mark.parametrize("many", [0, 10_000])
def test_of_many_and_of_few_names_the_same_pattern_speaks(many: int, book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    names, words = [*real_names(), "第三党支部", "第三党支部", "第一分公司"], book.vocabulary
    monkeypatch.setattr(searched, "MANY", many)
    ids = [*(one.id for one in words.names), None]
    told = [words.kind_of_name(name) for name in names]
    assert [ids[at] for at in speaking(pl.Series(names), words).tolist()] == [one and one.id for one in told]


def test_a_rulebook_whose_forms_look_around_is_applied(tmp_path: Path) -> None:
    """It was checked and found right, and then nothing could be asked of it: Polars knows no such expression."""
    rules = Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))
    names = rules / "vocabulary" / "names.yaml"
    written = names.read_text(encoding="utf-8")
    assert "has_committee: '(?:党委" in written
    names.write_text(written.replace("has_committee: '(?:党委", "has_committee: '(?<!不设)(?:党委"), encoding="utf-8")
    answers: list[bytes] = []
    for folder in (ROOT / "rules", rules):
        target = tmp_path / f"{len(answers)}.csv"
        done = CliRunner().invoke(cxzy, ["guide", str(CITY), "--rules", str(folder), "-o", str(target)])
        assert done.exception is None, done.output
        answers.append(target.read_bytes())
    assert answers[0] == answers[1]
