"""cxzy audit: what every unit has done of what it must, by its ledgers; and why that is not what older ledgers said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxzy_rules import reports
from cxzy_rules.audit.rates import BY_LABELS
from cxzy_rules.commands.common import (
    FINDINGS,
    FINE,
    Day,
    as_of_option,
    check_output,
    engine_option,
    known_branch,
    load_inputs,
    reading_options,
    rules_option,
    tell,
    tell_roster,
    unit_id,
    unknown_unit,
)
from cxzy_rules.commands.forms import TABLE, answer_form
from cxzy_rules.commands.receipts import receipt_option
from cxzy_rules.commands.since import Since, audited, older_of
from cxzy_rules.commands.stream import send
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.parts.registry import module, names
from cxzy_rules.parts.whole import whole
from cxzy_rules.roster.load import Reading

if TYPE_CHECKING:
    from cxzy_rules.audit.audit import Audit, By

TEXTUAL, TEMPLATED = ("json", "csv"), ("docx", "md")
PATH = click.Path(path_type=Path)
HELP = "对照台账，各单位该做的做了没有：完成率、差距清单、台账里的问题。台账可以写多个文件或文件夹；花名册是工作文件时可以不写。"


@click.command(
    "audit",
    options_metavar="[选项]",
    help=HELP,
)
@click.argument("roster_path", metavar="花名册", type=PATH)
@click.argument("ledgers", metavar="[台账…]", nargs=-1, type=PATH)
@click.option("-o", "--output", type=PATH, metavar="文件", help="写进这个文件（或 .parquet 文件夹）")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice([TABLE, *names(reports)]),
    help="格式（默认看文件的扩展名；不写文件时屏幕上是 table，管道里是 json；csv 只列差距）",
)
@click.option("--template", type=PATH, metavar="模板", help="通报用自己改过的模板（docx 或 md）")
@click.option("--under", metavar="编号", help="只看这个单位（编号或全称）和它下面的单位")
@click.option("--branch", metavar="分类", help="只看这个分类（编号或名称）")
@click.option("--by", type=click.Choice([*BY_LABELS]), default="branch", help="完成率按分类（默认）、县、上级、指导部门或事项汇总")
@click.option("--since", multiple=True, type=PATH, metavar="旧台账", help="和旧台账比：什么好转、什么退步、为什么，可以写多次")
@click.option("--since-roster", type=PATH, metavar="旧花名册", help="旧台账用的花名册（默认同一份）")
@click.option(
    "--since-rules", multiple=True, type=PATH, metavar="旧规则文件夹", help="旧台账用的规则（默认同一套），和 --rules 一样可以写多次"
)
@click.option("--since-as-of", "since_day", type=Day(), help="旧台账按哪一天算（默认同一天）")
@click.option("--since-as-known", "since_known", type=Day(), help="和工作文件那一天记着的比（花名册也用那一天的）")
@reading_options
@as_of_option
@rules_option
@receipt_option
@engine_option
def command(
    roster_path: Path,
    ledgers: tuple[Path, ...],
    output: Path | None,
    form: str | None,
    template: Path | None,
    under: str | None,
    branch: str | None,
    by: By,
    since: tuple[Path, ...],
    since_roster: Path | None,
    since_rules: tuple[Path, ...],
    since_day: date | None,
    since_known: date | None,
    reading: Reading,
    day: date | None,
    folders: tuple[Path, ...],
    engine: EngineName | None,
) -> int:
    ledgers = ledgers or _own_ledger(roster_path)
    form, older = _form(form, output, template), older_of(Since(since, since_roster, since_rules, since_day, since_known), ledgers)
    inputs = load_inputs(folders, roster_path, day, reading)
    check_output(output, inputs.path, *reading.slips, *ledgers, *since, since_roster, *since_rules, template)
    top = unit_id(inputs.roster, under) if under else None
    if under and top is None:
        return unknown_unit(inputs.roster, under)
    from cxzy_rules.guidance import chosen

    scope = partial(chosen, under=top, branch=known_branch(inputs.book, branch))
    found = audited(inputs, ledgers, older, scope, reading, engine)
    code = max(tell_roster(inputs.roster), _tell(found))
    _show(replace(found, by=by), form, output, template)
    return code if len(found.rows) else FINDINGS


def _own_ledger(roster: Path) -> tuple[Path, ...]:
    """A working file holds its ledger itself."""
    from cxzy_rules.store.base import is_working_file

    if not is_working_file(roster):
        raise click.UsageError("缺少参数“台账…”；花名册是工作文件（.cxzy）时才可以不写")
    return (roster,)


def _form(form: str | None, output: Path | None, template: Path | None) -> str:
    """The format asked for, else that of the file's ending, else a table on a terminal and JSON in a pipe."""
    found = answer_form(reports, TEXTUAL, form, output)
    if template and found not in TEMPLATED:
        raise click.UsageError("--template 只用于 " + "、".join(TEMPLATED))
    return found


def _tell(found: Audit) -> int:
    """The problems of the ledgers; the exit code that follows from them and from the gaps."""
    from cxzy_rules.audit.audit import GAPS

    tell(found.problems)
    if found.problems:
        click.echo(f"台账有 {len(found.problems)} 个问题。", err=True)
    if found.trend is not None and found.trend.old.problems:
        click.echo(f"旧台账有 {len(found.trend.old.problems)} 个问题，这里没有列出。", err=True)
    gaps = bool(found.pairs["state"].is_in(GAPS).any())
    return FINDINGS if gaps or found.problems else FINE


def _show(found: Audit, form: str, output: Path | None, template: Path | None) -> None:
    if output is not None:
        writer = module(reports, form)
        whole(output, lambda part: writer.write_with(found, part, template) if template else writer.write(found, part))
        click.echo(f"{len(found.rows)} 个单位的统计写进了 {output}", err=True)
    elif form == TABLE:
        from cxzy_rules.screen.audit import show

        show(found)
    else:
        send(module(reports, form).lines(found))
