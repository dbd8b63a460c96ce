"""What people write on the command line: a choice in Chinese or by its id, a unit in any of the ways that `who` knows."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import click
import pytest

from cxzy_rules.commands import audit, checklist, guide
from cxzy_rules.commands.choice import BY, ENGINES, FORMS, LAYOUTS, Choice, Words
from tests.conftest import ROOT
from tests.test_commands import cxzy

AS_OF = ("--as-of", "2011-06-30")
LEDGER = (str(ROOT / "data" / "quanzhou" / "roster.csv"), str(ROOT / "data" / "quanzhou" / "ledger.csv"))
CHOICES = [
    (one.command.name, option, option.type)
    for one in (audit, checklist, guide)
    for option in one.command.params
    if isinstance(option.type, Choice)
]


@pytest.mark.parametrize("words", [BY, FORMS, LAYOUTS, ENGINES])
def test_every_word_means_one_thing(words: Words) -> None:
    said = [word.lower() for word in chain(words, *words.values())]
    assert len(said) == len(set(said))


def test_every_choice_is_shown_in_chinese_and_taken_both_ways() -> None:
    assert {option.name for _, option, _ in CHOICES} == {"by", "form", "layout", "engine", "split"}
    for one in (audit, checklist, guide):
        assert not [option for option in one.command.params if isinstance(option.type, click.Choice)]
    for _, option, kind in CHOICES:
        for found, words in kind.words.items():
            assert [kind.convert(word, None, None) for word in (found, found.upper(), *words)] == [found] * (2 + len(words))
            assert not words or words[0] in kind.get_metavar(option, click.Context(audit.command))


def test_a_table_is_asked_for_in_chinese() -> None:
    call = ("audit", *LEDGER, "--under", "示例镇", *AS_OF)
    said = cxzy(*call, "-f", "屏幕", "--by", "县")
    assert said.stdout == cxzy(*call, "-f", "table", "--by", "county").stdout
    assert "┃ 下级单位 " in said.stdout and "┃ 县（市、区）" not in said.stdout
    assert cxzy(*call, "-f", "屏幕", "--by", "下级").stdout == said.stdout
    assert [one["label"] for one in json.loads(cxzy(*call, "-f", "json", "--by", "县").stdout)["by"]] == ["中共惠安县委员会"]


def test_a_distribution_is_asked_for_in_chinese(tmp_path: Path) -> None:
    done = cxzy("checklist", "--under", "S001", "--split-by", "上级", "-f", "工作簿", "--layout", "逐个单位", "-o", "发", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {one.suffix for one in (tmp_path / "发").iterdir() if not one.name.startswith(".")} == {".xlsx"}


WAYS = {"its id": "350521107212", "its full name": "大岞村委会", "a part of it": "大岞", "pinyin": "dazuocun", "a slip": "大作村"}


@pytest.mark.parametrize("written", WAYS.values(), ids=WAYS.keys())
def test_a_unit_is_named_as_for_who(tmp_path: Path, written: str) -> None:
    for call in (("guide", "--unit", written, "-f", "jsonl"), ("guide", "--under", written, "-f", "jsonl")):
        done = cxzy(*call)
        assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["350521107212"]
        exact = written in ("350521107212", "大岞村委会")
        assert (f"“{written}”指的是“大岞村委会”（350521107212）。\n" in done.stderr) is not exact
    done = cxzy("audit", *LEDGER, "--under", written, *AS_OF, "-f", "json")
    assert json.loads(done.stdout)["summary"]["units"] == 1
    done = cxzy("checklist", "--unit", written, *AS_OF, "-o", "单.md", cwd=tmp_path)
    assert (done.returncode, "落实清单：大岞村委会" in (tmp_path / "单.md").read_text(encoding="utf-8")) == (0, True)


@pytest.mark.parametrize(
    "call",
    [
        ("guide", "--unit", "示例一村"),
        ("guide", "--under", "示例一村"),
        ("audit", *LEDGER, "--under", "示例一村"),
        ("checklist", "--unit", "示例一村", "-o", "a.md"),
        ("checklist", "--under", "示例一村", "-o", "a.md"),
        ("explain", "示例一村", "组织日常实施"),
    ],
)
def test_where_several_are_meant_they_are_listed(tmp_path: Path, call: tuple[str, ...]) -> None:
    done = cxzy(*call, cwd=tmp_path)
    assert (done.returncode, done.stdout, [*tmp_path.iterdir()]) == (1, "", [])
    assert done.stderr.splitlines() == [
        "“示例一村”可以指 2 个单位，请写编号：",
        "  S002  示例一村党支部（示例镇，中共惠安县委员会）",
        "  S004  示例一村老人会党支部（示例一村党支部，示例镇）",
    ]


def test_a_department_is_named_as_for_who(tmp_path: Path) -> None:
    for written in ("晋江市司法局", "Q350582-justice", "晋江市司法", "jinjiangshisifaju", "晋江市司发局"):
        done = cxzy("checklist", "--supervisor", written, *AS_OF, "-o", "单.md", cwd=tmp_path)
        assert (done.returncode, "晋江市司法局：1 个单位，要填" in done.stderr) == (0, True), done.stderr
        said = f"“{written}”指的是“晋江市司法局”（Q350582-justice）。" in done.stderr
        assert said is (written not in ("晋江市司法局", "Q350582-justice"))
    done = cxzy("checklist", "--supervisor", "司法", "-o", "b.md", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "b.md").exists()) == (1, False)
    assert done.stderr == "“司法”可以指 2 个部门，请写编号：晋江市司法局（Q350582-justice）、泉州市司法局（Q3505-justice）\n"
