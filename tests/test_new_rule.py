"""cxzy rules new: a rule and its case are begun where they belong, and nothing else in the files changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cxzy_rules.editors.append import appended
from cxzy_rules.model.place import Unusable
from cxzy_rules.questions.cases import read_cases
from cxzy_rules.rulebook.load import examine, load
from tests.conftest import ROOT
from tests.test_commands import cxzy

QUOTE = "充分发挥其他村级组织和队伍的作用"


@pytest.fixture
def above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the shipped rules in it."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def added(before: str, after: str) -> str:
    """What stands in `after` between what it shares with `before`, which must be all of that."""
    start = next(at for at in range(len(before) + 1) if at == len(before) or before[at] != after[at])
    tail = len(before) - start
    assert not tail or after.endswith(before[start:])
    return after[start : len(after) - tail]


def test_a_rule_and_its_case_are_begun_and_nothing_else_changes(above: Path) -> None:
    files = {path: path.read_text(encoding="utf-8") for path in sorted((above / "rules").rglob("*.yaml"))}
    done = cxzy("rules", "new", "农村", "--rules", "rules", "--label", "发挥村级各支队伍的作用", "--quote", QUOTE, cwd=above)
    assert (done.returncode, done.stderr) == (0, "")
    rule_line, case_line, told = done.stdout.splitlines()
    assert rule_line.startswith("规则 rural.new_rule 写在 rules/branches/rural.yaml:")
    assert case_line.startswith("它的案例写在 rules/cases/rural.yaml:")
    assert told == "把“待填”的地方填好，再用 cxzy rules check 和 cxzy rules test 检查。"
    changed = {path.name + path.parent.name: path for path, text in files.items() if path.read_text(encoding="utf-8") != text}
    assert set(changed) == {"rural.yamlbranches", "rural.yamlcases"}
    for path in changed.values():
        assert "rural.new_rule" in added(files[path], path.read_text(encoding="utf-8"))
    book = load(above / "rules")
    rule = next(one for one in book.rules if one.id == "rural.new_rule")
    assert (rule.section, rule.clause, rule.quote) == ("measures", "3.1", QUOTE)
    assert str(rule.place) == rule_line.partition("写在 ")[2]
    cases = above / "rules" / "cases" / "rural.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("name: 待填：", "name: ", 1), encoding="utf-8")
    case = next(one for one in read_cases(book) if "rural.new_rule" in one.name)
    assert str(case.place) == case_line.partition("写在 ")[2]
    assert [(one.holds, one.lacks) for one in case.expected] == [(("rural.new_rule",), ()), ((), ("rural.new_rule",))]
    assert cxzy("rules", "test", "--rules", "rules", "--case", "rural.new_rule", cwd=above).returncode == 0


@pytest.mark.parametrize(("file", "section"), [("goals", "requirements"), ("steps", "obligations"), ("general", "obligations")])
def test_a_general_files_only_section_is_meant(file: str, section: str, above: Path) -> None:
    """What clauses 1 and 2 ask is not audited, and a new rule of theirs is not either."""
    path = above / "rules" / "duties" / f"{file}.yaml"
    assert cxzy("rules", "new", file, "--rules", "rules", cwd=above).returncode == 0
    after = path.read_text(encoding="utf-8")
    assert after.count(f"{section}:\n") == 1 and after.index(f"{section}:\n") < after.index(f"{file}.new_rule")
    assert "# due: 2012-11-08 " in after  # a day on which the rulebook is in force


def test_check_tells_what_is_still_to_fill_in(above: Path) -> None:
    done = cxzy("rules", "new", "rural", "--rules", "rules", "--section", "carriers", cwd=above)
    place = done.stdout.splitlines()[0].partition("写在 ")[2]
    line = int(place.split(":")[1])
    text = (above / "rules" / "branches" / "rural.yaml").read_text(encoding="utf-8")
    assert "carriers:                     # the paragraph names no carrier of its own\n" in text
    told = [str(problem) for problem in examine(Path("rules"))[1]]
    assert told == [f"rules/branches/rural.yaml:{line + 2}:12: 第 3.1 条里没有“待填：照抄原文”这句话\n    请照原文逐字抄，标点也要一样"]


def test_the_next_free_id_is_taken_also_while_there_is_something_to_fill_in(above: Path) -> None:
    told = [cxzy("rules", "new", "reports", "--rules", "rules", "--clause", "5.1", cwd=above).stdout.split()[1] for _ in range(2)]
    assert told == ["reports.new_rule", "reports.new_rule_2"]
    text = (above / "rules" / "duties" / "reports.yaml").read_text(encoding="utf-8")
    assert text.index("obligations:") < text.index("- id: reports.new_rule\n") < text.index("- id: reports.new_rule_2\n")


REFUSED = {
    "an id that is there": (["--id", "rural.model_168"], "编号“rural.model_168”已经有了：推广“168”农村基层党建工作模式\n    换一个编号"),
    "a label that is there": (
        ["--label", "落实“一定三有”政策"],
        "名称“落实“一定三有”政策”已经有了：rural.one_set_three_have\n    换一个名称",
    ),
    "a quote that is not": (
        ["--quote", "认真落实“一定四有”政策"],
        "第 3.1 条里没有“认真落实“一定四有”政策”这句话\n    原文是“认真落实“一定三有”政策”，从第 8 个字起不同",
    ),
    "a clause that is not": (["--clause", "3.10"], "没有第 3.10 条\n    是不是想写：3.1、3.0、5.1"),
    "an id that is none": (["--id", "Rural"], "“Rural”不能作编号\n    用小写英文字母、数字和下划线，中间一个点，如 rural.one_thing"),
}


@pytest.mark.parametrize(("said", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_and_nothing_written(said: list[str], told: str, above: Path) -> None:
    before = (above / "rules" / "branches" / "rural.yaml").read_bytes()
    done = cxzy("rules", "new", "rural", "--rules", "rules", *said, cwd=above)
    assert done.returncode == 3 and done.stderr.partition(": ")[2] == told + "\n"
    assert (above / "rules" / "branches" / "rural.yaml").read_bytes() == before


def test_a_layers_first_case_begins_a_file_with_its_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples" / "libraries", tmp_path / "libraries")
    monkeypatch.chdir(tmp_path / "libraries")
    stack = ["--rules", "rules", "--rules", "upper-hollin"]
    words = ["--quote", "Our mobile libraries show the printed timetable", "--clause", "2", "--label", "Show the printed timetable"]
    done = cxzy("rules", "new", "mobile", *stack, *words, cwd=tmp_path / "libraries")
    assert done.returncode == 3 and "名称“Show the printed timetable”已经有了：upper_hollin.timetable" in done.stderr
    words[-1] = "Our libraries show timetable"
    done = cxzy("rules", "new", "mobile", *stack, *words, cwd=tmp_path / "libraries")
    assert done.stdout.splitlines()[:2] == [
        "规则 mobile.new_rule 写在 upper-hollin/branches/mobile.yaml:12:5",
        "它的案例写在 upper-hollin/cases/mobile.yaml:3:5",
    ]
    cases = (tmp_path / "libraries" / "upper-hollin" / "cases" / "mobile.yaml").read_text(encoding="utf-8")
    assert cases.startswith("# yaml-language-server: $schema=../schema/cases.json\ncases:\n  - name: 待填")
    assert examine(Path("rules"), Path("upper-hollin"))[1] == []


def test_an_unknown_branch_is_a_wrong_call(above: Path) -> None:
    done = cxzy("rules", "new", "农春", "--rules", "rules", cwd=above)
    assert done.returncode == 2 and "没有“农春”这个分类，也没有叫这个名字的规则文件。是不是想写：农村" in done.stderr


ENTRY = ["# r", "- id: x", "  label: y"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "m:\n  # r\n  - id: x\n    label: y\n"),
        ("# head\n", "# head\nm:\n  # r\n  - id: x\n    label: y\n"),
        ("a: 1", "a: 1\n\nm:\n  # r\n  - id: x\n    label: y\n"),
        ("m: []   # none\n\nb: 1\n", "m:      # none\n  # r\n  - id: x\n    label: y\n\nb: 1\n"),
        ("m:\n- id: a\n\n# of b\nb: 1\n", "m:\n- id: a\n\n# r\n- id: x\n  label: y\n\n# of b\nb: 1\n"),
        ("m:\r\n  - id: a\r\n", "m:\r\n  - id: a\r\n\r\n  # r\r\n  - id: x\r\n    label: y\r\n"),
        (
            "m:\n  - {id: a}\n  - {id: b}  # b\nb: |\n  - m\n",
            "m:\n  - {id: a}\n  - {id: b}  # b\n  # r\n  - id: x\n    label: y\nb: |\n  - m\n",
        ),
    ],
)
def test_an_entry_is_put_at_the_end_of_its_list(before: str, after: str) -> None:
    grown = appended(before, "m", ENTRY, "f.yaml")
    assert grown.text == after
    assert after.split("\n")[grown.line - 1].strip() == "- id: x"


def test_a_list_on_one_line_is_refused() -> None:
    with pytest.raises(Unusable, match=r"f\.yaml:1:1: “m”写在一行里，加不进去"):
        appended("m: [{id: a}]\n", "m", ENTRY, "f.yaml")
