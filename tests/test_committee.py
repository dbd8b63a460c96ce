"""Whether an organisation has a committee: by its own column, else by name, else by kind; and asked for so that it can be filled in."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.utils import get_column_letter

from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook
from tests.conftest import ROOT
from tests.test_commands import cxzy

COLUMN = "是否设党委（党组）"
HEAD = "编号,名称,上级,类型"
ROWS = ("S,中共泉州市委员会,,市委", "F,示例石材有限公司,S,非公企业", "G,示例机械有限公司党支部,S,非公企业")
RULE = "leadership.committees_lead"


def save(folder: Path, *cells: str, header: str = COLUMN) -> Path:
    """A roster of three units with these cells in the column."""
    path = folder / "册.csv"
    lines = [f"{HEAD},{header}", *(f"{row},{cell}" for row, cell in zip(ROWS, cells, strict=True))]
    path.write_text("\n".join(lines) if header else "\n".join([HEAD, *ROWS]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cell", "committee"),
    [
        *((word, "true") for word in ("是", "有", "√", "党委", "党组", "公司党委", "Y")),
        *((word, "false") for word in ("否", "无", "没有", "×", "党支部", "党总支", "联合支部")),
        ("", None),
    ],
)
def test_a_cell_says_yes_no_or_the_form(book: Rulebook, tmp_path: Path, cell: str, committee: str | None) -> None:
    roster = load_roster(save(tmp_path, "", cell, ""), "册.csv", book.vocabulary)
    assert (roster.units["committee"].to_list(), roster.problems) == (["true", committee, "false"], ())


def test_the_cell_stands_before_the_name(book: Rulebook, tmp_path: Path) -> None:
    roster = load_roster(save(tmp_path, "", "", "是", header="党组织形式"), "册.csv", book.vocabulary)
    assert roster.units["committee"].to_list() == ["true", None, "true"]


def test_a_cell_that_says_neither_is_told_and_leaves_it_open(book: Rulebook, tmp_path: Path) -> None:
    roster = load_roster(save(tmp_path, "", "#不知道", "可能"), "册.csv", book.vocabulary)
    assert roster.units["committee"].to_list() == ["true", None, None]
    assert [str(one) for one in roster.problems] == [
        f"册.csv:3:5: “{COLUMN}”不认识“#不知道”\n    填“是”或“否”",
        f"册.csv:4:5: “{COLUMN}”不认识“可能”\n    填“是”或“否”",
    ]


def test_the_slip_asks_for_what_can_be_filled_in(tmp_path: Path) -> None:
    save(tmp_path, "", "", "", header="")
    found = {one["id"]: one for one in map(json.loads, cxzy("guide", "册.csv", cwd=tmp_path).stdout.splitlines())}
    assert {need for entry in found["F"]["undetermined"] for need in entry["needs"]} >= {"committee"}
    assert cxzy("roster", "slip", "册.csv", "-o", "补.xlsx", cwd=tmp_path).returncode == 1
    slip = openpyxl.load_workbook(tmp_path / "补.xlsx")
    sheet = slip["最少补报单"]
    header = [cell.value for cell in sheet[3]]
    at = header.index(COLUMN) + 1
    (row,) = (number for number in range(4, sheet.max_row + 1) if sheet.cell(number, 2).value == "F")
    assert not sheet.cell(row, at).protection.locked and sheet.cell(row, 3).protection.locked
    letter = get_column_letter(at)
    (choice,) = (one for one in sheet.data_validations.dataValidation if str(one.sqref).startswith(letter))
    reached = choice.formula1.partition("!")[2].replace("$", "")
    assert [cell[0].value for cell in slip["可选的值"][reached]] == ["是", "否"]
    sheet.cell(row, at).value = "否"
    slip.save(tmp_path / "补.xlsx")
    answered = cxzy("guide", "册.csv", "--patch", "补.xlsx", cwd=tmp_path).stdout.splitlines()
    after = {one["id"]: one for one in map(json.loads, answered)}
    assert not [entry for entry in after["F"]["undetermined"] if "committee" in entry["needs"]]


def test_a_rule_may_ask_a_kind_for_a_committee_that_it_mostly_lacks(tmp_path: Path) -> None:
    """What is usual for a kind is what holds where neither a cell nor a name says otherwise."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    file = tmp_path / "rules" / "branches" / "rural.yaml"
    old, new = "when: {kind: village, tags: misfit_village}", "when: {kind: village, committee: true}"
    text = file.read_text(encoding="utf-8")
    rule = re.findall(r"id: (rural\S+)", text[: text.index(old)])[-1]
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    (tmp_path / "册.csv").write_text("编号,名称,上级,类型\nA,示例村党支部,,村\nB,示例村党委,,村\n", encoding="utf-8")
    assert cxzy("rules", "check", "--rules", "rules", cwd=tmp_path).returncode == 0
    answered = cxzy("guide", "册.csv", "-f", "jsonl", "--rules", "rules", cwd=tmp_path).stdout.splitlines()
    assert [rule in {item["rule"] for item in json.loads(one)["measures"]} for one in answered] == [False, True]


def test_explain_says_where_it_comes_from(tmp_path: Path) -> None:
    save(tmp_path, "", "党支部", "")
    told = cxzy("explain", "F", RULE, "--roster", "册.csv", cwd=tmp_path).stdout
    assert f"  ✗ 设有党委（党组）：否（花名册 册.csv:3:5“{COLUMN}”填“党支部”）\n" in told
    save(tmp_path, "", "", "")
    told = cxzy("explain", "F", RULE, "--roster", "册.csv", cwd=tmp_path).stdout
    assert f"  ？ 设有党委（党组）：不知道（名称看不出，“{COLUMN}”一栏空着）\n" in told and f"补上这些就能确定：{COLUMN}\n" in told
    save(tmp_path, "", "", "", header="")
    told = cxzy("explain", "F", RULE, "--roster", "册.csv", cwd=tmp_path).stdout
    assert f"名称看不出，花名册没有“{COLUMN}”这一栏" in told


def test_a_clean_roster_keeps_what_was_written_and_no_more(tmp_path: Path) -> None:
    save(tmp_path, "", "党支部", "")
    assert cxzy("roster", "convert", "册.csv", "净.parquet", cwd=tmp_path).returncode == 0
    assert pl.read_parquet(tmp_path / "净.parquet")["committee"].to_list() == [None, "党支部", None]
