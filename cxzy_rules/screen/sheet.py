"""One unit as lines of text for a terminal: who supervises it, what applies, what is open; each with rule and clause."""

from __future__ import annotations

from collections.abc import Iterator

from cxzy_rules.guidance import Guidance
from cxzy_rules.model.law import ITEM_SECTIONS, RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS
from cxzy_rules.parts.words import BASIS_LABELS, missing
from cxzy_rules.records import Record, record

SILENT = "文件没有为这类单位写明指导部门"
UNFILLED = "；花名册“{column}”一栏也没有可用的内容"


def head_lines(guidance: Guidance, row: int, one: Record) -> Iterator[str]:
    """The unit, its branch and how that was found."""
    vocabulary = guidance.book.vocabulary
    kind = vocabulary.kinds[one["kind"]].label if one["kind"] else "类型不明"
    level = vocabulary.levels[one["level"]].label if one["level"] else "层级不明"
    yield f"{one['name']}（{one['id']}）　{kind}　{level}"
    if one["branch"]:
        yield (
            f"分类：{one['branch_label']}　依据：{BASIS_LABELS[one['branch_basis']]}"
            + _inherited(guidance, one)
            + _ruling(one["branch_ruling"])
        )
    else:
        leading = guidance.answer(row).branch() is not None
        yield "分类：" + ("领导机关，不属于各分类" if leading else "没有确定")


def _inherited(guidance: Guidance, one: Record) -> str:
    if one["branch_from"] is None:
        return ""
    names = guidance.roster.units.filter(guidance.roster.units["id"] == one["branch_from"])["name"]
    return f"“{names[0]}”（{one['branch_from']}）"


def _ruling(ruling: Record | None) -> str:
    return f"　裁定 {ruling['id']}（{ruling['date']}）：{ruling['text']}" if ruling else ""


def who_lines(guidance: Guidance, row: int) -> Iterator[str]:
    """The answer to “who supervises this unit?”."""
    one = record(guidance, row)
    yield from head_lines(guidance, row, one)
    quotes = {rule.id: rule.quote for rule in guidance.book.rules}
    for role, label in ROLE_LABELS.items():
        bonds = [bond for bond in one["supervisors"] if bond["role"] == role]
        yield f"{label}："
        said: set[str] = set()
        for bond in bonds:
            where = bond["unit"] or "花名册里没有"
            yield f"  {bond['name']}（{where}）　第 {bond['clause']} 条　{bond['rule']}" + _ruling(bond["ruling"])
            if quotes[bond["rule"]] not in said:
                said.add(quotes[bond["rule"]])
                yield f"      “{quotes[bond['rule']]}”"
        if not bonds:
            yield "  " + (_silent(guidance) if role == "guides" else "没有")
    yield from open_lines(guidance, [entry for entry in one["undetermined"] if _is_bond(guidance, entry)], "监督关系待定：")


def _silent(guidance: Guidance) -> str:
    """That nobody guides; and that the unit's own column names nobody, where the rulebook has that column."""
    column = guidance.book.vocabulary.columns.get("authority")
    return SILENT + (UNFILLED.format(column=column.label) if column else "")


def _is_bond(guidance: Guidance, entry: Record) -> bool:
    bonds = {rule.id for rule in guidance.book.rules if rule.section == "supervision"}
    return entry["rule"] is None or entry["rule"] in bonds


def open_lines(guidance: Guidance, entries: list[Record], title: str) -> Iterator[str]:
    """What the roster leaves open, with the columns that would settle it."""
    if entries:
        yield title
    for entry in entries:
        yield f"  {entry['label']}　缺：{missing(guidance.book, entry['needs'])}" + (f"　{entry['rule']}" if entry["rule"] else "")


def item_lines(one: Record) -> Iterator[str]:
    """What applies, section by section, each with clause and quote."""
    for section in ITEM_SECTIONS:
        if one[section]:
            yield f"{SECTION_LABELS[section]}（{len(one[section])} 项）："
        for item in one[section]:
            when = "　".join(filter(None, [RHYTHM_LABELS.get(item["rhythm"], ""), f"期限 {item['due']}" if item["due"] else ""]))
            yield f"  {item['label']}　第 {item['clause']} 条　{item['rule']}" + (f"　{when}" if when else "") + _ruling(item["ruling"])
            yield f"      “{item['quote']}”"


def sheet_lines(guidance: Guidance, row: int) -> Iterator[str]:
    """Everything about one unit."""
    one = record(guidance, row)
    yield from who_lines(guidance, row)
    yield from item_lines(one)
    yield from open_lines(guidance, [entry for entry in one["undetermined"] if not _is_bond(guidance, entry)], "事项待定：")
