"""The shipped roster in five file forms, and stripped of what tells its kinds: what each gets.

Run as `python -m benchmarks.forms`. First the SHA-256 of the guidance of each form: one and the same. Then the roster without
kinds and with 村委会, 居委会, 社区 and 村 cut off the names: how many units still get the kind and the branch that they have.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import xlwt

from cxzy_rules.formats import jsonl
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.paths import shipped_roster, shipped_rules
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load

DAY = date(2011, 6, 30)
HEADERS = ["编号", "单位名称", "上级", "类型", "分类", "层级", "管理体制", "主管部门", "标记", "结对单位", "所在社区", "党员数"]
ENDINGS = re.compile("(村委会|社区居委会|居委会|村民委员会|社区|村)$")
Rows = list[list[str]]


def gb18030(rows: Rows, path: Path) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADERS, *rows])


def utf8(rows: Rows, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADERS, *rows])


def xlsx(rows: Rows, path: Path) -> None:
    """With title rows and merged cells above the headers."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (["全市基层党组织花名册"], ["填表单位：办公室"], HEADERS):
        sheet.append(line)
    sheet.merge_cells("A1:L1")
    sheet.merge_cells("A2:C2")
    for row in rows:
        sheet.append([cell or None for cell in row])
    book.save(path)


def xls(rows: Rows, path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("花名册")
    for line, row in enumerate([HEADERS, *rows]):
        for column, cell in enumerate(row):
            if cell:
                sheet.write(line, column, cell)
    book.save(str(path))


def parquet(rows: Rows, path: Path) -> None:
    frame = pl.DataFrame(rows, schema=HEADERS, orient="row")
    frame.with_columns(pl.when(pl.all() != "").then(pl.all())).write_parquet(path)


FORMS: dict[str, Callable[[Rows, Path], None]] = {
    "utf8.csv": utf8,
    "gb18030.csv": gb18030,
    "titles.xlsx": xlsx,
    "old.xls": xls,
    "columns.parquet": parquet,
}


def guided(path: Path, book: Rulebook) -> Guidance:
    return guide(load_roster(path, path.name, book.vocabulary), book, DAY)


def fingerprint(guidance: Guidance) -> str:
    found = sha256()
    for line in jsonl.lines(guidance, np.arange(guidance.roster.units.height)):
        found.update(line.encode())
    return found.hexdigest()


def compared(whole: Guidance, bare: Guidance) -> Counter[str]:
    """How each unit of the bare roster fares against itself in the whole one; both keep the order of rows."""
    found: Counter[str] = Counter()
    for row in range(whole.roster.units.height):
        told, true = bare.answer(row), whole.answer(row)
        kind = told.standing.kind
        found["kind " + ("open" if kind is None else "right" if kind == true.standing.kind else "wrong")] += 1
        branch = "open" if told.branch() is None else "right" if told.branch() == true.branch() else f"other, {told.standing.basis}"
        found[f"branch {branch}"] += 1
    return found


def main() -> None:
    """Prints the fingerprints and the comparison."""
    book = load(shipped_rules())
    rows = list(csv.reader(shipped_roster().open(encoding="utf-8")))[1:]
    with tempfile.TemporaryDirectory() as folder:
        for name, write in FORMS.items():
            write(rows, Path(folder, name))
            print(name, fingerprint(guided(Path(folder, name), book)))
        bare = [[row[0], ENDINGS.sub("", row[1]), row[2], "", *row[4:]] for row in rows]
        utf8(bare, Path(folder, "bare.csv"))
        for what, count in sorted(compared(guided(shipped_roster(), book), guided(Path(folder, "bare.csv"), book)).items()):
            print(f"{what}: {count}")


if __name__ == "__main__":
    main()
