"""A new rule with its case, as far as they can be written beforehand: what is still to fill in is marked as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import yaml

from cxzy_rules.document import Document, check_quote
from cxzy_rules.editors.written import newest
from cxzy_rules.model.law import ITEM_SECTIONS, SECTION_LABELS, Branch, Kind, Section
from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.schema import NAME, TO_FILL

NEW = "new_rule"
GENERAL = ("obligations", "requirements")  # what the sections before and after the branches ask
CALL = Place("cxzy rules new")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the author has said of the new rule. `stem`: the name of its file; `branch`: None for a rule of no branch's file."""

    stem: str
    branch: Branch | None
    section: Section
    id: str | None
    label: str | None
    quote: str | None
    clause: str | None


def check_wanted(book: Rulebook, wanted: Wanted, clause: str | None, document: Document) -> None:
    """Refuses what is there already and what cannot be. `clause`: the file's own; `document`: that which the file is of.

    Errors: Unusable, with all that is wrong.
    """
    problems: list[Problem] = []
    if wanted.section not in ITEM_SECTIONS:
        problems.append(Problem(CALL, f"不会新写“{wanted.section}”里的规则", "可以写：" + "、".join(ITEM_SECTIONS)))
    if wanted.branch is not None and wanted.section in GENERAL:
        label = f"“{SECTION_LABELS[wanted.section]}”（{wanted.section}）"
        hint = f"写进 duties 里的文件{_files(book)}；只要这一类做的，在规则里写 when: {{branch: {wanted.branch.id}}}"
        problems.append(Problem(CALL, f"{label}不写在分类“{wanted.branch.label}”的文件里", hint))
    if wanted.id is not None and not NAME.fullmatch(wanted.id):
        hint = f"用小写英文字母、数字和下划线，中间一个点，如 {wanted.stem}.one_thing"
        problems.append(Problem(CALL, f"“{wanted.id}”不能作编号", hint))
    for rule in book.rules:
        if rule.id == wanted.id:
            problems.append(Problem(rule.place, f"编号“{wanted.id}”已经有了：{rule.label}", "换一个编号"))
        if rule.label == wanted.label:
            problems.append(Problem(rule.place, f"名称“{wanted.label}”已经有了：{rule.id}", "换一个名称"))
    meant = wanted.clause or clause
    if wanted.quote is not None and meant is not None:
        check_quote(document, meant, wanted.quote, CALL, problems)
    elif wanted.clause is not None and wanted.clause not in document.clauses:
        check_quote(document, wanted.clause, "", CALL, problems)
    if problems:
        raise Unusable(problems)


def _files(book: Rulebook) -> str:
    """The names by which the general files are meant, as the command takes them."""
    stems = [path.stem for path in sorted((newest(book).folder / "duties").glob("*.yaml"))]
    return f"：cxzy rules new {'、'.join(stems)}" if stems else ""


def free_id(book: Rulebook, stem: str) -> str:
    """The next id that no rule has."""
    taken = {rule.id for rule in book.rules}
    names = (f"{stem}.{NEW}" if number == 1 else f"{stem}.{NEW}_{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def rule_lines(wanted: Wanted, name: str, clause: str | None, last: date) -> Iterator[str]:
    """The rule's lines. `clause`: the file's own, where it has one; `last`: the rulebook's last day."""
    yield f"# {TO_FILL}的地方填好，用不着的行删掉；再用 cxzy rules check 和 cxzy rules test 检查。"
    yield f"- id: {name}"
    yield "  label: " + _flow(wanted.label or f"{TO_FILL}：用 4 到 24 个字说出要做的这一件事")
    yield "  quote: " + _flow(wanted.quote or f"{TO_FILL}：照抄原文")
    if wanted.clause not in (None, clause) or clause is None:
        yield "  clause: " + _flow(wanted.clause or f"{TO_FILL}：第几条")
    yield "  # when: {kind: …}          # 只有一部分单位适用时，写上条件"
    yield "  # evidence: …              # 凭什么证明做了"
    yield f"  # due: {last}          # 到哪一天为止；或 rhythm: half_year（每半年）、year（每年）"


def case_lines(book: Rulebook, wanted: Wanted, name: str) -> Iterator[str]:
    """The lines of a case with a unit for which the rule holds, and one for which it does not."""
    inside, outside = _kinds(book, wanted.branch)
    yield f"- name: {TO_FILL}：一句话说清谁要做、谁不用做（{name}）。"
    yield "  units:" + (f"      # {TO_FILL}：发文单位和它的上级也要写上，甲、乙在它下面" if book.layers else "")
    yield "    - " + _flow({"id": "a", "name": "甲", "kind": inside.id})
    yield "    - " + _flow({"id": "b", "name": "乙", "kind": outside.id})
    yield "  expect:"
    yield f"    a: {{holds: [{name}]}}"
    yield f"    b: {{lacks: [{name}]}}" + ("" if wanted.branch else f"      # {TO_FILL}：哪一种单位不用做")


def _kinds(book: Rulebook, branch: Branch | None) -> tuple[Kind, Kind]:
    """A kind of the branch and one of another; those that need no superior come first."""
    kinds = sorted(book.vocabulary.kinds.values(), key=lambda kind: bool(kind.superiors))
    own = [kind for kind in kinds if branch is None or kind.branch == branch.id]
    other = [kind for kind in kinds if branch is not None and kind.branch not in (None, branch.id)]
    inside = (own or kinds)[0]
    return inside, (other or [kind for kind in kinds if kind is not inside] or kinds)[0]


def _flow(value: object) -> str:
    """A value as YAML on one line."""
    written: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=2**31)
    return written.removesuffix("...\n").strip()
