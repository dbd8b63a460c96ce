"""A receipt says what an answer rested on; asked later, whether that is still so and whether the same bytes come out."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest

from cxzy_rules.commands import receipts
from tests.conftest import ROOT
from tests.test_commands import cxzy

LIBRARIES = ROOT / "examples" / "libraries"
RULES = ("--rules", "base", "--rules", "layer")
GROUND, AGAIN = "规则、花名册、所读的文件和程序都和当时一样。\n", "重做一遍，得到的字节完全相同。\n"
SAME = GROUND + AGAIN
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
    answer = f"结果文件 {call[call.index('-o') + 1]} 没有改动。\n" if "-o" in call else ""
    assert (again.returncode, again.stdout, again.stderr) == (0, GROUND + answer + AGAIN, "")


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


def test_an_answer_that_was_changed_since_is_told(here: Path) -> None:
    cxzy("guide", "r.csv", "-o", "g.csv", *RULES, "--receipt", "receipt.json", cwd=here)
    with (here / "g.csv").open("a", encoding="utf-8") as file:
        file.write("one line more\n")
    done = cxzy("receipt", "receipt.json", cwd=here)
    assert (done.returncode, done.stdout) == (1, GROUND + "结果文件 g.csv 写出以后改动过。\n" + AGAIN)
    (here / "g.csv").unlink()
    done = cxzy("receipt", "receipt.json", cwd=here)
    assert (done.returncode, done.stdout) == (1, GROUND + "结果文件 g.csv 不在了；搬了地方的，用 --answer 写明\n" + AGAIN)


def test_an_answer_of_a_pipe_is_checked_where_it_was_kept(here: Path) -> None:
    said = cxzy("guide", "r.csv", "-f", "csv", *RULES, "--receipt", "receipt.json", cwd=here).stdout
    (here / "kept.csv").write_bytes(said.encode())
    done = cxzy("receipt", "receipt.json", "--answer", "kept.csv", cwd=here)
    assert (done.returncode, done.stdout) == (0, GROUND + "结果文件 kept.csv 没有改动。\n" + AGAIN)


def test_a_receipt_is_checked_from_anywhere(here: Path) -> None:
    (here / "receipts").mkdir()
    cxzy("guide", "r.csv", "-o", "g.csv", *RULES, "--receipt", "receipts/one.json", cwd=here)
    done = cxzy("receipt", str(here / "receipts" / "one.json"), cwd=here.parent)
    assert (done.returncode, done.stdout) == (0, GROUND + f"结果文件 {here.name}/g.csv 没有改动。\n" + AGAIN)


def test_a_receipt_that_was_moved_says_what_it_looked_for_and_where(here: Path) -> None:
    cxzy("guide", "r.csv", "-o", "g.csv", *RULES, "--receipt", "receipt.json", cwd=here)
    (here / "elsewhere").mkdir()
    (here / "receipt.json").rename(here / "elsewhere" / "receipt.json")
    done = cxzy("receipt", "receipt.json", cwd=here / "elsewhere")
    hint = "    在别的文件夹里的，用 --from 文件夹 写明回执里的路径从哪里算起\n"
    looked = "".join(f"{one}: 没有找到，是在“.”里找的；回执里写的是“{one}”\n{hint}" for one in ("base", "layer", "r.csv"))
    assert (done.returncode, done.stdout, done.stderr) == (3, "", looked)
    assert cxzy("receipt", "receipt.json", "--from", "..", cwd=here / "elsewhere").returncode == 0
    nowhere = cxzy("receipt", "receipt.json", "--from", "nowhere", cwd=here / "elsewhere")
    assert (nowhere.returncode, nowhere.stderr) == (3, "nowhere: 没有这个文件夹：回执里的路径从它算起\n" + hint)


@pytest.mark.parametrize("broken", ["nowhere/receipt.json", "base"])
def test_where_no_receipt_can_be_written_there_is_no_answer_either(here: Path, broken: str) -> None:
    done = cxzy("guide", "r.csv", "-o", "g.csv", *RULES, "--receipt", broken, cwd=here)
    assert done.returncode in (2, 3)
    assert not (here / "g.csv").exists() and list(here.glob(".*")) == []


def test_where_the_receipt_fails_at_last_the_old_answer_stays(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "g.csv").write_text("old", encoding="utf-8")

    def full(data: bytes, target: Path) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(receipts, "_write", full)
    done = cxzy("guide", "r.csv", "-o", "g.csv", *RULES, "--receipt", "receipt.json", cwd=here)
    assert (done.returncode, done.stderr.splitlines()[-2]) == (3, "receipt.json: 写不进去：磁盘满了")
    assert (here / "g.csv").read_text(encoding="utf-8") == "old"
    assert not (here / "receipt.json").exists() and list(here.glob(".*")) == []


def test_a_receipt_is_not_put_among_the_ledgers_that_it_tells(here: Path) -> None:
    (here / "back").mkdir()
    shutil.copy(here / "l.csv", here / "back" / "l.csv")
    for words in (("-o", "a.json", "--receipt", "back/r.json"), ("-o", "back/a.json", "--receipt", "r.json")):
        done = cxzy("audit", "r.csv", "back", *words, *RULES, cwd=here)
        assert done.returncode == 2 and "在要读的文件夹“back”里面；换一个文件夹" in done.stderr
