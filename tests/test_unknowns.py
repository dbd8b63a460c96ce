"""What a roster does not tell is never guessed: missing columns, unreadable cells, names that nobody bears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from cxzy_rules.fingerprints import of_roster
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.questions.slip import blanks
from cxzy_rules.records import open_record, record
from cxzy_rules.roster.load import Reading, load_roster
from cxzy_rules.rulebook.book import Rulebook
from tests.conftest import DAY

Ask = Callable[..., Guidance]


@pytest.fixture
def asked(tmp_path: Path, book: Rulebook) -> Ask:
    """Guidance for a roster written as lines of CSV, with or without a filled slip."""

    def ask(*lines: str, slip: str = "") -> Guidance:
        (tmp_path / "n.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (tmp_path / "s.csv").write_text(slip, encoding="utf-8")
        reading = Reading(slips=(tmp_path / "s.csv",) if slip else ())
        return guide(load_roster(tmp_path / "n.csv", "n.csv", book.vocabulary, reading), book, DAY)

    return ask


def needs(guidance: Guidance, row: int) -> dict[str | None, list[str]]:
    return {one.rule.id if one.rule else None: list(one.needs) for one in guidance.answer(row).undetermined}


def supervisor_units(guidance: Guidance, row: int, role: str) -> list[tuple[str, str | None]]:
    return [(one["name"], one["unit"]) for one in record(guidance, row)["supervisors"] if one["role"] == role]


def test_without_a_column_of_superiors_nobody_is_a_root(asked: Ask) -> None:
    """Who leads, who is below and what is asked by the superior stay open, and the slip's one cell a unit settles them all."""
    guidance = asked("编号,名称,类型", "C,晋江市委,县委", "B,示例市国资公司,国有企业")
    firm = needs(guidance, 1)
    assert firm["supervision.affiliation_leads"] == ["parent"]
    assert firm["supervision.state_assets_commission_guides"] == ["management", "parent"]
    assert firm["steps.comment_on_organisations"] == ["parent"]
    assert [(blank.row, blank.column) for blank in blanks(guidance) if blank.column == "parent"] == [(0, "parent"), (1, "parent")]
    settled = asked("编号,名称,类型", "C,晋江市委,县委", "B,示例市国资公司,国有企业", slip="编号,上级\nC,无\nB,C\n")
    assert "parent" not in str([needs(settled, row) for row in (0, 1)])
    assert supervisor_units(settled, 1, "leads") == [("晋江市委", "C")]


def test_only_an_empty_cell_means_the_kinds_own_level(asked: Ask) -> None:
    rows = ("S,泉州市委,,市委", "H,示例医院,S,医疗卫生单位")
    without, with_it = asked("编号,名称,上级,类型", *rows), asked("编号,名称,上级,类型,层级", *(f"{row}," for row in rows))
    assert (record(without, 1)["level"], record(with_it, 1)["level"]) == (None, "base")
    assert needs(without, 1)["supervision.health_bureau_guides"] == ["level"]
    assert "supervision.health_bureau_guides" not in needs(with_it, 1)


def test_a_zone_of_the_citys_rank_is_not_the_city(asked: Ask) -> None:
    """The city's bureau guides by the text; the zone's own guides beside it, by ruling."""
    guidance = asked(
        "编号,名称,上级,类型,层级",
        "S,泉州市委,,市委,",
        "E,泉州市教育局,S,政府部门,",
        "Z,泉州示例开发区,S,开发区党工委,市级",
        "F,示例开发区教育局,Z,政府部门,",
        "X,示例中学,Z,中小学校,",
    )
    guides = [one for one in record(guidance, 4)["supervisors"] if one["organ"] == "education_bureau"]
    assert [(one["unit"], one["basis"]) for one in guides] == [("E", "text"), ("F", "ruling")]


def test_an_area_whose_level_cannot_be_read_still_has_its_organs(asked: Ask) -> None:
    guidance = asked("编号,名称,上级,类型,层级", "S,泉州市委,,市委,市及", "E,泉州市教育局,S,政府部门,", "X,示例中学,S,中小学校,")
    assert ("泉州市教育局", "E") in supervisor_units(guidance, 2, "guides")


def test_a_department_that_stands_alone_is_the_organ_its_own_level_says(asked: Ask) -> None:
    for level, found in (("市级", "E"), ("", None), ("县级", None)):
        guidance = asked("编号,名称,上级,类型,层级", f"E,泉州市教育局,,政府部门,{level}", "X,示例中学,E,中小学校,")
        assert next(unit for name, unit in supervisor_units(guidance, 1, "guides") if "教育局" in name) == found


def test_an_unreadable_branch_is_settled_by_the_branch_cell(asked: Ask) -> None:
    rows = ("编号,名称,上级,类型,分类", "S,泉州市委,,市委,", "X,示例中学,S,中小学校,事业単位")
    guidance = asked(*rows)
    assert open_record(guidance.answer(1).undetermined[0])["needs"] == ["branch"]
    assert (1, "branch") in {(blank.row, blank.column) for blank in blanks(guidance)}
    assert asked(*rows, slip="编号,分类\nX,事业单位\n").answer(1).branch() == "public_institution"


def test_a_partner_or_community_that_nobody_is_leaves_the_fact_open(asked: Ask) -> None:
    """By id or by full name; what names no unit is told, and no rule is decided by it."""
    guidance = asked(
        "编号,名称,上级,类型,结对单位,所在社区",
        "S,泉州市委,,市委,,",
        "J,示例街道,S,街道,,",
        "Q,示例 社区,J,社区,,",
        "X,示例中学,S,中小学校,J,示例社区",
        "Y,第二示例中学,S,中小学校,没有这个单位,Q9",
        "Z,第三示例中学,S,中小学校,无,无",
    )
    units = guidance.roster.units
    assert units["paired"].to_list() == ["false", "true", "false", "true", None, "false"]
    assert units["resident"].to_list() == ["false", "false", "false", "true", None, "false"]
    assert units["has_residents"].to_list() == ["false", "false", "true", "false", "false", "false"]
    assert [str(problem) for problem in guidance.roster.problems] == [
        "n.csv:6:5: “第二示例中学”的“结对单位”写的“没有这个单位”不在花名册里\n    可用的有：S、J、Q、X、Y、Z",
        "n.csv:6:6: “第二示例中学”的“所在社区”写的“Q9”不在花名册里\n    是不是想写：Q",
    ]
    assert needs(guidance, 4)["general.residents_join_building"] == ["located_in"]


def test_a_slip_calls_nobody_nothing(asked: Ask) -> None:
    guidance = asked("编号,名称,上级,类型", "S,泉州市委,,市委", "X,示例中学,S,中小学校", slip="编号,名称\nX,无\n")
    assert guidance.roster.units["name"].to_list() == ["泉州市委", "示例中学"]
    assert [problem.text for problem in guidance.roster.problems] == ["名称不能写“无”，没有用"]


def test_a_fingerprint_is_of_the_cells_and_not_of_what_they_come_to(asked: Ask) -> None:
    rows = ("编号,名称,上级,类型", "S,泉州市委,,市委", "X,示例中学,S,")
    one = asked(*rows).roster
    assert of_roster(one) == of_roster(replace(one, units=one.units.with_columns(kind=pl.lit("village"))))
    assert of_roster(one) == of_roster(asked("类型,名称,编号,上级", "市委,泉州市委,S,", ",示例中学,X,S").roster)
    assert of_roster(one) != of_roster(asked(*rows[:2], "X,示例中学,S,中小学校").roster)
