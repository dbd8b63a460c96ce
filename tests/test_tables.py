"""What the readers of tables refuse, in what words; where they find the header; what they leave out, and how they tell it."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
import xlwt

from cxzy_rules.model.place import Problem, Unusable
from cxzy_rules.roster.cells import column_of, read_texts
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.source import Source
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.tables import sheets
from cxzy_rules.tables.apart import command
from cxzy_rules.tables.read import read_table
from cxzy_rules.tables.table import UNREADABLE, Table, unique_header
from cxzy_rules.tables.values import day_of, flag_of
from tests.fuzz_tables import delimited, parquet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KNOWN = {"编号", "名称", "上级", "党员数", "上级编号", "单位编号", "单位名称"}
HEAD = "编号,名称,上级\n"


def read(path: Path, **wishes: Any) -> tuple[Table, list[str]]:
    problems: list[Problem] = []
    table = read_table(path, "册", problems, **({"known": KNOWN.__contains__} | wishes))
    return table, [str(problem) for problem in problems]


def refusal(path: Path, **wishes: Any) -> list[str]:
    with pytest.raises(Unusable) as refused:
        read(path, **wishes)
    return [str(problem) for problem in refused.value.problems]


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    def write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


Save = Callable[[str, bytes | str], Path]


def workbook(fill: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


def one_sheet(*rows: tuple[object, ...]) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("册")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def said_to_hold(size: int) -> bytes:
    """A zip whose directory gives its one member this size."""
    data = zipped(x=b"y")
    at = data.index(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.csv", b"", "册: 文件是空的，一个字也没有\n    多半是没有存好，请重新导出"),
    "blank": ("a.csv", b"\n \n\n", "册: 文件里没有内容"),
    "ending": ("a.docx", b"PK", "册: 不认识“.docx”这种文件\n    可以读：.csv、.tsv、.txt、.parquet、.xlsx、.xlsm、.xls"),
    "page": ("a.xls", b"<html><table>", "册: 里面其实是网页（HTML 或 XML），不是表格文件\n    用 Excel 或 WPS 打开，另存为 .xlsx"),
    "nul": ("a.csv", b"a,b\n1,\0\n", "册:2: 文件里有空字符，不是 CSV 文字\n    若是 Excel 文件，请把扩展名改回 .xlsx"),
    "bytes": ("a.csv", b"a,\xff\xff\n", "册: 既不是 UTF-8 也不是 GB18030 编码\n    请在 Excel 或 WPS 里另存为“CSV UTF-8”"),
    "utf16": ("a.txt", b"\xff\xfe\x00\xd8\x41\x00", "册: 开头标明是 UTF-16 编码，里面却不是\n    请在 Excel 或 WPS 里另存为“CSV UTF-8”"),
    "cut": ("a.csv", "编号,名称\n01,第一村党支部\n02,第二村".encode()[:-1], ""),
    "quote": (
        "a.csv",
        (HEAD + '1,甲,\n2,"乙,\n3,丙,\n').encode(),
        "册:3: 引号没有成对，从这里起读不下去\n    看看这一行哪里多了或少了一个引号",
    ),
    "line": ("a.csv", b"x" * (3 << 20), "册:1: 第一行就太长，看不出表头\n    看看是不是少了换行"),
    "noise": ("a.xlsx", b"ab\0cd", "册: 不是工作簿，或者已经损坏\n    用 Excel 或 WPS 打开，另存为 .xlsx"),
    "no_parquet": ("a.parquet", b"abc", "册: 不是 Parquet 文件，或者已经损坏\n    请重新导出"),
    "bad_parquet": ("a.parquet", b"PAR1" + bytes(40) + b"PAR1", "册: Parquet 文件读不出来，可能已经损坏\n    请重新导出"),
    "cut_zip": (
        "a.xlsx",
        one_sheet(("编号", "名称"))[:3000],
        "册: 工作簿不完整，多半是没有下载完或没有存完\n    请重新下载，或在原来的电脑上另存一次",
    ),
    "no_book": ("a.xlsx", zipped(x=b"y"), "册: 工作簿读不出来，可能已经损坏\n    用 Excel 或 WPS 打开，另存为 .xlsx 再试"),
    "bomb": (
        "a.xlsx",
        zipped(x=bytes(64 << 20)),
        "册: 工作簿解开后有 64 MB，是文件的 200 倍以上，不读\n    这样的文件可能有害，请在原来的电脑上另存一次",
    ),
    "giant": (
        "a.xlsx",
        said_to_hold(600 << 20),
        "册: 工作簿解开后有 600 MB，超过 512 MB，不读\n    若确实有这么多行，请存为 CSV 或 Parquet",
    ),
    "no_rows": ("a.xlsx", one_sheet(), "册: 工作簿里没有内容"),
    "ole": ("a.xls", OLE + bytes(600), "册: 工作簿读不出来，可能已经损坏\n    用 Excel 或 WPS 打开，另存为 .xlsx 再试"),
    "locked": (
        "a.xlsx",
        OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "册: 工作簿加了密码\n    在 Excel 或 WPS 里去掉密码，另存后再读",
    ),
}
REFUSED["cut"] = (
    "a.csv",
    REFUSED["cut"][1],
    "册:3: 前面都是 UTF-8 编码，这里却不是\n    文件可能损坏了，或者是两种编码拼起来的，请重新导出",
)


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_refused_in_these_words(case: str, save: Save) -> None:
    name, content, words = REFUSED[case]
    assert refusal(save(name, content)) == [words]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(tmp_path / "pipe.csv") == ["册: 这不是普通文件（是管道或设备）\n    先存成文件再读"]
    assert refusal(tmp_path) == ["册: 这是文件夹，不是文件\n    写出里面那个文件的名字"]
    assert refusal(tmp_path / "none.csv") == ["册: 没有这个文件\n    看看路径和文件名写得对不对"]


def test_two_cells_a_world_apart_do_not_fill_the_memory(save: Save) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "编号")
        sheet.write(1_048_575, 16_383, "x")

    hint = "多半是很远的地方有一格不空：新建工作簿，只把有内容的格子贴过去"
    assert refusal(save("a.xlsx", workbook(fill))) == [f"册: 工作表占的范围太大，内存不够\n    {hint}"]


def test_a_damaged_workbook_kills_its_own_reading_only(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process reads them all; the one that dies is followed by another."""
    begun: list[str] = []

    def begin(*words: str) -> list[str]:
        begun.append("begin")
        return command(*words)

    monkeypatch.setattr(sheets, "command", begin)
    good, bad = save("a.xlsx", one_sheet(("编号",), ("1",))), save("b.xlsx", zipped(x=b"y"))
    found: list[str] = []
    with sheets.reader() as reader:
        for path in (good, good, bad, bad, good, good):
            try:
                with reader.opened(path, "册", path.stat().st_size) as book:
                    found += [sheet.content.decode() for sheet in book.sheets]
            except Unusable as refused:
                found.append(refused.problems[0].text)
            begun.append("read")
        with reader.opened(good, "册", 0) as book:
            pass
        with reader.opened(good, "册", 0) as book:
            found += [sheet.content.decode() for sheet in book.sheets]
    damaged, whole = "工作簿读不出来，可能已经损坏", "1,编号\n2,1"
    assert found == [whole, whole, damaged, damaged, whole, whole, whole]
    assert " ".join(begun) == "begin read read read begin read begin read read begin"


@pytest.mark.parametrize("cipher", [0, 1])
def test_an_xls_with_a_password_is_refused(cipher: int, save: Save) -> None:
    out = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("册").write(0, 0, "编号")
    book.save(out)
    data = out.getvalue()
    at = data.index(struct.pack("<HH", 0xE1, 2))
    locked = data[:at] + struct.pack("<HHHHHH", 0x2F, 8, cipher, 0, 1, 1) + data[at + 12 :]
    assert refusal(save("a.xls", locked)) == ["册: 工作簿加了密码\n    在 Excel 或 WPS 里去掉密码，另存后再读"]


def test_a_file_is_what_its_first_bytes_say(save: Save) -> None:
    rows = (("编号", "名称"), ("01", "甲"))
    assert read(save("a.xlsx", delimited(rows)))[0].cells.rows() == [("01", "甲")]
    assert read(save("a.csv", one_sheet(*rows)))[0].cells.rows() == [("01", "甲")]
    assert refusal(save("b.csv", "编号,名称\n"), sheet="册") == [
        "册: 这个文件没有工作表，选不了“册”\n    只有工作簿（.xlsx、.xls）才分工作表"
    ]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found(separator: str, end: str, save: Save) -> None:
    text = f"某市花名册{end}{end}编号{separator}名称{end}01{separator}甲,乙;丙\t{end}".replace(f"甲,乙;丙\t{end}", f"甲{end}")
    table, problems = read(save("a.csv", text))
    assert (table.header, table.cells.rows(), table.header_line, table.lines.to_list()) == (("编号", "名称"), [("01", "甲")], 3, [4])
    assert problems == []


def test_mixed_line_ends_and_a_mark_in_the_middle(save: Save) -> None:
    table, problems = read(save("a.csv", "编号,名称\r\n1,甲\r2,\ufeff乙\n\ufeff3,\u200b丙\u3000\n"))
    assert table.cells.rows() == [("1", "甲"), ("2", "乙"), ("3", "丙")]
    assert (table.lines.to_list(), problems) == ([2, 3, 4], [])


def test_each_ragged_row_is_told(save: Save) -> None:
    table, problems = read(save("a.csv", HEAD + '1,甲,,,\n2,乙\n\n3,丙,1,多\n4,"丁"戊,1\n5,"己\n庚",1\n'))
    assert table.cells.rows() == [("1", "甲", None), ("2", "乙", None), ("5", "己\n庚", "1")]
    assert (table.lines.to_list(), table.lost) == ([2, 3, 7], 2)
    assert problems == [
        "册:3: 这一行只有 2 格，表头有 3 格\n    缺的按空格读了，看看中间有没有漏掉分隔符",
        "册:5: 这一行有 4 格，表头只有 3 格\n    多半是少了引号",
        "册:6: 引号没有成对，或者引号后面还有字",
    ]


def test_rows_swallowed_by_a_quotation_mark_are_told(save: Save) -> None:
    table, problems = read(save("a.csv", HEAD + '1,"甲,\n2,乙,\n3,"丙",\n4,丁,\n'))
    assert (table.cells.rows(), table.lost) == ([("4", "丁", None)], 3)
    assert problems == ["册:2: 引号没有成对，或者引号后面还有字\n    从第 2 行到第 4 行被一个引号连成了一行，这几行都没有读"]


def test_a_line_break_in_a_cell_moves_the_lines_below(save: Save) -> None:
    table, _ = read(save("a.csv", HEAD + '1,"甲\n一",\n2,乙,"x,y"\n'))
    assert table.cells.rows() == [("1", "甲\n一", None), ("2", "乙", "x,y")]
    assert table.lines.to_list() == [2, 4]


def test_an_absurdly_long_cell_is_one_bad_row(save: Save) -> None:
    table, problems = read(save("a.csv", HEAD + "1," + "x" * (100 << 20) + ",\n2,乙,\n"))
    assert (table.cells.rows(), table.lines.to_list(), problems) == ([("2", "乙", None)], [3], ["册:2: 这一格长过 131072 个字符"])


@pytest.mark.parametrize("ragged", ["", ",多"])
def test_how_long_a_cell_may_be_is_counted_in_characters(ragged: str, save: Save) -> None:
    """Neither in bytes nor otherwise where some other row has to be mended first."""
    rows = f"{HEAD}1,{'长' * 131_072},\n2,{'长' * 131_073},\n3,丙,0{ragged}\n"
    table, problems = read(save("a.csv", rows))
    assert table.cells["编号"].to_list() == ["1", "3"][: 1 if ragged else 2]
    assert problems[0] == "册:3: 这一格长过 131072 个字符"
    assert read(save("b.csv", f"{HEAD}1,{'长' * 50_000},\n"))[1] == []


def test_lost_digits_are_told(save: Save) -> None:
    table, problems = read(save("a.csv", "编号,名称,别的\n3.50521E+11,甲,1E+05\n35E10,乙,\n"))
    assert table.cells.rows() == [(UNREADABLE, "甲", UNREADABLE), ("35E10", "乙", None)]
    assert problems == ["册:2:1: “3.50521E+11”是科学记数法，后面的数字已经丢了\n    在 Excel 里把这一列设为“文本”格式，照原件重填后再导出"]


def test_cells_of_a_workbook(save: Save) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("册")
        sheet.write_row(0, 0, ["编号", "名称", "上级", "其他"])
        sheet.write_string(1, 0, "007")
        sheet.write(1, 1, 350521)
        sheet.write(1, 2, 1234567890123456)
        sheet.write_datetime(1, 3, datetime(2010, 6, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula(2, 0, "=A2", None, "008")
        sheet.write_formula(2, 1, "='[外面.xlsx]S'!A1", None, "乙")
        sheet.write_formula(2, 2, "=S!A1", None, "#REF!")
        sheet.write_boolean(2, 3, True)

    table, problems = read(save("a.xlsx", workbook(fill)))
    assert table.cells.rows() == [("007", "350521", UNREADABLE, "2010-06-30"), ("008", "乙", UNREADABLE, "TRUE")]
    assert problems == [
        "册:册!C2: 这个数超过 15 位，Excel 已经丢了后面的数字：1234567890123456\n    把这一列设为“文本”格式，照原件重填",
        "册:册!C3: 这一格是错误值 #REF!\n    改正公式，或者直接写值",
    ]


def test_error_values_in_an_xls_are_told(save: Save) -> None:
    out = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("别的").row(1).set_cell_error(0, "#NULL!")
    sheet = book.add_sheet("册")
    for column, header in enumerate(["编号", "名称", "上级"]):
        sheet.write(0, column, header)
        sheet.write(1, column, "1")
    sheet.row(2).set_cell_error(2, "#REF!")
    sheet.write(2, 0, "2")
    book.save(out)
    table, problems = read(save("a.xls", out.getvalue()), sheet="册")
    assert table.cells.rows() == [("1", "1", "1"), ("2", None, UNREADABLE)]
    assert problems == ["册:册!C3: 这一格是错误值 #REF!\n    改正公式，或者直接写值"]


def test_merged_cells_are_filled_and_blank_ones_are_not(save: Save) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("册")
        sheet.write_row(1, 1, ["编号", "名称", "上级"])
        for row, name in enumerate("甲乙丙丁", start=2):
            sheet.write_row(row, 1, [str(row), name])
        sheet.merge_range(2, 3, 4, 3, "0")

    table, problems = read(save("a.xlsx", workbook(fill)))
    assert table.cells["上级"].to_list() == ["0", "0", "0", None]
    assert (table.header, table.lines.to_list(), problems) == (("第1列", "编号", "名称", "上级"), [3, 4, 5, 6], [])
    assert str(table.place(1, "名称")) == "册:册!C4"


def test_a_header_on_two_rows(save: Save) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("册")
        sheet.merge_range("A1:E1", "花名册")
        sheet.merge_range("A2:A3", "编号")
        sheet.merge_range("B2:B3", "名称")
        sheet.merge_range("C2:D2", "上级")
        sheet.merge_range("E2:F2", "党员情况")
        sheet.write_row("C3", ["编号", "名称", "党员数", "女"])
        sheet.write_row("A4", ["1", "甲", "0", "市委", "5", "2"])

    table, _ = read(save("a.xlsx", workbook(fill)))
    assert (table.header, table.header_line) == (("编号", "名称", "上级编号", "名称（2）", "党员数", "女"), 3)
    assert table.cells.rows() == [("1", "甲", "0", "市委", "5", "2")]
    table, _ = read(save("a.csv", "编号,名称,上级,\n,,编号,名称\n1,甲,0,市委\n"))
    assert (table.header, table.lines.to_list()) == (("编号", "名称", "上级编号", "名称（2）"), [3])
    table, _ = read(save("b.csv", "本单位,,上级,\n编号,名称,编号,名称\n1,甲,0,市委\n"))
    assert table.header == ("编号", "名称", "上级编号", "名称（2）")


def test_a_row_of_data_is_no_second_header(save: Save) -> None:
    table, _ = read(save("a.csv", "编号,名称,上级\n1,名称,0\n"))
    assert table.cells.rows() == [("1", "名称", "0")]


def test_columns_to_the_right_of_the_header_are_told_by_the_roster(book: Rulebook, save: Save) -> None:
    path = save("a.xlsx", one_sheet(("编号", "名称"), ("1", "某市委", None, "落款"), ("2", "某村", None, "盖章")))
    found = load_roster(path, "册.xlsx", book.vocabulary)
    assert [str(problem) for problem in found.problems] == ["册.xlsx:册!D1: 第4列没有表头，下面的 2 格没有读\n    补上表头，不要的话请删去"]


def three_sheets() -> bytes:
    def fill(book: Any) -> None:
        book.add_worksheet("说明").write(0, 0, "单位")
        for name in ("参数", "一", "二"):
            book.add_worksheet(name).write_row(0, 0, ["编号", "名称"])
            book.get_worksheet_by_name(name).write_row(1, 0, ["1", name])
        book.add_worksheet("空")
        book.get_worksheet_by_name("参数").hide()

    return workbook(fill)


def test_the_first_visible_sheet_with_the_header_is_read(save: Save) -> None:
    path = save("a.xlsx", three_sheets())
    table, problems = read(path)
    assert (table.sheet, table.cells.rows()) == ("一", [("1", "一")])
    assert problems == ["册:一: 只读了工作表“一”，没有读“说明”、“参数”（隐藏）、“二”\n    要读别的，用 --sheet 指明"]
    table, problems = read(path, sheet="参数")
    assert (table.cells.rows(), problems) == ([("1", "参数")], [])
    assert refusal(path, sheet="三") == ["册: 工作簿里没有工作表“三”\n    工作表有：说明、参数、一、二、空"]


def test_header_row_and_mapping_overrule(save: Save) -> None:
    path = save("a.csv", "编号,名称\n代码,全称\n1,甲\n")
    table, problems = read(path, header_row=2, mapping={"全 称": "name"})
    assert (table.header, table.cells.rows(), problems) == (("代码", "name"), [("1", "甲")], [])
    assert refusal(path, header_row=9) == ["册: 第 9 行没有表头\n    表头的行号从 1 数起，空行也算"]
    assert read(path, mapping={"名": "name"})[1] == ["册:1: 表头里没有“名”，不能当作“name”\n    是不是想写：名称"]
    doubled = ["册:1: 不止一个表头当作“name”，不知道用哪一个\n    只留一个，现在另外指明的是：编号、名称"]
    assert refusal(path, mapping={"编号": "name", "名称": "name"}) == doubled
    assert refusal(path, mapping={"编号": "名称"}) == ["册:1: 不止一个表头当作“名称”，不知道用哪一个\n    只留一个，现在另外指明的是：编号"]
    book = save("a.xlsx", one_sheet(("编号", "名称"), (), ("代码", "全称"), ("1", "甲")))
    assert read(book, header_row=3, mapping={"代码": "id"})[0].header == ("id", "全称")


def test_footers_and_repeated_headers_are_left_out_and_told(save: Save) -> None:
    text = HEAD + "1,甲,\n编号,名称,上级\n2,注册会计师协会,\n合 计,2,\n注：以上为全部。,,\n接上一行,,\n审核人：,,\n"
    table, problems = read(save("a.csv", text))
    assert table.cells.rows() == [("1", "甲", None), ("2", "注册会计师协会", None)]
    assert table.lines.to_list() == [2, 4]
    assert problems == [
        "册:3: 这一行又是表头，没有当数据读",
        "册:5: “合 计”像是表尾，这一行没有当数据读",
        "册:6: “注：以上为全部。”像是表尾，这一行没有当数据读",
        "册:7: “接上一行”像是表尾，这一行没有当数据读",
        "册:8: “审核人：”像是表尾，这一行没有当数据读",
    ]


def test_parquet_of_any_type(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "编号": pl.Series([1, 2], dtype=pl.UInt16),
            "名称": pl.Series(["甲", None], dtype=pl.Categorical),
            "党员数": [3.0, 2.5],
            "标记": [["新设", "改制"], []],
            "数": [[1.0, None], None],
            "日": [date(2010, 6, 30), None],
            "时": [datetime(2010, 6, 30), datetime(2010, 6, 30, 8, 5)],
            "真": [True, False],
            "组": [{"a": 1}, {"a": 2}],
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    table, problems = read(tmp_path / "a.parquet")
    assert table.cells.rows() == [
        ("1", "甲", "3", "新设；改制", "1", "2010-06-30", "2010-06-30", "true", None),
        ("2", None, "2.5", None, None, None, "2010-06-30 08:05:00", "false", None),
    ]
    assert problems == ["册: “组”这一列不是文字、数字或日期，没有读\n    导出前换成文字"]


def test_a_parquet_file_that_crashes_its_reader_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One byte makes Polars ask for two exabytes and abort, another makes it panic."""
    good = parquet([("编号", "名称"), ("1", "甲")])
    at = good.index(b"\x15") + 1
    for value in (0x00, 0x3B, 0x7F):
        (tmp_path / "a.parquet").write_bytes(good[:at] + bytes([value]) + good[at + 1 :])
        assert refusal(tmp_path / "a.parquet") == ["册: Parquet 文件读不出来，可能已经损坏\n    请重新导出"]
    assert capfd.readouterr().err == ""


def test_a_header_is_unique_whatever_is_written() -> None:
    assert unique_header(["编 号", "编号", "", "编号（2）", "名\n称"]) == ["编号", "编号（2）", "第3列", "编号（2）（2）", "名称"]


def test_codes_are_narrowed_and_names_are_not(book: Rulebook, save: Save) -> None:
    table, _ = read(save("a.csv", '编号,名称,上级\nＡ０１－２,Ａ０１　公司,甲\n"B\n2","中共某某\n委员会",０３\n'))
    source = Source(table, {"id": "编号", "name": "名称", "parent": "上级"}, [])
    ids, names, superiors, departments = read_texts(source, ["id", "name", "parent", "authority"])
    assert ids.to_list() == ["A01-2", "B2"]
    assert names.to_list() == ["Ａ０１　公司", "中共某某委员会"]
    assert superiors.to_list() == ["甲", "03"]
    assert departments.to_list() == [None, None]
    assert [column_of(book.vocabulary, header) for header in ("单位名称*", "党员数（人）", "电话")] == ["name", "members", None]


def test_yes_and_no() -> None:
    assert [flag_of(cell) for cell in ("是", " √", "有", "ＴＲＵＥ", "1", "✔", "Y")] == [True] * 7
    assert [flag_of(cell) for cell in ("否", "×", "无", "False", "０", "没 有")] == [False] * 6
    assert [flag_of(cell) for cell in ("", "是否", "部分", "2")] == [None] * 4


DAYS = {
    "2010-06-30": date(2010, 6, 30),
    "2010/6/30": date(2010, 6, 30),
    "2010.6.30": date(2010, 6, 30),
    "２０１０年 6 月 30 日": date(2010, 6, 30),
    "20100630": date(2010, 6, 30),
    "2010-06-30 08:00:00": date(2010, 6, 30),
    "40359": date(2010, 6, 30),
    "40359.5": date(2010, 6, 30),
    "2010.6": date(2010, 6, 1),
    "2010.10": date(2010, 10, 1),
    "2010年6月": date(2010, 6, 1),
    "2010-06": date(2010, 6, 1),
    "2010.1": None,
    "2010": None,
    "2010-6/30": None,
    "2010-02-30": None,
    "2010-13": None,
    "0000-00": None,
    "99999": None,
    "6月30日": None,
    "": None,
}


@pytest.mark.parametrize("cell", DAYS)
def test_a_day_is_read(cell: str) -> None:
    assert day_of(cell) == DAYS[cell]


def test_a_month_may_end_on_its_last_day() -> None:
    assert [day_of(cell, last=True) for cell in ("2012年2月", "2011.6", "2011-06-03", "2011-13")] == [
        date(2012, 2, 29),
        date(2011, 6, 30),
        date(2011, 6, 3),
        None,
    ]
