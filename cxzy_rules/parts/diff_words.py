"""How a comparison of two rulebooks is worded: what kind of change, which field, which part of the vocabulary, in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cxzy_rules.conditions.words import fact_label, value_label
from cxzy_rules.guidance import Guidance
from cxzy_rules.model.condition import FALSE, TRUE
from cxzy_rules.model.facts import OPEN
from cxzy_rules.model.law import LEADING_LABEL, NO_BRANCH, RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS, UNKNOWN_LABEL, Rule
from cxzy_rules.questions.coverage import VERDICT_LABELS
from cxzy_rules.questions.diff.bonds import Supervisor
from cxzy_rules.questions.diff.difference import Difference
from cxzy_rules.questions.diff.entries import Entry, Field
from cxzy_rules.questions.diff.relation import Kind, Relation
from cxzy_rules.questions.diff.rules import Aspect
from cxzy_rules.questions.diff.sides import Side
from cxzy_rules.questions.diff.standing import State, Turn
from cxzy_rules.questions.diff.units import UnitChanges
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.situations.walk import Answer

FEW = 10
KINDS = {"added": "新增", "removed": "删去", "changed": "改动", "renamed": "换编号"}
ASPECTS: dict[Aspect, str] = {"words": "文字", "condition": "条件", "citation": "依据和要求"}
RELATIONS: dict[Kind, str] = {
    "same": "等价，只是写法不同",
    "wider": "放宽了",
    "narrower": "收窄了",
    "other": "换了范围",
    "open": "适用范围没有变，待定的范围变了",
    "unknown": "组合太多，没有逐个比",
}
STATES: dict[State, str] = {"holds": "适用", "open": "待定", "lacks": "不适用"}
FIELDS = {
    "id": "编号",
    "section": "归类",
    "label": "名称",
    "quote": "引文",
    "clause": "条款",
    "branch": "分类",
    "ruling": "裁定",
    "rhythm": "周期",
    "due": "期限",
    "starts": "起始日",
    "ends": "截止日",
    "evidence": "佐证",
    "audited": "列入审计",
    "role": "监督方式",
    "organ": "部门",
    "by": "按什么找",
    "counterpart": "下级对口裁定",
    "date": "日期",
    "text": "内容",
    "aliases": "别名",
    "level": "层级",
    "committee": "设有委员会",
    "area": "是地区",
    "committee_ruling": "委员会裁定",
    "superiors": "可能的上级",
    "kinds": "类型",
    "names": "名称写法",
    "kind": "类型",
    "superior": "上级",
    "pattern": "名称规律",
    "unless": "除外",
    "apart": "自成一家",
    "title": "标题",
    "issuer": "发文单位",
    "issued": "发文日期",
    "version": "版本",
    "document": "文件",
    "reason": "原因",
    "note": "说明",
    "days": "日子",
    "dated": "有日子的叫法",
    "dated_names": "有日子的名称写法",
    "layer": "出自",
    "sharpens": "收紧哪一条",
    "under": "依据哪个文件",
    "issuer_unit": "发文单位在花名册里",
    "reaches_issuer": "管到发文单位自己",
    "ends_ruling": "最后一日的裁定",
    "periods_ruling": "周期的裁定",
    "order": "先后次序",
    "": "内容",
}
VALUES: dict[str, Mapping[Any, str]] = {
    "section": SECTION_LABELS,
    "role": ROLE_LABELS,
    "rhythm": RHYTHM_LABELS,
    "reason": VERDICT_LABELS,
    "by": {"affiliation": "隶属关系", "authority": "主管部门"},
}
SECTIONS = {
    "rulebook": "规则文件夹",
    "layers": "补充文件",
    "document": "原文条款",
    "rulings": "裁定",
    "subjects": "主体",
    "branches": "分类",
    "kinds": "类型",
    "levels": "层级",
    "management": "管理体制",
    "tags": "标记",
    "organs": "部门",
    "settlements": "归口裁定",
    "columns": "花名册栏目",
    "none_words": "表示“没有”的词",
    "names": "名称规律",
    "titles": "条款的标题",
    "organ_frame": "部门名称前后可以有的字",
    "has_committee": "设有委员会的名称",
    "no_committee": "没有委员会的名称",
    "ledger_columns": "台账栏目",
    "statuses": "台账状态",
    "county_level": "按县汇总的层级",
    "facts": "事实的叫法",
    "unruled": "未入规则的文字",
}


def field_words(one: Field) -> tuple[str, str, str]:
    """A field as the user knows it, before and after; one that has no name here keeps the program's."""
    values = VALUES.get(one.name, {})
    return FIELDS.get(one.name, one.name), values.get(one.old, one.old), values.get(one.new, one.new)


def entry_words(entry: Entry) -> str:
    """All that a record says which is new or gone."""
    told = ((label, old or new) for label, old, new in map(field_words, entry.fields))
    return "；".join(f"{label}：{said}" if len(entry.fields) > 1 else said for label, said in told)


def section_label(name: str) -> str:
    return SECTIONS.get(name, name)


def relation_words(found: Relation) -> str:
    """How the new condition stands to the old one, with an example on each side."""
    gained = f"；现在也适用的如：{found.gained}" if found.gained else ""
    lost = f"；不再适用的如：{found.lost}" if found.lost else ""
    return RELATIONS[found.kind] + gained + lost


def branch_words(book: Rulebook, branch: str | None) -> str:
    """A branch's label."""
    if branch in (None, NO_BRANCH):
        return UNKNOWN_LABEL if branch is None else LEADING_LABEL
    known = book.vocabulary.branches.get(str(branch))
    return known.label if known else str(branch)


def rule_words(rule: Rule | None) -> str:
    """The rule's label; the entry that stands for all that wait for the branch is the branch itself."""
    return rule.label if rule else "分类（各分类的规则都等着它）"


def turn_words(turn: Turn) -> str:
    """A rule that stands otherwise than before, where one of the two is open."""
    return f"{rule_words(turn.rule)}：{STATES[turn.before]}→{STATES[turn.after]}"


def supervisor_words(found: Iterable[Supervisor]) -> str:
    """Supervisors by role and name."""
    return "、".join(f"{ROLE_LABELS[one.role]}·{one.name}" if one.role else one.name for one in found)


def situation_words(guidance: Guidance, answer: Answer) -> str:
    """What is known of the units of a situation: kind first, then all else that says something."""
    words, facts = guidance.book.lexicon, answer.standing.facts
    known = {fact: value for fact, value in facts.items() if value != FALSE and (fact, value) != ("organ", NO_BRANCH)}
    shown = []
    for fact in sorted(known, key=lambda one: (one not in ("kind", "level"), one)):
        value = known[fact]
        if fact in words.domains and fact != "branch" and not str(value).startswith(OPEN):
            shown.append(fact_label(fact, words) if value == TRUE else f"{fact_label(fact, words)}：{value_label(fact, value, words)}")
    return "；".join(shown) or "只知道分类"


def headline(diff: Difference) -> list[str]:
    """What was compared, and how much differs, in a few lines."""
    found = [f"旧：{_side(diff.old)}　新：{_side(diff.new)}"]
    renamed = sum(one.renamed() for one in diff.rules.changed)
    counts = [f"新增 {len(diff.rules.added)} 条", f"删去 {len(diff.rules.removed)} 条", f"换编号 {renamed} 条"]
    for aspect, label in ASPECTS.items():
        counts.append(f"{label}改动 {sum(aspect in one.aspects() for one in diff.rules.changed)} 条")
    found.append("规则：" + "，".join(counts))
    found.append(f"词汇、裁定和原文：{len(diff.texts)} 处")
    if diff.units is not None:
        found += _unit_lines(diff.units, diff.day)
    return found


def _side(side: Side) -> str:
    ids = "、".join(one.identity.id for one in (side.book, *side.book.layers))
    return f"{side.name}（{ids}，{len(side.book.rules)} 条规则）"


def _unit_lines(units: UnitChanges, day: date) -> list[str]:
    situations = sum(pair.differs() for pair in units.pairs)
    supervised = int((units.supervisors.of >= 0).sum())
    changed = f"{len(units.affected):,} 个的结果变了（{situations} 种情形；其中监督变了的 {supervised:,} 个）"
    found = [f"按 {day} 的规则：花名册 {len(units.of):,} 个单位，{changed}"]
    for ids, which in ((units.only_old, "旧"), (units.only_new, "新")):
        if ids:
            found.append(f"只有{which}规则读得出的单位 {len(ids):,} 个：" + "、".join(ids[:FEW]) + ("……" if len(ids) > FEW else ""))
    return found
