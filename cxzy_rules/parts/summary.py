"""The workbook's first and last sheets: the counts with what they rest on (总览), and every rule in force (规则)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS, RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS, Rule
from cxzy_rules.parts.columns import situations, unit_columns
from cxzy_rules.parts.sheets import LINE, Book, Sheet, height, page, write_row
from cxzy_rules.parts.words import BASIS_LABELS, below, branch_titles, clause_cell, rests_on, ruling_text
from cxzy_rules.records import due_day
from cxzy_rules.roster.roster import Rows

OVERVIEW_WIDTHS = (30, 14, 14, 14, 62)
RULE_WIDTHS = (12, 28, 42, 6, 6, 42, 8, 12, 10, 10, 34)
RULE_HEADER = ("类别", "事项", "引文", "条款", "依据", "裁定内容", "周期", "期限", "适用单位数", "待定单位数", "规则编号")
PROBLEM_HEADER, PROBLEM_WIDTHS, MOST_PROBLEMS = ("位置", "问题", "怎么改"), (40, 70, 50), 100_000
Line = Sequence[str | int]


def overview(book: Book, guidance: Guidance, rows: Rows, rulings: set[str]) -> None:
    """What was asked, on which day, how many units and items; and the rulings beside the document's own words."""
    sheet = book.sheet("总览")
    for column, wide in enumerate(OVERVIEW_WIDTHS):
        sheet.set_column(column, column, wide)
    page(sheet)
    last = len(OVERVIEW_WIDTHS) - 1
    sheet.set_row(0, 48)
    sheet.merge_range(0, 0, 0, last, guidance.book.identity.title, book.styles["title"])
    if guidance.book.layers:
        sheet.set_row(1, LINE * (1 + len(guidance.book.layers)))
    sheet.merge_range(1, 0, 1, last, "\n".join([_about(guidance, rows), *below(guidance.book)]), book.styles["note"])
    at = _table(book, sheet, 3, "各分类", ("分类", "单位数", "事项总数", "待定单位数"), _by_branch(guidance, rows))
    at = _table(book, sheet, at, "分类是怎样确定的", ("分类依据", "单位数"), _by_basis(guidance, rows))
    _rulings(book, sheet, at, guidance, rulings)


def _about(guidance: Guidance, rows: Rows) -> str:
    aside = f"，另有 {guidance.roster.set_aside:,} 行有问题、没有计入" if guidance.roster.set_aside else ""
    return f"截至 {guidance.day.isoformat()} 有效的规则 · 单位 {len(rows):,} 个{aside} · 推理引擎 {guidance.engine}"


def _by_branch(guidance: Guidance, rows: Rows) -> list[Line]:
    units, items, opens = Counter[str | None](), Counter[str | None](), Counter[str | None]()
    count = np.bincount(guidance.of[rows], minlength=len(guidance.answers)).tolist()
    for situation, answer in situations(guidance, rows):
        branch = answer.branch()
        units[branch] += count[situation]
        items[branch] += count[situation] * sum(rule.section in ITEM_SECTIONS for rule in answer.rules)
        opens[branch] += count[situation] if answer.undetermined else 0
    lines: list[Line] = [
        (title, units[branch], items[branch], opens[branch]) for branch, title in branch_titles(guidance).items() if units[branch]
    ]
    return [*lines, ("合计", units.total(), items.total(), opens.total())]


def _by_basis(guidance: Guidance, rows: Rows) -> list[Line]:
    found = Counter(unit_columns(guidance, rows)["branch_basis"].fill_null(""))
    return [(label, found[basis]) for basis, label in BASIS_LABELS.items() if found[basis]]


def _table(book: Book, sheet: Sheet, at: int, title: str, header: Sequence[str], lines: Sequence[Line]) -> int:
    """A small table under its title; the row where the next may begin."""
    sheet.write_string(at, 0, title, book.styles["heading"])
    write_row(sheet, at + 1, header, book.styles["head"])
    for offset, line in enumerate(lines, start=at + 2):
        write_row(sheet, offset, line, book.styles["cell"], book.styles["number"])
    return at + len(lines) + 3


def _rulings(book: Book, sheet: Sheet, at: int, guidance: Guidance, used: set[str]) -> None:
    """The rulings that some answer here rests on, in the rulebook's order."""
    sheet.write_string(at, 0, "用到的裁定（文件没有写明、由办公室决定的）", book.styles["heading"])
    write_row(sheet, at + 1, ("针对的原文", "日期", "条款", "内容", ""), book.styles["head"])
    sheet.merge_range(at + 1, 3, at + 1, 4, "内容", book.styles["head"])
    in_use = [ruling for ruling in guidance.book.rulings.values() if ruling.id in used]
    for row, ruling in enumerate(in_use, start=at + 2):
        sheet.set_row(row, height([ruling.text, ruling.quote], [sum(OVERVIEW_WIDTHS[3:]), OVERVIEW_WIDTHS[0]]))
        write_row(sheet, row, (ruling.quote, ruling.date.isoformat(), ruling.clause), book.styles["cell"])
        sheet.merge_range(row, 3, row, 4, ruling.text, book.styles["cell"])


def rules_sheet(book: Book, guidance: Guidance, rows: Rows) -> None:
    """Every rule in force with its words, what it rests on, and how many units it holds for or leaves open."""
    sheet = book.sheet("规则")
    for column, wide in enumerate(RULE_WIDTHS):
        sheet.set_column(column, column, wide, None, {"hidden": column == RULE_HEADER.index("规则编号")})
    page(sheet, (0, 0))
    sheet.set_row(0, 33)
    write_row(sheet, 0, RULE_HEADER, book.styles["head"])
    holds, opens = _rule_counts(guidance, rows)
    for row, rule in enumerate(guidance.book.rules, start=1):
        words = _rule(guidance, rule)
        sheet.set_row(row, height(words, RULE_WIDTHS[: len(words)]))
        write_row(sheet, row, [*words, holds[rule.id], opens[rule.id], rule.id], book.styles["cell"], book.styles["number"])
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, len(guidance.book.rules)), len(RULE_HEADER) - 1)


def problems_sheet(book: Book, guidance: Guidance) -> None:
    """What was wrong with the roster, where there is anything: the place, the problem, and how to mend it."""
    if not guidance.roster.problems:
        return
    sheet = book.sheet("花名册问题")
    for column, wide in enumerate(PROBLEM_WIDTHS):
        sheet.set_column(column, column, wide)
    write_row(sheet, 0, PROBLEM_HEADER, book.styles["head"])
    for at, problem in enumerate(guidance.roster.problems[:MOST_PROBLEMS], start=1):
        cells = [str(problem.place), problem.text, problem.hint]
        sheet.set_row(at, height(cells, PROBLEM_WIDTHS))
        write_row(sheet, at, cells, book.styles["cell"])
    sheet.freeze_panes(1, 0)
    page(sheet, (0, 0))


def _rule(guidance: Guidance, rule: Rule) -> list[str]:
    book = guidance.book
    due = due_day(rule, guidance.day, book.identity.ends)
    section = ROLE_LABELS[rule.role] if rule.role else SECTION_LABELS[rule.section]
    words = [section, rule.label, rule.quote, clause_cell(book, rule), rests_on(rule.ruling), ruling_text(book, rule.ruling)]
    return [*words, RHYTHM_LABELS[rule.rhythm] if rule.rhythm else "", due.isoformat() if due else ""]


def _rule_counts(guidance: Guidance, rows: Rows) -> tuple[Counter[str], Counter[str]]:
    holds, opens = Counter[str](), Counter[str]()
    count = np.bincount(guidance.of[rows], minlength=len(guidance.answers)).tolist()
    for situation, answer in situations(guidance, rows):
        for rule in answer.rules:
            holds[rule.id] += count[situation]
        for one in answer.undetermined:
            if one.rule is not None:
                opens[one.rule.id] += count[situation]
    return holds, opens
