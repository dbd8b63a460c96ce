"""cxzy rules: check, show and test a rulebook, and hold it against its document."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cxzy_rules.commands.common import FINDINGS, FINE, UNUSABLE, json_option, load_book, rules_option, tell
from cxzy_rules.model.law import ROLE_LABELS, SECTION_LABELS
from cxzy_rules.model.place import hint_nearest
from cxzy_rules.paths import shipped_rules


@click.group("rules", options_metavar="[选项]", subcommand_metavar="命令 [参数]", help="检查、查看、测试规则，对照原文。")
def command() -> None:
    pass


@command.command("check", options_metavar="[选项]", help="检查规则文件夹，一次列出所有问题。")
@rules_option
def check(folder: Path | None) -> int:
    from cxzy_rules.rulebook.load import examine

    book, problems = examine(folder or shipped_rules())
    tell(tuple(problems))
    if problems or book is None:
        click.echo(f"共 {len(problems)} 个问题。", err=True)
        return UNUSABLE
    sections = "，".join(f"{SECTION_LABELS[s]} {sum(r.section == s for r in book.rules)}" for s in SECTION_LABELS)
    click.echo(f"{book.identity.title}：{len(book.rules)} 条规则（{sections}），{len(book.rulings)} 个裁定，没有问题。")
    return FINE


@command.command("show", options_metavar="[选项]", help="查看规则：写编号或名称看一条，不写列出全部。")
@click.argument("name", metavar="[规则]", required=False)
@click.option("--clause", metavar="条", help="只列这一条的规则，如 3.1")
@rules_option
def show(name: str | None, clause: str | None, folder: Path | None) -> int:
    from cxzy_rules.conditions.words import phrase

    book = load_book(folder)
    rules = [rule for rule in book.rules if (clause in (None, rule.clause)) and (name in (None, rule.id, rule.label))]
    if not rules:
        known = [rule.id for rule in book.rules] + [rule.label for rule in book.rules]
        click.echo(f"没有这样的规则。{hint_nearest(name or clause or '', known)}", err=True)
        return FINDINGS
    for rule in rules:
        role = f"·{ROLE_LABELS[rule.role]}" if rule.role else ""
        click.echo(f"{rule.id}　{rule.label}　{SECTION_LABELS[rule.section]}{role}　第 {rule.clause} 条")
        if name is not None:
            click.echo(f"  原文：“{rule.quote}”")
            click.echo(f"  条件：{phrase(rule.when, book.lexicon)}")
            for ruling in filter(None, (rule.ruling, rule.counterpart)):
                click.echo(f"  裁定：{ruling}（{book.rulings[ruling].date}）{book.rulings[ruling].text}")
            click.echo(f"  写在：{rule.place}")
    return FINE


@command.command("test", options_metavar="[选项]", help="用规则旁边的案例测试规则，两个推理引擎都测。")
@rules_option
def test(folder: Path | None) -> int:
    from cxzy_rules.engine.choose import EngineName, available
    from cxzy_rules.questions.cases import read_cases
    from cxzy_rules.questions.trial import run, untested

    book = load_book(folder)
    cases = read_cases(book)
    engines: list[EngineName] = ["plain"] if available() == "plain" else ["durable_rules", "plain"]
    failed = False
    for engine in engines:
        failures = run(book, cases, engine)
        failed |= bool(failures)
        for failure in failures:
            click.echo(f"{failure.place}: {failure.case.name}\n    {failure.text}")
        click.echo(f"{engine}：{len(cases)} 个案例，{len({f.case.place for f in failures})} 个不符。")
    for rules, what in zip(untested(book, cases), ("适用", "不适用"), strict=True):
        failed |= bool(rules)
        if rules:
            click.echo(f"没有案例显示它{what}的规则有 {len(rules)} 条：" + "、".join(rules))
    if not any(untested(book, cases)):
        click.echo(f"{len(book.rules)} 条规则，每条都有案例显示它适用、也有案例显示它不适用。")
    return FINDINGS if failed else FINE


@command.command("coverage", options_metavar="[选项]", help="原文有多少字写进了规则的引文，剩下的是什么、为什么。")
@json_option
@rules_option
def coverage(as_json: bool, folder: Path | None) -> int:
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


REASONS = {
    "principle": "原则",
    "exhortation": "号召",
    "procedure": "程序",
    "address": "称谓和标题",
    "out_of_scope": "不归花名册上的单位",
    None: "没有交代",
}
