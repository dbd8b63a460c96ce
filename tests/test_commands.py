"""The commands as a person calls them: what they answer on the real city, in which words, with which exit code."""

import io
import json
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from cxzy_rules.commands.main import main

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Done:
    """What a call left behind."""

    returncode: int
    stdout: str
    stderr: str


def cxzy(*arguments: str, cwd: Path = ROOT) -> Done:
    """Calls the program as its user does, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with patch("sys.argv", ["cxzy", *arguments]), chdir(cwd), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as stopped:
            return Done(int(stopped.code or 0), out.getvalue(), err.getvalue())
    raise AssertionError("the program always says how it ended")


def test_who_by_full_part_pinyin_and_slip_finds_the_same_village() -> None:
    for query in ("350521107212", "大岞村委会", "大岞村", "dazuocun", "大作村", "dazhuocun"):
        found = json.loads(cxzy("who", query, "--json").stdout)
        assert [match["id"] for match in found["matches"]] == ["350521107212"], query


def test_who_with_initials_lists_every_unit_that_they_fit_and_exits_1() -> None:
    done = cxzy("who", "daz")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "“daz”可以指 5 个单位，请写编号："
    assert "  350521107212  大岞村委会（崇武镇，中共惠安县委员会）" in done.stdout.splitlines()


def test_who_without_a_match_names_the_nearest_and_exits_1() -> None:
    done = cxzy("who", "九霄云外大学")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "花名册里没有“九霄云外大学”。"
    assert done.stderr.splitlines()[1].startswith("相近的有：")


NON_PUBLIC: list[str | None] = [
    f"{area}-{organ}" for organ in ("united_front", "industry_commerce", "federation") for area in ("Q3505", "Q350582")
]


@pytest.mark.parametrize(
    ("unit", "branch", "guides"),
    [
        ("S016", "new_social", ["Q3505-justice"]),
        ("S017", "new_social", ["Q3505-justice", "Q350582-justice"]),
        ("S018", "new_social", ["Q3505-finance"]),
        ("Q032", "public_institution", ["Q3505-health"]),
        ("Q037", "public_institution", ["Q3505-health", "Q350521-health"]),
        ("Q021", "public_institution", ["Q3505-education_committee", "Q3505-education"]),
        ("Q054", "non_public", NON_PUBLIC),
        ("Q011", "state_owned", ["Q3505-sasac"]),
        ("S013", "state_owned", []),
        ("Q013", "university", ["Q3505-education_committee", "Q3505-education"]),
        ("Q001", "government", [None]),
        ("350521107212", "rural", []),
    ],
)
def test_who_guides_each_trade(unit: str, branch: str, guides: list[str | None]) -> None:
    match = json.loads(cxzy("who", unit, "--json").stdout)["matches"][0]
    assert match["branch"] == branch
    found = [bond["unit"] for bond in match["supervisors"] if bond["role"] == "guides"]
    assert found == guides
    of_counties = [
        bond for bond in match["supervisors"] if bond["role"] == "guides" and not str(bond["unit"]).startswith(("Q3505-", "None"))
    ]
    assert all(bond["ruling"]["id"] == "county_bureaus" for bond in of_counties)


def test_a_vertical_unit_without_authority_is_undetermined_for_want_of_it() -> None:
    match = json.loads(cxzy("who", "Q005", "--json").stdout)["matches"][0]
    needs = {entry["rule"]: entry["needs"] for entry in match["undetermined"]}
    assert needs["supervision.system_authority_guides"] == ["authority"]


def test_explain_shows_each_condition_with_its_value_and_source() -> None:
    done = cxzy("explain", "大岞村", "rural.misfit_village_turnaround")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:3] == [
        "大岞村委会（350521107212）　推进不适应村整顿转化工作（rural.misfit_village_turnaround）",
        "结论：不适用",
        "原文：第 3.1 条“推进不适应村整顿转化工作和村级组织活动场所建设”",
    ]
    assert "          ✗ 有“不适应村”标记：否（“标记”一栏空着）" in done.stdout.splitlines()


def test_explain_is_undetermined_where_the_roster_has_no_column_for_tags(tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    roster.write_text("编号,名称,上级,类型\ns,某市委,,市委\nc,甲村,s,村\n", encoding="utf-8")
    done = cxzy("explain", "c", "rural.misfit_village_turnaround", "--roster", str(roster))
    assert "结论：待定" in done.stdout
    assert "补上这些就能确定：标记" in done.stdout


def test_guide_summary_counts_every_unit_once() -> None:
    done = cxzy("guide", "-f", "table")
    assert done.returncode == 0
    total = next(line for line in done.stdout.splitlines() if "合计" in line)
    assert total.split("│")[2].strip() == "2972"


def test_guide_in_a_pipe_is_one_object_a_unit_in_roster_order() -> None:
    lines = cxzy("guide", "--under", "350521107").stdout.splitlines()
    records = [json.loads(line) for line in lines]
    assert records[0]["id"] == "350521107"
    assert {"350521107212"} < {record["id"] for record in records}
    assert all(record["engine"] == "durable_rules" for record in records)


def test_the_shipped_roster_can_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("id,name,parent,kind\ns,某市委,,city_committee\nc,甲村,s,village\n", encoding="utf-8")
    monkeypatch.setenv("CXZY_ROSTER", str(roster))
    assert json.loads(cxzy("who", "甲村", "--json").stdout)["matches"][0]["id"] == "c"


def test_wrong_calls_are_told_in_chinese_and_exit_2() -> None:
    for arguments, said in (
        (("guide", "--as-of", "昨天"), "命令写得不对：'--as-of' 的值不对：“昨天”不是日期，写成 2011-06-30"),
        (("guide", "--branch", "农春"), "命令写得不对：没有“农春”这个分类。是不是想写：农村"),
        (("whom",), "命令写得不对：没有“whom”这个命令。"),
        (("guide", "-f", "xlsx"), "命令写得不对：xlsx 格式要用 -o 写进文件"),
    ):
        done = cxzy(*arguments)
        assert done.returncode == 2
        assert said in done.stderr, done.stderr


def test_unusable_inputs_exit_3_with_a_place(tmp_path: Path) -> None:
    empty = tmp_path / "空.csv"
    empty.write_text("", encoding="utf-8")
    for path in (empty, tmp_path / "没有.csv", tmp_path):
        done = cxzy("guide", str(path))
        assert done.returncode == 3
        assert done.stderr.startswith(str(path))
        assert "Traceback" not in done.stderr


def test_a_circle_is_drawn_and_the_rest_goes_on(tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text(
        "id,name,parent,kind\ns,某市委,,city_committee\na,甲村,b,village\nb,乙镇,a,township_committee\nc,丙村,s,村\n", "utf-8"
    )
    done = cxzy("guide", str(roster), cwd=tmp_path)
    assert done.returncode == 1
    assert "r.csv:3:3: 隶属关系绕成了圈：甲村 → 乙镇 → 甲村" in done.stderr
    assert "花名册有 1 个问题，2 行搁置，没有计入结果。" in done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["s", "c"]


def test_rules_check_and_test_pass_on_the_shipped_rulebook() -> None:
    assert cxzy("rules", "check").returncode == 0
    done = cxzy("rules", "test")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith("durable_rules：")


def test_coverage_leaves_nothing_unaccounted() -> None:
    done = cxzy("rules", "coverage", "--json")
    assert done.returncode == 0
    branches = [clause for clause in json.loads(done.stdout) if clause["clause"] in {f"3.{n}" for n in range(1, 9)}]
    assert len(branches) == 8
    assert min(clause["share"] for clause in branches) >= 0.9
