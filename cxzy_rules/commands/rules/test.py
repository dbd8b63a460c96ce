"""cxzy rules test: the cases beside the rules, through both engines; how much they show, and what just fails."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxzy_rules.commands.apart import written
from cxzy_rules.commands.common import FINDINGS, FINE, load_book, rules_option
from cxzy_rules.commands.number import Number
from cxzy_rules.model.place import hint_nearest

if TYPE_CHECKING:
    from cxzy_rules.engine.choose import EngineName
    from cxzy_rules.guidance import Guidance
    from cxzy_rules.model.place import Problem
    from cxzy_rules.questions.cases import Case
    from cxzy_rules.questions.trial import Failure
    from cxzy_rules.rulebook.book import Rulebook

    Tried = list[tuple[Case, Guidance]]


@click.command("test", options_metavar="[选项]", help="用规则旁边的案例测试规则，两个推理引擎都测；看案例显示了多少。")
@click.option("--case", "part", metavar="文字", help="只测名称里有这些字的案例，不算显示了多少")
@click.option(
    "--min-coverage", "least", type=Number(0, 100, whole=False), metavar="百分数", help="规则、条件、差一点有一项低于它就算不通过"
)
@written("--junit", metavar="文件.xml", help="另外把结果写成 JUnit XML，给 GitLab、Jenkins 看")
@click.option("--near", is_flag=True, help="每条规则列出差一点就不适用的最小改动")
@written("-o", "--output", beside_rules=True, metavar="文件.yaml", help="和 --near 一起用：把这些改动写成案例")
@click.option("--pin", is_flag=True, help="不测，把规则现在的样子打印出来，看过以后存成 cases/pinned.yaml（第二次登记）")
@rules_option
def command(
    part: str | None, least: float | None, junit: Path | None, near: bool, output: Path | None, pin: bool, folders: tuple[Path, ...]
) -> int:
    from cxzy_rules.questions.cases import read_cases
    from cxzy_rules.questions.pinned import text, unlike
    from cxzy_rules.questions.trial import failures, guided, rosters

    _check_call(part, least, near, output)
    book = load_book(folders)
    if pin:
        click.echo(text(book), nl=False)
        return FINE
    every = read_cases(book)
    cases = [case for case in every if part is None or part in case.name]
    if part is not None and not cases:
        click.echo(f"没有名称里有“{part}”的案例。{hint_nearest(part, [case.name for case in every], '有这些案例')}", err=True)
        return FINDINGS
    made = rosters(book, cases)
    tried = {engine: guided(book, cases, engine, made) for engine in _engines()}
    found = {engine: failures(one) for engine, one in tried.items()}
    failed = _tell_failures(cases, found)
    differences = unlike(book) if part is None else []
    for difference in differences:
        click.echo(str(difference))
    failed |= bool(differences)
    if junit is not None:
        _write_junit(cases, found, junit, differences)
    if near:
        _near(book, tried["plain"], output)
    elif part is None:
        failed |= _tell_coverage(book, tried["plain"], least)
    return FINDINGS if failed else FINE


def _check_call(part: str | None, least: float | None, near: bool, output: Path | None) -> None:
    if output is not None and not near:
        raise click.UsageError("-o 和 --near 一起用")
    if least is not None and (part is not None or near):
        raise click.UsageError("--min-coverage 要看全部案例，不和 --case、--near 一起用")


def _engines() -> list[EngineName]:
    from cxzy_rules.engine.choose import available

    return ["plain"] if available() == "plain" else ["durable_rules", "plain"]


def _tell_failures(cases: list[Case], found: Mapping[EngineName, list[Failure]]) -> bool:
    for engine, failures in found.items():
        for failure in failures:
            click.echo(f"{failure.place}: {failure.case.name}\n    {failure.text}")
        click.echo(f"{engine}：{len(cases)} 个案例，{len({f.case.place for f in failures})} 个不符。")
    return any(found.values())


def _write_junit(cases: list[Case], found: Mapping[EngineName, list[Failure]], junit: Path, unlike: list[Problem]) -> None:
    from cxzy_rules.parts.junit import write
    from cxzy_rules.parts.whole import whole

    whole(junit, lambda part: write(cases, found, part, unlike))
    click.echo(f"测试结果写进了 {junit}", err=True)


def _tell_coverage(book: Rulebook, tried: Tried, least: float | None) -> bool:
    """Shows how much the cases show; whether that is too little: a rule never shown both ways always is."""
    from cxzy_rules.questions.shown import coverage
    from cxzy_rules.screen.trial import coverage_lines, percent

    found = coverage(book, tried)
    for line in coverage_lines(found):
        click.echo(line)
    low = {name: share for name, share in found.shares().items() if least is not None and share * 100 < least - 1e-9}
    for name, share in low.items():
        click.echo(f"{name}只有 {percent(share)}，要求不低于 {least:g}%。", err=True)
    return bool(low or found.never_held or found.never_lacked)


def _near(book: Rulebook, tried: Tried, output: Path | None) -> None:
    from cxzy_rules.parts.case_file import write
    from cxzy_rules.parts.whole import whole
    from cxzy_rules.questions.near import near_misses
    from cxzy_rules.screen.trial import near_lines

    found = near_misses(book, tried, "plain")
    if output is None:
        for line in near_lines(book, found):
            click.echo(line)
        return
    whole(output, lambda part: write(book, found.values(), part))
    click.echo(f"{len(found)} 条规则的差一点写成案例，写进了 {output}；放进规则的 cases 文件夹就一起测", err=True)
