"""An audit on a terminal: the numbers, the rates as bars, the worst items, and what changed."""

from __future__ import annotations

import sys
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from cxzy_rules.audit.audit import Audit, Trend
from cxzy_rules.audit.burden import burden, silent_units
from cxzy_rules.audit.changes import causes
from cxzy_rules.audit.division import telling
from cxzy_rules.audit.fates import in_words, tally
from cxzy_rules.audit.rates import BY_LABELS, per_cent, rates, summary
from cxzy_rules.audit.words import GAPS, STATE_LABELS

PIPE_WIDTH = 132
WORST = 10
SHOWN = 40
BAR = 6
LEAST = 24


def show(audit: Audit) -> None:
    """Prints the audit."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    for line in _summary(audit):
        console.print(line, soft_wrap=True, markup=False)
    by = telling(audit, audit.by)
    if by is not None:
        found = rates(audit, by)
        console.print(_rates(found.head(SHOWN), BY_LABELS[by]))
        if found.height > SHOWN:
            console.print(f"……还有 {found.height - SHOWN} 行，用 -o 写进文件看全部")
    worst = _worst(rates(audit, "item"))
    if worst.height:
        console.print(_rates(worst, "差距最大的事项"))
    if audit.trend is not None:
        console.print(_trend(audit, audit.trend))


def _summary(audit: Audit) -> list[str]:
    total, day = summary(audit), audit.guidance.day
    states = "，".join(f"{label} {total[state]}" for state, label in STATE_LABELS.items())
    asked = "，".join(f"{label} {cells}" for label, cells in burden(audit).select("label", "cells").iter_rows())
    return [
        f"{audit.guidance.book.identity.title}",
        f"截至 {day}：{total['units']} 个单位，应落实 {total['required']} 项，完成率 {_share(total)}",
        f"{states}；另有待定 {total['undetermined']} 项",
        in_words(tally(audit)),
        f"未报送（没有一条用得上的记录）的单位：{silent_units(audit)} 个",
        f"还没有做完、要再填的：{asked}",
    ]


def _rates(found: pl.DataFrame, title: str) -> Table:
    table = Table()
    table.add_column(title, overflow="fold", min_width=LEAST)
    for header in ("单位", "应落实", *STATE_LABELS.values(), "待定"):
        table.add_column(header, justify="right", overflow="fold")
    table.add_column("完成率", no_wrap=True)
    for one in found.rows(named=True):
        counts = [one[name] for name in ("units", "required", *STATE_LABELS, "undetermined")]
        table.add_row(one["label"], *map(str, counts), f"{_bar(one['rate'])} {_share(one)}")
    return table


def _bar(rate: float | None) -> str:
    full = round((rate or 0) * BAR)
    return "█" * full + "░" * (BAR - full)


def _share(counts: dict[str, Any]) -> str:
    return per_cent(counts["done"], counts["required"])


def _worst(items: pl.DataFrame) -> pl.DataFrame:
    """The items with most gaps, overdue ones first among equals."""
    gaps = pl.sum_horizontal(GAPS)
    return items.filter(gaps > 0).sort(gaps, "overdue", descending=True, maintain_order=True).head(WORST)


def _trend(audit: Audit, trend: Trend) -> Table:
    old, new = summary(trend.old), summary(audit)
    table = Table(title=f"自 {trend.old.guidance.day} 以来：完成率 {_share(old)} → {_share(new)}")
    for number, header in enumerate(["原因", "好转", "退步", "新增", "不再统计", "应落实增减", "已完成增减"]):
        table.add_column(header, justify="right" if number else "left")
    for one in causes(trend).rows(named=True):
        counts = [str(one[name]) for name in ("better", "slid", "appeared", "vanished")]
        table.add_row(one["label"], *counts, f"{one['required']:+}", f"{one['done']:+}")
    return table
