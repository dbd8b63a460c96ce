"""The audit's workbook and notices, opened again by somebody else's reader: they say what the audit says, and look as an office expects."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import polars as pl
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from cxzy_rules import reports
from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.division import division
from cxzy_rules.audit.fates import in_words, tally
from cxzy_rules.audit.pairs import all_pairs
from cxzy_rules.audit.rates import BY_LABELS, per_cent, rates, summary
from cxzy_rules.audit.slots import is_audited
from cxzy_rules.audit.states import audit
from cxzy_rules.audit.trend import Between, Circumstances, with_trend
from cxzy_rules.audit.words import GAPS, STATE_LABELS
from cxzy_rules.guidance import Guidance, chosen, guide_with
from cxzy_rules.ledger.ledger import STATUSES
from cxzy_rules.model.periods import period_words
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.parts import long_table
from cxzy_rules.parts.long_table import CUT, fitting
from cxzy_rules.parts.notice import chinese, notice, standing_of
from cxzy_rules.parts.rate_sheet import blocks
from cxzy_rules.parts.registry import module, names
from cxzy_rules.parts.sheets import LONGEST_CELL
from cxzy_rules.reports import docx as word
from cxzy_rules.reports import md, xlsx
from cxzy_rules.rulebook.book import Rulebook, in_force
from cxzy_rules.situations.walk import asker
from cxzy_rules.templates import NOTICE_DOCX, NOTICE_MD
from cxzy_rules.templates.make_notice import make
from tests.audited import Said, ledger, roster
from tests.conftest import DAY

COUNTY = "350502"
TROUBLE = Problem(Place("台账/东街.xlsx", cell="台账!B17"), "花名册里没有“=1+1”这个单位", "相近的有：东街")
FORMULA = "=cmd|'/c calc'!A0"
TRICKS = (FORMULA, "{{ 7 * 7 }}某村", "{_{ x }_}{% raw %}", "<w:t>&amp;村</w:t>", "㙟𠮷村😀", "@某|村*_[链](x)")
TOWN: tuple[tuple[str, ...], ...] = (
    ("001", "某市委", "", "city_committee", "", "", ""),
    ("002", "某县委", "001", "county_committee", "", "", ""),
    ("003", "某镇党委", "002", "township_committee", "", "", ""),
)
VILLAGE = len(TOWN)


def drawn(guidance: Guidance, rows: list[int], seed: int) -> list[Said]:
    """A record for most of what these units must do, drawn at random."""
    draw = np.random.default_rng(seed)
    words = np.array([*STATUSES, ""])
    rules = [(row, rule) for row in rows for rule in guidance.answer(row).rules if is_audited(rule)]
    statuses = draw.choice(words, len(rules), p=[0.6, 0.15, 0.1, 0.05, 0.1]).tolist()
    proven = (draw.random(len(rules)) < 0.9).tolist()
    return [
        Said(row, rule.id, status, on=date(2011, 3, 1), evidence="材料" if proof else None)
        for (row, rule), status, proof in zip(rules, statuses, proven, strict=True)
        if status
    ]


@pytest.fixture(scope="module")
def county(guidance: Guidance) -> Audit:
    """One county and a few units of the city besides, so that some open ones are among them."""
    rows = np.union1d(chosen(guidance, under=COUNTY), np.arange(2900, guidance.roster.units.height))
    said = replace(ledger(drawn(guidance, rows.tolist(), 7), guidance.book), problems=(TROUBLE,))
    return audit(guidance, said, rows)


@pytest.fixture(scope="module")
def workbook(county: Audit, tmp_path_factory: pytest.TempPathFactory) -> Any:
    target = tmp_path_factory.mktemp("reports") / "audit.xlsx"
    xlsx.write(county, target)
    return opened(target)


@pytest.fixture(scope="module")
def village(book: Rulebook) -> Callable[..., Audit]:
    """An audit of a town whose villages bear these names, by these records with their notes; villages begin at row VILLAGE."""
    plain = asker(in_force(book, DAY), "plain")

    def made(names: tuple[str, ...], *said: Said, notes: tuple[str, ...] = (), problems: tuple[Problem, ...] = ()) -> Audit:
        villages = tuple((f"1{at:02}", name, "003", "village", "", "", "") for at, name in enumerate(names))
        found = guide_with(roster([*TOWN, *villages], book), plain, DAY)
        told = ledger([*said], book)
        noted = replace(told.note, words=pl.Series([*notes, *[None] * (len(said) - len(notes))], dtype=pl.String))
        return audit(found, replace(told, note=noted, problems=problems), chosen(found))

    return made


def rules_of(made: Audit, row: int) -> list[str]:
    """What a unit must show, each rule once."""
    return [*dict.fromkeys(made.slots[slot].rule.id for slot in all_pairs(made).filter(pl.col("row") == row)["slot"])]


def spoken(village: Callable[..., Audit], names: tuple[str, ...]) -> list[Said]:
    """A record of each village, so that it has reported."""
    made = village(names)
    return [Said(VILLAGE + at, rules_of(made, VILLAGE + at)[0], "in_progress") for at in range(len(names))]


def opened(path: Path) -> Any:
    """The workbook; that a bar begins at nothing is said in an extension of Excel 2010, of which openpyxl warns."""
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def cells(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(cell if cell is not None else "" for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def known(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as it is compared: a cell holds fifteen digits of a share."""
    return tuple("" if cell is None else round(cell, 14) if isinstance(cell, float) else cell for cell in row)


def texts(path: Path) -> list[str]:
    """Every paragraph of a Word file, also of its tables."""
    document = docx.Document(str(path))
    return ["".join(run.text or "" for run in one.iter(qn("w:t"))) for one in document.element.body.iter(qn("w:p"))]


def test_the_folder_is_the_list_of_reports() -> None:
    assert {"docx", "md", "xlsx"} <= set(names(reports))


def test_the_rates_in_the_workbook_are_the_audits(county: Audit, workbook: Any) -> None:
    found = cells(workbook["分类分级汇总"])
    assert [by for by in BY_LABELS if by not in blocks(county)] == ["subordinate"]
    for by in blocks(county):
        label = BY_LABELS[by]
        exact = rates(county, by).with_columns(rate=pl.when(pl.col("required") > 0).then(pl.col("done") / pl.col("required")))
        expected = Counter(known(row[1:]) for row in exact.rows())
        got = Counter(known(row[1:]) for row in found if row[0] == "按" + label)
        assert got == expected if by != "superior" else got <= expected
    guidance = county.guidance
    levels = {id: guidance.answer(row).standing.facts.get("level") for row, id in enumerate(guidance.roster.ids())}
    high = [row["label"] for row in rates(county, "superior").iter_rows(named=True) if levels.get(row["key"]) not in ("village", "base")]
    assert [row[1] for row in found if row[0] == "按上级"] == high and len(high) < rates(county, "superior").height
    ranked = [row[-1] for row in found if row[0] == "按指导部门" and row[-1] != ""]
    assert len(ranked) > 5 and all(above >= below for above, below in pairwise(ranked))


def test_the_overview_tells_the_whole(county: Audit, workbook: Any) -> None:
    sheet, counts = workbook["总览"], summary(county)
    told = dict(zip([cell.value for cell in sheet[4]], known(tuple(cell.value for cell in sheet[5])), strict=True))
    expected = {
        "单位数": counts["units"],
        "应落实": counts["required"],
        "待定": counts["undetermined"],
        "完成率": round(counts["done"] / counts["required"], 14),
    }
    expected |= {label: counts[state] for state, label in STATE_LABELS.items()}
    assert told == expected | {"差距合计": sum(counts[state] for state in GAPS)}
    assert sheet["A1"].value == county.guidance.book.identity.title + "\n落实情况核查"
    assert sheet["A2"].value == f"截至 2011-06-30 · 台账 1 份 · {in_words(tally(county))} · 台账问题 {len(county.problems)} 处"


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_rate_is_the_same_wherever_it_is_shown(one: int, other: int) -> None:
    """In words as in a cell, which Excel shows by its first 15 digits, a half rounded up: 261 of 400 is 65.3%."""
    done, required = sorted((one, other))
    tenth = Decimal("0.1")
    exact = None if not required else (Decimal(100 * done) / required).quantize(tenth, ROUND_HALF_UP)
    assert per_cent(done, required) == ("—" if exact is None else f"{exact}%")
    if required:
        cell = Decimal(f"{done / required:.15g}") * 100
        assert per_cent(done, required) == f"{cell.quantize(tenth, ROUND_HALF_UP)}%"
    assert per_cent(261, 400) == "65.3%"


def test_charts_show_the_cells_of_the_rates(county: Audit, workbook: Any) -> None:
    charts: list[Any] = workbook["总览"]._charts
    assert [(chart.barDir, chart.grouping, len(chart.series)) for chart in charts] == [
        ("bar", "clustered", 1),
        ("bar", "percentStacked", len(STATE_LABELS)),
    ] * 2
    table = workbook["分类分级汇总"]
    for chart, by in zip(charts[::2], ("分类", "县（市、区）"), strict=True):
        sheet, area = chart.series[0].val.numRef.f.replace("$", "").split("!")
        rows = table[area]
        assert sheet == table.title and {table.cell(row[0].row, 1).value for row in rows} == {"按" + by}
        assert len(rows) == rates(county, "branch" if by == "分类" else "county").height
        points = tuple(point.v for point in chart.series[0].val.numRef.numCache.pt)
        assert known(points) == known(tuple(row[0].value or 0 for row in rows))


def test_every_gap_is_in_the_list_and_nothing_else(county: Audit, workbook: Any) -> None:
    units, guidance = county.guidance.roster.units, county.guidance
    expected = []
    for row, slot, state, _ in all_pairs(county).filter(pl.col("state").is_in(GAPS)).iter_rows():
        one = county.slots[slot]
        due = one.due.isoformat() if one.due else ""
        superiors = "、".join(units["name"][above] for above in guidance.roster.chain(row))
        words = (one.rule.label, period_words(one.period), STATE_LABELS[state], one.rule.clause, one.rule.quote, due)
        expected.append((units["id"][row], units["name"][row], *words, superiors))
    found = cells(workbook["差距清单"])
    assert [(*row[:2], *row[3:10]) for row in found] == expected
    guides = {row[0]: row[10] for row in found}
    assert guides["S017"] == "泉州市司法局、晋江市司法局"


def test_a_gap_shows_what_its_record_says(village: Callable[..., Audit], tmp_path: Path) -> None:
    made = village(("甲村",))
    said = village(("甲村",), Said(VILLAGE, rules_of(made, VILLAGE)[0], "in_progress", evidence="会议记录"), notes=(FORMULA,))
    xlsx.write(said, tmp_path / "a.xlsx")
    found = [row for row in cells(opened(tmp_path / "a.xlsx")["差距清单"]) if row[0] == "100" and row[11]]
    assert [(row[5], row[11], row[12]) for row in found] == [("进行中", "会议记录", FORMULA)]


def test_problems_and_open_units_have_their_sheets(county: Audit, workbook: Any) -> None:
    assert ("台账/东街.xlsx", "台账!B17", TROUBLE.text, TROUBLE.hint) in cells(workbook["问题记录"])
    assert len(cells(workbook["问题记录"])) == len(county.problems) + len(county.guidance.roster.problems)
    opens = cells(workbook["待定"])
    assert sum(row[3] for row in opens) == county.open_rules().sum() > 0
    assert len(opens) == (county.open_rules() > 0).sum()
    assert all(row[4] and row[5] for row in opens)


def test_every_sheet_can_be_read_filtered_and_printed(workbook: Any) -> None:
    assert workbook.sheetnames == ["总览", "分类分级汇总", "差距汇总", "差距清单", "未报送", "问题记录", "待定", "_cxzy"]
    seen = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    for sheet in seen:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight in (0, "0")
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
        assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"宋体", "黑体"}
    for sheet in seen[1:]:
        assert sheet.freeze_panes in ("B2", "C2") and sheet.print_title_rows == "$1:$1"
        last = get_column_letter(sheet.max_column)
        assert sheet.auto_filter.ref == f"A1:{last}{sheet.max_row}"
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str))
    bars = [rule.type for area in workbook["分类分级汇总"].conditional_formatting for rule in area.rules]
    assert bars == ["dataBar"]


def test_rows_are_high_enough_for_their_text(workbook: Any) -> None:
    sheet = workbook["差距清单"]
    widths = [sheet.column_dimensions[get_column_letter(at)].width for at in range(1, sheet.max_column + 1)]
    for row in sheet.iter_rows(min_row=2):
        lines = [-(-len(str(cell.value or "").encode("gb18030")) // int(wide)) for cell, wide in zip(row, widths, strict=True)]
        assert (sheet.row_dimensions[row[0].row].height or 0) >= 13 * max(lines)


def test_a_full_sheet_goes_on_in_the_next(village: Callable[..., Audit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = village(("甲村", "乙村"))
    gaps = all_pairs(made).filter(pl.col("state").is_in(GAPS)).height
    monkeypatch.setattr(long_table, "MOST_ROWS", 101)
    xlsx.write(made, tmp_path / "a.xlsx")
    sheets = [sheet for sheet in opened(tmp_path / "a.xlsx").worksheets if sheet.title.startswith("差距清单")]
    assert [sheet.title for sheet in sheets] == ["差距清单", *(f"差距清单({at})" for at in range(2, len(sheets) + 1))]
    assert [sheet.max_row for sheet in sheets] == [101] * (gaps // 100) + [gaps % 100 + 1] * (gaps % 100 > 0)
    assert sum(len(cells(sheet)) for sheet in sheets) == gaps and all(sheet["A1"].value == "单位编号" for sheet in sheets)


@pytest.mark.parametrize("name", ["docx", "md", "xlsx"])
def test_the_same_audit_gives_the_same_bytes(village: Callable[..., Audit], tmp_path: Path, name: str) -> None:
    for target in ("a", "b"):
        module(reports, name).write(village(("甲村",), problems=(TROUBLE,)), tmp_path / target)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    if name != "md":
        with zipfile.ZipFile(tmp_path / "a") as packed:
            assert {part.date_time[0] for part in packed.infolist()} == {1980}
            assert b">2011-06-30T00:00:00Z</dcterms:created>" in packed.read("docProps/core.xml")


def test_what_others_wrote_stays_plain_text(village: Callable[..., Audit], tmp_path: Path) -> None:
    problem = Problem(Place("{{ 8 * 8 }}.csv", 3), "“<b>”读不懂\x07\n第二行", "{% include 'x' %}")
    made = village(TRICKS, problems=(problem,))
    xlsx.write(made, tmp_path / "a.xlsx")
    sheet = opened(tmp_path / "a.xlsx")["差距清单"]
    assert {row[1].value for row in sheet.iter_rows(min_row=2)} == {*TRICKS, *(name for _, name, *_ in TOWN)}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    for some in (TRICKS[:3], TRICKS[3:]):
        word.write(village(some, *spoken(village, some), problems=(problem,)), tmp_path / "a.docx")
        told = {*some, "{{ 8 * 8 }}.csv:3", "“<b>”读不懂 第二行", "{% include 'x' %}"}
        assert told <= {*texts(tmp_path / "a.docx")}
        one = Said(1, rules_of(village(some), 1)[0], "in_progress")
        word.write(village(some, one, problems=(problem,)), tmp_path / "a.docx")
        assert "、".join(f"{one}（某镇党委）" for one in some) in "".join(texts(tmp_path / "a.docx"))
    md.write(village(TRICKS[1:4], *spoken(village, TRICKS[1:4]), problems=(problem,)), tmp_path / "a.md")
    written = (tmp_path / "a.md").read_text(encoding="utf-8")
    plain = (
        r"\{\{ 7 \* 7 \}\}某村（",
        r"、\{\_\{ x \}\_\}\{% raw %\}（",
        r"\<w:t\>\&amp;村\</w:t\>（",
        r"\{\{ 8 \* 8 \}\}.csv:3：“\<b\>”读不懂",
    )
    assert [words for words in plain if words not in written] == []


def test_a_cell_holds_as_much_as_excel_allows(village: Callable[..., Audit], tmp_path: Path) -> None:
    made = village(("甲村",))
    notes = ("长" * LONGEST_CELL, "😀" * 20_000)
    said = [Said(VILLAGE, rule, "in_progress") for rule in rules_of(made, VILLAGE)[:2]]
    xlsx.write(village(("甲村",), *said, notes=notes), tmp_path / "a.xlsx")
    found = {row[12] for row in cells(opened(tmp_path / "a.xlsx")["差距清单"])} - {""}
    assert found == {notes[0], "😀" * ((LONGEST_CELL - len(CUT)) // 2) + CUT}


@given(st.integers(LONGEST_CELL - 9, LONGEST_CELL + 9), st.integers(0, 9))
def test_a_text_that_fits_is_not_cut(plain: int, rare: int) -> None:
    text = "😀" * rare + "长" * (plain - 2 * rare)
    assert fitting(text) == text if plain <= LONGEST_CELL else fitting(text).endswith(CUT)
    assert len(fitting(text).encode("utf-16-le")) // 2 <= LONGEST_CELL


def test_without_gaps_the_workbook_and_the_notice_say_so(county: Audit, tmp_path: Path) -> None:
    nobody = audit(county.guidance, ledger([], county.guidance.book), county.rows[:0])
    for name in ("xlsx", "docx", "md"):
        module(reports, name).write(nobody, tmp_path / f"a.{name}")
    workbook = opened(tmp_path / "a.xlsx")
    told = [workbook[name]["A2"].value for name in ("差距清单", "问题记录", "待定")]
    assert told == ["没有差距。", "没有问题。", "没有待定的事项。"] and workbook["总览"]["K5"].value == "—"
    assert any("应落实0项（按单位、事项、期次计），已完成0项，完成率—" in text for text in texts(tmp_path / "a.docx"))


def test_a_trend_has_its_sheets(village: Callable[..., Audit], book: Rulebook, tmp_path: Path) -> None:
    old = village(("甲村",))
    units, rules = old.guidance.roster, rules_of(old, VILLAGE)
    done = ledger([Said(VILLAGE, rule, "done", on=date(2011, 3, 1), evidence="材料") for rule in rules], book)
    new = audit(old.guidance, done, old.rows)
    then, now = (Circumstances(book, units, DAY, said) for said in (old.ledger, done))
    xlsx.write(with_trend(new, now, then, Between(units, units), chosen, "plain"), tmp_path / "a.xlsx")
    workbook = opened(tmp_path / "a.xlsx")
    grown = summary(new)["done"] - summary(old)["done"]
    causes = {row[0]: row[1:] for row in cells(workbook["趋势"])}
    assert causes["合计"] == causes["台账有新的记录"] == (grown, 0, 0, 0, 0, grown) and grown > 50
    changes = cells(workbook["变化清单"])
    assert len(changes) == grown and {(row[0], row[5], row[6], row[7]) for row in changes} == {("100", "已完成", "好转", "台账有新的记录")}


@pytest.fixture(scope="module")
def letter(county: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("reports") / "notice.docx"
    word.write(county, target)
    return target


def test_the_notice_is_laid_out_as_an_official_document(letter: Path) -> None:
    document = docx.Document(str(letter))
    page = document.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(side / Mm(1)) for side in margins if side] == [37, 35, 28, 26]
    assert [round((side or 0) / Mm(1)) for side in (page.page_width, page.page_height)] == [210, 297]
    fonts = {}
    for name in {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}:
        style: Any = document.styles[str(name)]
        fonts[name] = (style.element.rPr.rFonts.get(qn("w:eastAsia")), style.font.size, style.paragraph_format.line_spacing)
    assert fonts == {
        "通报标题": ("方正小标宋简体", Pt(22), Pt(36)),
        "通报主送": ("仿宋_GB2312", Pt(16), Pt(28.8)),
        "通报一级标题": ("黑体", Pt(16), Pt(28.8)),
        "通报二级标题": ("楷体_GB2312", Pt(16), Pt(28.8)),
        "通报正文": ("仿宋_GB2312", Pt(16), Pt(28.8)),
        "通报末段": ("仿宋_GB2312", Pt(16), Pt(28.8)),
        "通报落款": ("仿宋_GB2312", Pt(16), Pt(28.8)),
    }
    body: Any = document.styles["通报正文"]
    assert body.paragraph_format.first_line_indent == Pt(32) and body.element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((page.footer, "right"), (page.even_page_footer, "left")):
        written: Any = footer.paragraphs[0]
        assert written.text == "— 1 —" and written._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert [one.text for one in written._p.iter(qn("w:instrText"))] == [" PAGE "]


def test_the_notices_tables_repeat_their_headers(letter: Path) -> None:
    tables = docx.Document(str(letter)).tables
    assert len(tables) > 3
    for table in tables:
        rows: list[Any] = [row._tr for row in table.rows]
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (len(rows) - 1)


def test_the_notice_tells_the_audits_numbers(county: Audit, letter: Path) -> None:
    words, counts = texts(letter), summary(county)
    assert not [text for text in words if "{{" in text or "{%" in text]
    title = county.guidance.book.identity.title
    assert words[0] == f"关于《{title}》落实情况的督查通报" and words[-2:] == [county.guidance.book.identity.issuer, "2011年6月30日"]
    opening = f"本次核查{counts['units']}个单位，应落实{counts['required']}项（按单位、事项、期次计），已完成{counts['done']}项，"
    assert any(text.startswith(opening + f"完成率{per_cent(counts['done'], counts['required'])}") for text in words)
    groups = docx.Document(str(letter)).tables[0]
    by_county = rates(county, "county")
    expected = {row["label"]: (row["units"], row["required"], row["done"], row["overdue"]) for row in by_county.iter_rows(named=True)}
    found = [[cell.text for cell in row.cells] for row in groups.rows][1:]
    assert {row[1]: tuple(map(int, row[2:6])) for row in found} == expected
    assert [row[0] for row in found] == [*(str(at) for at in range(1, len(found))), "—"]
    assert any(text.endswith("（二）" + found[1][1]) for text in words)


def test_a_part_names_its_worst(village: Callable[..., Audit]) -> None:
    made = village(("甲村", "乙村"))
    waived = [Said(VILLAGE, rule, "waived") for rule in rules_of(made, VILLAGE)]
    others = [Said(row, rules_of(made, row)[0], "in_progress") for row in (1, 2, VILLAGE + 1)]
    part = next(one for one in notice(village(("甲村", "乙村"), *waived, *others)).parts if one.rank)
    assert (part.number, part.rank, part.ranked, part.whole.name) == ("一", 1, 1, "某县委")
    assert [unit.name for unit in part.units] == ["某镇党委", "乙村", "某县委"] and not part.silent
    gaps = [item.gaps for item in part.items]
    assert len(gaps) == 3 and gaps == sorted(gaps, reverse=True)
    assert part.overdue and all(item.overdue > 0 for item in part.overdue)
    assert replace(part.items[0], name="落实“一定三有”政策").quoted == "“落实‘一定三有’政策”"


@pytest.mark.parametrize(
    ("rank", "tied", "ranked", "place", "standing"),
    [
        (None, 2, 3, "", ""),
        (1, 1, 1, "1", ""),
        (2, 1, 13, "2", "列第2位"),
        (13, 1, 13, "13", "列第13位"),
        (2, 3, 13, "并列2", "与另外2个并列第2位"),
        (2, 12, 13, "末位", "与另外11个并列末位"),
        (1, 13, 13, "并列", "完成率都一样，不分先后"),
    ],
)
def test_a_rank_that_several_share_is_told_as_shared(rank: int | None, tied: int, ranked: int, place: str, standing: str) -> None:
    assert standing_of(rank, tied, ranked) == (place, standing)


def test_the_worst_do_not_read_as_second_best(village: Callable[..., Audit], tmp_path: Path) -> None:
    names = ("甲村", "乙村", "丙村", "丁村")
    done = Said(VILLAGE, rules_of(village(names), VILLAGE)[0], "done", on=DAY, evidence="材料")
    made = village(names, done, *(Said(VILLAGE + at, done.rule, "in_progress", on=DAY) for at in (1, 2, 3)))
    word.write(audit(made.guidance, made.ledger, np.arange(2, VILLAGE + 4)), tmp_path / "a.docx")
    assert [row.cells[0].text for row in docx.Document(str(tmp_path / "a.docx")).tables[0].rows] == ["名次", "1", *["末位"] * 3, "未报"]
    written = texts(tmp_path / "a.docx")
    assert sum("在4个下级单位中与另外2个并列末位；" in text for text in written) == 3
    assert not any("已经报送的单位中" in text for text in written)  # a part of one unit has no worst one
    assert not any(re.search("“[^”]*“", text) for text in written)


def test_where_no_department_guides_the_notice_says_so(village: Callable[..., Audit], tmp_path: Path) -> None:
    made = village(("甲村",))
    alone = replace(audit(made.guidance, made.ledger, np.array([VILLAGE])), by="supervisor")
    for name, writer in (("a.docx", word), ("a.md", md)):
        writer.write(alone, tmp_path / name)
    assert any(text.endswith("这些单位都没有指导部门，没有按部门分列。") for text in texts(tmp_path / "a.docx"))
    assert "这些单位都没有指导部门，没有按部门分列。" in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert all(len(table.rows) > 1 for table in docx.Document(str(tmp_path / "a.docx")).tables)


def test_who_has_reported_nothing_is_no_laggard(village: Callable[..., Audit], tmp_path: Path) -> None:
    """Two towns, one of which is silent as a whole; in the other a village is."""
    made = village(("甲村", "乙村"), Said(VILLAGE, rules_of(village(("甲村",)), VILLAGE)[0], "done", on=DAY, evidence="材料"))
    below = audit(made.guidance, made.ledger, np.array([2, VILLAGE, VILLAGE + 1]))
    told = notice(below)
    assert (told.by, told.silent) == ("subordinate", 2)
    assert [(one.whole.name, one.rank, one.ranked, one.reported, one.quiet) for one in told.parts] == [
        ("甲村", 1, 1, True, 0),
        ("乙村", None, 1, False, 1),
        ("某镇党委（本级）", None, 1, False, 1),
    ]
    assert [[unit.name for unit in one.units] for one in told.parts] == [["甲村"], [], []]
    assert [[unit.name for unit in one.silent] for one in told.parts] == [[], ["乙村"], ["某镇党委"]]
    word.write(below, tmp_path / "a.docx")
    said = texts(tmp_path / "a.docx")
    quiet = "乙村（1个单位，应落实{}项）、某镇党委（本级）（1个单位，应落实{}项）。".format(*(one.whole.required for one in told.parts[1:]))
    assert "下列2个下级单位没有一个单位报送可用的记录，不排名次：" + quiet in said and "（二）未报送的下级单位" in said
    assert [row.cells[0].text for row in docx.Document(str(tmp_path / "a.docx")).tables[0].rows] == ["名次", "1", "未报", "未报"]
    xlsx.write(below, tmp_path / "a.xlsx")
    assert [row[:2] for row in cells(opened(tmp_path / "a.xlsx")["未报送"])] == [("003", "某镇党委"), ("101", "乙村")]


def test_a_part_of_a_county_is_summed_by_what_lies_directly_below(guidance: Guidance, tmp_path: Path) -> None:
    rows = chosen(guidance, under="350502001")
    part = audit(guidance, ledger([], guidance.book), rows)
    below = [row for row in rows.tolist() if guidance.roster.chain(row)[0] == rows[0]]
    names = [guidance.roster.units["name"][row] for row in below]
    assert division(part) == "subordinate" and sorted(rates(part, "subordinate")["label"]) == sorted([*names, "海滨街道（本级）"])
    xlsx.write(part, tmp_path / "a.xlsx")
    book = opened(tmp_path / "a.xlsx")
    assert {row[0] for row in cells(book["分类分级汇总"])} >= {"按下级单位"}
    assert "按县（市、区）" not in {row[0] for row in cells(book["分类分级汇总"])}
    assert "各下级单位完成率" in {"".join(run.t for run in chart.title.tx.rich.p[0].r) for chart in book["总览"]._charts}
    md.write(part, tmp_path / "a.md")
    assert "## 一、各下级单位完成情况" in (tmp_path / "a.md").read_text(encoding="utf-8")


def test_one_unit_alone_is_divided_by_nothing(guidance: Guidance, tmp_path: Path) -> None:
    alone = audit(guidance, ledger([], guidance.book), chosen(guidance, under="S003"))
    word.write(alone, tmp_path / "a.docx")
    said = texts(tmp_path / "a.docx")
    assert division(alone) is None and not any("各县" in one or "各下级" in one or "名次" in one for one in said)
    assert "二、数据问题" in said and "三、有关要求" in said
    xlsx.write(alone, tmp_path / "a.xlsx")
    assert len(opened(tmp_path / "a.xlsx")["总览"]._charts) == 2


def test_the_notice_goes_to_departments_where_they_are_asked(county: Audit, tmp_path: Path) -> None:
    by_department = replace(county, by="supervisor")
    word.write(by_department, tmp_path / "a.docx")
    words = texts(tmp_path / "a.docx")
    assert "二、各指导部门所指导单位情况" in words and "各县（市、区）完成情况见下表。" not in words
    names = {text.partition("）")[2] for text in words if re.fullmatch("（[一二三四五六七八九十]+）.+", text) and len(text) < 30}
    assert names == set(rates(county, "supervisor")["label"])


def test_the_markdown_notice_is_short_and_says_the_same(county: Audit, tmp_path: Path) -> None:
    md.write(county, tmp_path / "a.md")
    written, counts = (tmp_path / "a.md").read_text(encoding="utf-8"), summary(county)
    assert written.startswith(f"# 关于《{county.guidance.book.identity.title}》落实情况的督查通报\n")
    assert f"已完成{counts['done']}项，完成率{per_cent(counts['done'], counts['required'])}" in written
    assert sum(line.startswith("- ") for line in written.splitlines()) == rates(county, "county").height + len(county.problems)
    assert not re.search(r"\n{3}|\{\{|\{%", written)


def test_the_shipped_template_is_what_its_words_make(tmp_path: Path) -> None:
    make(tmp_path / "notice.docx")
    with zipfile.ZipFile(tmp_path / "notice.docx") as made, zipfile.ZipFile(NOTICE_DOCX) as shipped:
        assert {name: made.read(name) for name in made.namelist()} == {name: shipped.read(name) for name in shipped.namelist()}


def test_the_office_may_send_its_own_template(village: Callable[..., Audit], tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("本办（{{ issuer }}）通报：{{ whole.gaps }}项")
    own.save(str(tmp_path / "own.docx"))
    made = village(("甲村",))
    word.write_with(made, tmp_path / "a.docx", tmp_path / "own.docx")
    assert texts(tmp_path / "a.docx") == [f"本办（中共泉州市委）通报：{notice(made).whole.gaps}项"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{{ issuers }}", "模板要填“issuers”，这里没有这一项"),
        ("{{ whole.boss }}", "模板要填“boss”，这里没有这一项"),
        ("本办{% if issuer %}通报", "模板里有一处 {{ }} 或 {% %} 没有写对，在“本办{% if issuer %}通报”附近"),
        ("{{ issuer.__class__ }}", "模板里写了不许写的内容"),
    ],
)
def test_a_template_that_asks_for_too_much_is_refused(village: Callable[..., Audit], tmp_path: Path, words: str, told: str) -> None:
    own = docx.Document()
    own.add_paragraph(words)
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(Unusable) as refused:
        word.write_with(village(("甲村",)), tmp_path / "a.docx", tmp_path / "own.docx")
    assert [problem.text for problem in refused.value.problems] == [told] and not (tmp_path / "a.docx").exists()


def test_a_file_that_is_no_template_is_refused(village: Callable[..., Audit], tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(b"\xffno template")
    made = village(("甲村",))
    for writer in (word, md):
        with pytest.raises(Unusable) as refused:
            writer.write_with(made, tmp_path / "a", tmp_path / "own.docx")
        assert [problem.text for problem in refused.value.problems] == ["这个文件不能当模板用"]
        with pytest.raises(Unusable) as refused:
            writer.write_with(made, tmp_path / "a", tmp_path / "none.docx")
        assert [problem.text for problem in refused.value.problems] == ["读不出这个模板文件"]
    assert NOTICE_MD.read_bytes().decode("utf-8")


@given(st.integers(1, 9_999))
def test_numbers_are_written_as_they_are_read(number: int) -> None:
    digits, units = {sign: at for at, sign in enumerate("〇一二三四五六七八九")}, {"十": 10, "百": 100, "千": 1000}
    total, digit = 0, 0
    for sign in chinese(number):
        if sign in units:
            total, digit = total + (digit or 1) * units[sign], 0
        else:
            digit = digits[sign]
    assert total + digit == number


def test_small_numbers_in_chinese() -> None:
    assert [chinese(number) for number in (1, 10, 12, 20, 105, 1010)] == ["一", "十", "十二", "二十", "一百〇五", "一千〇一十"]
