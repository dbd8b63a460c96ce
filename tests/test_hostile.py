"""A rule author's worst days: whatever stands in a rulebook's folder, every fault is told at its place, and nothing is waited for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_commands import cxzy

SCHOOLS, ALL, ROOT_FILE = "rules/branches/schools.yaml", "rules/cases/all.yaml", "rules/rulebook.yaml"
CLASSES = "label: Send each class to a library"
Spoil = Callable[[Path], object]


def put(file: str, old: str, new: str) -> Spoil:
    """One stretch of a file's words for another."""

    def spoil(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) >= 1
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def renamed(file: str, name: str) -> Spoil:
    return lambda folder: (folder / file).rename(folder / name)


def written(file: str, data: bytes) -> Spoil:
    return lambda folder: (folder / file).write_bytes(data)


def piped(file: str) -> Spoil:
    """A pipe in a file's place, which would be waited for."""

    def spoil(folder: Path) -> None:
        (folder / file).unlink(missing_ok=True)
        os.mkfifo(folder / file)

    return spoil


TOLD: dict[str, tuple[Spoil, str]] = {
    "a pipe among the rules": (
        piped("rules/branches/a.yaml"),
        "rules/branches/a.yaml: 文件打不开\n    看看文件在不在、有没有读的权限",
    ),
    "a pipe for a document": (
        piped("rules/document/text.txt"),
        "rules/document/text.txt: 读不到文件原文\n    应当是 UTF-8 编码的文本文件",
    ),
    "a document of nothing": (written("rules/document/text.txt", b" \n"), "rules/document/text.txt: 文件原文是空的\n    把原文照抄进去"),
    "a document elsewhere": (
        put(ROOT_FILE, "document/text.txt", "../roster.csv"),
        "rules/rulebook.yaml: document 写的“../roster.csv”不在规则文件夹里\n    把原文放进规则文件夹",
    ),
    "an ending in capitals": (
        renamed("rules/subjects.yaml", "rules/subjects.YAML"),
        "rules/subjects.YAML: 没有读这个文件\n    扩展名要写成 .yaml",
    ),
    "a day long before": (
        put(SCHOOLS, "due: 2025-10-31", "due: 1999-12-31"),
        "rules/branches/schools.yaml:8:110: due 写的 1999-12-31 不在文件的有效期内\n    文件从 2025-03-03 到 2026-01-31 有效",
    ),
    "a label of two lines": (
        put(SCHOOLS, CLASSES, 'label: "Send each class\\nto a library"'),
        "rules/branches/schools.yaml:9:5: 规则“schools.classes”的名称要写成一行\n    长的文字可以用 >- 开头",
    ),
    "a unit twice": (
        put(ALL, "{id: r, name: Rare Books  Room", "{id: c, name: Rare Books  Room"),
        "rules/cases/all.yaml:9:9: 单位“c”写了两次\n    换一个编号",
    ),
    "a list for expectations": (
        put(ALL, "expect:\n", "expect: []\n  - name: Nobody.\n    units: [{id: f}]\n    expect:\n"),
        "rules/cases/all.yaml:19:13: 期望应当是“键: 值”的形式",
    ),
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with the example's rules in it."""
    shutil.copytree(ROOT / "examples" / "libraries" / "rules", tmp_path / "rules")
    shutil.copy(ROOT / "examples" / "libraries" / "roster.csv", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("spoil", "told"), TOLD.values(), ids=TOLD.keys())
def test_every_fault_is_told_at_its_place(own: Path, spoil: Spoil, told: str) -> None:
    spoil(own)
    done = cxzy("rules", "check", "--rules", "rules", cwd=own)
    assert (done.returncode, done.stdout) == (3, "")
    assert told + "\n" in done.stderr


def test_a_label_may_end_with_its_line(own: Path) -> None:
    put(SCHOOLS, CLASSES, "label: >-\n      Send each class\n      to a library")(own)
    assert cxzy("rules", "check", "--rules", "rules", cwd=own).returncode == 0


def test_what_is_wrong_with_the_units_of_all_cases_is_told_where_they_stand(own: Path) -> None:
    put(ALL, "name: Hollin Reading Desk, parent: f", "name: Hollin Reading Desk, parent: q")(own)
    put(ALL, "members: 40", "members: forty")(own)
    put("rules/cases/nearly.yaml", "units:\n", "units:\n      - {id: zzz, name: X, kind: nix}\n")(own)
    done = cxzy("rules", "test", "--rules", "rules", cwd=own)
    kinds = "Federation Board、District Office、Desk or Office、Central Library、Branch Library、Volunteer Library、Mobile Library"
    assert (done.returncode, done.stderr) == (
        3,
        "rules/cases/all.yaml:6:9: “Hollin Reading Desk”的上级“q”不在花名册里\n    补上这个上级，或改正编号\n"
        "rules/cases/all.yaml:8:9: “forty”不是人数\n    写不小于零的整数\n"
        f"rules/cases/nearly.yaml:6:9: “kind”不认识“nix”\n    可用的有：{kinds}、Primary School、Secondary School\n",
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("cases: [{name: 某村}]\n".encode("gb18030"), "1:17: 不是 UTF-8 编码的文字\n    像是 GBK（“ANSI”）编码，请用 UTF-8 编码另存"),
        (b"- a\n", "1:1: 文件应当是“键: 值”的形式\n    改好以后再运行一次"),
        (b"cases: [\n", "2:1: YAML 写法有误，从这里起读不下去\n    看看这一行和上一行的缩进、冒号、引号、括号"),
    ],
    ids=["another encoding", "a list", "broken"],
)
def test_a_case_is_not_put_into_a_file_that_cannot_be_read(own: Path, data: bytes, told: str) -> None:
    (own / "rules" / "cases" / "schools.yaml").write_bytes(data)
    before = (own / SCHOOLS).read_bytes()
    done = cxzy("rules", "new", "schools", "--rules", "rules", cwd=own)
    assert (done.returncode, done.stderr) == (3, f"rules/cases/schools.yaml:{told}\n")
    assert ((own / SCHOOLS).read_bytes(), (own / "rules/cases/schools.yaml").read_bytes()) == (before, data)


def test_a_name_that_the_disk_does_not_take_is_told(own: Path) -> None:
    for words in (("--rules", "x" * 300), ("--rules", "rules", "-f", "csv", "-o", "x" * 300)):
        done = cxzy("guide", "roster.csv", *words, cwd=own)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith("x" * 300 + ": 写不进去：文件名太长") or "用不了（系统错误 36）" in done.stderr
