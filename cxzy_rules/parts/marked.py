"""The office's own workbook given back with one more column, 问题: what is wrong with each row; everything else as it was."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

import polars as pl

from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.marked_new import write_new
from cxzy_rules.parts.marked_rows import Column
from cxzy_rules.parts.marked_sheet import with_column
from cxzy_rules.parts.marked_style import with_style
from cxzy_rules.parts.package import copy_with, sheet_part, style_part
from cxzy_rules.questions.census import Census
from cxzy_rules.roster.load import NAMED, REFERENCES
from cxzy_rules.roster.roster import Roster
from cxzy_rules.tables.nature import nature, refusal
from cxzy_rules.tables.table import Table

HEADER = "问题"
STRANGE = (ValueError, LookupError, EOFError, NotImplementedError, BadZipFile, ParseError, zlib.error)


def write_marked(source: Path, guidance: Guidance, found: Census, target: Path) -> None:
    """The workbook at `source` with the column in it; a new workbook where the source is no .xlsx.

    Errors: Unusable, where the workbook has no room for the column or is written in a way that is not understood.
    """
    texts, table = row_remarks(guidance, found), guidance.roster.table
    if not is_package(source):
        write_new(table, HEADER, texts, guidance.day, target)
        return
    try:
        with ZipFile(source) as package:
            copy_with(package, _changed(package, table, texts), target)
    except STRANGE as error:
        raise refusal(table.shown, "工作簿的写法少见，加不了“问题”一列", "用 Excel 或 WPS 打开，另存为 .xlsx 再试") from error


def is_package(source: Path) -> bool:
    """Whether the roster's file is a workbook that can be given back as it is."""
    return nature(source, str(source)) == "xlsx"


def ending(source: Path) -> str:
    """What the name of the workbook given back must end with: Excel opens one with macros under no other name."""
    return ".xlsm" if source.suffix.lower() == ".xlsm" and is_package(source) else ".xlsx"


def _changed(package: ZipFile, table: Table, texts: Mapping[int, str]) -> dict[str, bytes]:
    """The parts that the column changes. Only rows of the table are marked: a footer would no longer look like one."""
    lines = set(table.lines.to_list())
    own = {line: text for line, text in texts.items() if line in lines}
    position = table.header.index(HEADER) + 1 if HEADER in table.header else 0
    changed: dict[str, bytes] = {}
    style = None
    if styles := style_part(package):
        changed[styles], style = with_style(package.read(styles))
    sheet = sheet_part(package, table.sheet)
    return changed | {sheet: with_column(package.read(sheet), HEADER, Column(position, position > 0, own, table.head(), style))}


def row_remarks(guidance: Guidance, found: Census) -> dict[int, str]:
    """What to say beside each line of the table: problems, doubts, and units that no branch takes."""
    roster = guidance.roster
    remarks: dict[int, list[str]] = {}
    for problem in roster.problems:
        if problem.place.path == roster.table.shown and problem.place.line:
            text = problem.text + (f"（{problem.hint}）" if problem.hint else "")
            remarks.setdefault(problem.place.line, []).append(text)
    lines = roster.units["line"].to_list()
    for doubt in found.doubts:
        remarks.setdefault(lines[doubt.row], []).append(f"归口存疑：{doubt.text}")
    for row in found.homeless:
        remarks.setdefault(lines[row], []).append("无处归口：补上类型")
    for line in sorted(_told(roster) - set(lines)):
        remarks.setdefault(line, []).append("这一行搁置，没有计入结果")
    return {line: "；".join(texts) for line, texts in sorted(remarks.items())}


def _told(roster: Roster) -> set[int]:
    """The lines that speak of a unit; one with nothing but an old remark, or a number in front, speaks of none."""
    speaking = [pl.col(roster.headers[column]).is_not_null() for column in NAMED + REFERENCES if column in roster.headers]
    return set(roster.table.lines.filter(roster.table.cells.select(pl.any_horizontal(speaking)).to_series()).to_list())
