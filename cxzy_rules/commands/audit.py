"""cxzy audit: what every unit has done of what it must, by its ledgers; and why that is not what older ledgers said."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxzy_rules import reports
from cxzy_rules.audit.rates import BY_LABELS
from cxzy_rules.commands.apart import written
from cxzy_rules.commands.choice import BY, FORMS, SPLITS, Choice
from cxzy_rules.commands.common import (
    FINDINGS,
    FINE,
    Day,
    as_of_option,
    boldness,
    check_counties,
    engine_option,
    known_branch,
    load_inputs,
    reading_options,
    rules_option,
    tell,
    tell_elsewhere,
    tell_roster,
)
from cxzy_rules.commands.early import early
from cxzy_rules.commands.forms import TABLE, answer_form, check_folder
from cxzy_rules.commands.meant import WAYS, unit_id
from cxzy_rules.commands.receipts import receipt_option
from cxzy_rules.commands.since import Asked, Since, audited, older_of
from cxzy_rules.commands.stream import send
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.model.place import Unusable
from cxzy_rules.parts.registry import module, names
from cxzy_rules.parts.whole import whole
from cxzy_rules.roster.load import Reading

if TYPE_CHECKING:
    from cxzy_rules.audit.audit import Audit
    from cxzy_rules.audit.parts import Split
    from cxzy_rules.audit.portion import Portion
    from cxzy_rules.audit.words import By

TEXTUAL, TEMPLATED, NOT_SPLIT = ("json", "csv"), ("docx", "md"), (TABLE, "parquet")
PATH = click.Path(path_type=Path)
HELP = "对照台账，各单位该做的做了没有：完成率、差距清单、台账里的问题。台账可以写多个文件或文件夹；花名册是工作文件时可以不写。"


@click.command(
    "audit",
    options_metavar="[选项]",
    help=HELP,
)
@click.argument("roster_path", metavar="花名册", type=PATH)
@click.argument("ledgers", metavar="[台账…]", nargs=-1, type=PATH)
@written("-o", "--output", metavar="文件", help="写进这个文件（或 .parquet 文件夹）")
@click.option(
    "-f",
    "--format",
    "form",
    type=Choice([TABLE, *names(reports)], FORMS),
    help="格式（默认看文件的扩展名；不写文件时屏幕上是 table，管道里是 json；csv 只列差距）",
)
@click.option("--template", type=PATH, metavar="模板", help="通报用自己改过的模板（docx 或 md）")
@click.option("--under", metavar="单位", help=f"只看这个单位（{WAYS}）和它下面的单位")
@click.option("--branch", metavar="分类", help="只看这个分类（编号或名称）")
@click.option("--by", type=Choice(BY_LABELS, BY), default="branch", help="完成率按什么汇总（默认按分类）；按下级：直属下级各连同它的下级")
@click.option("--split-by", "split", type=Choice(SPLITS, BY), help="分开写进文件夹：一个县、上级或指导部门一份（默认工作簿）")
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
    split: Split | None,
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
    older = older_of(Since(since, since_roster, since_rules, since_day, since_known), ledgers)
    form = _split_form(form, output, older) if split else _form(form, output)
    _check_template(form, template)
    with early(ledgers, reading.known_on, boldness()) as begun:
        as_written = older is not None or not _are_plain(ledgers)
        inputs = load_inputs(folders, roster_path, day, replace(reading, as_written=as_written), begun.begin)
        check_counties(inputs, split)
        top = unit_id(inputs.roster, under) if under else None
        asked = Asked(top, known_branch(inputs.book, branch))
        found = audited(inputs, begun, older, asked, reading, engine)
    code = max(tell_roster(inputs.roster), _tell(found))
    if split and output is not None:
        _spread(replace(found, by=by), split, form, output, template)
    else:
        _show(replace(found, by=by), form, output, template)
    return code if len(found.rows) else FINDINGS


def _own_ledger(roster: Path) -> tuple[Path, ...]:
    """A working file holds its ledger itself."""
    from cxzy_rules.store.sign import is_working_file

    if not is_working_file(roster):
        raise click.UsageError("缺少参数“台账…”；花名册是工作文件（.cxzy）时才可以不写")
    return (roster,)


def _are_plain(ledgers: tuple[Path, ...]) -> bool:
    """Whether none of the ledgers is a workbook, which may ask for the roster as it was written, to tell whether it is still the same."""
    from cxzy_rules.tables.nature import nature

    try:
        return all(nature(path, str(path)) in ("csv", "parquet") for path in ledgers)
    except (Unusable, OSError):
        return False


def _form(form: str | None, output: Path | None) -> str:
    """The format asked for, else that of the file's ending, else a table on a terminal and JSON in a pipe."""
    return answer_form(reports, TEXTUAL, form, output)


def _split_form(form: str | None, output: Path | None, older: Since | None) -> str:
    """The format of the files of a distribution: a workbook unless another is asked for."""
    if output is None:
        raise click.UsageError("--split-by 要用 -o 写明写进哪个文件夹")
    if older:
        raise click.UsageError("--split-by 和 --since 不能合用；先用 --under 给一个县单独比")
    check_folder(reports, output)
    if form in NOT_SPLIT:
        raise click.UsageError("--split-by 不能用 " + "、".join(NOT_SPLIT))
    return form or "xlsx"


def _check_template(form: str, template: Path | None) -> None:
    if template and form not in TEMPLATED:
        raise click.UsageError("--template 只用于 " + "、".join(TEMPLATED))


def _tell(found: Audit) -> int:
    """The problems of the ledgers; the exit code that follows from them and from the gaps."""
    from cxzy_rules.audit.words import GAPS, STATES

    tell(found.problems)
    if found.problems:
        click.echo(f"台账有 {len(found.problems)} 个问题。", err=True)
    tell_elsewhere(found.ledger.elsewhere)
    if found.trend is not None and found.trend.old.problems:
        click.echo(f"旧台账有 {len(found.trend.old.problems)} 个问题，这里没有列出。", err=True)
    gaps = any(found.by_slot[:, STATES.index(state)].any() for state in GAPS)
    return FINDINGS if gaps or found.problems else FINE


def _spread(found: Audit, split: Split, form: str, output: Path, template: Path | None) -> None:
    """A file for each part, in a folder, with what it tells said on standard error."""
    from cxzy_rules.audit.portion import portions
    from cxzy_rules.parts.distribution import distribute

    writer, parts = module(reports, form), portions(found, split)

    def write(part: Portion, target: Path) -> None:
        if template:
            writer.write_with(part.audit, target, template)
        else:
            writer.write(part.audit, target)

    with click.progressbar(parts, file=sys.stderr, hidden=not sys.stderr.isatty(), label="写文件") as shown:
        distribute(shown, output, form, write)
    click.echo(f"{len(found.rows)} 个单位的统计分成 {len(parts)} 份，写进了 {output}", err=True)


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
