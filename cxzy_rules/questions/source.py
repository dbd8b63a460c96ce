"""Where a fact of one unit comes from: a cell, a name pattern, its kind, a superior, or a ruling."""

from __future__ import annotations

from cxzy_rules.blanks import tight
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.facts import LANGUAGE, within_fact
from cxzy_rules.records import branch_source
from cxzy_rules.roster.reached import issuer
from cxzy_rules.tables.table import UNREADABLE

COLUMNS = {fact.name: fact.column for fact in LANGUAGE}


def source(guidance: Guidance, row: int, fact: str) -> str:
    """In Chinese, for one flat fact."""
    name = fact.partition(".")[0]
    match name:
        case "branch":
            return _branch(guidance, row)
        case "kind":
            return _kind(guidance, row)
        case "level":
            return _cell(guidance, row, "level") or _level(guidance, row)
        case "organ":
            return f"由名称“{guidance.roster.units['name'][row]}”和类型看出"
        case "committee":
            return _cell(guidance, row, "committee") or _committee(guidance, row)
        case "has_subordinates":
            count = int((guidance.roster.parent == row).sum())
            return f"花名册里有 {count} 个单位以它为上级"
        case "has_residents" | "paired":
            return _cell(guidance, row, COLUMNS[name]) or f"花名册“{_label(guidance, COLUMNS[name])}”一栏，含别的单位所填"
        case "within":
            return _within(guidance, row, fact)
    return _cell(guidance, row, COLUMNS[name]) or _empty(guidance, COLUMNS[name])


def _within(guidance: Guidance, row: int, fact: str) -> str:
    """By which superior a layer reaches the unit."""
    reach = next(one for one in guidance.book.vocabulary.reaches if within_fact(one.layer) == fact)
    units = guidance.roster.units
    top = issuer(units, reach)
    if top is None:
        return f"发文单位“{reach.issuer}”不在花名册里"
    named = f"“{units['name'][top]}”（{units['id'][top]}）"
    if top == row:
        return f"它就是发文单位{named}"
    return f"在发文单位{named}{'之下' if top in guidance.roster.chain(row) else '之外'}"


def _label(guidance: Guidance, column: str) -> str:
    return guidance.book.vocabulary.columns[column].label


def _cell(guidance: Guidance, row: int, column: str) -> str:
    """The cell and what stands in it, where that is not a plain id; nothing where it is empty or the column is missing."""
    roster = guidance.roster
    if column not in roster.headers:
        return ""
    header = roster.headers[column]
    at = int(roster.units["row"][row])
    written = roster.table.cells[header][at]
    if written is None:
        return ""
    if written == UNREADABLE:
        return f"花名册 {roster.table.place(at, header)}“{_label(guidance, column)}”读不出来"
    said = "" if written.isascii() and " " not in written else f"填“{written}”"
    return f"花名册 {roster.table.place(at, header)}“{_label(guidance, column)}”{said}"


def _empty(guidance: Guidance, column: str) -> str:
    label = _label(guidance, column)
    return f"“{label}”一栏空着" if column in guidance.roster.headers else f"花名册没有“{label}”这一栏"


def _kind(guidance: Guidance, row: int) -> str:
    units = guidance.roster.units
    if units["kind_basis"][row] == "kind":
        return _cell(guidance, row, "kind")
    if units["pattern"][row] is not None:
        known = (
            "" if units["kind"][row] is not None else "：看得出是一个单位，看不出是哪一类" if units["apart"][row] else "：是上级的一部分"
        )
        return f"名称规则 {units['pattern'][row]}{known}"
    return _cell(guidance, row, "kind") if units["kind"][row] == UNREADABLE else "类型没有填，名称也看不出"


def _branch(guidance: Guidance, row: int) -> str:
    basis, origin = branch_source(guidance, row)
    ruling = guidance.answer(row).standing.ruling
    if basis == "declared":
        return _cell(guidance, row, "branch")
    if basis == "inherited":
        name = guidance.roster.units.filter(guidance.roster.units["id"] == origin)["name"][0]
        return f"随上级“{name}”（{origin}）"
    if basis == "ruling" and ruling is not None:
        return f"裁定 {ruling}：{guidance.book.rulings[ruling].text}"
    return f"由类型定，{_kind(guidance, row)}"


def _level(guidance: Guidance, row: int) -> str:
    kind = guidance.answer(row).standing.kind
    if kind is None:
        return _empty(guidance, "level") + "，类型也不知道"
    return f"“{guidance.book.vocabulary.kinds[kind].label}”的层级，或所在地区的层级"


def _committee(guidance: Guidance, row: int) -> str:
    name = tight(guidance.roster.units["name"][row])
    vocabulary = guidance.book.vocabulary
    if vocabulary.has_committee.search(name) or vocabulary.no_committee.search(name):
        return f"由名称“{name}”看出"
    kind = guidance.answer(row).standing.kind
    if guidance.roster.units["committee"][row] is None or kind is None:
        return "名称看不出" + ("，" + _empty(guidance, "committee") if "committee" in vocabulary.columns else "")
    ruling = vocabulary.kinds[kind].committee_ruling
    said = f"（裁定 {ruling}：{guidance.book.rulings[ruling].text}）" if ruling else ""
    return f"由类型“{vocabulary.kinds[kind].label}”定{said}"
