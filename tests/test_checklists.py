"""Checklists, opened again by somebody else's reader: they ask what is required and come back as ledgers."""

from __future__ import annotations

import csv
import random
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from cxzy_rules.audit.pairs import all_pairs
from cxzy_rules.audit.parts import Split, parted
from cxzy_rules.audit.slots import is_audited, periods
from cxzy_rules.audit.states import audit
from cxzy_rules.checklists import writers
from cxzy_rules.checklists.burden import burden
from cxzy_rules.checklists.choice import checklists, choose
from cxzy_rules.checklists.columns import LONGEST_CELL, fitting
from cxzy_rules.checklists.content import Checklist, demand, lightened
from cxzy_rules.checklists.departments import guided_by
from cxzy_rules.checklists.paper import HEADERS
from cxzy_rules.checklists.word import PLACE
from cxzy_rules.checklists.writers import docx as word
from cxzy_rules.checklists.writers import md, xlsx
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.ledger.ledger import Ledger
from cxzy_rules.ledger.read import read_ledgers
from cxzy_rules.model.place import Unusable
from cxzy_rules.parts.distribution import REGISTER, distribute, file_name
from cxzy_rules.parts.registry import form_of, module, names
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook
from tests.conftest import DAY
from tests.test_commands import cxzy

FORMULA = "=cmd|'/c calc'!A0"
RARE = "㙟𠮷😀村"
SMALL = f"""编号,名称,上级,类型,层级,管理体制,主管部门,标记,结对单位,所在社区
001,某市委,,市委,,,,,,
002,某县委,001,县委,,,,,,
003,某镇党委,002,乡镇党委,,,,,,
004,{FORMULA},003,村,,,,,,
005,{RARE},003,村,,,,,,
006,<甲>&/[乙]|村,003,村,,,,,,
007,@某学校,002,中小学校,,,,,,
008,无名会,001,,,,,,,
"""
FORM = ["单位编号", "单位名称", "事项", "期次", "条款", "引文", "佐证要求", "完成时限"]
FORM += ["状态", "日期", "佐证", "责任人", "备注", "有效期至", "规则编号"]
FILLED_IN = {"状态", "日期", "佐证", "责任人", "备注", "有效期至"}
LABELS = ["已完成", "进行中", "未开展", "不适用"]
Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def town(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Guidance:
    path = tmp_path_factory.mktemp("town") / "roster.csv"
    path.write_text(SMALL, encoding="utf-8")
    return guide(load_roster(path, "roster.csv", book.vocabulary), book, DAY, "plain")


def everybody(guidance: Guidance) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(guidance.roster.units.height)


def whole_list(guidance: Guidance) -> Checklist:
    (one,) = checklists(demand(guidance, everybody(guidance)), choose(guidance, [], None, None, None), None)
    return one


@pytest.fixture(scope="module")
def form(town: Guidance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "清单.xlsx"
    xlsx.write(whole_list(town), path)
    return path


def required_of(guidance: Guidance) -> list[Key]:
    """Every (unit, rule, period) by plain loops, in roster order, then in the document's."""
    found: list[Key] = []
    for row, unit in enumerate(guidance.roster.ids()):
        for rule in guidance.answer(row).rules:
            if is_audited(rule):
                named = [one.name for one in periods(guidance.book, rule, guidance.day)] if rule.rhythm else [""]
                found += [(unit, rule.id, period) for period in named]
    return found


def in_words(period: str) -> str:
    return re.sub(r"H2$", "年下半年", re.sub(r"H1$", "年上半年", period)) if "H" in period else f"{period}年度" if period else ""


def table(sheet: Worksheet) -> Iterator[dict[str, Any]]:
    """A form's rows by header, wherever the headers stand."""
    rows = list(sheet.iter_rows())
    at = next(number for number, row in enumerate(rows) if "规则编号" in [cell.value for cell in row])
    names = [cell.value for cell in rows[at]]
    for row in rows[at + 1 :]:
        yield {str(name): cell for name, cell in zip(names, row, strict=True)}


def forms(workbook: Workbook) -> list[Worksheet]:
    return [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible" and sheet.title != "待定"]


def keys(path: Path) -> list[Key]:
    """The rows that a form asks: unit, rule and period, as they stand in its cells."""
    rows = [row for sheet in forms(openpyxl.load_workbook(path)) for row in table(sheet)]
    return [(row["单位编号"].value, row["规则编号"].value, row["期次"].value or "") for row in rows]


def test_the_folder_is_the_list_of_writers() -> None:
    assert names(writers) == ["docx", "md", "xlsx"]
    endings = {"a.docx": "docx", "a.XLSX": "xlsx", "a.b.md": "md", "a": None, "a.doc": None, ".md": None}
    assert {name: form_of(writers, Path(name)) for name in endings} == endings


def test_a_form_asks_exactly_what_is_required(town: Guidance, form: Path) -> None:
    wanted = required_of(town)
    assert len({period for _, _, period in wanted}) > 2
    assert keys(form) == [(unit, rule, in_words(period)) for unit, rule, period in wanted]


def test_a_form_shows_the_rule_beside_each_row(town: Guidance, form: Path) -> None:
    rules = {rule.id: rule for rule in town.book.rules}
    sheet = forms(openpyxl.load_workbook(form))[0]
    assert [cell.value for cell in sheet[3]] == FORM
    for row in table(sheet):
        rule = rules[row["规则编号"].value]
        shown = [row[name].value or "" for name in ("事项", "条款", "引文", "佐证要求")]
        assert shown == [rule.label, rule.clause, rule.quote, rule.evidence]
        if rule.rhythm is None:
            assert row["完成时限"].value == (rule.due.isoformat() if rule.due else None)
    assert {row["完成时限"].value for row in table(sheet)} >= {None, "2010-12-31", "2011-06-30"}


def test_the_rules_id_is_there_for_the_program_and_out_of_sight(form: Path) -> None:
    sheet = forms(openpyxl.load_workbook(form))[0]
    hidden = [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
    assert [sheet[f"{letter}3"].value for letter in hidden] == ["规则编号"] == FORM[-1:]
    seen = {str(cell.value) for row in sheet.iter_rows(max_col=len(FORM) - 1) for cell in row if cell.value is not None}
    assert not [text for text in seen if re.search(r"[a-z]+\.[a-z_]+", text)]


def test_only_what_is_to_be_filled_in_can_be_written(form: Path) -> None:
    for protection in (one.protection for one in openpyxl.load_workbook(form).worksheets if one.sheet_state == "visible"):
        assert (protection.sheet, protection.password, protection.autoFilter, protection.sort) == (True, None, False, False)
    sheet = forms(openpyxl.load_workbook(form))[0]
    locked = {(name, cell.protection.locked) for row in table(sheet) for name, cell in row.items()}
    assert locked == {(name, name not in FILLED_IN) for name in FORM}


def test_cells_take_only_statuses_and_days(town: Guidance, form: Path) -> None:
    sheet = forms(openpyxl.load_workbook(form))[0]
    last = sheet.max_row
    found = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    assert set(found) == {f"I4:I{last}", f"J4:J{last}", f"N4:N{last}"}
    assert found[f"I4:I{last}"].formula1 == f'"{",".join(LABELS)}"'
    day = found[f"J4:J{last}"]
    serial = [(one - date(1899, 12, 30)).days for one in (town.book.identity.issued, town.book.identity.ends)]
    assert (day.type, day.operator or "between", [int(day.formula1), int(day.formula2)]) == ("date", "between", serial)
    assert found[f"N4:N{last}"].operator == "greaterThanOrEqual"
    (tinted,) = sheet.conditional_formatting
    assert (str(tinted.sqref), tinted.rules[0].type) == (f"I4:I{last}", "containsBlanks")


def test_a_form_is_set_up_for_the_printer(form: Path) -> None:
    sheet = forms(openpyxl.load_workbook(form))[0]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("D4", "$3:$3", f"A3:O{sheet.max_row}")
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
    fit = sheet.sheet_properties.pageSetUpPr
    assert (fit and fit.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert "第 &P 页" in str(sheet.oddFooter and sheet.oddFooter.center.text)
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"黑体", "宋体"}
    top = str(sheet["A2"].value)
    assert "交回：中共泉州市委" in top and "保护没有密码" in top and "见“待定”表" in top


def test_nothing_is_cut_off(form: Path) -> None:
    """Every cell wraps, and its row has room for its lines: a Chinese character takes two letters of a column's width."""
    sheet = forms(openpyxl.load_workbook(form))[0]
    for row in table(sheet):
        for name in ("单位名称", "事项", "引文", "佐证要求"):
            cell = row[name]
            wide = sheet.column_dimensions[cell.column_letter].width
            lines = -(-len(str(cell.value or "").encode("gb18030")) // int(wide - 1))
            assert cell.alignment.wrap_text
            assert (sheet.row_dimensions[cell.row].height or 0) >= 13 * lines, cell.value


def test_names_are_text_whatever_they_look_like(form: Path) -> None:
    names = {row["单位名称"].value: row["单位名称"].data_type for row in table(forms(openpyxl.load_workbook(form))[0])}
    assert {FORMULA, RARE, "@某学校", "<甲>&/[乙]|村"} <= set(names)
    assert set(names.values()) == {"s"}
    with zipfile.ZipFile(form) as package:
        assert not any(b"<f>" in package.read(part) for part in package.namelist() if part.startswith("xl/worksheets/"))


def test_what_is_open_is_told_and_not_asked(town: Guidance, form: Path) -> None:
    told = [str(row[0].value) for row in openpyxl.load_workbook(form)["待定"].iter_rows()]
    assert told[0].startswith("花名册先要说清的")
    (nameless,) = [line for line in told if line.startswith("无名会（008）")]
    assert nameless.startswith("无名会（008）：分类没有确定，各分类的规则都等着它") and "（花名册先要补：单位类型）" in nameless


def test_the_same_list_gives_the_same_bytes(town: Guidance, tmp_path: Path) -> None:
    for name in names(writers):
        for number in (1, 2):
            module(writers, name).write(whole_list(town), tmp_path / f"{number}.{name}")
        assert (tmp_path / f"1.{name}").read_bytes() == (tmp_path / f"2.{name}").read_bytes()


def test_a_sheet_for_each_unit(town: Guidance, tmp_path: Path, form: Path) -> None:
    path = tmp_path / "表.xlsx"
    xlsx.write_by_unit(whole_list(town), path)
    workbook = openpyxl.load_workbook(path)
    assert [sheet.title for sheet in forms(workbook)] == [
        "某市委",
        "某县委",
        "某镇党委",
        "=cmd|'_c calc'!A0",
        RARE,
        "<甲>&__乙_|村",
        "@某学校",
        "无名会",
    ]
    assert all(len({row["单位编号"].value for row in table(sheet)}) == 1 for sheet in forms(workbook))
    assert keys(path) == keys(form)
    assert {sheet.title: sheet.sheet_state for sheet in workbook.worksheets}["_cxzy"] == "veryHidden"


def test_a_list_too_long_for_a_sheet_goes_on_in_the_next(
    town: Guidance, tmp_path: Path, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 103)
    path = tmp_path / "长.xlsx"
    xlsx.write(whole_list(town), path)
    sheets = forms(openpyxl.load_workbook(path))
    assert len(sheets) > 3 and {sheet.max_row for sheet in sheets[:-1]} == {103}
    assert keys(path) == keys(form)


def test_a_cell_holds_no_more_than_excel_takes() -> None:
    for text in ("甲" * LONGEST_CELL, "𠮷" * (LONGEST_CELL // 2), "短"):
        assert fitting(text) == text
    for text in ("甲" * (LONGEST_CELL + 1), "𠮷" * LONGEST_CELL, "甲" + "𠮷" * LONGEST_CELL):
        cut = fitting(text) or ""
        assert LONGEST_CELL - 1 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL
        assert cut.endswith("……（原文更长，这里放不下）") and text.startswith(cut.removesuffix("……（原文更长，这里放不下）"))


def fill(path: Path, seed: int = 1) -> list[tuple[Any, ...]]:
    """Fills a form in as a unit would: about half its rows; what was filled in, by unit, rule and period."""
    draw = random.Random(seed)
    workbook = openpyxl.load_workbook(path)
    filled: list[tuple[Any, ...]] = []
    for row in (row for sheet in forms(workbook) for row in table(sheet) if draw.random() < 0.5):
        status = draw.choice(LABELS)
        day = date(2011, draw.randint(1, 5), 9) if draw.random() < 0.7 else None
        evidence = draw.choices(["会议记录", FORMULA, RARE, "长" * 32_767], [40, 40, 40, 1])[0]
        row["状态"].value, row["日期"].value, row["佐证"].value, row["佐证"].data_type = status, day, evidence, "s"
        if status == "不适用":
            row["备注"].value, row["有效期至"].value = "+理由", date(2011, 12, 31)
            row["备注"].data_type = "s"
        until, note = (date(2011, 12, 31), "+理由") if status == "不适用" else (None, None)
        filled.append((row["单位编号"].value, row["规则编号"].value, row["期次"].value or "", status, day or DAY, evidence, note, until))
    workbook.save(path)
    return sorted(filled, key=str)


def read_back(guidance: Guidance, ledger: Ledger) -> list[tuple[Any, ...]]:
    """A ledger's records in the words of the form."""
    ids = guidance.roster.ids()
    labels = {status.id: status.label for status in guidance.book.vocabulary.statuses.values()}
    found = ledger.records().select("unit", "rule", "period", "status", "date", "evidence", "note", "until").rows()
    return sorted(
        ((ids[unit], rule, in_words(period or ""), labels[status], *rest) for unit, rule, period, status, *rest in found), key=str
    )


def rearranged(path: Path) -> None:
    """As offices send things back: the sheet renamed, its columns moved, its rows sorted."""
    workbook = openpyxl.load_workbook(path)
    sheet = forms(workbook)[0]
    sheet.title = "已填（改）"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    sheet.delete_rows(2, sheet.max_row)
    order = random.Random(2).sample(range(len(FORM)), len(FORM))
    for row in [rows[0], *sorted(rows[1:], key=lambda row: (str(row[6]), str(row[0])), reverse=True)]:
        sheet.append([row[at] for at in order])
    for cell in (cell for line in sheet.iter_rows(min_row=3) for cell in line if cell.data_type == "f"):
        cell.data_type = "s"
    workbook.save(path)


@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "columns moved, rows sorted, sheet renamed"])
def test_a_form_filled_in_is_a_ledger(town: Guidance, form: Path, tmp_path: Path, changed: bool) -> None:
    back = Path(shutil.copy(form, tmp_path / "回.xlsx"))
    filled = fill(back)
    if changed:
        rearranged(back)
    ledger = read_ledgers([back], town.roster, town.book, town.day)
    assert read_back(town, ledger) == filled
    assert (ledger.rows, ledger.unfilled) == (len(required_of(town)), len(required_of(town)) - len(filled))
    assert ledger.problems == ()


def test_a_form_with_rows_gone_is_told(town: Guidance, form: Path, tmp_path: Path) -> None:
    back = Path(shutil.copy(form, tmp_path / "回.xlsx"))
    workbook = openpyxl.load_workbook(back)
    forms(workbook)[0].delete_rows(10, 2)
    workbook.save(back)
    many = len(required_of(town))
    told = [problem.text for problem in read_ledgers([back], town.roster, town.book, town.day).problems]
    assert told == [f"发出 {many} 行，交回 {many - 2} 行，少了 2 行"]


KNOWN = """单位编号,规则编号,期次,状态,日期,佐证,备注,有效期至
005,rural.model_168,,已完成,2011-03-01,照片,,
005,rural.one_set_three_have,,进行中,2011-04-01,,快了,
005,rural.open_party_affairs,,不适用,2011-01-01,,合署,2011-12-31
005,rural.social_workers,,不适用,2011-01-01,,合署,2011-02-01
003,rural.secretary_reports,,已完成,2011-03-01,,,
"""


def test_what_is_known_is_not_asked_again(town: Guidance, tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    ledger.write_text(KNOWN, encoding="utf-8")
    found = audit(town, read_ledgers([ledger], town.roster, town.book, town.day), everybody(town))
    (one,) = checklists(lightened(found), choose(town, [], None, None, None), None)
    xlsx.write(one, tmp_path / "清单.xlsx")
    known = {("005", "rural.model_168", ""), ("005", "rural.open_party_affairs", "")}
    assert keys(tmp_path / "清单.xlsx") == [
        (unit, rule, in_words(period)) for unit, rule, period in required_of(town) if (unit, rule, period) not in known
    ]
    rows = {(row["单位编号"].value, row["规则编号"].value): row for row in table(forms(openpyxl.load_workbook(tmp_path / "清单.xlsx"))[0])}
    names = ("状态", "日期", "佐证", "备注", "有效期至")
    begun, lapsed, unproven, other = (
        [rows[key][name].value for name in names]
        for key in [
            ("005", "rural.one_set_three_have"),
            ("005", "rural.social_workers"),
            ("003", "rural.secretary_reports"),
            ("004", "rural.model_168"),
        ]
    )
    assert begun == ["进行中", None, None, "快了", None]
    assert unproven == ["已完成", datetime(2011, 3, 1), None, None, None]
    assert lapsed == other == [None] * 5
    level = {"001": "市级", "002": "县级", "003": "乡级", "007": "基层", "008": "层级不明"}
    per_level = Counter(level.get(unit, "村级") for unit, *_ in required_of(town))
    per_level["村级"] -= 2
    asked = "、".join(f"{level} {per_level[level]}" for level in ("市级", "县级", "乡级", "村级", "基层", "层级不明"))
    total = len(required_of(town))
    assert burden(one) == f"全部单位：8 个单位，要填 {total - 2} 项（{asked}）；已经知道、不再问 2 项（村级 2）"


@pytest.mark.parametrize("day", [None, datetime(2011, 6, 20)])
def test_what_was_begun_and_comes_back_done_is_done(town: Guidance, tmp_path: Path, day: datetime | None) -> None:
    """A form made of a ledger, filled in and handed back beside it: the one is newer than the other, dated or not."""
    ledger = tmp_path / "台账.csv"
    begun = "005,rural.one_set_three_have,,进行中,2011-04-01,,快了,\n005,rural.open_village_affairs,,进行中,2011-04-01,,,\n"
    ledger.write_text(KNOWN.splitlines()[0] + "\n" + begun, encoding="utf-8")
    before = audit(town, read_ledgers([ledger], town.roster, town.book, town.day), everybody(town))
    (one,) = checklists(lightened(before), choose(town, ["005"], None, None, None), None)
    xlsx.write(one, tmp_path / "清单.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "清单.xlsx")
    for row in table(forms(workbook)[0]):
        if row["规则编号"].value == "rural.one_set_three_have":
            row["状态"].value, row["日期"].value, row["佐证"].value = "已完成", day, "照片"
    workbook.save(tmp_path / "清单.xlsx")
    both = read_ledgers([ledger, tmp_path / "清单.xlsx"], town.roster, town.book, town.day)
    found = audit(town, both, everybody(town))
    assert [str(problem) for problem in found.problems] == []
    states = {found.slots[slot].rule.id: state for row, slot, state, _ in all_pairs(found).iter_rows() if row == 4}
    assert (states["rural.one_set_three_have"], states["rural.open_village_affairs"]) == ("done", "in_progress")


def test_a_printed_list_says_what_is_under_way(town: Guidance, tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    ledger.write_text(KNOWN, encoding="utf-8")
    found = audit(town, read_ledgers([ledger], town.roster, town.book, town.day), everybody(town))
    (one,) = checklists(lightened(found), choose(town, ["003", "005"], None, None, None), None)
    md.write(one, tmp_path / "清单.md")
    text = (tmp_path / "清单.md").read_text(encoding="utf-8")
    assert "进行中 2011-04-01" in text and "缺佐证 2011-03-01" in text and "限期<br>2011-06-30" in text


def tables(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in one.rows] for one in docx.Document(str(path)).tables]


def test_a_document_lists_each_unit_on_its_own_pages(town: Guidance, tmp_path: Path) -> None:
    word.write(whole_list(town), tmp_path / "清单.docx")
    found = tables(tmp_path / "清单.docx")
    counts = Counter(unit for unit, *_ in required_of(town))
    assert [(one[0][0], len(one) - 2) for one in found] == [
        (f"{name}（{unit}）　共 {counts[unit]} 项", counts[unit])
        for unit, name in zip(town.roster.ids(), town.roster.units["name"], strict=True)
    ]
    labels = {rule.id: rule.label for rule in town.book.rules}
    asked = [labels[rule] + (f"（{in_words(period)}）" if period else "") for _, rule, period in required_of(town)]
    assert [row[1] for one in found for row in one[2:]] == asked
    assert all(one[1] == list(HEADERS) and [row[0] for row in one[2:]] == [str(n) for n in range(1, len(one) - 1)] for one in found)
    headings = [p for p in docx.Document(str(tmp_path / "清单.docx")).paragraphs if p.style and p.style.name == "清单单位"]
    assert [p.paragraph_format.page_break_before for p in headings] == [None, *[True] * 7]


def test_a_document_looks_official(town: Guidance, tmp_path: Path) -> None:
    word.write(whole_list(town), tmp_path / "清单.docx")
    document = docx.Document(str(tmp_path / "清单.docx"))
    page = document.sections[0]
    sides = (page.page_width, page.page_height, page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round((side or 0) / 36_000) for side in sides] == [210, 297, 37, 35, 28, 26]
    fonts = {
        style.name: style.element.rPr.rFonts.get(qn("w:eastAsia")) for style in document.styles if (style.name or "").startswith("清单")
    }
    official = {"清单标题": "方正小标宋简体", "清单说明": "楷体_GB2312", "清单单位": "黑体", "清单正文": "仿宋_GB2312"}
    assert fonts == official | {"清单表头": "黑体", "清单表文": "仿宋_GB2312"}
    ids = {style.style_id: style.name for style in document.styles}
    assert {ids[one.get(qn("w:val"))] for one in document.element.body.iter(qn("w:pStyle"))} == set(fonts)
    for one in document.tables:
        heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in one.rows]
        assert heads == [True, True] + [False] * (len(heads) - 2)
        assert all(row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in one.rows)
    footer = page.footer.paragraphs[0]._p
    assert [field.text.strip() for field in footer.iter(qn("w:instrText"))] == ["PAGE"]
    assert footer.xpath("string(.)").replace(" PAGE ", "") == "— 1 —"


@pytest.mark.parametrize("name", ["CXZY-TABLES镇", "<w:p></w:p>镇", PLACE])
def test_no_name_is_taken_for_the_place_of_the_tables(book: Rulebook, tmp_path: Path, name: str) -> None:
    path = tmp_path / "roster.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("编号", "名称", "上级", "类型"), ("001", "某市委", "", "市委"), ("002", name, "001", "乡镇党委")])
    named = guide(load_roster(path, "roster.csv", book.vocabulary), book, DAY, "plain")
    (one,) = checklists(demand(named, everybody(named)), choose(named, ["002"], None, None, None), None)
    word.write(one, tmp_path / "清单.docx")
    ((title, *_),) = tables(tmp_path / "清单.docx")
    assert title[0].startswith(f"{name}（002）")
    assert docx.Document(str(tmp_path / "清单.docx")).paragraphs[0].text.count(name) == 1


def test_a_branch_is_printed_with_each_item_once(town: Guidance, tmp_path: Path) -> None:
    (one,) = checklists(demand(town, everybody(town)), choose(town, [], None, "rural", None), None)
    word.write(one, tmp_path / "农村.docx")
    ((title, _, *rows),) = tables(tmp_path / "农村.docx")
    assert title[0] == f"农村（4 个单位）　共 {len(rows)} 项"
    counts = Counter((rule, period) for unit, rule, period in required_of(town) if unit in ("003", "004", "005", "006"))
    assert len(rows) == len(counts)
    items = [row[1] for row in rows]
    assert "落实“一定三有”政策" in items
    assert "加强乡镇党组织书记队伍建设\n（类型是“乡镇党委”：1 个单位）" in items
    assert sum("个单位）" in item for item in items) == sum(count < 4 for count in counts.values())


def test_a_branch_form_has_every_unit(town: Guidance, tmp_path: Path) -> None:
    (one,) = checklists(demand(town, everybody(town)), choose(town, [], None, "rural", None), None)
    xlsx.write(one, tmp_path / "农村.xlsx")
    rural = [(unit, rule, in_words(period)) for unit, rule, period in required_of(town) if unit in ("003", "004", "005", "006")]
    assert keys(tmp_path / "农村.xlsx") == rural


def test_markdown_has_every_row(town: Guidance, tmp_path: Path) -> None:
    md.write(whole_list(town), tmp_path / "清单.md")
    lines = (tmp_path / "清单.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if re.match(r"\| \d", line)]
    assert len(rows) == len(required_of(town))
    assert {len(re.split(r"(?<!\\)\|", line)) for line in lines if line.startswith("|")} == {len(HEADERS) + 2}
    assert r"## \<甲\>\&/\[乙\]\|村（006）" in lines


MARKDOWN = MarkdownIt("commonmark").enable("table")


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_markdown_takes_nothing_for_its_own(text: str) -> None:
    tokens = MARKDOWN.parse(f"| a | b |\n| --- | --- |\n| {md.plain(text)} | c |\n")
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    assert "".join(part.content for part in cells[2].children or []) == text
    assert {part.type for part in cells[2].children or []} <= {"text", "text_special"}


@pytest.mark.parametrize("by", ["county", "superior"])
def test_a_distribution_leaves_nobody_out_and_asks_nobody_twice(guidance: Guidance, by: Split) -> None:
    parts = parted(guidance, everybody(guidance), by)
    assert sorted(row for part in parts for row in part.rows.tolist()) == everybody(guidance).tolist()
    lists = checklists(demand(guidance, everybody(guidance)), choose(guidance, [], None, None, None), by)
    assert sum(one.asked().height for one in lists) == len(required_of(guidance))
    if by == "county":
        assert len(lists) == 14 and lists[-1].name == "中共泉州市委员会"


def test_a_distribution_by_department_reaches_everybody(guidance: Guidance) -> None:
    parts = parted(guidance, everybody(guidance), "supervisor")
    assert {row for part in parts for row in part.rows.tolist()} == set(everybody(guidance).tolist())
    assert parts[-1].name == "没有指导部门的单位"
    alone = set(parts[-1].rows.tolist())
    assert not any(alone & set(part.rows.tolist()) for part in parts[:-1])


def test_a_department_is_meant_by_its_id_its_name_or_the_documents(guidance: Guidance) -> None:
    found = [guided_by(guidance, everybody(guidance), name) for name in ("Q3505-education", "泉州市教育局", "市教育局")]
    assert all(len(one) == 1 and one[0].rows.tolist() == found[0][0].rows.tolist() for one in found)
    (county,) = guided_by(guidance, everybody(guidance), "晋江市教育局")
    assert set(county.rows.tolist()) < set(found[0][0].rows.tolist())
    assert guided_by(guidance, everybody(guidance), "没有的局") == []


def rows_in(folder: Path) -> list[Key]:
    """The rows of all forms of a folder, read by another library, which is fast."""
    found: list[Key] = []
    for file in sorted(folder.glob("*.xlsx")):
        workbook = CalamineWorkbook.from_path(str(file))
        for sheet in workbook.sheets_metadata:
            rows = [[str(cell) for cell in row] for row in workbook.get_sheet_by_name(sheet.name).to_python()]
            if sheet.visible == SheetVisibleEnum.Visible and FORM in rows:
                found += [(row[0], row[-1], row[3]) for row in rows[rows.index(FORM) + 1 :]]
    return sorted(found)


@pytest.mark.parametrize("branch", ["new_social", pytest.param(None, marks=pytest.mark.deep)])
def test_the_whole_distribution_adds_up(tmp_path: Path, guidance: Guidance, branch: str | None) -> None:
    """The shipped city, a form a county: all forms together hold each required row once, and come back as they went out."""
    chosen = ["--branch", branch] if branch else ["--all"]
    done = cxzy("checklist", *chosen, "--as-of", "2011-06-30", "--split-by", "county", "-o", "发", cwd=tmp_path)
    files = len(list((tmp_path / "发").glob("*.xlsx")))
    assert (done.returncode, done.stderr.splitlines()[-1], files > 3) == (0, f"{files} 份清单写进了 发", True)
    units = {unit for row, unit in enumerate(guidance.roster.ids()) if branch in (None, guidance.answer(row).branch())}
    found = rows_in(tmp_path / "发")
    assert found == sorted((unit, rule, in_words(period)) for unit, rule, period in required_of(guidance) if unit in units)
    ledger = read_ledgers([tmp_path / "发"], guidance.roster, guidance.book, DAY)
    assert (ledger.rows, ledger.unfilled, ledger.problems) == (len(found), len(found), ())


def hand_out(guidance: Guidance, folder: Path) -> None:
    lists = checklists(demand(guidance, everybody(guidance)), choose(guidance, [], None, None, None), "superior")
    distribute(lists, folder, "xlsx", xlsx.write)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_distribution_may_be_written_again_until_somebody_fills_it_in(town: Guidance, tmp_path: Path) -> None:
    folder = tmp_path / "发"
    hand_out(town, folder)
    before = contents(folder)
    assert set(before) == {REGISTER, "没有上级的单位.xlsx", "某市委.xlsx", "某县委.xlsx", "某镇党委.xlsx"}
    hand_out(town, folder)
    assert contents(folder) == before
    fill(folder / "某县委.xlsx")
    filled = contents(folder)
    with pytest.raises(Unusable) as refused:
        hand_out(town, folder)
    assert str(refused.value) == (
        f"{folder}: 写不进去：文件夹里有别的东西，或者里面的文件已经有人填过、改过\n    换一个文件夹；填过、改过的文件不会被盖掉"
    )
    assert contents(folder) == filled
    assert [one.name for one in tmp_path.iterdir()] == ["发"]


def test_a_distribution_is_whole_or_not_there(town: Guidance, tmp_path: Path) -> None:
    def broken(checklist: Checklist, target: Path) -> None:
        if checklist.name == "某镇党委":
            raise OSError(28, "full")
        xlsx.write(checklist, target)

    lists = checklists(demand(town, everybody(town)), choose(town, [], None, None, None), "superior")
    folder = tmp_path / "发"
    with pytest.raises(Unusable):
        distribute(lists, folder, "xlsx", broken)
    assert list(tmp_path.iterdir()) == []
    hand_out(town, folder)
    before = contents(folder)
    with pytest.raises(Unusable):
        distribute(lists, folder, "xlsx", broken)
    assert (contents(folder), list(tmp_path.iterdir())) == (before, [folder])


@given(st.lists(st.text(max_size=90) | st.sampled_from(["CON", "nul", "Com1", "a.", "A", "a", "甲" * 90, "..", "LPT9.x"]), max_size=9))
def test_file_names_suit_windows(names: list[str]) -> None:
    taken: set[str] = set()
    found = [file_name(name, taken) for name in names]
    assert len({name.lower() for name in found}) == len(found)
    for name in found:
        assert name and not re.search(r'[<>:"/\\|?*\x00-\x1f]', name) and name == name.strip(" .")
        assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name)
        assert len(name.encode("utf-8")) <= 200


WRONG = {
    "nobody": (["-o", "a.xlsx"], 2, "命令写得不对：写明给谁：--branch、--unit、--supervisor、--under（可以合用），或者只写 --all"),
    "all and some": (
        ["--all", "--branch", "农村", "-o", "a.xlsx"],
        2,
        "命令写得不对：写明给谁：--branch、--unit、--supervisor、--under（可以合用），或者只写 --all",
    ),
    "ending": (["--all", "-o", "a.doc"], 2, "命令写得不对：从“a.doc”看不出格式，用 -f 写明：docx、md、xlsx"),
    "layout": (["--all", "--layout", "units", "-o", "a.md"], 2, "命令写得不对：--layout 只用于 xlsx"),
    "sheets": (
        ["--all", "--layout", "units", "-o", "a.xlsx"],
        2,
        "命令写得不对：“全部单位”有 2972 个单位，最多 250 张表；用 --layout rows 或 --split-by",
    ),
    "department": (
        ["--supervisor", "晋江市天文馆", "-o", "a.xlsx"],
        1,
        "没有指导别的单位的部门“晋江市天文馆”。是不是想写：晋江市民政局、晋江市教育局、晋江市工商联",
    ),
    "unit": (["--unit", "没有的村", "-o", "a.xlsx"], 1, "花名册里没有“没有的村”。"),
    "nothing": (["--branch", "农村", "--under", "Q3505-education", "-o", "a.xlsx"], 1, "没有这样的单位，没有写文件。"),
    "too long": (
        ["--all", "--as-of", "2011-06-30", "-o", "a.docx"],
        3,
        "全部单位: 有 271479 行，一份 Word 文件最多 60000 行，再多就打不开\n    用 --split-by 分开，或用 .xlsx",
    ),
    "no folder": (["--unit", "3505", "-o", "b/a.xlsx"], 3, "b/a.xlsx: 写不进去：没有这个文件夹\n    先建好文件夹，或改正路径"),
}


@pytest.mark.parametrize(("arguments", "code", "text"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_call_is_told(tmp_path: Path, arguments: list[str], code: int, text: str) -> None:
    done = cxzy("checklist", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, list(tmp_path.iterdir())) == (code, "", [])
    assert text in done.stderr


def test_a_list_is_written_over_nothing_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(SMALL, encoding="utf-8")
    (tmp_path / "台账").mkdir()
    (tmp_path / "台账" / "a.csv").write_text(KNOWN, encoding="utf-8")
    for output in ("r.csv", "台账"):
        done = cxzy("checklist", "r.csv", "--all", "--known", "台账", "-o", output, "-f", "xlsx", cwd=tmp_path)
        assert (done.returncode, "换一个文件名" in done.stderr) == (2, True)


def test_a_list_for_one_unit_names_it(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(SMALL, encoding="utf-8")
    done = cxzy("checklist", "r.csv", "--unit", "某县委", "--as-of", "2011-06-30", "-o", "单.xlsx", cwd=tmp_path)
    assert done.returncode == 0
    told = done.stderr.splitlines()
    assert re.fullmatch(r"某县委：1 个单位，要填 (\d+) 项（县级 \1）", told[0]) and told[1:] == ["1 份清单写进了 单.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "单.xlsx")["某县委"]["A1"].value == "落实情况填报清单：某县委"


def test_where_all_is_known_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(SMALL, encoding="utf-8")
    call = ["checklist", "r.csv", "--unit", "005", "--as-of", "2011-06-30"]
    assert cxzy(*call, "-o", "单.xlsx", cwd=tmp_path).returncode == 0
    workbook = openpyxl.load_workbook(tmp_path / "单.xlsx")
    for row in table(forms(workbook)[0]):
        row["状态"].value, row["日期"].value, row["佐证"].value = "已完成", date(2011, 6, 1), "照片"
    workbook.save(tmp_path / "单.xlsx")
    done = cxzy(*call, "--known", "单.xlsx", "-o", "再.xlsx", cwd=tmp_path)
    assert (done.returncode, done.stderr, (tmp_path / "再.xlsx").exists()) == (0, "没有要填的事项，没有写文件。\n", False)
