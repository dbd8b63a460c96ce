"""Guidance on a terminal: a few units each as a sheet, many as counts by branch."""

from __future__ import annotations

import sys
from collections import Counter

import click
from rich.console import Console
from rich.table import Table

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS, LEADING_LABEL, NO_BRANCH, SECTION_LABELS, UNKNOWN_LABEL
from cxzy_rules.parts.words import BASIS_LABELS, below
from cxzy_rules.records import branch_basis
from cxzy_rules.roster.roster import Rows
from cxzy_rules.screen.sheet import sheet_lines

FEW = 3
PIPE_WIDTH = 120


def show(guidance: Guidance, rows: Rows) -> None:
    """Prints the guidance of these rows."""
    if len(rows) <= FEW:
        for row in rows.tolist():
            for line in sheet_lines(guidance, row):
                click.echo(line)
            click.echo()
        return
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    console.print(f"{guidance.book.identity.title}", soft_wrap=True)
    for line in below(guidance.book):
        console.print(line, soft_wrap=True)
    console.print(
        f"截至 {guidance.day}：{len(rows)} 个单位，归为 {len(guidance.answers)} 种情形，由 {guidance.engine} 推理", soft_wrap=True
    )
    console.print(_by_branch(guidance, rows))
    console.print(_by_basis(guidance, rows))


def _by_branch(guidance: Guidance, rows: Rows) -> Table:
    """A line a branch: how many units, how many items of each section in all, how many units have something open."""
    units: Counter[str] = Counter()
    items: Counter[tuple[str, str]] = Counter()
    opened: Counter[str] = Counter()
    for situation, count in Counter(guidance.of[rows].tolist()).items():
        answer = guidance.answers[situation]
        branch = answer.branch() or UNKNOWN_LABEL
        units[branch] += count
        opened[branch] += count * bool(answer.undetermined)
        for rule in answer.rules:
            items[branch, rule.section] += count
    table = Table()
    for number, header in enumerate(["分类", "单位", *(SECTION_LABELS[section] for section in ITEM_SECTIONS), "待定单位"]):
        table.add_column(header, justify="right" if number else "left", overflow="fold")
    for branch, label in _labels(guidance).items():
        if units[branch]:
            cells = [units[branch], *(items[branch, section] for section in ITEM_SECTIONS), opened[branch]]
            table.add_row(label, *map(str, cells))
    total = [units.total(), *(sum(n for (_, s), n in items.items() if s == section) for section in ITEM_SECTIONS), opened.total()]
    table.add_row("合计", *map(str, total))
    return table


def _labels(guidance: Guidance) -> dict[str, str]:
    labels = {branch.id: branch.label for branch in guidance.book.vocabulary.branches.values()}
    return labels | {NO_BRANCH: LEADING_LABEL, UNKNOWN_LABEL: UNKNOWN_LABEL}


def _by_basis(guidance: Guidance, rows: Rows) -> str:
    counts = Counter(branch_basis(guidance, row) for row in rows.tolist())
    labels: dict[str | None, str] = {None: UNKNOWN_LABEL}
    labels.update(BASIS_LABELS)
    return "分类依据：" + "，".join(f"{label} {counts[basis]}" for basis, label in labels.items() if counts[basis])
