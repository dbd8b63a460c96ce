"""cxzy rules diff: what differs between two rulebooks, and for which units that changes what."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxzy_rules import differences
from cxzy_rules.commands.apart import check_apart, written
from cxzy_rules.commands.choice import FORMS, Choice
from cxzy_rules.commands.common import (
    FINDINGS,
    FINE,
    as_of_option,
    meant_rules,
    reading_options,
    rules_option,
    tell_roster,
    warn_day,
)
from cxzy_rules.commands.forms import file_form
from cxzy_rules.parts.registry import module, names
from cxzy_rules.parts.whole import whole
from cxzy_rules.roster.load import Reading

if TYPE_CHECKING:
    from cxzy_rules.questions.diff.difference import Difference
    from cxzy_rules.questions.diff.sides import Side
    from cxzy_rules.questions.diff.units import UnitChanges

    Sides = tuple[AbstractContextManager[Side], AbstractContextManager[Side]]

PATH = click.Path(path_type=Path)
CALL = (
    "要写旧、新两套规则，如 cxzy rules diff 旧文件夹 新文件夹，或者 cxzy rules diff --git HEAD~1；"
    "有补充文件的，如 cxzy rules diff --rules 底本 --new 补充文件"
)


@click.command(
    "diff",
    options_metavar="[选项]",
    help="两套规则差在哪里；给出花名册就列出哪些单位的结果变了。旧、新各写一个规则文件夹，或者 版本:路径（如 HEAD~1:rules）。"
    "有补充文件的，两边都有的用 --rules 写，只在一边的用 --old、--new 写。",
)
@click.argument("sides", metavar="[旧] [新]", nargs=-1)
@click.option(
    "--git", "revisions", multiple=True, metavar="版本", help="拿 --rules 文件夹在这个 Git 版本时的样子作旧的；写两次就比这两个版本"
)
@click.option("--old", "olds", multiple=True, metavar="文件夹", help="只在旧的一边的底本或补充文件，也可以是 版本:路径；可以写多次")
@click.option("--new", "news", multiple=True, metavar="文件夹", help="只在新的一边的底本或补充文件，也可以是 版本:路径；可以写多次")
@click.option("--roster", "roster_path", type=PATH, metavar="花名册", help="看哪些单位的结果变了")
@written("-o", "--output", metavar="文件", help="写进这个文件")
@click.option("-f", "--format", "form", type=Choice(names(differences), FORMS), help="格式（默认看文件的扩展名）")
@reading_options
@as_of_option
@rules_option
def command(
    sides: tuple[str, ...],
    revisions: tuple[str, ...],
    olds: tuple[str, ...],
    news: tuple[str, ...],
    roster_path: Path | None,
    output: Path | None,
    form: str | None,
    reading: Reading,
    day: date | None,
    folders: tuple[Path, ...],
) -> int:
    from cxzy_rules.questions.diff.difference import difference, latest_day

    if output is not None:
        named = [part for side in (*sides, *olds, *news) for part in (side, side.rpartition(":")[2])]
        check_apart(output, [Path(part) for part in named if Path(part).exists()])
    form = _form(form, output)
    if revisions:
        before, after = _at_revisions(sides, revisions, olds + news, meant_rules(folders))
    else:
        before, after = _named(sides, olds, news, folders)
    with before as old, after as new:
        asked = day or latest_day(old.book, new.book, date.today())
        _warn(old, new, asked)
        if day is None and old.book.identity.ends != new.book.identity.ends:
            click.echo(f"提醒：两套规则的最后一日不同，这里按 {asked} 比；别的日子用 --as-of 另比。", err=True)
        found = difference(old, new, asked, roster_path, reading)
        _show(found, output, form)
    if found.units is not None:
        _tell_unreached(found.units)
        tell_roster(found.units.new.roster)
    return FINDINGS if found.differs() else FINE


def _form(form: str | None, output: Path | None) -> str | None:
    if output is None and form is not None:
        raise click.UsageError(f"{form} 格式要用 -o 写进文件")
    return None if output is None else file_form(differences, form, output)


def _at_revisions(sides: tuple[str, ...], revisions: tuple[str, ...], one_sided: tuple[str, ...], folders: tuple[Path, ...]) -> Sides:
    """The rules' folders at one revision and at another, or as they are, or one other folder."""
    from cxzy_rules.questions.diff.sides import folder_at, named, opened

    found = [opened([folder_at(revision, folder) for folder in folders]) for revision in revisions]
    found += [opened([named(side)]) for side in sides]
    if len(found) == 1:
        found.append(opened([named(str(folder)) for folder in folders]))
    if len(found) != 2 or one_sided:
        raise click.UsageError(CALL)
    return found[0], found[1]


def _named(sides: tuple[str, ...], olds: tuple[str, ...], news: tuple[str, ...], folders: tuple[Path, ...]) -> Sides:
    """On each side what stands on both, and then its own."""
    from cxzy_rules.questions.diff.sides import named, opened

    if len(sides) not in (0, 2) or (sides and (olds or news)) or not (sides or olds or news):
        raise click.UsageError(CALL)
    under = tuple(map(str, folders))
    old, new = under + olds + sides[:1], under + news + sides[1:]
    if not (old and new):
        raise click.UsageError(CALL)
    return opened([*map(named, old)]), opened([*map(named, new)])


def _tell_unreached(units: UnitChanges) -> None:
    """Tells every layer of either side that reaches nobody."""
    from cxzy_rules.roster.reached import unreached

    told = (line for one in (units.old, units.new) for line in unreached(one.roster.units, one.book.vocabulary))
    for line in dict.fromkeys(told):
        click.echo(f"提醒：{line}。", err=True)


def _warn(old: Side, new: Side, day: date) -> None:
    for issued, ends in sorted({(side.book.identity.issued, side.book.identity.ends) for side in (old, new)}):
        warn_day(day, issued, ends)


def _show(found: Difference, output: Path | None, form: str | None) -> None:
    from cxzy_rules.screen.diff import diff_lines

    for line in diff_lines(found):
        click.echo(line)
    if output is not None and form is not None:
        whole(output, lambda part: module(differences, form).write(found, part))
        click.echo(f"对照写进了 {output}", err=True)
