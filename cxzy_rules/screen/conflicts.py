"""What contradicts itself in a rulebook, as lines of text: each finding with its rules, their words, and rows to paste."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cxzy_rules.conditions.words import phrase
from cxzy_rules.questions.conflicts import Conflicts, meant
from cxzy_rules.questions.hits import Hits
from cxzy_rules.questions.specimen import Specimen
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.vocabulary.words import Vocabulary

FEW = 12


def conflict_lines(found: Conflicts) -> Iterator[str]:
    """The findings, then the information, then how much was looked at."""
    for number, finding in enumerate(found.findings, start=1):
        yield f"{number}. {finding.told()}"
        for rule in meant(found.book, finding):
            yield f"    {rule.place}: {rule.id}　{rule.label}　第 {rule.clause} 条“{rule.quote}”"
            yield f"        条件：{phrase(rule.when, found.book.lexicon)}"
        if finding.example is not None:
            yield f"    例如这样的单位（{finding.example.unit()}）："
            yield from (f"        {line}" for line in rows(finding.example, found.book.vocabulary))
    if found.information:
        yield "供参考，不算问题："
        yield from (f"    {one.told()}" for one in found.information)
    if found.phases > 1:
        yield f"词汇不变的日子有 {found.phases} 段，一段一段看过，合起来："
    yield (
        f"单位可能的处境有 {found.places} 种，规则问到的事实在其中共有 {found.combinations} 种组合，全部看过："
        f"每个条件只看它问到的事实，实际试了 {found.tried} 次。"
    )
    yield f"共 {len(found.findings)} 处矛盾、落空或重复。" if found.findings else "没有矛盾、落空或重复。"


def rows(example: Specimen, vocabulary: Vocabulary) -> list[str]:
    """The rows under their headers, as a roster's CSV."""
    columns = [column for column in vocabulary.columns if any(column in row for row in example.rows())]
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow([vocabulary.columns[column].label for column in columns])
    table.writerows([row.get(column, "") for column in columns] for row in example.rows())
    return written.getvalue().splitlines()


def hit_lines(found: Hits, book: Rulebook) -> Iterator[str]:
    """What a roster shows of the rules; none of it is a finding."""
    yield f"花名册的 {found.units} 个单位："
    for told, rules in (("一个也不适用", found.nobody()), ("写了条件却全部适用", found.everybody())):
        more = "……" if len(rules) > FEW else ""
        yield f"    {told}的规则 {len(rules)} 条" + ("：" + "、".join(rule.id for rule in rules[:FEW]) + more if rules else "")
    yield f"    条件不同、适用的单位却完全相同的规则 {len(found.alike)} 组"
    for group in found.alike:
        conditions = dict.fromkeys(phrase(rule.when, book.lexicon) for rule in group)
        yield f"        {group[0].id} 等 {len(group)} 条：" + "；".join(conditions)
