"""What is written never takes the place of what is read, whatever the command and the way; and a receipt runs nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import click
import pytest

from cxzy_rules.commands.apart import WRITTEN
from cxzy_rules.commands.main import cxzy as cxzy_group
from tests.conftest import ROOT
from tests.test_commands import commands, cxzy

LIBRARIES = ROOT / "examples" / "libraries"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the library's rules and roster, where one stands."""
    shutil.copytree(LIBRARIES / "rules", tmp_path / "rules")
    shutil.copy(LIBRARIES / "roster.csv", tmp_path / "roster.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


CALLS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("guide",): ("roster.csv",),
    ("who",): ("S1", "--roster", "roster.csv"),
    ("explain",): ("S1", "schools.cards", "--roster", "roster.csv"),
    ("audit",): ("roster.csv", "returned", "ledger.csv", "--template", "notice.docx"),
    ("checklist",): ("roster.csv", "--all", "--known", "ledger.csv", "--patch", "slip.xlsx", "-o", "a.xlsx"),
    ("roster", "check"): ("roster.csv",),
    ("roster", "slip"): ("roster.csv",),
    ("roster", "convert"): ("roster.csv",),
    ("rules", "check"): (),
    ("rules", "test"): ("--near",),
    ("rules", "coverage"): (),
    ("rules", "diff"): ("other", "HEAD:other", "--roster", "roster.csv"),
    ("rules", "schema"): (),
    ("backup",): ("work.cxzy",),
}
RULES = ("rules", "rules/rulebook.yaml", "rules/cases/all.yaml", "rules/document/text.txt", "linked/way.xlsx", "linked/hard.json", ".")


def everything(folder: Path) -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def test_whatever_can_be_written_is_held_against_what_is_read() -> None:
    """By the type of the option: none may name a file to be written without the guard."""
    found = {name: {one.opts[-1] for one in command.params if one.type is WRITTEN} for name, command in commands(cxzy_group)}
    assert {name for name, options in found.items() if options} == set(CALLS)
    named = {name for name, command in commands(cxzy_group) for one in command.params if one.name == "output"}
    assert named <= set(CALLS)


@pytest.mark.parametrize("name", CALLS, ids=" ".join)
def test_what_is_read_is_never_written_over(own: Path, name: tuple[str, ...]) -> None:
    for one in ("other", "returned", "linked"):
        (own / one).mkdir()
    for one in ("ledger.csv", "returned/back.csv", "slip.xlsx", "notice.docx", "work.cxzy", "other/rulebook.yaml"):
        (own / one).write_text("read", encoding="utf-8")
    (own / "linked" / "way.xlsx").symlink_to(own / "rules" / "branches" / "schools.yaml")
    (own / "linked" / "hard.json").hardlink_to(own / "rules" / "subjects.yaml")
    (own / "linked" / "rules").symlink_to(own / "rules", target_is_directory=True)
    before = everything(own)
    command = dict(commands(cxzy_group))[name]
    rules = ("--rules", "linked/rules") if name != ("backup",) else ()
    files = [word for word in CALLS[name] if (own / word).is_file()] + ["returned/back.csv"] * ("returned" in CALLS[name])
    for target in (*files, *(RULES if rules else ()), *(["other"] if "other" in CALLS[name] else [])):
        for option in (one for one in command.params if one.type is WRITTEN):
            words = (option.opts[0], target) if isinstance(option, click.Option) else (target,)
            done = cxzy(*name, *CALLS[name], *words, *rules, cwd=own)
            assert done.returncode == 2 and re.search("输出文件“|两样输出", done.stderr), (words, done.stderr)
    assert everything(own) == before


def test_a_new_file_of_the_rulebook_is_written_where_it_is_asked_for(own: Path) -> None:
    """New cases belong beside the rules, a page about them may lie there; words that would be read as rules may not."""
    assert cxzy("rules", "test", "--rules", "rules", "--near", "-o", "rules/cases/near.yaml", cwd=own).returncode == 0
    assert cxzy("rules", "coverage", "--rules", "rules", "-o", "rules/page.html", cwd=own).returncode == 0
    done = cxzy("guide", "roster.csv", "--rules", "rules", "-f", "csv", "-o", "rules/document/more.txt", cwd=own)
    assert done.returncode == 2
    assert "输出文件“rules/document/more.txt”在要读的文件夹“rules”里面；换一个文件夹" in done.stderr


@pytest.mark.parametrize("receipt", ["a.parquet", "a.parquet/receipt.json"])
def test_an_answer_and_its_receipt_do_not_lie_in_one_place(own: Path, receipt: str) -> None:
    done = cxzy("guide", "roster.csv", "--rules", "rules", "-o", "a.parquet", "--receipt", receipt, cwd=own)
    assert done.returncode == 2
    assert f"两样输出写在一处了：“a.parquet”和“{receipt}”；换一个名字" in done.stderr or f"“{receipt}”和“a.parquet”" in done.stderr
    assert not (own / "a.parquet").exists()


@pytest.mark.parametrize("more", [["--receipt", "b.json"], ["--help"], ["--receipt=b.json"]])
def test_a_receipt_asks_for_nothing_but_its_answer(own: Path, more: list[str]) -> None:
    assert cxzy("guide", "roster.csv", "--rules", "rules", "-o", "a.json", "--receipt", "r.json", cwd=own).returncode == 0
    receipt = json.loads((own / "r.json").read_text(encoding="utf-8"))
    assert cxzy("receipt", "r.json", cwd=own).returncode == 0
    (own / "r.json").write_text(json.dumps(receipt | {"arguments": [*receipt["arguments"], *more]}), encoding="utf-8")
    done = cxzy("receipt", "r.json", cwd=own)
    assert (done.returncode, done.stderr) == (3, "r.json: 这不是能用的回执\n    回执由 --receipt 写出\n")
    assert not (own / "b.json").exists()
    (own / "r.json").write_text(json.dumps(receipt | {"exit": 1}), encoding="utf-8")
    assert cxzy("receipt", "r.json", cwd=own).returncode == 1


def test_mistakes_in_cases_are_told_with_the_others(own: Path) -> None:
    (own / "rules" / "cases" / "broken.yaml").write_text("cases: [1\n", encoding="utf-8")
    done = cxzy("rules", "check", "--rules", "rules", cwd=own)
    assert done.returncode == 3
    assert "rules/cases/broken.yaml" in done.stderr


def test_a_control_character_of_the_document_is_told_where_it_stands(own: Path) -> None:
    path = own / "rules" / "document" / "text.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("Year of Reading", "Year of \x07Reading", 1), encoding="utf-8")
    done = cxzy("rules", "coverage", "--rules", "rules", "-o", "c.docx", cwd=own)
    assert done.returncode == 3
    assert "text.txt:1:" in done.stderr and "原文里有看不见的控制字符" in done.stderr


def test_a_rule_is_sharpened_once(own: Path) -> None:
    shutil.copytree(LIBRARIES / "upper-hollin", own / "layer")
    path = own / "layer" / "branches" / "schools.yaml"
    text = path.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if "sharpens:" in line).split("sharpens:")[1].split("}")[0].split(",")[0].strip()
    begin = text.index("  - ", text.rindex("\n  - ", 0, text.index("sharpens:")))
    end = text.find("\n  - ", begin + 1)
    again = re.sub(r"id: (\S+)", r"id: \1_again", text[begin : end if end > 0 else None], count=1).rstrip()
    path.write_text(text.rstrip() + "\n" + again.replace("label: ", "label: Again, ", 1) + "\n", encoding="utf-8")
    done = cxzy("rules", "check", "--rules", "rules", "--rules", "layer", cwd=own)
    assert done.returncode == 3
    assert f"“{first}”收紧了两次" in done.stderr


def test_a_new_rule_is_not_done_before_its_case_is_written(own: Path) -> None:
    words = ("--quote", "lets pupils run a shelf of their own", "--label", "Shelf run by pupils")
    assert cxzy("rules", "new", "schools", "--rules", "rules", *words, cwd=own).returncode == 0
    done = cxzy("rules", "check", "--rules", "rules", cwd=own)
    assert done.returncode == 3
    assert "这个案例还没有填好" in done.stderr


@pytest.mark.parametrize("call", [("rules", "check"), ("guide", "roster.csv"), ("rules", "test"), ("rules", "schema")])
def test_a_folder_that_is_one_too_high_or_too_low_is_told_with_the_rulebooks_near_it(own: Path, call: tuple[str, ...]) -> None:
    shutil.copytree(LIBRARIES / "upper-hollin", own / "layers" / "upper-hollin")
    shutil.copytree(own / "rules", own / ".hidden")
    none = "这个文件夹里没有可用的 rulebook.yaml\n    "
    high = f".: {none}它下面的这些是规则文件夹，写其中一个：rules、layers/upper-hollin\n"
    low = f"rules/cases: {none}它在规则文件夹“rules”里面，是不是想写“rules”\n"
    for folder, said in ((".", high), ("rules/cases", low)):
        done = cxzy(*call, "--rules", folder, cwd=own)
        assert (done.returncode, done.stderr.removesuffix("共 1 个问题。\n")) == (3, said)
    layer = cxzy("rules", "check", "--rules", "rules", "--rules", "layers", cwd=own)
    assert layer.stderr == f"layers: {none}它下面的这些是规则文件夹，写其中一个：layers/upper-hollin\n共 1 个问题。\n"


def test_a_general_section_is_not_begun_in_a_branch(own: Path) -> None:
    before = everything(own)
    done = cxzy("rules", "new", "schools", "--section", "obligations", "--rules", "rules", cwd=own)
    hint = "写进 duties 里的文件：cxzy rules new all；只要这一类做的，在规则里写 when: {branch: schools}"
    told = "cxzy rules new: “步骤和责任”（obligations）不写在分类“Partner schools”的文件里\n"
    assert (done.returncode, done.stderr) == (3, f"{told}    {hint}\n")
    assert everything(own) == before
    assert cxzy("rules", "new", "all", "--section", "步骤和责任", "--rules", "rules", cwd=own).returncode == 0
