"""cxzy rules test: the cases beside the rules, through both engines."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.common import FINDINGS, FINE, load_book, rules_option


@click.command("test", options_metavar="[选项]", help="用规则旁边的案例测试规则，两个推理引擎都测。")
@rules_option
def command(folders: tuple[Path, ...]) -> int:
    from cxzy_rules.engine.choose import EngineName, available
    from cxzy_rules.questions.cases import read_cases
    from cxzy_rules.questions.trial import run, untested

    book = load_book(folders)
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
