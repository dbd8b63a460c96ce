"""A receipt says what an answer rested on; asked later, whether that is still so and whether the same bytes come out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_commands import cxzy

LIBRARIES = ROOT / "examples" / "libraries"
RULES = ("--rules", "base", "--rules", "layer")
SAME = "规则、花名册、所读的文件和程序都和当时一样。\n重做一遍，得到的字节完全相同。\n"
CALLS = {
    "guide xlsx": ("guide", "r.csv", "-o", "g.xlsx"),
    "guide parquet": ("guide", "r.csv", "-o", "g.parquet"),
    "guide in a pipe": ("guide", "r.csv", "--unit", "S1", "-f", "json"),
    "audit docx": ("audit", "r.csv", "l.csv", "-o", "a.docx", "--as-of", "2025-10-31"),
    "audit xlsx": ("audit", "r.csv", "l.csv", "-o", "a.xlsx"),
    "checklist xlsx": ("checklist", "r.csv", "--unit", "S1", "-o", "c.xlsx"),
    "checklist docx": ("checklist", "r.csv", "--unit", "S1", "-o", "c.docx"),
    "who": ("who", "S1", "--roster", "r.csv", "--json"),
    "explain": ("explain", "S1", "schools.cards", "--roster", "r.csv"),
}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a rulebook, a layer, a roster and a ledger."""
    shutil.copytree(LIBRARIES / "rules", tmp_path / "base")
    shutil.copytree(LIBRARIES / "upper-hollin", tmp_path / "layer")
    shutil.copy(LIBRARIES / "roster.csv", tmp_path / "r.csv")
    (tmp_path / "l.csv").write_text("Number,Rule,State,Day\nS1,schools.cards,Done,2025-09-02\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_the_same_bytes_come_out_again(call: tuple[str, ...], here: Path) -> None:
    plain = cxzy(*call, *RULES, cwd=here)
    first = cxzy(*call, *RULES, "--receipt", "receipt.json", cwd=here)
    assert (first.returncode, first.stdout) == (plain.returncode, plain.stdout)
    told = json.loads((here / "receipt.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in told["rulebooks"]] == ["example-libraries", "example-upper-hollin"]
    assert told["arguments"] == [*call[1:], *RULES] and str(here) not in json.dumps(told)
    again = cxzy("receipt", "receipt.json", cwd=here)
    assert (again.returncode, again.stdout) == (0, SAME)


def test_what_has_changed_is_named(here: Path) -> None:
    call = ("audit", "r.csv", "l.csv", "-f", "json", *RULES, "--receipt", "receipt.json")
    assert cxzy(*call, cwd=here).returncode == 1
    (here / "l.csv").write_text("Number,Rule,State,Day\nS1,schools.cards,Begun,2025-09-02\n", encoding="utf-8")
    with (here / "r.csv").open("a", encoding="utf-8") as roster:
        roster.write("Z9,Sky Branch Library,U,,,,,,,\n")
    text = (here / "layer" / "rulebook.yaml").read_text(encoding="utf-8")
    (here / "layer" / "rulebook.yaml").write_text(text.replace('"1.0"', '"1.1"'), encoding="utf-8")
    done = cxzy("receipt", "receipt.json", cwd=here)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert [line.partition("：")[0] for line in lines] == [
        "规则“example-upper-hollin”变了",
        "花名册 r.csv 变了",
        "文件 l.csv 变了",
        "重做一遍，得到的不一样。",
    ]
    assert "当时版本 1.0" in lines[0] and "现在版本 1.1" in lines[0]


def test_another_day_makes_no_difference(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        cxzy(
            "guide", "r.csv", "--unit", "S1", "-f", "jsonl", "--as-of", "2025-06-01", *RULES, "--receipt", "receipt.json", cwd=here
        ).returncode
        == 0
    )
    assert json.loads((here / "receipt.json").read_text(encoding="utf-8"))["as_of"] == "2025-06-01"
    assert cxzy("receipt", "receipt.json", cwd=here).stdout == SAME


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"form": "cxzy-receipt", "command": "rm", "as_of": "2025-06-01"}', '{"as_of": 3}'])
def test_what_is_no_receipt_is_refused(text: str, here: Path) -> None:
    (here / "receipt.json").write_text(text, encoding="utf-8")
    done = cxzy("receipt", "receipt.json", cwd=here)
    assert (done.returncode, done.stderr) == (3, "receipt.json: 这不是能用的回执\n    回执由 --receipt 写出\n")


def test_an_input_that_is_gone_is_told(here: Path) -> None:
    assert cxzy("guide", "r.csv", "-o", "g.csv", *RULES, "--receipt", "receipt.json", cwd=here).returncode == 0
    (here / "r.csv").unlink()
    assert cxzy("receipt", "receipt.json", cwd=here).returncode == 3
