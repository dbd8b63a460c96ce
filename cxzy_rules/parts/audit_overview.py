"""The audit workbook's first sheet (总览): what was audited, the counts, and charts of the rates that stand in the next sheet."""

from __future__ import annotations

from typing import Any

from cxzy_rules.audit.audit import Audit
from cxzy_rules.audit.fates import in_words, tally
from cxzy_rules.audit.rates import BY_LABELS, summary
from cxzy_rules.audit.words import GAPS, STATE_LABELS, By, State
from cxzy_rules.parts.notice import scope
from cxzy_rules.parts.rate_sheet import NAME, Block, column_of
from cxzy_rules.parts.sheets import BODY, LINE, Book, Sheet, page, write_row

WIDE, COLUMNS, LAST_ROW = 14, 11, 43
HEADER = ("单位数", "应落实", *STATE_LABELS.values(), "差距合计", "待定", "完成率")
FIGURE = BODY | {"font_size": 14, "bold": True, "align": "center", "border": 1, "border_color": "#A6A6A6", "num_format": "#,##0"}
COLOURS: dict[State, str] = {
    "done": "#70AD47",
    "in_progress": "#5B9BD5",
    "missing": "#FFC000",
    "overdue": "#C00000",
    "waived": "#BFBFBF",
    "unproven": "#7F6000",
}
MOST_BARS = 30
FONT = {"name": "宋体", "size": 9}
TITLE = {"name": "黑体", "size": 12, "bold": False}
HALF, HIGH = 566, 355
MEANING = (
    "应落实按“单位×事项×期次”计；完成率＝已完成÷应落实。差距合计＝进行中＋未开展＋逾期未完成＋缺佐证。"
    "缺佐证：报了已完成，但没有规定的佐证材料。待定：花名册缺少事实，还不能确定要不要做，不计入应落实。"
)


def overview(book: Book, audit: Audit, found: dict[By, Block]) -> None:
    """Writes the sheet; `found` are the rates as they stand in theirs, which must be written after it."""
    sheet = book.sheet("总览")
    sheet.set_column(0, COLUMNS - 1, WIDE)
    page(sheet)
    sheet.hide_gridlines(2)
    _head(book, sheet, audit)
    _figures(book, sheet, audit)
    shown: tuple[By, ...] = ("branch", "county", "subordinate")
    for at, by in enumerate(by for by in shown if by in found):
        sheet.insert_chart(7, 0, _rates(book, by, found[by]), {"x_offset": at * HALF})
        sheet.insert_chart(7, 0, _states(book, by, found[by]), {"x_offset": at * HALF, "y_offset": HIGH})
    sheet.print_area(0, 0, LAST_ROW, COLUMNS - 1)


def _head(book: Book, sheet: Sheet, audit: Audit) -> None:
    identity, last = audit.guidance.book.identity, COLUMNS - 1
    sheet.set_row(0, 48)
    sheet.merge_range(0, 0, 0, last, f"{identity.title}\n{scope(audit)}落实情况核查", book.styles["title"])
    sheet.merge_range(1, 0, 1, last, _about(audit), book.styles["note"])


def _about(audit: Audit) -> str:
    aside = audit.guidance.roster.set_aside
    told = f"截至 {audit.guidance.day.isoformat()} · 台账 {len(audit.ledger.files):,} 份 · {in_words(tally(audit))}"
    return told + f" · 台账问题 {len(audit.problems):,} 处" + (f" · 花名册有 {aside:,} 行搁置，没有计入" if aside else "")


def _figures(book: Book, sheet: Sheet, audit: Audit) -> None:
    counts = summary(audit)
    figure, share = book.file.add_format(FIGURE), book.file.add_format(FIGURE | {"num_format": "0.0%"})
    gaps = sum(counts[state] for state in GAPS)
    numbers = [counts["units"], counts["required"], *(counts[state] for state in STATE_LABELS), gaps, counts["undetermined"]]
    sheet.set_row(3, 1.5 * LINE)
    write_row(sheet, 3, HEADER, book.styles["head"])
    sheet.set_row(4, 2 * LINE)
    write_row(sheet, 4, numbers, figure, figure)
    if counts["rate"] is None:
        sheet.write_string(4, len(numbers), "—", figure)
    else:
        sheet.write_number(4, len(numbers), counts["done"] / counts["required"], share)
    sheet.set_row(5, 2 * LINE)
    sheet.merge_range(5, 0, 5, COLUMNS - 1, MEANING, book.styles["note"])


def _rates(book: Book, by: By, block: Block) -> Any:
    """A bar for each rate."""
    chart = _bars(book, "clustered", _title("完成率", by, block))
    label = {"value": True, "num_format": "0.0%", "font": FONT}
    chart.add_series(_series(block, "rate") | {"fill": {"color": "#5B9BD5"}, "gap": 40, "data_labels": label})
    chart.set_legend({"none": True})
    return chart


def _states(book: Book, by: By, block: Block) -> Any:
    """A bar for each, made up of the shares of the states."""
    chart = _bars(book, "percent_stacked", _title("各种状态所占比例", by, block))
    for state, label in STATE_LABELS.items():
        chart.add_series(_series(block, state) | {"name": label, "fill": {"color": COLOURS[state]}, "gap": 40})
    chart.set_legend({"position": "bottom", "font": FONT})
    return chart


def _bars(book: Book, subtype: str, title: dict[str, Any]) -> Any:
    """An empty chart of bars that lie, the first above."""
    chart = book.file.add_chart({"type": "bar", "subtype": subtype})
    chart.set_title(title)
    chart.set_y_axis({"num_font": FONT, "reverse": True})
    chart.set_x_axis({"min": 0, "max": 1, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": HALF - 6, "height": HIGH - 6})
    return chart


def _series(block: Block, column: str) -> dict[str, Any]:
    """The cells of a column with what they hold, for a viewer that shows charts without reading cells."""
    shown = block.frame.head(MOST_BARS)
    first, last = block.first, block.first + max(shown.height, 1) - 1
    return {
        "categories": [NAME, first, column_of("label"), last, column_of("label")],
        "values": [NAME, first, column_of(column), last, column_of(column)],
        "categories_data": shown["label"].to_list(),
        "values_data": shown[column].fill_null(0).to_list(),
    }


def _title(what: str, by: By, block: Block) -> dict[str, Any]:
    """Where not everything has room, the title says so."""
    rest = f"（前 {MOST_BARS} 个，其余见“{NAME}”）" if block.frame.height > MOST_BARS else ""
    return {"name": f"各{BY_LABELS[by]}{what}{rest}", "name_font": TITLE}
