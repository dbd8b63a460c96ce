"""The audit as a workbook that an office can forward as it is: counts with charts, rates, every gap, what was wrong, what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import polars as pl

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.words import GAPS as GAP_STATES
from cxzy_rules.audit.words import STATES
from cxzy_rules.parts.audit_overview import overview
from cxzy_rules.parts.gap_lines import HEADERS, gap_lines
from cxzy_rules.parts.gap_summary import HEADERS as SUMMARY_HEADERS
from cxzy_rules.parts.gap_summary import gap_summary
from cxzy_rules.parts.long_table import Table, long_table
from cxzy_rules.parts.open_lines import open_lines
from cxzy_rules.parts.problem_lines import problem_lines
from cxzy_rules.parts.rate_sheet import blocks, rate_sheet
from cxzy_rules.parts.sheets import mark, workbook
from cxzy_rules.parts.silent_lines import silent_lines
from cxzy_rules.parts.trend_lines import CAUSE_HEADERS, cause_lines, change_lines

STEP = 5_000
GAP_WIDTHS = dict(zip(HEADERS, (13, 18, 9, 22, 14, 11, 6, 34, 12, 26, 14, 12, 18), strict=True))
SUMMARY_WIDTHS = dict(zip(SUMMARY_HEADERS, (44, 15, 8, 14, 13, 13, 10, 10, 13, 10, 12), strict=True))
SUMMARY = Table("差距汇总", SUMMARY_WIDTHS, 1, "没有差距。")
GAPS = Table("差距清单", GAP_WIDTHS, 2, "没有差距。")
SILENT_WIDTHS = {"单位编号": 16, "单位名称": 36, "分类": 18, "上级": 36, "应落实": 12}
SILENT = Table("未报送", SILENT_WIDTHS, 2, "每个单位都有用得上的记录。")
PROBLEMS = Table("问题记录", {"文件": 36, "位置": 18, "问题": 70, "怎么改": 56}, 1, "没有问题。")
OPEN_WIDTHS = {"单位编号": 16, "单位名称": 32, "上级": 32, "待定事项数": 12, "待定事项": 60, "花名册要补的": 26}
OPEN = Table("待定", OPEN_WIDTHS, 2, "没有待定的事项。")
CAUSES = Table("趋势", dict.fromkeys(CAUSE_HEADERS, 14) | {"原因": 34}, 1, "")
CHANGED_WIDTHS = {"单位编号": 16, "单位名称": 32, "事项": 40, "期次": 15, "原状态": 13, "现状态": 13, "变化": 12, "原因": 28}
CHANGES = Table("变化清单", CHANGED_WIDTHS, 2, "没有变化。")


def write(audit: Audit, target: Path, step: Callable[[int, int], None] | None = None) -> None:
    """The workbook. `step` is told how many of how many gaps are written."""
    with workbook(target, audit.guidance.book.identity.title, audit.guidance.day) as book:
        found = blocks(audit)
        overview(book, audit, found)
        rate_sheet(book, found)
        if audit.trend is not None:
            long_table(book, CAUSES, cause_lines(audit.trend))
            long_table(book, CHANGES, change_lines(audit.trend))
        long_table(book, SUMMARY, gap_summary(audit))
        long_table(book, GAPS, _stepping(gap_lines(audit), gap_count(audit), step))
        long_table(book, SILENT, silent_lines(audit))
        long_table(book, PROBLEMS, problem_lines(audit))
        long_table(book, OPEN, open_lines(audit))
        mark(book, {"form": "cxzy-audit"})


def gap_count(audit: Audit) -> int:
    """How many gaps there are."""
    return int(audit.by_slot[:, [STATES.index(state) for state in GAP_STATES]].sum())


def _stepping(frames: Iterable[pl.DataFrame], total: int, step: Callable[[int, int], None] | None) -> Iterator[pl.DataFrame]:
    done = 0
    for frame in frames:
        for part in frame.iter_slices(STEP):
            if step is not None:
                step(done, total)
            yield part
            done += part.height
