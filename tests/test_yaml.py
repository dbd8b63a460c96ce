"""What the reader of YAML refuses, in its exact words and place; and that a bomb does not go off."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cxzy_rules.model.place import Problem
from cxzy_rules.yamlfile import MAX_DEPTH, Node, parse_yaml, read_yaml, walk
from cxzy_rules.yamltext import MAX_BYTES

READS = "YAML 写法有误，从这里起读不下去\n    "
UNSEEN = "有看不见的字符（U+{}）\n    多半是从网页或 Word 里带来的，删掉重打"
BROKEN = "YAML 写法有误，从这里起读不下去\n    看看这一行和上一行的缩进、冒号、引号、括号"
ALIAS = "不允许用锚点（&）和别名（*）\n    把内容照写一遍"
CONTROL = "YAML 里有不允许的字符\n    去掉控制字符后再存"
NO_VALUE = "读不成一个值\n    文字请加引号，日期写成 2010-06-30"
NO_NUMBER = "读不成一个值\n    数照平常的写法写，文字请加引号"
BOMB = "a0: &a0 [哈]\n" + "".join(f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]\n" for n in range(1, 30))

REFUSED: dict[str, tuple[str, str]] = {
    "a bracket left open": ("规则: [甲\n乙: 丙\n", f"f.yaml:2:2: {BROKEN}"),
    "a quote left open": ('名称: "甲\n', f"f.yaml:2:1: {BROKEN}"),
    "a line pushed in": ("甲: 1\n  乙: 2\n", f"f.yaml:2:4: {BROKEN}"),
    "a tab before a key": ("甲:\n\t乙: 2\n", f"f.yaml:2:1: {READS}行首要用空格，不能用制表符（Tab）"),
    "a wide blank before a key": ("甲:\n  乙: 1\n　　丙: 2\n", f"f.yaml:3:1: {UNSEEN.format('3000')}"),
    "a wide colon": ("甲: 1\n乙：2\n丙: 3\n", f"f.yaml:3:1: {READS}冒号用了全角的“：”，键后面要用半角的“:”，再空一格"),
    "a blank that is none": ("甲: 1\n乙:\xa02\n丙: 3\n", f"f.yaml:3:1: {READS}冒号后面不是普通的空格，换成普通的空格"),
    "a mark in the middle": ("甲: 1\n乙\ufeff: 2\n", f"f.yaml:2:1: {UNSEEN.format('FEFF')}"),
    "a blank of no width": ('甲: "4\u200b"\n', f"f.yaml:1:4: {UNSEEN.format('200B')}"),
    "a control character behind a stroke": ('甲: "\\x07"\n', f"f.yaml:1:4: {UNSEEN.format('0007')}"),
    "an hour that would be a number": ("甲: 1:30\n", f"f.yaml:1:4: “1:30”{NO_NUMBER}"),
    "a number of eights": ("甲: 017\n", f"f.yaml:1:4: “017”{NO_NUMBER}"),
    "two documents": ("甲: 1\n---\n乙: 2\n", f"f.yaml:2:1: {BROKEN}"),
    "an alias to nothing": ("甲: *b\n", f"f.yaml:1:4: {ALIAS}"),
    "an anchor in Chinese": ("甲: 1\n乙: &丙 2\n", f"f.yaml:2:5: {BROKEN}"),
    "an anchor": ("甲: 1\n乙: &c 2\n", f"f.yaml:2:4: {ALIAS}"),
    "a merge key": ("甲: &a {x: 1}\n乙: {<<: *a}\n", f"f.yaml:1:4: {ALIAS}"),
    "a bomb of aliases": (BOMB, f"f.yaml:1:5: {ALIAS}"),
    "a tag that builds an object": (
        "甲: !!python/object/apply:os.system ['true']\n",
        "f.yaml:1:4: 不允许用标签“tag:yaml.org,2002:python/object/apply:os.system”\n    去掉感叹号开头的标签",
    ),
    "a tag of its own": ("- !mine 1\n", "f.yaml:1:3: 不允许用标签“!mine”\n    去掉感叹号开头的标签"),
    "nested a thousand deep": ("[" * 1_000 + "]" * 1_000, f"f.yaml:1:{MAX_DEPTH + 1}: 嵌套超过 {MAX_DEPTH} 层"),
    "a key twice": ("甲: 1\n乙: 2\n甲: 3\n", "f.yaml:3:1: 键“甲”写了两次\n    前一次在第 1 行，只留一处"),
    "a key twice, further in": ("规则:\n  - {编号: 1, 编号: 2}\n", "f.yaml:2:13: 键“编号”写了两次\n    前一次在第 2 行，只留一处"),
    "a list as a key": ("? [甲, 乙]\n: 1\n", "f.yaml:1:3: 键必须是一个词"),
    "an empty key": ("'': 1\n", "f.yaml:1:1: 键必须是一个词"),
    "a day that is none": ("甲: 2010-02-30\n", f"f.yaml:1:4: “2010-02-30”{NO_VALUE}"),
    "nothing": ("", "f.yaml: 文件是空的"),
    "only blanks and a remark": ("\n# 以后再写\n", "f.yaml: 文件是空的"),
    "a control character": ("甲: \x07\n", f"f.yaml:1:4: {CONTROL}"),
    "a null character": ("甲: \0\n", f"f.yaml:1:4: {CONTROL}"),
}


@pytest.mark.parametrize(("text", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_with_its_place(text: str, told: str) -> None:
    problems: list[Problem] = []
    parse_yaml(text, "f.yaml", problems)
    assert [str(problem) for problem in problems] == [told]


def test_what_is_refused_yields_nothing_but_what_can_be_told_apart_does() -> None:
    assert {name for name, (text, _) in REFUSED.items() if parse_yaml(text, "f.yaml", []) is not None} == {
        "a key twice",
        "a key twice, further in",
        "a list as a key",
        "an empty key",
        "a day that is none",
        "a wide blank before a key",
        "a mark in the middle",
        "a blank of no width",
        "a control character behind a stroke",
        "an hour that would be a number",
        "a number of eights",
    }


FILES: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (
        "甲: 1\n乙: 规则\n".encode("gb18030"),
        "f.yaml:1:1: 不是 UTF-8 编码的文字\n    像是 GBK（“ANSI”）编码，请用 UTF-8 编码另存",
    ),
    "not UTF-8 further down": ("甲: 1\n乙: 2\n".encode() + b"\xff\n", "f.yaml:3:1: 不是 UTF-8 编码的文字\n    请用 UTF-8 编码另存"),
    "UTF-16": ("甲: 1\n".encode("utf-16"), "f.yaml:1:1: 不是 UTF-8 编码的文字\n    是 UTF-16（“Unicode”）编码，请用 UTF-8 编码另存"),
    "five megabytes": (b"a" * 5_000_000, f"f.yaml: 文件太大（5000000 字节）\n    一个规则文件不超过 {MAX_BYTES} 字节"),
    "one byte too many": (b"a" * (MAX_BYTES + 1), f"f.yaml: 文件太大（{MAX_BYTES + 1} 字节）\n    一个规则文件不超过 {MAX_BYTES} 字节"),
    "empty": (b"", "f.yaml: 文件是空的"),
}


@pytest.mark.parametrize(("data", "told"), FILES.values(), ids=FILES.keys())
def test_a_file_is_refused_with_its_place(data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes(data)
    problems: list[Problem] = []
    assert read_yaml(tmp_path / "f.yaml", "f.yaml", problems) is None
    assert [str(problem) for problem in problems] == [told]


@pytest.mark.parametrize("what", ["nothing", "a folder", "a pipe"])
def test_a_file_that_cannot_be_opened(what: str, tmp_path: Path) -> None:
    if what == "a folder":
        (tmp_path / "f.yaml").mkdir()
    elif what == "a pipe":
        os.mkfifo(tmp_path / "f.yaml")
    problems: list[Problem] = []
    assert read_yaml(tmp_path / "f.yaml", "f.yaml", problems) is None
    assert [str(problem) for problem in problems] == ["f.yaml: 文件打不开\n    看看文件在不在、有没有读的权限"]


def test_every_value_knows_its_place(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes("\ufeff规则:\n  - {编号: 甲, 日期: 2010-06-30}\n  - 丙\n".encode())
    problems: list[Problem] = []
    node = read_yaml(tmp_path / "f.yaml", "f.yaml", problems)
    assert isinstance(node, Node)
    assert not problems
    places = [str(one.place) for one in walk(node)]
    assert places == ["f.yaml:1:1", "f.yaml:2:3", "f.yaml:2:5", "f.yaml:2:10", "f.yaml:2:17", "f.yaml:3:5"]


def test_as_deep_as_allowed_is_read() -> None:
    problems: list[Problem] = []
    assert parse_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, "f.yaml", problems) is not None
    assert not problems
