"""Every format, opened again by somebody else's reader, says what the guidance says; and an output is whole or not there."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest.mock import patch

import numpy as np
import openpyxl
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules import formats
from cxzy_rules.formats import xlsx
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.model.law import ITEM_SECTIONS
from cxzy_rules.model.place import Unusable
from cxzy_rules.parts import columns
from cxzy_rules.parts.bonds import bonded
from cxzy_rules.parts.registry import form_of, module, names
from cxzy_rules.parts.sheets import legal
from cxzy_rules.parts.whole import whole
from cxzy_rules.records import Record, records
from cxzy_rules.roster.load import load_roster
from cxzy_rules.roster.roster import Rows
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load

ROOT = Path(__file__).parent.parent
DAY = date(2011, 6, 30)
FORMULA = "=cmd|'/c calc'!A0"
RARE = "㙟𠮷村"
SMALL = f"""编号,名称,上级,类型
001,某市委,,市委
002,某县委,001,县委
003,某镇党委,002,乡镇党委
004,{FORMULA},003,村
005,{RARE},003,村
006,@某支部,003,
007,无名会,001,
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load(ROOT / "rules")


def made(path: Path, book: Rulebook) -> Guidance:
    return guide(load_roster(path, str(path), book.vocabulary), book, DAY, "plain")


@pytest.fixture(scope="module")
def city(book: Rulebook) -> Guidance:
    return made(ROOT / "data" / "quanzhou" / "roster.csv", book)


@pytest.fixture(scope="module", params=["of every situation", pytest.param("the whole city", marks=pytest.mark.deep)])
def rows(request: pytest.FixtureRequest, city: Guidance) -> Rows:
    """Three units of every situation of the city: all that its units can be told, a tenth of them to write and read; or all."""
    first = pl.DataFrame({"of": city.of}).with_row_index("row").filter(pl.int_range(pl.len()).over("of") < 3)["row"].to_numpy()
    return everyone(city) if request.param == "the whole city" else first.astype(np.int64)


@pytest.fixture(scope="module")
def truth(city: Guidance, rows: Rows) -> list[Record]:
    return list(records(city, rows))


@pytest.fixture
def in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written is made in so many batches that each must join the one before."""
    monkeypatch.setattr(columns, "ENTRIES", 10_000)


@pytest.fixture
def town(book: Rulebook, tmp_path: Path) -> Guidance:
    roster = tmp_path / "roster.csv"
    roster.write_text(SMALL, encoding="utf-8")
    return made(roster, book)


def everyone(guidance: Guidance) -> Rows:
    return np.arange(guidance.roster.units.height)


def written(guidance: Guidance, folder: Path, name: str, rows: Rows | None = None) -> Path:
    target = folder / f"out.{name}"
    whole(target, lambda part: module(formats, name).write(guidance, everyone(guidance) if rows is None else rows, part))
    return target


def entries(truth: list[Record]) -> int:
    return sum(len(one[section]) for one in truth for section in (*ITEM_SECTIONS, "supervisors", "undetermined"))


def test_the_folder_is_the_list_of_formats() -> None:
    assert names(formats) == ["csv", "json", "jsonl", "parquet", "xlsx"]
    endings = {"a.json": "json", "a.JSONL": "jsonl", "a.b.xlsx": "xlsx", "a": None, "a.table": None, "a.whole": None, ".csv": None}
    assert {name: form_of(formats, Path(name)) for name in endings} == endings
    for name in names(formats):
        assert callable(module(formats, name).write)


@pytest.mark.usefixtures("in_batches")
def test_json_and_jsonl_are_the_records(city: Guidance, rows: Rows, truth: list[Record], tmp_path: Path) -> None:
    lines = written(city, tmp_path, "jsonl", rows).read_text(encoding="utf-8").splitlines()
    assert lines == [json.dumps(one, ensure_ascii=False) for one in truth]
    array = written(city, tmp_path, "json", rows).read_text(encoding="utf-8")
    assert json.loads(array) == truth
    assert array.splitlines()[1:-1] == [line + "," for line in lines[:-1]] + lines[-1:]


def test_json_of_nobody_is_an_empty_array(city: Guidance) -> None:
    nobody = everyone(city)[:0]
    assert json.loads("".join(module(formats, "json").lines(city, nobody))) == []
    assert "".join(module(formats, "jsonl").lines(city, nobody)) == ""


@pytest.mark.usefixtures("in_batches")
def test_csv_has_one_row_an_entry(city: Guidance, rows: Rows, truth: list[Record], tmp_path: Path) -> None:
    data = written(city, tmp_path, "csv", rows).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    told_rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert len(told_rows) == entries(truth)
    assert Counter(row["单位编号"] for row in told_rows) == Counter({one["id"]: entries([one]) for one in truth if entries([one])})
    items = sorted((one["id"], item["rule"]) for one in truth for section in ITEM_SECTIONS for item in one[section])
    told = {"领导", "指导", "牵头", "待定"}
    assert sorted((row["单位编号"], row["规则编号"]) for row in told_rows if row["类别"] not in told) == items
    supervisors = sorted((one["id"], bond["unit"] or "", bond["name"]) for one in truth for bond in one["supervisors"])
    assert sorted((row["单位编号"], row["对象编号"], row["事项"]) for row in told_rows if row["类别"] in told - {"待定"}) == supervisors


def test_csv_names_what_is_missing(town: Guidance, tmp_path: Path) -> None:
    rows = list(csv.DictReader(written(town, tmp_path, "csv").read_text(encoding="utf-8-sig").splitlines()))
    opens = [row for row in rows if row["单位编号"] == "007" and row["类别"] == "待定"]
    assert opens[0]["引文"] == "缺：单位类型"
    assert opens[0]["裁定"] == ""


@pytest.mark.usefixtures("in_batches")
def test_parquet_is_the_records(city: Guidance, rows: Rows, truth: list[Record], tmp_path: Path) -> None:
    folder = written(city, tmp_path, "parquet", rows)
    keys = ("id", "name", "kind", "level", "branch", "branch_label", "branch_basis", "branch_from", "engine", "as_of")
    units = pl.read_parquet(folder / "units.parquet").with_columns(pl.col("as_of").dt.to_string())
    assert units.select(keys).rows() == [tuple(one[key] for key in keys) for one in truth]
    assert units["undetermined"].to_list() == [len(one["undetermined"]) for one in truth]
    assert units["branch_ruling"].to_list() == [ruling_id(one["branch_ruling"]) for one in truth]
    items = pl.read_parquet(folder / "items.parquet").with_columns(pl.col("due").dt.to_string())
    order = {section: position for position, section in enumerate(ITEM_SECTIONS)}
    position = {one["id"]: row for row, one in enumerate(truth)}
    found = sorted(items.rows(named=True), key=lambda item: (position[item["id"]], order[item["section"]]))
    assert found == [item_row(one, section, item) for one in truth for section in ITEM_SECTIONS for item in one[section]]
    with_items = [one["id"] for one in truth if any(one[section] for section in ITEM_SECTIONS)]
    assert items["id"].unique(maintain_order=True).to_list() == with_items
    opens = pl.read_parquet(folder / "undetermined.parquet")
    assert opens.rows() == [(one["id"], rule["rule"], rule["needs"]) for one in truth for rule in one["undetermined"]]
    supervisors = pl.read_parquet(folder / "supervisors.parquet")
    assert supervisors.rows(named=True) == [bond_row(one, bond) for one in truth for bond in one["supervisors"]]


@given(st.lists(st.integers(0, 300)))
def test_a_batch_is_bounded_by_its_entries(entries: list[int]) -> None:
    rows = np.arange(len(entries))
    with patch.object(columns, "ENTRIES", 100):
        found = columns.batches(rows, np.array(entries, dtype=np.int64))
    assert np.concatenate(found).tolist() == rows.tolist()
    assert all(sum(entries[row] for row in batch[1:].tolist()) < 100 for batch in found)
    assert len(found) <= 1 + sum(entries) // 100


def chain(folder: Path, book: Rulebook, length: int) -> Guidance:
    """Units each of which is the superior of the next."""
    below = [f"{number},第{number}村党支部,{number - 1},村" for number in range(1, length)]
    roster = folder / "chain.csv"
    roster.write_text("\n".join(["编号,名称,上级,类型", "0,某市委,,市委", *below]), encoding="utf-8")
    return made(roster, book)


def test_the_superiors_of_a_deep_chain_come_in_small_batches(book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "ENTRIES", 300)
    deep = chain(tmp_path, book, 60)
    found = list(bonded(deep, everyone(deep)))
    assert max(frame.height for frame in found) < 300 + 2 * 60
    leads = pl.concat(found).filter(pl.col("role") == "leads").select("row", "target", "distance")
    assert leads.rows() == [(row, row - steps, steps) for row in range(60) for steps in range(1, row + 1)]


@pytest.mark.parametrize("name", ["jsonl", "csv"])
def test_a_deep_chain_is_written_without_being_held(name: str, book: Rulebook, tmp_path: Path) -> None:
    deep = chain(tmp_path, book, 60)
    lines = module(formats, name).lines
    list(lines(deep, everyone(deep)[:2]))
    tracemalloc.start()
    size = sum(len(line) for line in lines(deep, everyone(deep)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size / 3


def ruling_id(ruling: Record | None) -> str | None:
    return None if ruling is None else ruling["id"]


def item_row(unit: Record, section: str, item: Record) -> Record:
    return {"id": unit["id"], "section": section, **item, "ruling": ruling_id(item["ruling"])}


def bond_row(unit: Record, bond: Record) -> Record:
    told = {key: value for key, value in bond.items() if key != "path"}
    distance = len(bond["path"]) - 1 if bond["path"] else None
    return {"id": unit["id"], **told, "ruling": ruling_id(bond["ruling"]), "distance": distance}


def test_tables_written_at_once_are_those_written_one_after_another(city: Guidance, tmp_path: Path) -> None:
    at_once: list[tuple[str, bytes]] = []
    in_turn: list[tuple[str, bytes]] = []
    for few, found in ((len(everyone(city)), at_once), (len(everyone(city)) - 1, in_turn)):
        with patch.object(module(formats, "parquet"), "FEW", few):
            found += [(table.name, table.read_bytes()) for table in sorted(written(city, tmp_path, "parquet").iterdir())]
    assert len(at_once) == 4 and at_once == in_turn


def test_parquet_of_nobody_keeps_its_columns(city: Guidance, tmp_path: Path) -> None:
    whole(tmp_path / "none.parquet", lambda part: module(formats, "parquet").write(city, everyone(city)[:0], part))
    assert pl.read_parquet(tmp_path / "none.parquet" / "items.parquet").shape == (0, 1 + len(columns.ITEM))


@pytest.mark.usefixtures("in_batches")
def test_xlsx_has_every_unit_and_item(city: Guidance, rows: Rows, truth: list[Record], tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(written(city, tmp_path, "xlsx", rows), read_only=True)
    assert (workbook.sheetnames[0], workbook.sheetnames[-2:]) == ("总览", ["规则", "_cxzy"])
    found: Counter[str] = Counter()
    ids: list[str] = []
    for name in workbook.sheetnames[1:-2]:
        shown = list(workbook[name].iter_rows(min_row=4, values_only=True))
        ids += [str(row[0]) for row in shown]
        found.update(str(cell) for row in shown for cell in row[6:] if cell is not None)
    assert sorted(ids) == sorted(one["id"] for one in truth)
    items = {rule.id for rule in city.book.rules if rule.section in ITEM_SECTIONS}
    assert found["应"] == sum(len(one[section]) for one in truth for section in ITEM_SECTIONS)
    assert found["待定"] == sum(rule["rule"] in items for one in truth for rule in one["undetermined"])
    total = [row for row in workbook["总览"].iter_rows(values_only=True) if row[0] == "合计"]
    assert total[0][1:4] == (len(truth), found["应"], sum(bool(one["undetermined"]) for one in truth))
    rules = list(workbook["规则"].iter_rows(min_row=2, values_only=True))
    assert [row[10] for row in rules] == [rule.id for rule in city.book.rules]
    applies = Counter(item["rule"] for one in truth for section in ITEM_SECTIONS for item in one[section])
    assert {row[10]: row[8] for row in rules if row[10] in items} == {rule: applies[rule] for rule in items}
    workbook.close()


def test_a_branch_too_long_for_a_sheet_has_several(town: Guidance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 5)
    workbook = openpyxl.load_workbook(written(town, tmp_path, "xlsx"))
    assert workbook.sheetnames == ["总览", "农村", "农村(2)", "领导机关", "未定分类", "规则", "_cxzy"]
    assert [workbook[name].max_row for name in ("农村", "农村(2)")] == [5, 5]


def test_sheet_names_are_legal() -> None:
    assert legal("甲/乙[1]:*?\\") == "甲_乙_1_____"
    assert len(legal("长" * 40, "(2)")) == 31
    assert legal("长" * 40, "(2)").endswith("(2)")
    assert legal("'") == "_"
    assert legal("长" * 30 + "'村") == "长" * 30
    assert (legal("History"), legal("hist", "ory"), legal("历史记录")) == ("History_", "history_", "历史记录_")
    assert legal("村" * 20 + "𡒄" + "支" * 12) == "村" * 20 + "𡒄" + "支" * 9


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "(2)", "(10)"]))
def test_excel_takes_any_sheet_name(name: str, suffix: str) -> None:
    found = legal(name, suffix)
    assert 1 <= len(found.encode("utf-16-le")) // 2 <= 31
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        assert book.add_worksheet(found).name == found


def test_a_formula_stays_text_and_rare_characters_stay(town: Guidance, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(written(town, tmp_path, "xlsx"))
    cells = {str(row[0].value): row[1] for row in workbook["农村"].iter_rows(min_row=4)}
    assert (cells["004"].value, cells["004"].data_type) == (FORMULA, "s")
    assert cells["005"].value == RARE
    assert cells["006"].value == "@某支部"
    text = list(csv.DictReader(written(town, tmp_path, "csv").read_text(encoding="utf-8-sig").splitlines()))
    names = {row["单位编号"]: row["单位名称"] for row in text}
    assert (names["004"], names["005"], names["006"]) == ("'" + FORMULA, RARE, "'@某支部")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in text for cell in row.values())
    units = pl.read_parquet(written(town, tmp_path, "parquet") / "units.parquet")
    assert units["name"].to_list()[3:5] == [FORMULA, RARE]


def test_no_cell_of_a_csv_is_calculated_even_by_an_excel_that_narrows_signs(book: Rulebook, tmp_path: Path) -> None:
    signs = "=+-@＝＋－＠"
    rows = "".join(f"{number},{sign}1+1,0,村\n" for number, sign in enumerate(signs, start=1))
    (tmp_path / "册.csv").write_text(f"编号,名称,上级,类型\n0,某市委,,市委\n{rows}", encoding="utf-8")
    guidance = guide(load_roster(tmp_path / "册.csv", "册.csv", book.vocabulary), book, DAY, "plain")
    text = list(csv.DictReader(written(guidance, tmp_path, "csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {row["单位名称"] for row in text} == {"某市委", *(f"'{sign}1+1" for sign in signs)}


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "xlsx"])
def test_the_same_guidance_gives_the_same_bytes(town: Guidance, tmp_path: Path, name: str) -> None:
    first = written(town, tmp_path, name).read_bytes()
    assert written(town, tmp_path, name).read_bytes() == first


@pytest.mark.usefixtures("in_batches")
def test_the_same_guidance_gives_the_same_tables(city: Guidance, rows: Rows, tmp_path: Path) -> None:
    first, again = ([table.read_bytes() for table in sorted(written(city, tmp_path, "parquet", rows).iterdir())] for _ in range(2))
    assert first == again
    assert len(first) == 4


def breaking(part: Path) -> None:
    part.write_text("半截", encoding="utf-8")
    raise RuntimeError("坏了")


def breaking_folder(part: Path) -> None:
    part.mkdir()
    breaking(part / "units.parquet")


@pytest.mark.parametrize("make", [breaking, breaking_folder])
def test_a_failure_leaves_the_old_output_and_no_rubbish(tmp_path: Path, make: Callable[[Path], None]) -> None:
    file, folder = tmp_path / "out.csv", tmp_path / "out.parquet"
    file.write_text("旧", encoding="utf-8")
    folder.mkdir()
    (folder / "units.parquet").write_text("旧", encoding="utf-8")
    for target in (file, folder):
        with pytest.raises(RuntimeError):
            whole(target, make)
    assert file.read_text(encoding="utf-8") == (folder / "units.parquet").read_text(encoding="utf-8") == "旧"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.csv", "out.parquet"]


def test_a_folder_is_swapped_whole(tmp_path: Path) -> None:
    folder = tmp_path / "out.parquet"
    folder.mkdir()
    (folder / "units.parquet").write_text("旧", encoding="utf-8")

    def make(part: Path) -> None:
        part.mkdir()
        (part / "items.parquet").write_text("新", encoding="utf-8")

    whole(folder, make)
    assert [one.name for one in folder.iterdir()] == ["items.parquet"]
    assert [one.name for one in tmp_path.iterdir()] == ["out.parquet"]


def problem(target: Path, make: Callable[[Path], None]) -> str:
    with pytest.raises(Unusable) as told:
        whole(target, make)
    assert told.value.problems[0].place.path == str(target)
    return str(told.value)


def denied(_: Path) -> None:
    raise PermissionError(13, "Permission denied")


def full(_: Path) -> None:
    raise OSError(28, "No space left on device")


def test_what_cannot_be_written_is_told_in_chinese(tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    keep.mkdir()
    (keep / "信.docx").write_text("要紧", encoding="utf-8")
    assert "Excel 或 WPS" in problem(tmp_path / "a.xlsx", denied)
    assert "磁盘满了" in problem(tmp_path / "a.xlsx", full)
    assert "别的东西" in problem(keep, breaking)
    assert (keep / "信.docx").exists()


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "xlsx", "parquet"])
def test_every_format_tells_a_missing_folder(town: Guidance, tmp_path: Path, name: str) -> None:
    write = module(formats, name).write
    assert "没有这个文件夹" in problem(tmp_path / "没有" / f"a.{name}", lambda part: write(town, everyone(town), part))
