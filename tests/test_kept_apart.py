"""What is written never takes the place of what is read: receipts, SARIF and the document's page; and a receipt runs nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_commands import cxzy

LIBRARIES = ROOT / "examples" / "libraries"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the library's rules and roster, where one stands."""
    shutil.copytree(LIBRARIES / "rules", tmp_path / "rules")
    shutil.copy(LIBRARIES / "roster.csv", tmp_path / "roster.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "call",
    [
        ("guide", "roster.csv", "--rules", "rules", "-o", "a.json", "--receipt", "roster.csv"),
        ("guide", "roster.csv", "--rules", "rules", "-o", "a.json", "--receipt", "a.json"),
        ("guide", "roster.csv", "--rules", "rules", "-o", "a.json", "--receipt", "rules/rulebook.yaml"),
        ("rules", "check", "--rules", "rules", "--sarif", "rules/rulebook.yaml"),
        ("rules", "coverage", "--rules", "rules", "-f", "html", "-o", "rules/document/text.txt"),
    ],
)
def test_what_is_read_is_never_written_over(own: Path, call: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}
    done = cxzy(*call, cwd=own)
    assert done.returncode == 2
    assert "输出文件" in done.stderr
    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before


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


def test_layers_are_not_compared_in_silence(own: Path) -> None:
    layer = LIBRARIES / "upper-hollin"
    done = cxzy("rules", "diff", "rules", "rules", "--rules", str(layer), cwd=own)
    assert done.returncode == 2
    assert "只比较底本" in done.stderr
