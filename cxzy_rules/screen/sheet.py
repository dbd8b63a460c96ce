"""One unit as lines of text for a terminal: who supervises it, what applies, what is open; each with its rule and clause.

All of it is written from the unit's record and the rulebook's labels, wherever these were kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cxzy_rules.model.law import ITEM_SECTIONS, RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS
from cxzy_rules.screen.labels import Labels, labels_of

if TYPE_CHECKING:
    from cxzy_rules.guidance import Guidance

Record = dict[str, Any]


def head_lines(one: Record, labels: Labels, source: str | None) -> Iterator[str]:
    """The unit, its branch and how that was found; `source`: the name of the unit from which the branch is inherited."""
    kind = labels.kinds[one["kind"]] if one["kind"] else "类型不明"
    level = labels.levels[one["level"]] if one["level"] else "层级不明"
    yield f"{one['name']}（{one['id']}）　{kind}　{level}"
    if one["branch"]:
        inherited = "" if one["branch_from"] is None else f"“{source}”（{one['branch_from']}）"
        yield f"分类：{one['branch_label']}　依据：{labels.bases[one['branch_basis']]}" + inherited + _ruling(one["branch_ruling"])
    else:
        waiting = any(entry["rule"] is None for entry in one["undetermined"])
        yield "分类：" + ("没有确定" if waiting else "领导机关，不属于各分类")


def _ruling(ruling: Record | None) -> str:
    return f"　裁定（{ruling['date']}）：{ruling['text']}" if ruling else ""


def _clause(cited: Record, labels: Labels) -> str:
    """The clause; of a layer with the title of its document."""
    title = labels.titles.get(cited["document"])
    return f"《{title}》第 {cited['clause']} 条" if title else f"第 {cited['clause']} 条"


def who_lines(one: Record, labels: Labels, source: str | None) -> Iterator[str]:
    """The answer to “who supervises this unit?”; `source` as in `head_lines`."""
    yield from head_lines(one, labels, source)
    for role, label in ROLE_LABELS.items():
        bonds = [bond for bond in one["supervisors"] if bond["role"] == role]
        yield f"{label}："
        said: set[str] = set()
        for bond in bonds:
            where = bond["unit"] or "花名册里没有"
            yield f"  {bond['name']}（{where}）　{_clause(bond, labels)}　{labels.bonds[bond['rule']]}" + _ruling(bond["ruling"])
            if labels.quotes[bond["rule"]] not in said:
                said.add(labels.quotes[bond["rule"]])
                yield f"      “{labels.quotes[bond['rule']]}”"
        if not bonds:
            yield "  " + (labels.silent if role == "guides" else "没有")
    yield from open_lines([entry for entry in one["undetermined"] if _is_bond(entry, labels)], labels, "监督关系待定：")


def _is_bond(entry: Record, labels: Labels) -> bool:
    return entry["rule"] is None or entry["rule"] in labels.quotes


def open_lines(entries: list[Record], labels: Labels, title: str) -> Iterator[str]:
    """What the roster leaves open, with the columns that would settle it."""
    if entries:
        yield title
    for entry in entries:
        missing = "、".join(labels.columns[need] for need in entry["needs"])
        yield f"  {entry['label']}　缺：{missing}"


def item_lines(one: Record, labels: Labels) -> Iterator[str]:
    """What applies, section by section, each with clause and quote."""
    for section in ITEM_SECTIONS:
        if one[section]:
            yield f"{SECTION_LABELS[section]}（{len(one[section])} 项）："
        for item in one[section]:
            when = "　".join(filter(None, [RHYTHM_LABELS.get(item["rhythm"], ""), f"期限 {item['due']}" if item["due"] else ""]))
            yield f"  {item['label']}　{_clause(item, labels)}" + (f"　{when}" if when else "") + _ruling(item["ruling"])
            yield f"      “{item['quote']}”"
            if old := item["sharpens"]:
                yield f"      收紧 {_clause(old, labels)}“{old['quote']}”"


def source_name(guidance: Guidance, one: Record) -> str | None:
    """The name of the unit from which the branch is inherited, if it is."""
    units = guidance.roster.units
    return None if one["branch_from"] is None else str(units.filter(units["id"] == one["branch_from"])["name"][0])


def sheet_lines(guidance: Guidance, row: int) -> Iterator[str]:
    """Everything about one unit."""
    from cxzy_rules.records import record

    one, labels = record(guidance, row), labels_of(guidance.book)
    yield from who_lines(one, labels, source_name(guidance, one))
    yield from item_lines(one, labels)
    yield from open_lines([entry for entry in one["undetermined"] if not _is_bond(entry, labels)], labels, "事项待定：")
