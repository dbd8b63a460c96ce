"""cxzy audit: what every unit has done of what it must, by its ledgers; and why that is not what older ledgers said."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
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
    Inputs,
    as_of_option,
    check_output,
    engine_option,
    known_branch,
    load_book,
    load_inputs,
    reading_options,
    rules_option,
    tell,
    tell_roster,
    unit_id,
    unknown_unit,
)
from cxzy_rules.commands.stream import send
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.parts.whole import whole
from cxzy_rules.roster.load import Reading

if TYPE_CHECKING:
    from cxzy_rules.audit.audit import Audit, By
    from cxzy_rules.audit.trend import Circumstances, Scope
    from cxzy_rules.roster.roster import Roster

TEXTUAL, TEMPLATED = ("json", "csv"), ("docx", "md")
PATH = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Since:
    """What the older audit rests on, as far as it is not what the new one rests on."""

    ledgers: tuple[Path, ...]
    roster: Path | None
    rules: Path | None
    day: date | None


@click.command(
    "audit", options_metavar="[选项]", help="对照台账，各单位该做的做了没有：完成率、差距清单、台账里的问题。台账可以写多个文件或文件夹。"
)
@click.argument("roster_path", metavar="花名册", type=PATH)
@click.argument("ledgers", metavar="台账…", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", type=PATH, metavar="文件", help="写进这个文件（或 .parquet 文件夹）")
@click.option("-f", "--format", "form", type=click.Choice(["table", *reports.names()]), help="格式（默认看文件的扩展名）")
@click.option("--template", type=PATH, metavar="模板", help="通报用自己改过的模板（docx 或 md）")
@click.option("--under", metavar="编号", help="只看这个单位（编号或全称）和它下面的单位")
@click.option("--branch", metavar="分类", help="只看这个分类（编号或名称）")
@click.option("--by", type=click.Choice([*BY_LABELS]), default="branch", help="完成率按分类（默认）、县、上级、指导部门或事项汇总")
@click.option("--since", multiple=True, type=PATH, metavar="旧台账", help="和旧台账比：什么好转、什么退步、为什么，可以写多次")
@click.option("--since-roster", type=PATH, metavar="旧花名册", help="旧台账用的花名册（默认同一份）")
@click.option("--since-rules", type=PATH, metavar="旧规则文件夹", help="旧台账用的规则（默认同一套）")
@click.option("--since-as-of", "since_day", type=Day(), help="旧台账按哪一天算（默认同一天）")
@reading_options
@as_of_option
@rules_option
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
    since_rules: Path | None,
    since_day: date | None,
    reading: Reading,
    day: date | None,
    folder: Path | None,
    engine: EngineName | None,
) -> int:
    form, older = _form(form, output, template), _since(Since(since, since_roster, since_rules, since_day))
    inputs = load_inputs(folder, roster_path, day, reading)
    check_output(output, inputs.path, *reading.slips, *ledgers, *since, since_roster, since_rules, template)
    top = unit_id(inputs.roster, under) if under else None
    if under and top is None:
        return unknown_unit(inputs.roster, under)
    from cxzy_rules.guidance import chosen

    scope = partial(chosen, under=top, branch=known_branch(inputs.book, branch))
    found = _audit(inputs, ledgers, older, scope, reading, engine)
    code = max(tell_roster(inputs.roster), _tell(found))
    _show(replace(found, by=by), form, output, template)
    return code if len(found.rows) else FINDINGS


def _form(form: str | None, output: Path | None, template: Path | None) -> str:
    """The format asked for, else that of the file's ending, else a table on a terminal and JSON in a pipe."""
    found = _format(form, output)
    if template and found not in TEMPLATED:
        raise click.UsageError("--template 只用于 " + "、".join(TEMPLATED))
    return found


def _format(form: str | None, output: Path | None) -> str:
    if output is None:
        form = form or ("table" if sys.stdout.isatty() else "json")
        if form not in (*TEXTUAL, "table"):
            raise click.UsageError(f"{form} 格式要用 -o 写进文件")
        return form
    form = form or reports.format_of(output)
    if form is None or form == "table":
        raise click.UsageError(f"从“{output.name}”看不出格式，用 -f 写明：" + "、".join(reports.names()))
    return form


def _since(older: Since) -> Since | None:
    if older.ledgers:
        return older
    if older.roster or older.rules or older.day:
        raise click.UsageError("--since-roster、--since-rules、--since-as-of 要和 --since 旧台账 一起写")
    return None


def _audit(
    inputs: Inputs, ledgers: tuple[Path, ...], older: Since | None, scope: Scope, reading: Reading, engine: EngineName | None
) -> Audit:
    from cxzy_rules.audit.trend import Circumstances, audit_of, with_trend
    from cxzy_rules.ledger.read import read_ledgers

    now = Circumstances(inputs.book, inputs.roster, inputs.day, read_ledgers(ledgers, inputs.roster, inputs.book, inputs.day))
    found = audit_of(now, scope, engine)
    if older is None:
        return found
    then, between = _then(inputs, older, reading)
    return with_trend(found, now, then, between, scope, engine)


def _then(inputs: Inputs, older: Since, reading: Reading) -> tuple[Circumstances, Roster]:
    """What the older audit rests on, and its roster as the newer rulebook's vocabulary reads it."""
    from cxzy_rules.audit.trend import Circumstances
    from cxzy_rules.ledger.read import read_ledgers
    from cxzy_rules.paths import shown
    from cxzy_rules.roster.load import load_roster

    book = load_book(older.rules) if older.rules else inputs.book
    path, hand = older.roster or inputs.path, replace(reading, slips=()) if older.roster else reading
    between = load_roster(path, shown(path), inputs.book.vocabulary, hand) if older.roster else inputs.roster
    roster = load_roster(path, shown(path), book.vocabulary, hand) if older.rules else between
    day = older.day or book.latest_day(inputs.day)
    return Circumstances(book, roster, day, read_ledgers(older.ledgers, roster, book, day)), between


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
        writer = reports.module(form)
        whole(output, lambda part: writer.write_with(found, part, template) if template else writer.write(found, part))
        click.echo(f"{len(found.rows)} 个单位的统计写进了 {output}", err=True)
    elif form == "table":
        from cxzy_rules.screen.audit import show

        show(found)
    else:
        send(reports.module(form).lines(found))
