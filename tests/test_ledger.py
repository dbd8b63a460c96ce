"""Ledgers as they come back: long or wide, in any file; what is refused, in what words; and that no record is lost in silence."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules.fingerprints import of_keys, of_roster, of_rulebook
from cxzy_rules.formats import xlsx
from cxzy_rules.guidance import Guidance, chosen
from cxzy_rules.ledger.ledger import STATUSES, Ledger
from cxzy_rules.ledger.read import read_ledgers
from cxzy_rules.model.place import Unusable
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Roster
from cxzy_rules.rulebook.book import Rulebook
from tests.conftest import DAY, rounds

UNITS = """编号,名称,上级,类型
3505,中共甲市委员会,,city_committee
v1,甲县乙镇东村党支部,3505,
v2,甲县乙镇西村党支部,3505,
v3,明德小学党支部,3505,
v4,明德小学党支部,3505,
v5,丙㙟𠮷😀党支部,3505,
v6,甲县乙镇南村党支部,没有的上级,
"""
HEAD = "单位编号,单位名称,事项,规则编号,期次,状态,日期,佐证,备注,有效期至\n"
REPORTS, AFFAIRS, YEARLY = "rural.secretary_reports", "rural.open_village_affairs", "steps.appraise_members"
LABELS = {REPORTS: "建立党委书记抓党建述职制度", AFFAIRS: "完善村务公开制度", YEARLY: "对党员进行年度考核"}
ALLOWED = "    可用的有：已完成、进行中、未开展、不适用，或者完成的日期"
WANTED = "    要有“单位编号”或“单位名称”，还要有“事项”或“规则编号”，或者一个事项一列"
SAYS = ("unit", "rule", "period", "status", "date", "evidence", "note", "until")
Row = tuple[object, ...]
Read = Callable[..., Ledger]


@pytest.fixture(scope="module")
def roster(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Roster:
    path = tmp_path_factory.mktemp("roster") / "册.csv"
    path.write_text(UNITS, encoding="utf-8")
    return load_roster(path, "册.csv", book.vocabulary)


@pytest.fixture
def read(book: Rulebook, roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads these files below the folder in which the test stands."""
    monkeypatch.chdir(tmp_path)
    return lambda *names: read_ledgers([Path(name) for name in names], roster, book, DAY)


def save(name: str, content: str | bytes) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)


def save_workbook(name: str, sheets: dict[str, list[Row]], hidden: str = "") -> None:
    with xlsxwriter.Workbook(name) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(number, column, "" if cell is None else cell)
            if title == hidden:
                sheet.very_hidden()


def told(ledger: Ledger) -> list[str]:
    return [line for problem in ledger.problems for line in str(problem).splitlines()]


def says(ledger: Ledger) -> list[tuple[Any, ...]]:
    return ledger.records().select(SAYS).rows()


def refusal(read: Read, *names: str) -> list[str]:
    with pytest.raises(Unusable) as refused:
        read(*names)
    return [line for problem in refused.value.problems for line in str(problem).splitlines()]


RECORDS = [
    (1, REPORTS, None, "done", date(2011, 6, 1), "述职报告", None, None),
    (1, AFFAIRS, None, "in_progress", None, None, None, None),
    (2, REPORTS, None, "not_started", None, None, "", None),
    (2, YEARLY, "2010", "waived", None, None, "刚成立", date(2011, 12, 31)),
]
LONG = (
    HEAD
    + "v1,,建立党委书记抓党建述职制度,,,已完成,2011年6月1日,述职报告,,\n"
    + "v1,甲县乙镇东村党支部,,rural.open_village_affairs,,正在推进,,,,\n"
    + ",甲县乙镇 西村党支部,“建立党委书记抓党建述职制度”,,,×,,,,\n"
    + "v2,,对党员进行年度考核,,2010年度,不适用,,,刚成立,2011年12月\n"
)
THESE = [(*record[:6], record[6] or None, record[7]) for record in RECORDS]


def test_a_long_ledger_says_what_is_written(read: Read, book: Rulebook) -> None:
    save("台账.csv", LONG)
    ledger = read("台账.csv")
    assert says(ledger) == THESE
    assert (ledger.files, ledger.rows, ledger.set_aside, ledger.unfilled, told(ledger)) == (("台账.csv",), 4, 0, 0, [])
    assert (ledger.records().schema["rule"], ledger.records().schema["status"]) == (
        pl.Enum([rule.id for rule in book.rules]),
        pl.Enum(STATUSES),
    )
    assert str(ledger.place(1)) == "台账.csv:3:6"


def test_it_says_the_same_in_any_file(read: Read) -> None:
    rows = [tuple(row) for row in csv.reader(io.StringIO(LONG))]
    save("gb.csv", LONG.replace("“", "‘").encode("gb18030"))
    save("wide-letters.tsv", LONG.replace(",", "\t").replace("v1", "ｖ１"))
    pl.DataFrame([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).write_parquet("台账.parquet")
    with xlsxwriter.Workbook("台账.xlsx") as book:
        sheet = book.add_worksheet("情况")
        sheet.merge_range(0, 0, 0, 9, "甲市创先争优活动台账")
        sheet.merge_range(1, 0, 1, 1, "单位")
        sheet.write_row(2, 0, [*rows[0][:5], "完成情况*", "完成日期（年月日）", *rows[0][7:]])
        for number, row in enumerate(rows[1:], start=3):
            sheet.write_row(number, 0, row)
    for name in ("gb.csv", "wide-letters.tsv", "台账.parquet", "台账.xlsx"):
        ledger = read(name)
        assert (says(ledger), told(ledger)) == (THESE, []), name
    assert str(read("台账.xlsx").place(1)) == "台账.xlsx:情况!F5"


def test_a_wide_ledger_has_a_column_an_item(read: Read) -> None:
    head = "序号,单位,建立党委书记抓党建述职制度,完善村务公开制度*,对党员进行年度考核（2010年）,对党员进行年度考核 2011,备注\n"
    save("宽.csv", head + "1,v1,2011.6.1,进行中,√,,\n2,甲县乙镇西村党支部,×,,,不适用,说过了\n3,v3,,,,,\n")
    ledger = read("宽.csv")
    assert says(ledger) == [
        (1, REPORTS, None, "done", date(2011, 6, 1), None, None, None),
        (1, AFFAIRS, None, "in_progress", None, None, None, None),
        (1, YEARLY, "2010", "done", None, None, None, None),
        (2, REPORTS, None, "not_started", None, None, "说过了", None),
        (2, YEARLY, "2011", "waived", None, None, "说过了", None),
    ]
    assert (ledger.rows, told(ledger)) == (5, ["宽.csv:3:6: 不适用，没有写有效期，照用了", "    写明到哪一天为止"])
    assert ledger.records()["column"].to_list()[2] == "对党员进行年度考核（2010年）"


WRONG = {
    "an unknown unit": (
        "v9,,完善村务公开制度,,,完成,,,,",
        ["台账.csv:2:1: 花名册里没有单位“v9”，没有计入", "    写花名册里的编号，或者不重名的全称"],
    ),
    "an unknown name": (
        ",甲县乙镇东村支部,完善村务公开制度,,,完成,,,,",
        ["台账.csv:2:2: 花名册里没有单位“甲县乙镇东村支部”，没有计入", "    是不是想写：甲县乙镇东村党支部、甲县乙镇西村党支部"],
    ),
    "no unit": (
        ",,完善村务公开制度,,,完成,,,,",
        ["台账.csv:2:1: 没有写单位，没有计入", "    补上单位编号，或者不重名的全称"],
    ),
    "a name of two": (
        ",明德小学党支部,完善村务公开制度,,,完成,,,,",
        [
            "台账.csv:2:2: 单位“明德小学党支部”有 2 个同名，没有计入",
            "    请写编号，候选的有：v3（上级 中共甲市委员会）、v4（上级 中共甲市委员会）",
        ],
    ),
    "two units": (
        "v1,甲县乙镇西村党支部,完善村务公开制度,,,完成,,,,",
        ["台账.csv:2:1: “v1”和“甲县乙镇西村党支部”是两个单位，没有计入", "    改成同一个单位的编号和名称"],
    ),
    "a unit that the roster set aside": (
        "v6,,完善村务公开制度,,,完成,,,,",
        ["台账.csv:2:1: 单位“v6”在花名册里有问题，被搁置了，没有计入", "    先改好花名册"],
    ),
    "no item": (
        "v1,,,,,完成,,,,",
        ["台账.csv:2:3: 没有写事项，没有计入", "    补上规则编号，或者事项的全称"],
    ),
    "an unknown item": (
        "v1,,办好合作医疗,,,完成,,,,",
        ["台账.csv:2:3: 没有“办好合作医疗”这个事项，没有计入", "    写规则编号，或者事项的全称"],
    ),
    "an item that is as near to two": (
        "v1,,完善厂务公开制度,,,完成,,,,",
        [
            "台账.csv:2:3: 没有“完善厂务公开制度”这个事项，没有计入",
            "    是不是想写：完善村务公开制度、完善党务公开制度、完善村务决策听证制度",
        ],
    ),
    "an unknown rule": (
        "v1,,,rural.secretary_report,,完成,,,,",
        ["台账.csv:2:4: 没有“rural.secretary_report”这个事项，没有计入", "    写规则编号，或者事项的全称"],
    ),
    "two items": (
        "v1,,完善村务公开制度,rural.secretary_reports,,完成,,,,",
        ["台账.csv:2:3: “完善村务公开制度”和“rural.secretary_reports”是两个事项，没有计入", "    改成同一个事项的名称和编号"],
    ),
    "an unknown status": ("v1,,完善村务公开制度,,,搞定,,,,", ["台账.csv:2:6: “搞定”不是状态，也不是日期，没有计入", ALLOWED]),
    "a note without a status": ("v1,,完善村务公开制度,,,,,,快了,", ["台账.csv:2:6: 填了别的，没有填状态，没有计入", ALLOWED]),
    "an impossible date": (
        "v1,,完善村务公开制度,,,完成,2010-13-40,,,",
        ["台账.csv:2:7: “2010-13-40”不是日期，没有计入", "    写成 2010-05-31 这样"],
    ),
    "a date to come": (
        "v1,,完善村务公开制度,,,完成,2011-07-01,,,",
        ["台账.csv:2:7: 日期 2011-07-01 晚于统计日 2011-06-30，没有计入", "    看看年份写得对不对"],
    ),
    "an unknown period": (
        "v1,,对党员进行年度考核,,第三期,完成,,,,",
        ["台账.csv:2:5: “第三期”不是期次，没有计入", "    写成 2010H1、2010年上半年，或者 2010"],
    ),
    "a waiver with an unreadable end": (
        "v1,,完善村务公开制度,,,不适用,,,新,永远",
        ["台账.csv:2:10: “永远”不是日期，没有计入", "    写成 2010-05-31 这样"],
    ),
}
DOUBTFUL = {
    "a near label": (
        "v1,,完善村务公开的制度,,,完成,,,,",
        [
            "台账.csv:2:3: 没有“完善村务公开的制度”这个事项，当作“完善村务公开制度”读了",
            "    不是的话，请写事项的全称",
        ],
    ),
    "an old label beside the id": (
        "v1,,村里的事要公开,rural.open_village_affairs,,完成,,,,",
        [
            "台账.csv:2:3: “村里的事要公开”和“rural.open_village_affairs”对不上，按“完善村务公开制度”读了",
            "    改成同一个事项的名称和编号",
        ],
    ),
    "another name beside the id": (
        "v1,东村支部,完善村务公开制度,,,完成,,,,",
        ["台账.csv:2:2: “v1”和“东村支部”对不上，按“甲县乙镇东村党支部”（v1）读了", "    改成花名册里的编号和名称"],
    ),
    "a day before the document": (
        "v1,,完善村务公开制度,,,完成,2010-05-30,,,",
        ["台账.csv:2:7: 日期 2010-05-30 早于文件印发的 2010-05-31，照用了", "    看看年份写得对不对"],
    ),
    "a waiver that ends before it begins": (
        "v1,,完善村务公开制度,,,不适用,2011-03-01,,新,2011-02-01",
        ["台账.csv:2:10: 有效期至 2011-02-01，比日期 2011-03-01 还早，照用了", "    看看年份写得对不对"],
    ),
    "a waiver without reason and end": (
        "v1,,完善村务公开制度,,,免,,,,",
        [
            "台账.csv:2:6: 不适用，没有写有效期，照用了",
            "    写明到哪一天为止",
            "台账.csv:2:6: 不适用，没有写理由，照用了",
            "    在备注里写明理由",
        ],
    ),
    "an end that means nothing": (
        "v1,,完善村务公开制度,,,完成,,,,长期",
        ["台账.csv:2:10: “长期”不是日期，有效期没有用", "    写成 2010-05-31 这样"],
    ),
}


@pytest.mark.parametrize(("row", "lines"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_used_is_told_and_left_out(read: Read, row: str, lines: list[str]) -> None:
    save("台账.csv", HEAD + row + "\n" + "v2,,完善村务公开制度,,,完成,,,,\n")
    ledger = read("台账.csv")
    assert told(ledger) == lines
    assert (says(ledger), ledger.rows, ledger.set_aside) == ([(2, AFFAIRS, None, "done", *[None] * 4)], 2, 1)


@pytest.mark.parametrize(("row", "lines"), DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_what_is_doubtful_is_told_and_used(read: Read, row: str, lines: list[str]) -> None:
    save("台账.csv", HEAD + row + "\n")
    ledger = read("台账.csv")
    assert told(ledger) == lines
    assert (ledger.records().select("unit", "rule").rows(), ledger.rows, ledger.set_aside) == ([(1, AFFAIRS)], 1, 0)


def test_what_a_wide_ledger_cannot_hold_is_told_with_its_cell(read: Read) -> None:
    head = ("单位", "完善村务公开的制度", "党员之家", "佐证", "状况", "建立党委书记抓党建述职制度")
    save_workbook("宽.xlsx", {"一": [head, ("v1", "√", "有", "照片", None, "搞定"), ("v9", "√", "有", None, None, None)]})
    ledger = read("宽.xlsx")
    assert told(ledger) == [
        "宽.xlsx:一!B1: 没有“完善村务公开的制度”这个事项，当作“完善村务公开制度”读了",
        "    不是的话，请写事项的全称",
        "宽.xlsx:一!C1: “党员之家”不是事项，下面的 2 格没有计入",
        "    是不是想写：党员队伍好、争当德艺双馨党员艺术家",
        "宽.xlsx:一!D1: 一行一个单位的台账里，“佐证”说不清是哪一项的，没有读",
        "    改成一行一项再填",
        "宽.xlsx:一!F2: “搞定”不是状态，也不是日期，没有计入",
        ALLOWED,
        "宽.xlsx:一!A3: 花名册里没有单位“v9”，没有计入",
        "    写花名册里的编号，或者不重名的全称",
    ]
    assert (says(ledger), ledger.rows, ledger.set_aside) == ([(1, AFFAIRS, None, "done", *[None] * 4)], 5, 4)


def test_a_label_that_two_rules_share_names_neither(
    book: Rulebook, roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save("台账.csv", HEAD + "v1,,完善村务公开制度,,,√,,,,\nv1,,完善村务公开制度,twin.open,,√,,,,\n")
    twin = replace(next(rule for rule in book.rules if rule.id == AFFAIRS), id="twin.open")
    ledger = read_ledgers([Path("台账.csv")], roster, replace(book, rules=(*book.rules, twin)), DAY)
    assert (ledger.records()["rule"].to_list(), ledger.rows) == (["twin.open"], 2)
    assert told(ledger) == [
        "台账.csv:2:3: 有 2 条规则都叫“完善村务公开制度”，没有计入",
        "    这些规则同名，请写规则编号：rural.open_village_affairs、twin.open",
    ]


def test_a_list_without_a_status_says_nothing(read: Read) -> None:
    save("台账.csv", "单位,事项,完善村务公开制度\nv1,完善村务公开制度,√\n")
    ledger = read("台账.csv")
    assert told(ledger) == [
        "台账.csv:1: 没有“状态”一列，也没有“日期”，各行都算没有填",
        "    补上“状态”一列",
        "台账.csv:1:3: 一行一项的台账里，“完善村务公开制度”这一列没有读",
        "    要么一行一项，要么一列一项",
    ]
    assert (ledger.records().height, ledger.rows, ledger.unfilled) == (0, 1, 1)


def test_two_columns_of_one_meaning_are_told(read: Read) -> None:
    save("台账.csv", "单位,事项,状态,完成情况\nv1,完善村务公开制度,√,×\n")
    ledger = read("台账.csv")
    assert (says(ledger), told(ledger)) == (
        [(1, AFFAIRS, None, "done", *[None] * 4)],
        ["台账.csv:1:4: “完成情况”和“状态”是同一列，没有读", "    只留一列"],
    )


def test_problems_of_one_sort_are_folded(read: Read) -> None:
    save("台账.csv", HEAD + "v1,,完善村务公开制度,,,搞定,,,,\n" * 1203)
    ledger = read("台账.csv")
    assert len(ledger.problems) == 1001
    assert str(ledger.problems[-1]) == "台账.csv:1002:6: 从这里起还有 203 处同样的问题"
    assert (ledger.records().height, ledger.rows, ledger.set_aside) == (0, 1203, 1203)


def test_a_folder_is_read_with_all_that_is_in_it(read: Read) -> None:
    save("回收/乙/b.csv", HEAD + "v2,,完善村务公开制度,,,完成,,,,\n")
    save("回收/a.csv", HEAD + "v1,,完善村务公开制度,,,完成,,,,\n")
    save("回收/坏.xlsx", b"PK\x03\x04 broken")
    save("回收/说明.docx", b"PK")
    save("回收/花名册.csv", UNITS)
    save("回收/~$a.xlsx", b"lock")
    save("回收/.b.csv", b"hidden")
    ledger = read("回收", "回收/a.csv")
    assert ledger.files == ("回收/a.csv", "回收/乙/b.csv")
    assert ledger.records().select("unit", "file").rows() == [(1, 0), (2, 1)]
    assert told(ledger) == [
        "回收/a.csv: 这个文件已经读过（回收/a.csv），只读一次",
        "回收/坏.xlsx: 工作簿不完整，多半是没有下载完或没有存完",
        "    请重新下载，或在原来的电脑上另存一次",
        "回收/花名册.csv: 里面没有台账的表头",
        WANTED,
        "回收/说明.docx: 不是表格文件，没有读",
        "    台账可以是：.csv、.tsv、.txt、.parquet、.xlsx、.xlsm、.xls",
    ]


def test_a_linked_folder_is_read_and_a_circle_ends(read: Read) -> None:
    save("别处/a.csv", HEAD + "v1,,完善村务公开制度,,,完成,,,,\n")
    save("回收/b.csv", HEAD + "v2,,完善村务公开制度,,,完成,,,,\n")
    for name, target in (("东", "../别处"), ("又是东", "../别处"), ("圈", ".")):
        Path("回收", name).symlink_to(target, target_is_directory=True)
    Path("回收/断.csv").symlink_to("没有.csv")
    ledger = read("回收")
    assert ledger.files == ("回收/b.csv", "回收/东/a.csv")
    assert told(ledger) == [
        "回收/又是东: 这个文件夹已经读过（回收/东），只读一次",
        "回收/圈: 这个文件夹已经读过（回收），只读一次",
        "回收/断.csv: 没有这个文件",
        "    看看路径和文件名写得对不对",
    ]


def test_where_nothing_is_a_ledger_all_is_refused(read: Read) -> None:
    Path("空").mkdir()
    save("册.csv", UNITS)
    assert refusal(read, "空") == ["空: 没有读到一份台账"]
    assert refusal(read, "册.csv") == ["册.csv: 里面没有台账的表头", WANTED]
    assert refusal(read, "没有.csv", "也没有") == [
        "也没有: 没有这个文件或文件夹",
        "    看看路径写得对不对",
        "没有.csv: 没有这个文件或文件夹",
        "    看看路径写得对不对",
    ]


def test_a_rulebook_without_words_for_ledgers_is_told(book: Rulebook, roster: Roster) -> None:
    silent = replace(book, folder=Path("别的规则"), vocabulary=replace(book.vocabulary, ledger_columns={}))
    with pytest.raises(Unusable) as refused:
        read_ledgers([Path("台账.csv")], roster, silent, DAY)
    assert str(refused.value) == "别的规则: 规则里没有写台账有哪些列（ledger_columns），读不了台账"


def test_a_file_sent_in_twice_counts_once(read: Read) -> None:
    rows = [tuple(row) for row in csv.reader(io.StringIO(LONG))]
    save("a.csv", LONG)
    save_workbook("b.xlsx", {"改过名": [rows[0], *reversed(rows[1:])]})
    ledger = read("a.csv", "b.xlsx")
    assert (says(ledger), ledger.rows, ledger.files, told(ledger)) == (THESE, 4, ("a.csv",), ["b.xlsx: 记录和“a.csv”完全一样，只算一次"])


def test_every_sheet_that_is_a_ledger_is_read(read: Read) -> None:
    head = ("单位编号", "规则编号", "状态")
    about: list[Row] = [("填表说明",), ("请如实填写",)]
    save_workbook("台账.xlsx", {"说明": about, "东": [head, ("v1", AFFAIRS, "√")], "西": [head, ("v2", AFFAIRS, "√")]}, hidden="西")
    ledger = read("台账.xlsx")
    assert ledger.records().select("unit", "sheet", "line").rows() == [(1, "东", 2), (2, "西", 2)]
    assert (ledger.rows, ledger.set_aside) == (4, 2)
    assert told(ledger) == [
        "台账.xlsx:西: 工作表“西”是隐藏的，也读了",
        "    不该读的话，请删去这张工作表",
        "台账.xlsx:说明: 工作表“说明”认不出表头，里面的 2 行没有读",
        WANTED,
    ]


UNREAD: dict[str, list[Row]] = {
    "an unknown header": [("党组织", "做法"), ("v2", "√"), ("v1", "√")],
    "a header half known": [("状态", "日期"), ("√", "2011-06-01"), ("√", "2011-06-02")],
    "another width": [("v2", AFFAIRS, "√", "", "多出来的"), ("v1", AFFAIRS, "√"), ("v2", REPORTS, "√")],
    "columns in another order": [(AFFAIRS, "v2", "√"), (AFFAIRS, "v1", "√"), (REPORTS, "v1", "√")],
    "a title above": [("续表",), ("v2", AFFAIRS, "√"), ("v1", AFFAIRS, "√")],
}


@pytest.mark.parametrize("rows", UNREAD.values(), ids=UNREAD.keys())
@pytest.mark.parametrize("head", [("单位编号", "规则编号", "状态"), ("单位编号", LABELS[AFFAIRS], LABELS[REPORTS])], ids=["long", "wide"])
def test_a_sheet_that_is_not_read_is_told_and_its_rows_are_counted(read: Read, head: Row, rows: list[Row]) -> None:
    first = ("v1", AFFAIRS, "√") if "状态" in head else ("v1", "√", "")
    save_workbook("台账.xlsx", {"东": [head, first], "空": [], "续": rows})
    ledger = read("台账.xlsx")
    assert (ledger.rows, ledger.set_aside, ledger.records().height) == (4, 3, 1)
    assert told(ledger) == ["台账.xlsx:续: 工作表“续”认不出表头，里面的 3 行没有读", WANTED]


def test_a_form_split_over_two_sheets_is_read_to_its_end(read: Read, book: Rulebook, roster: Roster) -> None:
    """A row holds an item's label and its rule's id, two words that a header may hold: it is none."""
    save_form("表.xlsx", book, roster, [("v1", AFFAIRS, ""), *3 * [("v2", AFFAIRS, "")], ("v1", REPORTS, "")])
    workbook = openpyxl.load_workbook("表.xlsx")
    sheet: Any = workbook["清单"]
    moved = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    sheet.delete_rows(5, 10)
    more: Any = workbook.create_sheet("续", 1)
    for row in moved:
        row[9] = "已完成"
        more.append(row[:12])
    workbook.create_sheet("待定").append(["花名册先要说清的"])
    workbook.save("表.xlsx")
    ledger = read("表.xlsx")
    assert ledger.records().select("unit", "rule", "sheet", "line").rows() == [(2, AFFAIRS, "续", line) for line in (1, 2, 3)] + [
        (1, REPORTS, "续", 4)
    ]
    assert (ledger.rows, ledger.unfilled, ledger.set_aside) == (5, 1, 0)
    assert told(ledger)[2:] == ["表.xlsx:续: 工作表“续”没有表头，按“清单”的表头接着读了", "    不该读的话，请删去这张工作表"]


def test_a_wide_ledger_goes_on_in_the_next_sheet(read: Read) -> None:
    save_workbook("台账.xlsx", {"一": [("单位", AFFAIRS, REPORTS), ("v1", "√", "")], "二": [("v2", "", "进行中"), ("v5", "搞定", "√")]})
    ledger = read("台账.xlsx")
    assert says(ledger) == [
        (1, AFFAIRS, None, "done", None, None, None, None),
        (2, REPORTS, None, "in_progress", None, None, None, None),
        (5, REPORTS, None, "done", None, None, None, None),
    ]
    assert (ledger.rows, ledger.set_aside) == (4, 1)
    assert told(ledger) == [
        "台账.xlsx:二: 工作表“二”没有表头，按“一”的表头接着读了",
        "    不该读的话，请删去这张工作表",
        "台账.xlsx:二!B2: “搞定”不是状态，也不是日期，没有计入",
        ALLOWED,
    ]


def test_cells_to_the_right_of_the_header_are_told(read: Read) -> None:
    save_workbook(
        "台账.xlsx",
        {
            "长": [("单位编号", "规则编号", "状态"), ("v1", AFFAIRS, "√", "", "落款"), ("v2", AFFAIRS, "√", " ", "甲", "")],
            "宽": [("单位编号", AFFAIRS), ("v5", "√", "√"), ("v1", "√")],
        },
    )
    ledger = read("台账.xlsx")
    assert (ledger.records().height, ledger.rows, ledger.set_aside) == (4, 5, 1)
    assert told(ledger) == [
        "台账.xlsx:宽!C1: “第3列”不是事项，下面的 1 格没有计入",
        "    写规则编号，或者事项的全称",
        "台账.xlsx:长!E1: 第5列没有表头，下面的 2 格没有读",
        "    补上表头，不要的话请删去",
    ]


@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_periods_may_stand_below_their_item(read: Read, merged: bool, ending: str) -> None:
    """The commonest wide ledger: an item over its half-years, a row a unit."""
    halves, label = ("2010年下半年", "2011年上半年"), LABELS[AFFAIRS]
    if ending == ".csv":
        unit = "单位名称" if merged else ""
        save("台账.csv", f"单位名称,{label},,{LABELS[REPORTS]}\n{unit},{','.join(halves)},\n甲县乙镇东村党支部,√,进行中,×\n")
    else:
        with xlsxwriter.Workbook("台账.xlsx") as book:
            sheet = book.add_worksheet("宽")
            sheet.write(0, 0, "单位名称")
            if merged:
                sheet.merge_range("A1:A2", "单位名称")
                sheet.merge_range("D1:D2", LABELS[REPORTS])
            sheet.merge_range("B1:C1", label)
            sheet.write_row("B2", halves)
            sheet.write("D1", LABELS[REPORTS])
            sheet.write_row("A3", ["甲县乙镇东村党支部", "√", "进行中", "×"])
    ledger = read(f"台账{ending}")
    assert [one[:4] for one in says(ledger)] == [
        (1, AFFAIRS, "2010H2", "done"),
        (1, AFFAIRS, "2011H1", "in_progress"),
        (1, REPORTS, None, "not_started"),
    ]
    assert (ledger.rows, told(ledger)) == (3, [])


def test_a_row_without_a_unit_is_no_second_header(read: Read) -> None:
    save("台账.csv", f"单位名称,{LABELS[AFFAIRS]}\n,已完成\nv1,√\n")
    ledger = read("台账.csv")
    assert (ledger.records().height, ledger.rows, ledger.set_aside) == (1, 2, 1)


def test_a_cell_that_holds_an_error_is_told_once_and_never_taken_for_empty(read: Read) -> None:
    with xlsxwriter.Workbook("台账.xlsx") as book:
        sheet = book.add_worksheet("一")
        sheet.write_row(0, 0, ["单位", "规则编号", "状态", "日期", "佐证"])
        for number in range(1, 6):
            sheet.write_row(number, 0, ["v1", AFFAIRS, "√", "2011-06-01", "照片"])
            sheet.write_formula(number, number - 1, "=A99", None, "#REF!")
    ledger = read("台账.xlsx")
    assert [str(problem).splitlines()[0] for problem in ledger.problems] == [
        f"台账.xlsx:一!{cell}: 这一格是错误值 #REF!" for cell in ("A2", "B3", "C4", "D5", "E6")
    ]
    assert (says(ledger), ledger.rows, ledger.set_aside) == ([(1, AFFAIRS, None, "done", date(2011, 6, 1), None, None, None)], 5, 4)


def test_cells_survive_as_they_are(read: Read) -> None:
    notes = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "㙟𠮷😀", "长" * 32_767]
    with xlsxwriter.Workbook("台账.xlsx", {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            [("单位名称", "规则编号", "状态", "备注"), *(("丙㙟𠮷😀党支部", AFFAIRS, "√", note) for note in notes)]
        ):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    ledger = read("台账.xlsx")
    assert (ledger.records()["note"].to_list(), ledger.records()["unit"].to_list(), told(ledger)) == (notes, [5] * 6, [])


FORM_HEAD = (
    "单位编号",
    "单位名称",
    "事项",
    "规则编号",
    "期次",
    "条款",
    "引文",
    "佐证要求",
    "完成时限",
    "状态",
    "日期",
    "佐证",
    "责任人",
    "备注",
    "有效期至",
)
FORM_ROWS = [("v1", REPORTS, ""), ("v1", AFFAIRS, ""), ("v2", YEARLY, "2010"), ("v2", AFFAIRS, "")]


def save_form(name: str, book: Rulebook, roster: Roster, rows: list[tuple[str, str, str]] | None = None, **other: object) -> None:
    """A form as the checklists hand it out, its hidden sheet saying `other` things where asked."""
    rows = FORM_ROWS if rows is None else rows
    about: dict[str, object] = {
        "form": "cxzy-checklist",
        "form_version": "1",
        "rulebook": book.identity.id,
        "rulebook_version": book.identity.version,
        "rulebook_fingerprint": of_rulebook(book),
        "roster_fingerprint": of_roster(roster),
        "as_of": DAY.isoformat(),
        "rows": len(FORM_ROWS),
        "keys": of_keys(["\t".join(row) for row in FORM_ROWS]),
        "list": "东片清单",
    }
    names = dict(roster.units.select("id", "name").rows())
    table = [
        (unit, names[unit], LABELS[rule], rule, period and f"{period}年度", "3.1", "原文", "", "2011-12-31", "", "", "", "", "", "")
        for unit, rule, period in rows
    ]
    save_workbook(
        name,
        {
            "清单": [("东片清单（截至 2011-06-30）",), ("填好后交回",), FORM_HEAD, *table],
            "_cxzy": [("key", "value"), *(about | other).items()],
        },
        hidden="_cxzy",
    )


def test_a_form_filled_in_moved_about_and_sorted_comes_back_whole(read: Read, book: Rulebook, roster: Roster) -> None:
    save_form("表.xlsx", book, roster)
    workbook = openpyxl.load_workbook("表.xlsx")
    sheet: Any = workbook["清单"]
    sheet.title = "已填"
    rows: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    rows[0][9:12] = ["已完成", date(2011, 6, 1), "述职报告"]
    rows[2][9] = "进行中"
    sheet.delete_rows(3, 10)
    for row in [list(FORM_HEAD), *reversed(rows)]:
        sheet.append([*row[9:], *row[:9]])
    workbook.save("表.xlsx")
    ledger = read("表.xlsx")
    assert says(ledger) == [
        (2, YEARLY, "2010", "in_progress", DAY, None, None, None),
        (1, REPORTS, None, "done", date(2011, 6, 1), "述职报告", None, None),
    ]
    assert (ledger.rows, ledger.unfilled, ledger.set_aside, told(ledger)) == (4, 2, 0, [])


CHECK = "    能对上的都照现在的规则和花名册读了，请核对"
CHANGED: dict[str, tuple[dict[str, Any], str]] = {
    "an old rulebook": (
        {"rulebook_fingerprint": "0", "rulebook_version": "0.9"},
        "清单是按旧的规则（版本 0.9，截至 2011-06-30）发的，规则后来改过",
    ),
    "another rulebook": ({"rulebook": "别的"}, "清单是按另一份规则（别的）发的"),
    "another roster": ({"roster_fingerprint": "0"}, "清单发出以后花名册改过"),
    "another form": ({"form_version": "2"}, "清单的格式是第 2 版，这里只认得第 1 版"),
    "rows gone": ({"rows": FORM_ROWS[:3]}, "发出 4 行，交回 3 行，少了 1 行"),
    "rows added": ({"rows": [*FORM_ROWS, FORM_ROWS[0]]}, "发出 4 行，交回 5 行，多了 1 行"),
    "rows changed": ({"rows": [*FORM_ROWS[:3], FORM_ROWS[0]]}, "行数没有变，但有的行改成了别的单位、事项或期次"),
    "all at once": (
        {"rulebook_fingerprint": "0", "roster_fingerprint": "0", "rows": FORM_ROWS[:1]},
        "清单是按旧的规则（版本 1.0，截至 2011-06-30）发的，规则后来改过；清单发出以后花名册改过；发出 4 行，交回 1 行，少了 3 行",
    ),
}


@pytest.mark.parametrize(("other", "line"), CHANGED.values(), ids=CHANGED.keys())
def test_a_form_that_is_not_what_was_handed_out_is_told_in_one_line(
    read: Read, book: Rulebook, roster: Roster, other: dict[str, Any], line: str
) -> None:
    save_form("表.xlsx", book, roster, other.get("rows"), **{key: value for key, value in other.items() if key != "rows"})
    ledger = read("表.xlsx")
    assert told(ledger) == [f"表.xlsx: {line}", CHECK]
    assert ledger.unfilled == ledger.rows


# Ways to write a part of a record, and what each means; None for a way that means nothing, so that the record cannot be used.
UNIT_WAYS = {"v1": 1, "甲县乙镇东村党支部": 1, "ｖ２": 2, "甲县　乙镇西村党支部": 2, "v5": 5, "v9": None, "明德小学党支部": None}
ITEM_WAYS = {
    REPORTS: REPORTS,
    LABELS[REPORTS]: REPORTS,
    LABELS[AFFAIRS]: AFFAIRS,
    "完善 村务公开制度。": AFFAIRS,
    YEARLY: YEARLY,
    "别的": None,
}
STATUS_WAYS = {"√": "done", "已完成": "done", "是": "done", "进行中": "in_progress", "waived": "waived", "×": "not_started", "搞定": None}
DATE_WAYS = {
    "": "",
    "2011-06-30": date(2011, 6, 30),
    "2010年9月1日": date(2010, 9, 1),
    "20110102": date(2011, 1, 2),
    "2011-07-01": None,
    "昨天": None,
}
PERIOD_WAYS = {"": "", "2011H1": "2011H1", "2010年下半年": "2010H2", "2011年度": "2011", "2010": "2010", "去年": None}
WAYS: tuple[dict[str, Any], ...] = (UNIT_WAYS, ITEM_WAYS, PERIOD_WAYS, STATUS_WAYS, DATE_WAYS)


def drawn(draw: Random) -> list[tuple[str, ...]]:
    """Records, each part written in some way: unit, item, period, status, date."""
    return [tuple(draw.choice(list(ways)) for ways in WAYS) for _ in range(draw.randint(1, 30))]


def meant(record: tuple[str, ...]) -> tuple[Any, ...] | None:
    """What a record says, counted by hand; None where a part of it means nothing."""
    parts: list[Any] = [ways[word] for ways, word in zip(WAYS, record, strict=True)]
    return None if None in parts else tuple(part if part != "" else None for part in parts)


@given(draw=st.randoms(use_true_random=False))
@rounds(20)
def test_no_record_is_lost_in_silence(draw: Random, book: Rulebook, roster: Roster, tmp_path_factory: pytest.TempPathFactory) -> None:
    records = drawn(draw)
    path = tmp_path_factory.mktemp("drawn") / "台账.csv"
    path.write_text("单位,事项,期次,状态,日期\n" + "".join(",".join(record) + "\n" for record in records), encoding="utf-8")
    ledger = read_ledgers([path], roster, book, DAY)
    good = [said for record in records if (said := meant(record))]
    assert ledger.records().select("unit", "rule", "period", "status", "date").rows() == good
    bad = {line for line, record in enumerate(records, start=2) if meant(record) is None}
    assert (ledger.rows, ledger.set_aside, ledger.unfilled) == (len(records), len(bad), 0)
    assert {problem.place.line for problem in ledger.problems if problem.text.endswith("没有计入")} == bad


@given(draw=st.randoms(use_true_random=False))
@rounds(6)
def test_wide_and_long_are_one(draw: Random, book: Rulebook, roster: Roster, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    headers = {REPORTS: (REPORTS, None), f"{LABELS[YEARLY]}（2010年度）": (YEARLY, "2010"), f"{YEARLY}2011H1": (YEARLY, "2011H1")}
    cells = {(unit, header): draw.choice(["", *STATUSES, "2011-06-01"]) for unit in ("v1", "v2", "v5") for header in headers}
    rows = [("单位", *headers), *((unit, *(cells[unit, header] for header in headers)) for unit in ("v1", "v2", "v5"))]
    save_workbook(str(folder / "宽.xlsx"), {"宽": list(rows)})
    long = [f"{unit},{headers[header][0]},{headers[header][1] or ''},{cell}\n" for (unit, header), cell in cells.items()]
    (folder / "长.csv").write_text("单位,规则编号,期次,状态\n" + "".join(long), encoding="utf-8")
    wide, other = (read_ledgers([folder / name], roster, book, DAY) for name in ("宽.xlsx", "长.csv"))
    assert says(wide) == says(other)
    assert (wide.rows, other.unfilled) == (sum(map(bool, cells.values())), sum(cell == "" for cell in cells.values()))


def test_a_result_among_the_returns_is_no_ledger(read: Read, guidance: Guidance, tmp_path: Path) -> None:
    """The workbook of guidance has a column an item and ● in it: read as a ledger, all would be done."""
    xlsx.write(guidance, chosen(guidance, branch="university"), tmp_path / "果.xlsx")
    with pytest.raises(Unusable) as refused:
        read("果.xlsx")
    assert str(refused.value) == "果.xlsx: 这是程序出的结果，不是台账，没有读\n    交回的清单里不要放结果"
