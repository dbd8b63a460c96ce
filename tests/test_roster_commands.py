"""An office's messy workbook: what is told of it, what is asked for, and that the filled-in slip settles it."""

import json
from pathlib import Path

import polars as pl
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cxzy_rules.guidance import guide
from cxzy_rules.questions.slip import blanks
from cxzy_rules.roster.load import Reading, load_roster
from cxzy_rules.rulebook.book import Rulebook
from tests.conftest import DAY
from tests.test_commands import cxzy

HEADERS = ["序号", "单位编号", "单位全称", "上级党组织", "单位类型", "管理体制", "联系人"]
ROWS: list[list[str | int | None]] = [
    [1, "001", "中共某市委员会", None, "市委", None, "甲"],
    [2, "002", "中共某县委员会", "中共某市委员会", "县委", None, "乙"],
    [3, "003", "示例镇", "002", "乡镇党委", None, None],
    [4, "004", "示例村党支部", "003", None, None, None],
    [5, "005", "示例石材有限公司", "003", None, None, None],
    [6, "006", "第二车间", "005", None, None, None],
    [7, "007", "示例学校", "002", "中小学较", None, None],
    [8, "008", "某县税务局", "002", "政府部门", "垂直管理", None],
    [9, "009", "无主村", "没有的镇", "村", None, None],
    [10, "010", "无主村小组", "009", "村", None, None],
]


def office_workbook(path: Path) -> Path:
    """A workbook with a title above its headers, a picture of colour, and a second sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名册"
    sheet.append(["某市基层党组织花名册"])
    sheet.append(HEADERS)
    for row in ROWS:
        sheet.append(row)
    sheet["G3"].comment = None
    book.create_sheet("说明").append(["每半年更新"])
    book.save(path)
    return path


def test_check_tells_every_problem_with_its_cell(tmp_path: Path) -> None:
    path = office_workbook(tmp_path / "册.xlsx")
    done = cxzy("roster", "check", str(path), cwd=tmp_path)
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert "册.xlsx:名册!E9: “单位类型”不认识“中小学较”" in told
    assert "    是不是想写：中小学校" in told[told.index("册.xlsx:名册!E9: “单位类型”不认识“中小学较”") + 1]
    assert "册.xlsx:名册!D11: “无主村”的上级“没有的镇”不在花名册里" in told
    assert "册.xlsx:名册!D11: “无主村”没有着落，它下面的 1 个单位一并搁置：无主村小组" in told
    assert done.stdout.splitlines()[0] == "8 个单位，2 行搁置，1 个最上级"
    assert "无处归口：3 个" in done.stdout


def test_a_superior_that_is_set_aside_is_not_said_to_be_missing(tmp_path: Path) -> None:
    """By its id, or by the name of a row that has no id."""
    lines = ["编号,名称,上级", "s,某县委,", "z,甲镇,s", "z,乙镇,s", "v,甲村,z", "w,乙村,甲 镇", ",丙镇,s", "u,丙村,丙镇", "t,丁村,丁镇"]
    (tmp_path / "r.csv").write_text("\n".join(lines), encoding="utf-8")
    told = [line for line in cxzy("roster", "check", "r.csv", cwd=tmp_path).stderr.splitlines() if "的上级" in line]
    assert told == [
        "r.csv:5:3: “甲村”的上级“z”写在第 3、4 行，可是这几行已经搁置",
        "r.csv:6:3: “乙村”的上级“甲 镇”写在第 3 行，可是这一行已经搁置",
        "r.csv:8:3: “丙村”的上级“丙镇”写在第 7 行，可是这一行已经搁置",
        "r.csv:9:3: “丁村”的上级“丁镇”不在花名册里",
    ]


def test_check_gives_the_office_its_own_workbook_back(tmp_path: Path) -> None:
    path = office_workbook(tmp_path / "册.xlsx")
    cxzy("roster", "check", "册.xlsx", "-o", "回.xlsx", cwd=tmp_path)
    before, after = load_workbook(path)["名册"], load_workbook(tmp_path / "回.xlsx")["名册"]
    added = after.max_column
    assert after.cell(2, added).value == "问题"
    assert [[cell.value for cell in row][: added - 1] for row in after.iter_rows()] == [
        [cell.value for cell in row][: added - 1] for row in before.iter_rows()
    ]
    remarks = {row: after.cell(row, added).value for row in range(3, after.max_row + 1)}
    assert str(remarks[9]).startswith("“单位类型”不认识“中小学较”（是不是想写：中小学校")
    assert remarks[3] is None
    assert load_workbook(tmp_path / "回.xlsx").sheetnames == ["名册", "说明"]


def test_the_slip_asks_for_what_is_missing_and_filled_in_it_settles_everything(tmp_path: Path, book: Rulebook) -> None:
    path = office_workbook(tmp_path / "册.xlsx")
    done = cxzy("roster", "slip", "册.xlsx", "-o", "补.xlsx", cwd=tmp_path)
    assert done.returncode == 1
    fill(tmp_path / "补.xlsx", {"005": {"单位类型": "非公企业", "单位名称": "示例石材有限公司党支部"}, "007": {"单位类型": "中小学校"}})
    roster = load_roster(path, "册.xlsx", book.vocabulary, Reading(slips=(tmp_path / "补.xlsx",)))
    guidance = guide(roster, book, DAY)
    assert [guidance.answer(row).branch() for row in (4, 5, 6)] == ["non_public", "non_public", "public_institution"]
    for _ in range(3):
        left = blanks(guidance)
        if not left:
            break
        cxzy("roster", "slip", "册.xlsx", "--patch", "补.xlsx", "-o", "再补.xlsx", cwd=tmp_path)
        fill(tmp_path / "再补.xlsx", {}, otherwise=True)
        roster = load_roster(path, "册.xlsx", book.vocabulary, Reading(slips=(tmp_path / "补.xlsx", tmp_path / "再补.xlsx")))
        guidance = guide(roster, book, DAY)
    assert blanks(guidance) == []
    assert all(not guidance.answer(row).undetermined for row in range(8))


ANSWERS = {"单位类型": "村", "标记": "无", "主管部门": "无", "结对单位": "无", "所在社区": "无", "管理体制": "属地管理", "层级": "基层"}


def fill(path: Path, answers: dict[str, dict[str, str]], otherwise: bool = False) -> None:
    """Fills a slip as a person does, in its unlocked cells only; with `otherwise` every one of them."""
    book = load_workbook(path)
    sheet: Worksheet = book.worksheets[0]
    headers = {str(cell.value): position for position, cell in enumerate(sheet[3], start=1)}
    for row in range(4, sheet.max_row + 1):
        mine = answers.get(str(sheet.cell(row, headers["单位编号"]).value), {})
        for header, column in headers.items():
            cell = sheet.cell(row, column)
            if not cell.protection.locked and (header in mine or otherwise):
                cell.value = mine.get(header) or ANSWERS.get(header) or f"{cell.value}党支部"
    book.save(path)


def test_convert_keeps_every_unit_and_what_it_gets(tmp_path: Path, book: Rulebook) -> None:
    office_workbook(tmp_path / "册.xlsx")
    for name in ("净.csv", "净.xlsx", "净.parquet"):
        done = cxzy("roster", "convert", "册.xlsx", name, cwd=tmp_path)
        assert done.returncode == 1, "the workbook has problems, and they are told"
    csv = pl.read_csv(tmp_path / "净.csv", infer_schema=False)
    assert csv["单位编号"].to_list() == ["001", "002", "003", "004", "005", "006", "007", "008"]
    assert csv["上级党组织"].to_list()[1] == "001"
    answers = []
    for name in ("净.csv", "净.xlsx", "净.parquet"):
        lines = cxzy("guide", name, "-f", "jsonl", cwd=tmp_path).stdout.splitlines()
        answers.append([json.loads(line) for line in lines])
    assert answers[0] == answers[1] == answers[2]


def test_headers_that_nobody_knows_can_be_told_by_hand(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("机构码,叫什么\ns,泉州市委\n", encoding="utf-8")
    assert cxzy("guide", "r.csv", cwd=tmp_path).returncode == 3
    done = cxzy("guide", "r.csv", "--map", "机构码=id", "--map", "叫什么=name", cwd=tmp_path)
    assert json.loads(done.stdout)["kind"] == "city_committee"
    wrong = cxzy("guide", "r.csv", "--map", "机构码", cwd=tmp_path)
    assert (wrong.returncode, "--map 要写成“表头=列”" in wrong.stderr) == (2, True)


def test_an_empty_cell_of_a_slip_changes_nothing(tmp_path: Path, book: Rulebook) -> None:
    (tmp_path / "n.csv").write_text("编号,名称,上级\nS,泉州市委,\nZ,崇武镇,S\nV,大岞村,Z\nF,示例石材有限公司,Z\n", encoding="utf-8")
    cxzy("roster", "slip", "n.csv", "-o", "补.xlsx", cwd=tmp_path)
    fill(tmp_path / "补.xlsx", {"F": {"单位类型": "非公企业"}})
    before = guide(load_roster(tmp_path / "n.csv", "n.csv", book.vocabulary), book, DAY)
    after = guide(load_roster(tmp_path / "n.csv", "n.csv", book.vocabulary, Reading(slips=(tmp_path / "补.xlsx",))), book, DAY)
    for row in range(3):
        assert after.answer(row).rules == before.answer(row).rules
        assert after.answer(row).undetermined == before.answer(row).undetermined
    assert (before.answer(3).branch(), after.answer(3).branch()) == (None, "non_public")
    cxzy("roster", "convert", "n.csv", "净.csv", "--patch", "补.xlsx", cwd=tmp_path)
    assert (tmp_path / "净.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "S,泉州市委,,"


def test_no_command_writes_over_what_it_reads(tmp_path: Path) -> None:
    for arguments in (("guide", "r.csv", "-f", "csv"), ("roster", "slip", "r.csv"), ("roster", "check", "r.csv")):
        (tmp_path / "r.csv").write_text("编号,名称\ns,某市委\n", encoding="utf-8")
        done = cxzy(*arguments, "-o", "r.csv", cwd=tmp_path)
        assert (done.returncode, "换一个文件名" in done.stderr) == (2, True)
        assert (tmp_path / "r.csv").read_text(encoding="utf-8") == "编号,名称\ns,某市委\n"


def test_a_row_set_aside_is_found_and_said_to_be_so(tmp_path: Path) -> None:
    office_workbook(tmp_path / "册.xlsx")
    done = cxzy("who", "无主村小组", "--roster", "册.xlsx", cwd=tmp_path)
    assert (done.returncode, "“无主村小组”这一行被搁置" in done.stderr) == (1, True)


SAID = {
    "kind": ["村", "非公企业", "中小学校", "县委", "医疗卫生单位", "政府部门"],
    "tags": ["无"],
    "management": ["属地管理", "垂直管理"],
    "level": ["基层", "市级"],
    "committee": ["是", "否"],
}
SAID |= {"authority": ["某局", "无"], "paired_with": ["无"], "located_in": ["无"], "name": ["某某党支部", "某某党委"]}
TURNS = 6


def test_the_smallest_slip_needs_every_one_of_its_cells(tmp_path: Path, book: Rulebook) -> None:
    """All filled, nothing is open; with any one left empty, some answer to the others leaves a rule open."""
    path = tmp_path / "n.csv"
    path.write_text("编号,名称,上级\nS,泉州市委,\nZ,崇武镇,S\nV,大岞村,Z\nF,示例石材有限公司,Z\nC,第二车间,F\n", encoding="utf-8")
    ids = ["S", "Z", "V", "F", "C"]
    asked = [(ids[blank.row], blank.column) for blank in blanks(guide(load_roster(path, "n.csv", book.vocabulary), book, DAY))]
    assert asked
    for turn in range(TURNS):
        assert not _left_open(path, book, asked, turn)
    for cell in asked:
        others = [one for one in asked if one != cell]
        assert any(_left_open(path, book, others, turn) for turn in range(TURNS)), cell


def _left_open(path: Path, book: Rulebook, cells: list[tuple[str, str]], turn: int) -> bool:
    """Whether a rule stays open once these cells are filled, each with one of its answers."""
    filled: dict[str, dict[str, str]] = {}
    for unit, column in cells:
        filled.setdefault(unit, {})[column] = SAID[column][turn % len(SAID[column])]
    slip = path.with_name("补.csv")
    pl.DataFrame([{"id": unit, **answers} for unit, answers in filled.items()], infer_schema_length=None).write_csv(slip)
    roster = load_roster(path, "n.csv", book.vocabulary, Reading(slips=(slip,)))
    guidance = guide(roster, book, DAY, "plain")
    return any(answer.undetermined for answer in guidance.answers)


def test_the_result_lists_what_was_wrong_with_the_roster(tmp_path: Path) -> None:
    office_workbook(tmp_path / "册.xlsx")
    cxzy("guide", "册.xlsx", "-o", "果.xlsx", cwd=tmp_path)
    told = [[cell.value for cell in row] for row in load_workbook(tmp_path / "果.xlsx")["花名册问题"].iter_rows(min_row=2)]
    assert ["册.xlsx:名册!E9", "“单位类型”不认识“中小学较”"] in [row[:2] for row in told]


def test_a_lost_value_is_not_an_empty_cell(tmp_path: Path) -> None:
    """A superior that cannot be read makes no root; a management or tags cell that cannot be read leaves rules open."""
    book = Workbook()
    sheet = book.worksheets[0]
    rows: list[list[str | None]] = [["编号", "名称", "上级", "类型", "管理体制", "标记"], ["s", "某市委", None, "市委", None, None]]
    rows += [["z", "甲镇", "#REF!", "乡镇党委", None, None], ["v", "乙村", "z", "村", None, None]]
    rows += [["q", "某公司", "s", "国有企业", "#REF!", None], ["w", "丙村", "s", "村", None, "#N/A"]]
    for row in rows:
        sheet.append(row)
    for cell in (cell for line in sheet.iter_rows() for cell in line if str(cell.value).startswith("#")):
        cell.data_type = "e"
    book.save(tmp_path / "r.xlsx")
    found = {one["id"]: one for one in map(json.loads, cxzy("guide", "r.xlsx", cwd=tmp_path).stdout.splitlines())}
    assert list(found) == ["s", "q", "w"]
    needs = {unit: {column for entry in one["undetermined"] for column in entry["needs"]} for unit, one in found.items()}
    assert "management" in needs["q"] and "tags" in needs["w"]


def test_a_folder_of_other_files_is_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "mine.parquet").write_text("mine", encoding="utf-8")
    (tmp_path / "r.csv").write_text("编号,名称\ns,某市委\n", encoding="utf-8")
    (folder / "r.csv").write_text("编号,名称\ns,某市委\n", encoding="utf-8")
    assert cxzy("guide", "r.csv", "-o", "d", "-f", "parquet", cwd=tmp_path).returncode == 3
    assert cxzy("guide", "d/r.csv", "-o", "d", "-f", "parquet", cwd=tmp_path).returncode == 2
    assert sorted(one.name for one in folder.iterdir()) == ["mine.parquet", "r.csv"]
