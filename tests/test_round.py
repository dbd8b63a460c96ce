"""The half-year round: lists out, filled as people fill them, one folder back, one audit; every count by plain loops over the cells."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import DAY, ROOT
from tests.test_checklists import forms, table
from tests.test_commands import cxzy

AS_OF = ("--as-of", DAY.isoformat())
ROSTER = ROOT / "data" / "quanzhou" / "roster.csv"
FILLED = ("状态", "日期", "佐证", "备注", "有效期至")
STATES = ("done", "in_progress", "missing", "overdue", "waived", "unproven")


def fill(sheet: Worksheet, draw: Random, day: date = DAY) -> Iterator[str]:
    """Fills each row at random; yields the state that this makes on a day, as the contract's words have it."""
    for row in table(sheet):
        said = draw.choice(["已完成", "已完成", "已完成", "√", "进行中", "未开展", "不适用", "免期已过", ""])
        due = row["完成时限"].value
        late = due is not None and str(due)[:10] < day.isoformat()
        row["状态"].value = "不适用" if said == "免期已过" else said or None
        if said in ("已完成", "√"):
            row["日期"].value = _day(row)
            proven = draw.random() < 0.7
            row["佐证"].value = "会议记录" if proven else None
            yield "done" if proven or not row["佐证要求"].value else "unproven"
        elif said in ("不适用", "免期已过"):
            row["备注"].value = "没有这项工作"
            row["有效期至"].value = date(2012, 11, 8) if said == "不适用" else date(2010, 8, 31)
            yield "waived" if said == "不适用" else "overdue" if late else "missing"
        elif late:
            yield "overdue"
        else:
            yield "in_progress" if said == "进行中" else "missing"


def _day(row: dict[str, Any]) -> date:
    """A day within the period that the row is asked for."""
    period = str(row["期次"].value or "")
    return date(2010, 11, 3) if period.startswith("2010") else date(2011, 3, 4)


def reverse_rows(sheet: Worksheet) -> None:
    rows = list(table(sheet))
    told = [[cell.value for cell in row.values()] for row in rows]
    for row, values in zip(rows, reversed(told), strict=True):
        for cell, value in zip(row.values(), values, strict=True):
            cell.value = value


def move_columns(sheet: Worksheet) -> None:
    """The status goes first, the unit's number last; titles stay where they are."""
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    head = next(row for row in sheet.iter_rows() if "规则编号" in [cell.value for cell in row])
    status, unit = (next(cell.column for cell in head if cell.value == name) for name in ("状态", "单位编号"))
    for row in sheet.iter_rows(min_row=head[0].row):
        one, other = row[status - 1], row[unit - 1]
        one.value, other.value = other.value, one.value


@pytest.mark.parametrize("under", ["350503", pytest.param(None, marks=pytest.mark.deep)])
def test_lists_go_out_and_come_back_and_every_count_adds_up(tmp_path: Path, under: str | None) -> None:
    """A county by superior; in the deep round the whole city by county."""
    part = ["--under", under] if under else []
    chosen = [*part, "--split-by", "superior"] if part else ["--all", "--split-by", "county"]
    assert cxzy("checklist", *chosen, *AS_OF, "-o", "清单", cwd=tmp_path).returncode == 0
    draw, counted = Random(7), Counter[str]()
    files = sorted((tmp_path / "清单").glob("*.xlsx"))
    for number, path in enumerate(files):
        book = openpyxl.load_workbook(path)
        for sheet in forms(book):
            counted.update(fill(sheet, draw))
            if number % 3 == 0:
                reverse_rows(sheet)
            elif number % 3 == 1:
                move_columns(sheet)
            else:
                sheet.title = f"填好的{number}"
        book.save(path)
    shutil.copy(files[0], tmp_path / "清单" / "又交一份.xlsx")
    done = cxzy("audit", str(ROSTER), "清单", *part, *AS_OF, "-f", "json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    assert {state: answer["summary"][state] for state in STATES} == {state: counted[state] for state in STATES}
    assert answer["summary"]["required"] == counted.total()
    assert len(answer["gaps"]) == counted.total() - counted["done"] - counted["waived"]
    assert [problem["problem"] for problem in answer["ledger_problems"]] == [f"记录和“清单/{files[0].name}”完全一样，只算一次"]


def test_a_list_of_an_older_rulebook_is_recognised(tmp_path: Path) -> None:
    """One rule has gone since, one has come: what still fits is used, what has gone is told with its cell."""
    old = tmp_path / "旧规则"
    shutil.copytree(ROOT / "rules", old)
    file = old / "branches" / "university.yaml"
    text = file.read_text(encoding="utf-8")
    gone = "university.branches_in_classes"
    assert text.count(f"id: {gone}\n") == 1
    file.write_text(text.replace(f"id: {gone}", "id: university.old_branches_in_classes"), encoding="utf-8")
    shutil.rmtree(old / "cases")
    made = cxzy("checklist", "--unit", "Q013", "--rules", str(old), *AS_OF, "-o", "旧.xlsx", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    book = openpyxl.load_workbook(tmp_path / "旧.xlsx")
    rows = [row for sheet in forms(book) for row in table(sheet)]
    for row in rows:
        row["状态"].value, row["日期"].value, row["佐证"].value = "已完成", date(2010, 11, 3), "有"
    renamed = next(row for row in rows if row["规则编号"].value == "university.old_branches_in_classes")
    renamed["事项"].value = "早先的另一件事"
    book.save(tmp_path / "旧.xlsx")
    done = cxzy("audit", str(ROSTER), "旧.xlsx", "--under", "Q013", *AS_OF, "-f", "json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    told = [problem["problem"] for problem in answer["ledger_problems"]]
    assert told[0].startswith("清单是按旧的规则（版本 1.0，截至 2011-06-30）发的，规则后来改过")
    assert any("university.old_branches_in_classes" in one or "早先的另一件事" in one for one in told[1:])
    assert gone in {gap["item"] for gap in answer["gaps"]}


def test_a_part_of_the_roster_is_named_and_lists_go_back_to_their_superior(tmp_path: Path) -> None:
    ledger = str(ROOT / "data" / "quanzhou" / "ledger.csv")
    cxzy("audit", str(ROSTER), ledger, "--under", "S001", *AS_OF, "-o", "通报.docx", cwd=tmp_path)
    said = "\n".join(one.text for one in docx.Document(str(tmp_path / "通报.docx")).paragraphs)
    assert "现将示例镇及其所属单位截至2011年6月30日的落实情况通报如下。" in said
    (table,) = (table for table in docx.Document(str(tmp_path / "通报.docx")).tables if table.rows[0].cells[0].text == "名次")
    assert [[cell.text for cell in row.cells][:4] for row in table.rows[1:]] == [
        ["1", "示例一村党支部", "2", "192"],
        ["2", "示例二村党总支", "1", "92"],
        ["—", "示例镇（本级）", "1", "116"],
    ]
    cxzy("checklist", "--unit", "S002", "-o", "村.md", cwd=tmp_path)
    assert "交回：示例镇。" in (tmp_path / "村.md").read_text(encoding="utf-8")
    done = cxzy("audit", str(ROSTER), ledger, "-f", "table", "-o", "通报.xlsx", cwd=tmp_path)
    assert (done.returncode, "table 只显示在屏幕上，不要写 -o" in done.stderr) == (2, True)
