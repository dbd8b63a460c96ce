"""A page a rule: its words, whom they bind, what it rests on, and the cases that show it; and a page for each of the rules' files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cxzy_rules.conditions.words import phrase
from cxzy_rules.model.law import RHYTHM_LABELS, ROLE_LABELS, SECTION_LABELS, Rule
from cxzy_rules.paths import shown
from cxzy_rules.questions.cases import Case, Expectation
from cxzy_rules.rulebook.book import Rulebook

FOLDER = "rules"
RULES = "规则"


def write(book: Rulebook, cases: list[Case], site: Path) -> list[str]:
    """Writes the pages; the names of those that stand in the contents, the overview first."""
    folder = site / FOLDER
    folder.mkdir(parents=True)
    for rule in book.rules:
        (folder / f"{rule.id}.md").write_text("\n".join(_page(book, rule, cases)) + "\n", encoding="utf-8")
    files = _by_file(book)
    for stem, rules in files.items():
        (folder / f"{stem}.md").write_text("\n".join(_list(book, stem, rules)) + "\n", encoding="utf-8")
    (folder / "index.md").write_text("\n".join(_overview(book, files)) + "\n", encoding="utf-8")
    return ["index", *files]


def _by_file(book: Rulebook) -> dict[str, list[Rule]]:
    """The rules by the file in which they stand; the files in the order of their first rule."""
    found: dict[str, list[Rule]] = {}
    for rule in book.rules:
        found.setdefault(Path(rule.place.path).stem, []).append(rule)
    return found


def _title(book: Rulebook, stem: str, rules: list[Rule]) -> str:
    branch = book.vocabulary.branches.get(rules[0].branch or "")
    if branch is not None:
        return branch.label
    return "、".join(dict.fromkeys(SECTION_LABELS[rule.section] for rule in rules)) + f"（{stem}）"


def _overview(book: Rulebook, files: dict[str, list[Rule]]) -> Iterator[str]:
    identity = book.identity
    yield f"# {RULES}\n"
    yield f"{identity.title}（{identity.issuer}，{identity.issued} 发布），{len(book.rules)} 条。每条一页：原文、对谁、凭什么。\n"
    yield "| 文件 | 规则 |\n|---|---|"
    for stem, rules in files.items():
        yield f"| [{_title(book, stem, rules)}]({stem}.md) | {len(rules)} |"


def _list(book: Rulebook, stem: str, rules: list[Rule]) -> Iterator[str]:
    yield f"# {_title(book, stem, rules)}\n"
    for section in dict.fromkeys(rule.section for rule in rules):
        yield f"\n## {SECTION_LABELS[section]}\n\n| 规则 | 条 | 原文 |\n|---|---|---|"
        for rule in (one for one in rules if one.section == section):
            yield f"| [{rule.label}]({rule.id}.md) | {rule.clause} | {cell(rule.quote)} |"


def _page(book: Rulebook, rule: Rule, cases: list[Case]) -> Iterator[str]:
    clause = book.document.clauses[rule.clause]
    yield f"# {rule.label}\n"
    yield f"> {rule.quote}\n>\n> ——第 {clause.id} 条“{clause.title}”\n"
    for number, (name, said) in enumerate(_facts(book, rule)):
        yield f"| {name} | {cell(said)} |" + ("\n|---|---|" if number == 0 else "")
    for title, held in (("适用", True), ("不适用", False)):
        yield f"\n## 显示它{title}的案例 {{ data-search-exclude }}\n"
        yield from _shown(rule, cases, held)


def _facts(book: Rulebook, rule: Rule) -> Iterator[tuple[str, str]]:
    yield "编号", f"`{rule.id}`"
    yield "属于", SECTION_LABELS[rule.section] + (f"·{ROLE_LABELS[rule.role]}" if rule.role else "")
    yield "条件", phrase(rule.when, book.lexicon)
    if rule.organ:
        yield "由谁", book.vocabulary.organs[rule.organ].label
    for ruling in filter(None, (rule.ruling, rule.counterpart)):
        yield "裁定", f"{book.rulings[ruling].text}（{ruling}，{book.rulings[ruling].date}）"
    if rule.rhythm:
        yield "周期", f"{RHYTHM_LABELS[rule.rhythm]}一次"
    if rule.due:
        yield "期限", rule.due.isoformat()
    if rule.starts or rule.ends:
        yield "有效", f"{rule.starts or '发布'} 至 {rule.ends or '最后一日'}"
    if rule.evidence:
        yield "佐证", rule.evidence
    if rule.role is None:
        yield "核查", "是" if rule.audited else "否，只在指导里列出"
    yield "写在", f"`{shown(Path(rule.place.path))}` 第 {rule.place.line} 行"


def _shown(rule: Rule, cases: list[Case], held: bool) -> Iterator[str]:
    found = {case.name: case for case in cases for one in case.expected if rule.id in _said(one, held)}
    for name, case in found.items():
        units = [one.unit for one in case.expected if rule.id in _said(one, held)]
        names = {unit["id"]: unit.get("name", unit["id"]) for unit in case.units}
        yield f"- {name}（{'、'.join(names[unit] for unit in units)}；`{shown(Path(case.place.path))}` 第 {case.place.line} 行）"
    if not found:
        yield "没有。"


def _said(one: Expectation, held: bool) -> tuple[str, ...]:
    return one.holds if held else one.lacks


def cell(text: str) -> str:
    """A text as it may stand in a table's cell."""
    return text.replace("|", "\\|").replace("\n", " ")
