"""An explanation as lines of text: the verdict, the words of the document, and each condition with the value that met it."""

from __future__ import annotations

from collections.abc import Iterator

from cxzy_rules.guidance import Guidance
from cxzy_rules.parts.words import cited, missing
from cxzy_rules.questions.explain import Explanation, Verdict

VERDICTS: dict[Verdict, str] = {"holds": "适用", "fails": "不适用", "undetermined": "待定"}
MARKS = {True: "✓", False: "✗", None: "？"}


def proof_lines(guidance: Guidance, found: Explanation) -> Iterator[str]:
    """The whole proof."""
    rule = found.rule
    yield f"{found.name}（{found.unit}）　{rule.label}（{rule.id}）"
    yield f"结论：{VERDICTS[found.verdict]}"
    yield f"原文：{cited(guidance.book, rule)}“{rule.quote}”"
    if found.sharper:
        yield f"这里由“{found.sharper.label}”（{found.sharper.id}）收紧：{cited(guidance.book, found.sharper)}“{found.sharper.quote}”"
    if rule.ruling:
        said = guidance.book.rulings[rule.ruling]
        yield f"裁定：{said.id}（{said.date}）{said.text}"
    yield "条件："
    for step in found.steps:
        value = f"：{step.value}" if step.value else ""
        source = f"（{step.source}）" if step.source else ""
        yield f"  {'    ' * step.depth}{MARKS[step.met]} {step.text}{value}{source}"
    if found.needs:
        yield "补上这些就能确定：" + missing(guidance.book, found.needs)
    yield f"规则写在 {rule.place}，按 {guidance.day}，{_engines(guidance, found)}"


def _engines(guidance: Guidance, found: Explanation) -> str:
    """By whom: the proof is always the plain evaluator's, and is held against the answer of the engine that ran."""
    if guidance.engine == "plain":
        return "由 plain 推理"
    return f"由 plain 逐项推理，与 {guidance.engine} 的结论{'一致' if found.agrees else '不一致，请告诉维护规则的人'}"
