"""From raw rows below a header to a table: lost digits and error values told, footers and repeated headers left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from cxzy_rules.blanks import BARE
from cxzy_rules.model.place import Problem
from cxzy_rules.tables.ahead import STRETCH, each, in_stretches
from cxzy_rules.tables.header import Header, refuse_doubled, tell_unmapped
from cxzy_rules.tables.recurring import recurring
from cxzy_rules.tables.stored import PEEKED, recurs
from cxzy_rules.tables.table import BROKEN_OR_WIDE, UNCLEAN, UNREADABLE, Table, cleaned, heading, nameless
from cxzy_rules.tables.wanted import Wanted

MARK = "\x1a"
ODD = rf"^(?:{MARK}|\d(?:\.\d+)?[Ee]\+\d\d\d?$)"
UNTIDY = f"{ODD}|{UNCLEAN}"
TOLD = 1000
TAIL = 30
TOTALS = ("合计", "总计", "小计", "共计", "总合计")
SIGNED = re.compile(
    "(?:填表|填报|制表|审核|审批|负责|联系|经办|统计|报送)(?:人|单位|日期|时间|电话|部门)?(?:[（(].*[）)])?[:：]"
    "|(?:注|备注|说明|填表说明|填报说明)\\d*[:：.、]|(?:单位|部门)?[（(](?:盖章|公章|签章)[）)]"
)


def table_of(
    raw: pl.DataFrame, lines: pl.Series, shown: str, header: Header, wish: Wanted, problems: list[Problem], sheet: str = ""
) -> Table:
    """The table of rows that have one column a header. Errors: Unusable, where the user makes one column of two headers."""
    refuse_doubled(header, Table(shown, header.names, raw, lines, sheet, header.line).head(), wish)
    named = raw.rename(dict(zip(raw.columns, header.names, strict=True)))
    table = Table(shown, header.names, named, lines, sheet, header.line)
    tell_unmapped(header, table.head(), wish, problems)
    columns = table.cells.get_columns()
    seen = dict(zip(table.header, each(_looked_through, columns, len(lines)), strict=True))
    tidy = not _is_odd(pl.concat([rest for rest, _ in seen.values()])) if seen else True
    plain = frozenset(name for name, (rest, _) in seen.items() if tidy or not _is_odd(rest))
    cells = _with_odd_cells_unreadable(table, plain, wish, problems)
    bare = {name: flags for name, (_, flags) in seen.items() if flags is not None}
    return _without_what_is_no_row(replace(table, cells=cells, plain=plain, bare=bare), wish, problems)


def _looked_through(cells: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """Those of its cells that may be untidy, wide or broken into lines: each once where few words recur; of many cells none of a stretch in
    which all are tidy. And which cells are BARE, where that was asked."""
    if cells.dtype == pl.Categorical:
        return pl.Series(recurring(cells).words, dtype=pl.String), None
    if _are_whole_numbers(cells):
        return cells.clear(), None
    if recurs(cells):
        return cells.unique(), None
    few = len(cells) <= STRETCH  # to look through them together with those of other columns costs less

    def in_part(here: slice) -> tuple[pl.Series, pl.Series]:
        bare = cells[here].str.contains(BARE)
        rest = cells[here].filter(~bare)
        return rest if few or _is_odd(rest) else rest.clear(), bare

    parts = in_stretches(in_part, len(cells))
    return pl.concat([rest for rest, _ in parts]), pl.concat([bare for _, bare in parts]).fill_null(False)


def _is_odd(cells: pl.Series) -> bool:
    """Whether some cell is not tidy, not narrow, or not in one line."""
    return any(in_stretches(lambda here: bool(cells[here].str.contains(f"{UNTIDY}|{BROKEN_OR_WIDE}").any()), len(cells)))


def _are_whole_numbers(cells: pl.Series) -> bool:
    """Whether all cells that are filled hold a number in digits and nothing else: faster to ask than what they might hold instead."""
    return all(len(some) and some.cast(pl.Int64, strict=False).null_count() == some.null_count() for some in (cells.head(PEEKED), cells))


def unnamed(table: Table) -> list[str]:
    """What the columns to the right of the last header are called."""
    named = [header != nameless(position) for position, header in enumerate(table.header, start=1)]
    return [*table.header[len(named) - named[::-1].index(True) :]] if True in named else [*table.header]


def tell_nameless(table: Table, filled: Mapping[str, int], problems: list[Problem]) -> None:
    """Each of the columns that are `unnamed`, and how many of its cells are filled."""
    for name, count in filled.items():
        if count:
            problems.append(Problem(table.head(name), f"{name}没有表头，下面的 {count} 格没有读", "补上表头，不要的话请删去"))


def _with_odd_cells_unreadable(table: Table, plain: frozenset[str], wish: Wanted, problems: list[Problem]) -> pl.DataFrame:
    """Cells whose value is lost become UNREADABLE, which is not empty; told where the caller reads the column. There is none in the `plain`
    columns."""
    doubtful = table.cells.select(pl.col([name for name in table.header if name not in plain]).cast(pl.String))
    found = doubtful.select(pl.all().drop_nulls().str.contains(UNTIDY).any())
    untidy = doubtful.select(column.name for column in found if column.any())
    odd = {column.name: column.str.contains(ODD) for column in untidy}
    lost = {column: flags for column, flags in odd.items() if flags.any()}
    for column, flags in lost.items():
        rows = flags.arg_true().to_list() if wish.reads(column) or column in wish.mapping.values() else []
        for row in rows[:TOLD]:
            problems.append(Problem(table.place(row, column), *_what_is_lost(table.cells[column][row])))
        tell_rest(rows, table, problems)
    unreadable = [pl.when(flags).then(pl.lit(UNREADABLE)).otherwise(pl.col(column)).alias(column) for column, flags in lost.items()]
    return table.cells.with_columns(cleaned(untidy).get_columns()).with_columns(unreadable)


def _what_is_lost(cell: str) -> tuple[str, str]:
    if cell.startswith(MARK + "#"):
        return f"这一格是错误值 {cell.removeprefix(MARK)}", "改正公式，或者直接写值"
    if cell.startswith(MARK):
        return f"这个数超过 15 位，Excel 已经丢了后面的数字：{cell.removeprefix(MARK)}", "把这一列设为“文本”格式，照原件重填"
    return f"“{cell}”是科学记数法，后面的数字已经丢了", "在 Excel 里把这一列设为“文本”格式，照原件重填后再导出"


def tell_rest(rows: list[int], table: Table, problems: list[Problem]) -> None:
    """One line for all beyond those told one by one."""
    if len(rows) > TOLD:
        problems.append(Problem(table.place(rows[TOLD]), f"从这里起还有 {len(rows) - TOLD} 处同样的问题"))


def _without_what_is_no_row(table: Table, wish: Wanted, problems: list[Problem]) -> Table:
    """Leaves out empty rows, the header where a page repeats it, and the footer; all but the empty ones are told."""
    empty = table.cells.select(pl.all_horizontal(pl.all().is_null()).alias("empty"))["empty"] if table.header else table.lines.is_null()
    out = [row for row in _repeated(table, wish) if not empty[row]]
    for row in out:
        problems.append(Problem(table.place(row), "这一行又是表头，没有当数据读"))
    for row, text in _footer(table):
        problems.append(Problem(table.place(row), f"“{text}”像是表尾，这一行没有当数据读"))
        out.append(row)
    if not out and not empty.any():
        return table
    keep = ~empty
    keep[out] = False
    bare = {name: flags.filter(keep) for name, flags in table.bare.items()}
    return replace(table, cells=table.cells.filter(keep), lines=table.lines.filter(keep), bare=bare)


def _repeated(table: Table, wish: Wanted) -> list[int]:
    """Rows that hold the header's own words: in the two first columns the caller knows."""
    own = {column: header for header, column in wish.mapping.items()}
    known = [name for name in table.header if wish.knows(own.get(name, name))][:2]
    if len(known) < 2:
        return []
    headers = [own.get(name, name) for name in known]
    cells = table.cells.select(known)

    def likely(here: slice) -> pl.Series:
        first = cells.to_series()[here].cast(pl.String)
        found: pl.Series = (first.str.starts_with(headers[0][0]) & (first.str.len_bytes() < 100)).arg_true() + here.start
        return found

    rows = pl.concat(in_stretches(likely, cells.height)).to_list()
    found = zip(rows, cells[rows].rows(), strict=True)
    return [row for row, words in found if [heading(word or "") for word in words] == headers]


def _footer(table: Table) -> list[tuple[int, str]]:
    """The rows of the footer, each with its first words: from the first telling one on, as long as none looks like data."""
    found: list[tuple[int, str]] = []
    start = max(0, table.cells.height - TAIL)
    for row, cells in enumerate(table.cells.tail(TAIL).rows(), start=start):
        filled = [cell for cell in cells if cell]
        if filled and (is_footer(filled[0]) or (found and len(filled) == 1)):
            found.append((row, filled[0][:20]))
    return found


def is_footer(cell: str) -> bool:
    """Whether a cell begins a footer."""
    text = heading(cell)
    return text in TOTALS or SIGNED.match(text) is not None
