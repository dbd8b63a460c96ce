"""The office's workbook given back with a column 问题: the column is right, and nothing else has changed."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from cxzy_rules.model.place import Place, Unusable
from cxzy_rules.parts.marked_rows import Column, fitting, position_of
from cxzy_rules.parts.marked_sheet import with_column
from cxzy_rules.parts.marked_style import with_style
from cxzy_rules.tables.table import letters
from tests.test_commands import cxzy

HEADERS = ["单位编号", "单位全称", "上级党组织", "单位类型", "党员数"]
ROWS = [
    ["001", "中共某县委员会", "", "县委", 9],
    ["002", "示例镇", "=A3", "乡镇党委", 30],
    ["003", "示例村", "=A4", "村", 20],
    ["004", "示例学校", "=A4", "中小学较", 12],
    ["005", "无主村", "没有的镇", "村", 3],
]
BAD_KIND = "“单位类型”不认识“中小学较”（是不是想写：中小学校"
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


def png() -> io.BytesIO:
    """One red point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head, point = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0), zlib.compress(b"\0\xff\0\0")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", point) + chunk(b"IEND", b""))


def rich_workbook(path: Path) -> None:
    """All that an office puts into a workbook: superiors by formula, a picture, a chart, a comment, colours, a table, hidden columns."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名册")
        bold = book.add_format({"bold": True, "border": 1, "bg_color": "#DDEBF7"})
        sheet.merge_range("A1:E1", "某市基层党组织花名册", bold)
        sheet.write_row(1, 0, HEADERS, bold)
        for line, row in enumerate(ROWS, start=2):
            for column, cell in enumerate(row):
                if str(cell).startswith("="):
                    sheet.write_formula(line, column, str(cell), None, ROWS[int(str(cell)[2:]) - 3][0])
                else:
                    sheet.write(line, column, cell)
        sheet.set_column(0, 4, 18)
        sheet.set_column(5, 16383, None, None, {"hidden": True})
        sheet.write_comment("B4", "请核对")
        sheet.conditional_format("E3:E7", {"type": "data_bar"})
        sheet.data_validation("D3:D7", {"validate": "list", "source": ["村", "市委"]})
        sheet.insert_image("B10", "point.png", {"image_data": png()})
        sheet.autofilter("A2:E7")
        sheet.protect("secret")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=名册!$E$3:$E$7"})
        other = book.add_worksheet("图")
        other.insert_chart("A1", chart)
        other.add_table("A20:B22", {"columns": [{"header": "甲"}, {"header": "乙"}]})


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def seen(path: Path) -> list[list[object]]:
    """The sheet as calamine reads it, which takes a formula's value from where it was last calculated."""
    return [list(row) for row in CalamineWorkbook.from_path(path).get_sheet_by_name("名册").to_python()]


def column(path: Path, header: str = "问题") -> dict[int, object]:
    """What stands below the header, by line; there is one such column."""
    sheet: Worksheet = load_workbook(path, data_only=True)["名册"]
    (at,) = [cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value == header]
    return {row: value for row in range(3, sheet.max_row + 1) if (value := sheet.cell(row, at).value)}


def test_nothing_but_the_column_changes(tmp_path: Path) -> None:
    rich_workbook(tmp_path / "册.xlsx")
    done = cxzy("roster", "check", "册.xlsx", "-o", "回.xlsx", cwd=tmp_path)
    assert done.stderr.splitlines()[-1] == "加了“问题”一列的工作簿写进了 回.xlsx"
    before, after = parts(tmp_path / "册.xlsx"), parts(tmp_path / "回.xlsx")
    assert list(after) == list(before)
    assert {name for name in after if after[name] != before[name]} == {SHEET, STYLES}
    assert {"xl/media/image1.png", "xl/charts/chart1.xml", "xl/comments1.xml", "xl/tables/table1.xml"} <= set(after)
    assert [row[:5] for row in seen(tmp_path / "回.xlsx")] == seen(tmp_path / "册.xlsx")
    assert [row[2] for row in seen(tmp_path / "回.xlsx")[2:]] == ["", "001", "002", "002", "没有的镇"]
    told = column(tmp_path / "回.xlsx")
    assert str(told.pop(6)).startswith(BAD_KIND)
    assert told == {7: "“无主村”的上级“没有的镇”不在花名册里（补上这个上级，或改正编号）；这一行搁置，没有计入结果"}
    book = load_workbook(tmp_path / "回.xlsx")
    assert (book["名册"]["C4"].value, book["名册"].protection.sheet, book["名册"].column_dimensions["F"].hidden) == ("=A3", True, False)
    assert (book["名册"]["F6"].fill.fgColor.rgb, book["名册"]["F2"].font.bold) == ("FFFFF2CC", True)
    asked = [json.loads(cxzy("roster", "check", name, "--json", cwd=tmp_path).stdout) for name in ("册.xlsx", "回.xlsx")]
    assert [one["roots"] for one in asked] == [["001"], ["001"]]


def test_checked_again_it_stays_as_it_is_and_mended_it_loses_its_marks(tmp_path: Path) -> None:
    rich_workbook(tmp_path / "册.xlsx")
    cxzy("roster", "check", "册.xlsx", "-o", "回.xlsx", cwd=tmp_path)
    cxzy("roster", "check", "回.xlsx", "-o", "再.xlsx", cwd=tmp_path)
    assert parts(tmp_path / "再.xlsx") == parts(tmp_path / "回.xlsx")
    book = load_workbook(tmp_path / "再.xlsx", data_only=True)
    book["名册"]["D6"] = "中小学校"
    book["名册"]["C7"] = None
    book["名册"]["C4"] = "001"
    book["名册"]["D5"] = "村村"
    book.save(tmp_path / "改.xlsx")
    cxzy("roster", "check", "改.xlsx", "-o", "三.xlsx", cwd=tmp_path)
    marks = column(tmp_path / "三.xlsx")
    assert list(marks) == [5] and str(marks[5]).startswith("“单位类型”不认识“村村”")


def test_a_footer_stays_a_footer_and_a_row_that_was_emptied_is_no_unit(tmp_path: Path) -> None:
    rich_workbook(tmp_path / "册.xlsx")
    cxzy("roster", "check", "册.xlsx", "-o", "回.xlsx", cwd=tmp_path)
    book = load_workbook(tmp_path / "回.xlsx", data_only=True)
    sheet: Worksheet = book["名册"]
    for cell in sheet[7][:5]:
        cell.value = None
    sheet["A8"], sheet["A9"] = "填表人：张三", "2011年6月30日"
    book.save(tmp_path / "改.xlsx")
    for source, target in (("改.xlsx", "三.xlsx"), ("三.xlsx", "四.xlsx")):
        cxzy("roster", "check", source, "-o", target, cwd=tmp_path)
        assert list(column(tmp_path / target)) == [6]


def new(reference: str, text: str, prefix: str = "", style: str = "") -> str:
    """A cell as it is put in."""
    p = prefix
    return f'<{p}c r="{reference}"{style} t="inlineStr"><{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>'


def added(sheet: str, texts: Mapping[int, str], position: int = 0, head: int = 1) -> str:
    """A sheet with the column, whose header stands on line `head`."""
    place = Place("册.xlsx", head, cell=f"名册!{head}")
    return with_column(sheet.encode(), "问题", Column(position, position > 0, texts, place)).decode()


OWN = '<col min="3" max="3" width="60" customWidth="1"/>'


def test_rows_and_cells_may_leave_out_their_numbers_and_be_missing() -> None:
    sheet = '<worksheet><sheetData><row spans="1:2"><c t="s"><v>0</v></c><c><v>1</v></c></row><row/><row r="5"/></sheetData></worksheet>'
    assert added(sheet, {2: "乙", 4: "丁", 6: "己"}) == (
        f"<worksheet><cols>{OWN}</cols><sheetData>"
        f'<row><c t="s"><v>0</v></c><c><v>1</v></c>{new("C1", "问题")}</row><row>{new("C2", "乙")}</row>'
        f'<row r="4">{new("C4", "丁")}</row><row r="5"/><row r="6">{new("C6", "己")}</row></sheetData></worksheet>'
    )


def test_prefixes_unknown_names_and_what_only_looks_like_tags_stay() -> None:
    start = '<?xml version="1.0"?><!-- <x:row r="9"> --><x:worksheet xmlns:x="m" xmlns:u="u" mc:Ignorable="u" a="b>c">'
    cell = '<x:c r="A1"><x:is><x:t><![CDATA[</x:row><x:c r="Z1"><x:v/></x:c>]]></x:t></x:is></x:c>'
    sheet = (
        f'{start}<x:dimension ref="A1:B1"/><x:cols><x:col min="1" max="9" hidden="1"/></x:cols>'
        f'<x:sheetData><x:row r="1" u:y="1">{cell}<x:c r="D1" s="2"/></x:row></x:sheetData><u:row/></x:worksheet>'
    )
    assert added(sheet, {}) == (
        f'{start}<x:dimension ref="A1:B1"/><x:cols><x:col min="1" max="1" hidden="1"/>'
        '<x:col min="2" max="2" width="60" customWidth="1"/><x:col min="3" max="9" hidden="1"/></x:cols>'
        f'<x:sheetData><x:row r="1" u:y="1">{cell}{new("B1", "问题", "x:")}<x:c r="D1" s="2"/></x:row></x:sheetData><u:row/></x:worksheet>'
    )


def test_the_column_stands_behind_merged_cells_and_looks_like_its_neighbour() -> None:
    cols, merged = "<col min='5' max='6' width='3'/>", "<mergeCells><mergeCell ref='A1:B1'/></mergeCells>"
    row = "<row r='1'><c r='A1' s='7'><v>1</v></c>"
    sheet = f"<worksheet><dimension ref='A1'/><cols>{cols}</cols><sheetData>{row}</row></sheetData>{merged}</worksheet>"
    head = new("C1", "问题", style=' s="7"')
    assert added(sheet, {2: " <乙>\x07 _x0041_"}) == (
        f'<worksheet><dimension ref="A1:C2"/><cols>{OWN}{cols}</cols>'
        f'<sheetData>{row}{head}</row><row r="2">{new("C2", " &lt;乙&gt; _x005F_x0041_")}</row></sheetData>{merged}</worksheet>'
    )


def test_the_style_is_added_once_and_only_where_there_is_room() -> None:
    rest = '<x:cellXfs count="1"><x:xf fontId="0"></x:xf></x:cellXfs></x:styleSheet>'
    styles = f'<x:styleSheet xmlns:x="m"><x:fills count="2"><x:fill/><x:fill/></x:fills>{rest}'.encode()
    added, number = with_style(styles)
    assert number == 1 and b'<x:xf numFmtId="0" fontId="0" fillId="2"' in added
    assert added.count(b'count="3"') == added.count(b'count="2"') == 1
    assert with_style(added) == (added, 1)
    bare = f'<x:styleSheet xmlns:x="m"><x:fills count="1"><x:fill/></x:fills>{rest}'.encode()
    assert with_style(bare) == (bare, None)


def test_a_cell_takes_no_more_than_excel_does() -> None:
    assert fitting("甲" * 40_000) == "甲" * 32_767
    assert fitting("𠀀" * 20_000) == "𠀀" * 16_383
    assert fitting("\0甲\ud800\ufffe\n乙") == "甲\n乙"


def test_what_cannot_be_marked_is_refused_by_name() -> None:
    refused = {
        "<worksheet><sheetData><row r='1'><c r='XFD1'><v>1</v></c></row></sheetData></worksheet>": (
            0,
            "册.xlsx:名册!1: 工作表已经用满 16384 列，加不了“问题”一列\n    删去右边用不着的内容再试",
        ),
        "<worksheet><sheetData><row r='1'/><row r='2'><c r='B2'><f>A1</f><v>1</v></c></row></sheetData></worksheet>": (
            2,
            "册.xlsx:名册!1: B2 是公式，这一列不能换成新的检查结果\n    把这一列的表头改成别的名字再试",
        ),
    }
    for sheet, (position, told) in refused.items():
        with pytest.raises(Unusable) as found:
            added(sheet, {}, position)
        assert str(found.value) == told


def test_a_workbook_written_strangely_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    rich_workbook(tmp_path / "册.xlsx")
    changed = parts(tmp_path / "册.xlsx")
    changed[SHEET] = changed[SHEET].replace(b'<row r="3"', b'<row r="9"')
    with zipfile.ZipFile(tmp_path / "怪.xlsx", "w") as package:
        for name, content in changed.items():
            package.writestr(name, content)
    done = cxzy("roster", "check", "怪.xlsx", "-o", "回.xlsx", cwd=tmp_path)
    told = ["怪.xlsx: 工作簿的写法少见，加不了“问题”一列", "    用 Excel 或 WPS 打开，另存为 .xlsx 再试"]
    assert (done.returncode, done.stderr.splitlines()[-2:]) == (3, told)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["册.xlsx", "怪.xlsx"]


def test_another_kind_of_file_gives_a_new_workbook_with_its_rows_where_they_stood(tmp_path: Path) -> None:
    lines = [
        "花名册,,,",
        "编号,名称,上级,类型",
        "s,某县委,,县委",
        "z,示例镇,s,镇镇",
        "z,另一镇,s,乡镇党委",
        "v,某村,z,村",
        "x,那村,3.5E+17,村",
        "w,他村,s,村,多,了",
    ]
    (tmp_path / "册.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    done = cxzy("roster", "check", "册.csv", "-o", "回.xlsx", cwd=tmp_path)
    said = "加了“问题”一列的工作簿写进了 回.xlsx；“册.csv”不是 .xlsx 工作簿，所以是新做的一个，只有表里的内容"
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, said)
    sheet: Worksheet = load_workbook(tmp_path / "回.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[0] == ["编号", "名称", "上级", "类型", "问题"]
    there = [[{"": None, "3.5E+17": "（读不出）"}.get(cell, cell) for cell in line.split(",")] for line in lines[2:7]]
    assert [row[:4] for row in rows[1:]] == [*there, [None] * 4]
    assert rows[1][4] is None
    assert rows[4][4] == (
        "“某村”的上级“z”写在第 4、5 行，可是这几行已经搁置（先改正上级那里的问题，再看这里写得对不对）；这一行搁置，没有计入结果"
    )
    assert str(rows[6][4]).startswith("这一行有 6 格，表头只有 4 格")


def test_the_name_must_end_as_the_file_is(tmp_path: Path) -> None:
    (tmp_path / "册.csv").write_text("编号,名称\ns,某县委\n", encoding="utf-8")
    done = cxzy("roster", "check", "册.csv", "-o", "回.csv", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, "命令写得不对：“回.csv”的扩展名应是：.xlsx")
    rich_workbook(tmp_path / "册.xlsm")
    done = cxzy("roster", "check", "册.xlsm", "-o", "回.xlsx", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, "命令写得不对：“回.xlsx”的扩展名应是：.xlsm")
    assert cxzy("roster", "check", "册.xlsm", "-o", "回.xlsm", cwd=tmp_path).returncode == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["册.csv", "册.xlsm", "回.xlsm"]


Grid = dict[int, dict[int, str | None]]
GRIDS = st.dictionaries(st.integers(1, 9), st.dictionaries(st.integers(1, 6), st.none() | st.text(max_size=3)), min_size=1)
TEXTS = st.dictionaries(st.integers(1, 12), st.text(min_size=1, max_size=5))


def written(grid: Grid, p: str, numbered: bool) -> str:
    """A sheet with these cells, its names with the prefix `p`; where nothing is numbered, empty cells and rows fill the gaps."""
    lines = ""
    for row in sorted(grid) if numbered else range(1, max(grid) + 1):
        here = grid.get(row, {})
        filled = ""
        for at in sorted(here) if numbered else range(1, max(here, default=0) + 1):
            text = here.get(at)
            place = f' r="{letters(at)}{row}"' if numbered else ""
            filled += f"<{p}c{place}/>" if text is None else f"<{p}c{place}><{p}v>{text.encode().hex()}</{p}v></{p}c>"
        place = f' r="{row}"' if numbered else ""
        lines += f"<{p}row{place}>{filled}</{p}row>"
    xmlns = "xmlns:" + p.rstrip(":") if p else "xmlns"
    return f'<{p}worksheet {xmlns}="m"><{p}sheetData>{lines}</{p}sheetData></{p}worksheet>'


def held(sheet: str) -> dict[tuple[int, int], str]:
    """Every cell that holds something, by row and column, as an XML parser finds them; all of them in order."""
    found: dict[tuple[int, int], str] = {}
    row = 0
    for line in ElementTree.fromstring(sheet).iter("{m}row"):
        row, column, above = int(line.get("r", row + 1)), 0, row
        assert row > above
        for cell in line:
            column, left = position_of(cell.get("r", f"{letters(column + 1)}{row}"))[0], column
            assert column > left
            if len(cell):
                found[row, column] = "".join(cell.itertext())
    return found


@given(GRIDS, TEXTS, TEXTS, st.integers(1, 9), st.sampled_from(["", "x:"]), st.booleans())
def test_in_any_sheet_the_column_holds_its_texts_and_no_other_cell_changes(
    grid: Grid, first: dict[int, str], later: dict[int, str], head: int, prefix: str, numbered: bool
) -> None:
    sheet = written(grid, prefix, numbered)
    before = held(sheet)
    position = max((column for row, column in before if row >= head), default=0) + 1
    sheet = added(sheet, below := {head + line: text for line, text in first.items()}, head=head)
    assert added(sheet, below, position, head) == sheet
    for texts in (first, later):
        sheet = added(sheet, {head + line: text for line, text in texts.items()}, position, head)
        marks = {(head + line, position): fitting(text) for line, text in texts.items()}
        assert held(sheet) == before | {(head, position): "问题"} | marks
