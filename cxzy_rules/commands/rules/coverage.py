"""cxzy rules coverage: the document held against the rules that quote it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cxzy_rules.commands.common import FINDINGS, FINE, json_option, load_book, rules_option

REASONS = {
    "principle": "原则",
    "exhortation": "号召",
    "procedure": "程序",
    "address": "称谓和标题",
    "out_of_scope": "不归花名册上的单位",
    None: "没有交代",
}


@click.command("coverage", options_metavar="[选项]", help="原文有多少字写进了规则的引文，剩下的是什么、为什么。")
@json_option
@rules_option
def command(as_json: bool, folder: Path | None) -> int:
    from cxzy_rules.questions.coverage import coverage as cover

    found = cover(load_book(folder))
    if as_json:
        records = [
            {"clause": c.clause.id, "title": c.clause.title, "rules": c.rules, "share": round(c.share(), 4)}
            | {"rest": [{"text": r.text, "reason": r.reason, "note": r.note} for r in c.rests]}
            for c in found
        ]
        click.echo(json.dumps(records, ensure_ascii=False, indent=1))
    else:
        for one in found:
            click.echo(f"第 {one.clause.id} 条 {one.clause.title}：{one.rules} 条规则，{one.share():.1%} 的字在引文里")
            for rest in one.rests:
                click.echo(f"    “{rest.text}”　{REASONS[rest.reason]}　{rest.note}")
    return FINDINGS if any(rest.reason is None for one in found for rest in one.rests) else FINE
