"""An audit divided among counties, superiors and departments: everybody in one part, each part with its own problems, sane to print."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import get_args

import docx
import openpyxl
import polars as pl
import pytest

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.pairs import all_pairs
from cxzy_rules.audit.parts import Split
from cxzy_rules.audit.portion import portions
from cxzy_rules.audit.rates import rates, summary
from cxzy_rules.audit.states import audit
from cxzy_rules.audit.words import GAPS, STATES
from cxzy_rules.guidance import Guidance, chosen
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.parts import long_table
from cxzy_rules.parts.notice import scope
from cxzy_rules.reports import xlsx
from tests.audited import ledger
from tests.conftest import DAY, ROOT
from tests.test_commands import cxzy
from tests.test_reports import drawn, opened

FILES = (str(ROOT / "data" / "quanzhou" / "roster.csv"), str(ROOT / "data" / "quanzhou" / "ledger.csv"))
AS_OF = ("--as-of", DAY.isoformat())
COUNTED = ("units", "required", *STATES, "undetermined")


@pytest.fixture(scope="module")
def city(guidance: Guidance) -> Audit:
    rows = list(range(2900, guidance.roster.units.height))
    found = audit(guidance, ledger(drawn(guidance, rows, 3), guidance.book), chosen(guidance))
    own = [Problem(Place("台账.csv", line), "不对", unit=row) for line, row in enumerate(rows, start=2)]
    return replace(found, problems=(*own, Problem(Place("散.csv"), "打不开")))


def smallest(city: Audit) -> Audit:
    return min((one.audit for one in portions(city, "county")), key=lambda one: all_pairs(one).height)


@pytest.mark.parametrize("by", get_args(Split))
def test_the_parts_add_up_to_the_whole(city: Audit, by: Split) -> None:
    parts, whole = portions(city, by), summary(city)
    total = {name: sum(summary(part.audit)[name] for part in parts) for name in COUNTED}
    if by == "supervisor":
        assert {row for part in parts for row in part.audit.rows.tolist()} == set(city.rows.tolist())
        told = {row["label"]: row for row in rates(city, "supervisor").iter_rows(named=True)}
        assert all(summary(part.audit)["required"] == told[part.name]["required"] for part in parts[:-1])
    else:
        assert total == {name: whole[name] for name in COUNTED}
    for part in parts:
        rows = set(part.audit.rows.tolist())
        assert [one.unit for one in part.audit.problems] == [one.unit for one in city.problems if one.unit in rows or one.unit is None]
        assert len(part.audit.problems) + part.audit.ledger.elsewhere == len(city.problems)


def test_a_part_is_audited_as_if_it_were_asked_for_alone(city: Audit, guidance: Guidance) -> None:
    part = next(one.audit for one in portions(city, "county") if one.name == "中共惠安县委员会")
    alone = audit(guidance, city.ledger, chosen(guidance, under="350521"))
    assert all_pairs(part).equals(all_pairs(alone)) and (part.by_slot == alone.by_slot).all()
    assert (part.by_unit == alone.by_unit).all() and (part.spoken == alone.spoken).all()
    assert (part.open_rules() == alone.open_rules()).all() and part.rows.tolist() == alone.rows.tolist()


def test_a_notice_says_whose_units_it_tells_of(city: Audit) -> None:
    said = {by: {one.name: scope(one.audit) for one in portions(city, by)} for by in get_args(Split)}
    assert said["county"]["中共惠安县委员会"] == "中共惠安县委员会及其所属单位"
    assert said["county"]["中共泉州市委员会"] == "中共泉州市委员会（不在各县的单位）"
    assert said["superior"]["示例镇"] == "示例镇直接领导的单位" and said["superior"]["没有上级的单位"] == "没有上级的单位"
    assert said["supervisor"]["泉州市司法局"] == "泉州市司法局指导的单位"


def test_each_superior_gets_its_own_file(tmp_path: Path) -> None:
    call = ("audit", *FILES, "--under", "示例镇", *AS_OF, "--split-by", "上级", "-o", "分")
    done = cxzy(*call, cwd=tmp_path)
    names = {one.stem for one in (tmp_path / "分").glob("*.xlsx")}
    assert done.returncode == 1 and {"示例镇", "示例一村党支部", "中共惠安县委员会"} == names
    assert done.stderr.splitlines()[-1] == "4 个单位的统计分成 3 份，写进了 分"
    book = opened(tmp_path / "分" / "示例镇.xlsx")
    assert {row[0] for row in book["差距清单"].iter_rows(min_row=2, values_only=True)} == {"S002", "S003"}
    before = {one.name: one.read_bytes() for one in (tmp_path / "分").iterdir()}
    assert cxzy(*call, cwd=tmp_path).returncode == 1
    assert {one.name: one.read_bytes() for one in (tmp_path / "分").iterdir()} == before
    openpyxl.Workbook().save(tmp_path / "分" / "示例镇.xlsx")
    done = cxzy(*call, cwd=tmp_path)
    assert (done.returncode, "写不进去：文件夹里有别的东西" in done.stderr) == (3, True)


def test_a_department_gets_a_notice_of_its_own(tmp_path: Path) -> None:
    done = cxzy("audit", *FILES, "--branch", "新社会组织", *AS_OF, "--split-by", "指导部门", "-f", "通报", "-o", "分", cwd=tmp_path)
    assert done.returncode == 1
    said = "\n".join(one.text for one in docx.Document(str(tmp_path / "分" / "晋江市司法局.docx")).paragraphs)
    assert "现将晋江市司法局指导的单位截至2011年6月30日的落实情况通报如下。" in said
    assert cxzy("audit", *FILES, "--under", "S001", *AS_OF, "--split-by", "county", "-f", "json", "-o", "数", cwd=tmp_path).returncode == 1
    assert json.loads((tmp_path / "数" / "中共惠安县委员会.json").read_text(encoding="utf-8"))["summary"]["units"] == 4


WRONG = {
    "audit, a file": (["audit", *FILES, "--split-by", "county", "-o", "分.XLSX"], "“分.XLSX”像是文件名；写成 分，格式用 -f 写"),
    "audit, a parquet": (["audit", *FILES, "--split-by", "county", "-o", "分.parquet"], "“分.parquet”像是文件名"),
    "audit, no folder": (["audit", *FILES, "--split-by", "county"], "--split-by 要用 -o 写明写进哪个文件夹"),
    "audit, on screen": (["audit", *FILES, "--split-by", "county", "-f", "table", "-o", "分"], "--split-by 不能用 table、parquet"),
    "audit, since": (["audit", *FILES, "--split-by", "县", "--since", FILES[1], "-o", "分"], "--split-by 和 --since 不能合用"),
    "checklist, a file": (["checklist", "--all", "--split-by", "county", "-o", "分.xlsx"], "“分.xlsx”像是文件名；写成 分，格式用 -f 写"),
    "checklist, another": (["checklist", "--all", "--split-by", "county", "-f", "docx", "-o", "分.md"], "“分.md”像是文件名"),
}


@pytest.mark.parametrize(("call", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_call_is_told_before_anything_is_read(tmp_path: Path, call: list[str], said: str) -> None:
    done = cxzy(*call, cwd=tmp_path)
    assert (done.returncode, done.stdout, [*tmp_path.iterdir()]) == (2, "", [])
    assert said in done.stderr


def test_a_folder_whose_name_has_a_point_is_a_folder(tmp_path: Path) -> None:
    assert cxzy("checklist", "--under", "S001", "--split-by", "superior", "-o", "2011.上", cwd=tmp_path).returncode == 0
    assert (tmp_path / "2011.上").is_dir()


def test_gaps_are_summed_by_item_and_period(city: Audit, tmp_path: Path) -> None:
    county = smallest(city)
    xlsx.write(county, tmp_path / "a.xlsx")
    head, *rows = opened(tmp_path / "a.xlsx")["差距汇总"].iter_rows(values_only=True)
    assert head[4:10] == ("应落实单位", "有差距单位", "未开展", "进行中", "逾期未完成", "缺佐证")
    gaps = all_pairs(county).filter(pl.col("state").is_in(GAPS))
    assert sum(row[5] for row in rows) == gaps.height and len(rows) == gaps["slot"].n_unique()
    assert all(row[5] == sum(row[6:10]) <= row[4] for row in rows)
    assert [row[5] for row in rows] == sorted((row[5] for row in rows), reverse=True)


def test_of_a_list_too_long_to_be_printed_only_the_beginning_is(city: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    county = smallest(city)
    gaps = all_pairs(county).filter(pl.col("state").is_in(GAPS)).height
    for most, area in ((gaps, None), (gaps - 1, "'差距清单'!$A$1:$M$31")):
        monkeypatch.setattr(long_table, "MOST_PRINTED", most)
        xlsx.write(county, tmp_path / "a.xlsx")
        sheet = opened(tmp_path / "a.xlsx")["差距清单"]
        assert (sheet.print_area or None, sheet.auto_filter.ref) == (area, f"A1:M{gaps + 1}")
        assert (f"共 {gaps:,} 行，打印时只印前 30 行" in (sheet.oddHeader.center.text or "")) is (area is not None)
