"""cxzy rules coverage: the document held against the rules that quote it, sentence by sentence."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules import side_by_side
from cxzy_rules.commands.apart import written
from cxzy_rules.commands.choice import FORMS, Choice
from cxzy_rules.commands.common import FINDINGS, FINE, json_option, load_book, rules_option
from cxzy_rules.commands.forms import TABLE, file_form
from cxzy_rules.parts.registry import module, names


@click.command("coverage", options_metavar="[选项]", help="原文逐句对照：哪一句写进了哪几条规则，哪一句不是规则、为什么，有没有漏掉的。")
@written("-o", "--output", metavar="文件", help="写进这个文件（.html、.docx、.json）；有补充文件的，一个文件接一个文件写")
@click.option(
    "-f", "--format", "form", type=Choice([TABLE, *names(side_by_side)], FORMS), help="格式（默认看文件的扩展名，不写文件时用 table）"
)
@json_option
@rules_option
def command(output: Path | None, form: str | None, as_json: bool, folders: tuple[Path, ...]) -> int:
    from cxzy_rules.questions.coverage import coverage
    from cxzy_rules.rulebook.book import volumes

    if output is not None:
        form = file_form(side_by_side, form, output)
    elif form not in (None, TABLE, "json"):
        raise click.UsageError(f"{form} 格式要用 -o 写进文件")
    every = [coverage(one) for one in volumes(load_book(folders))]
    if output is not None and form is not None:
        from cxzy_rules.parts.whole import whole

        whole(output, lambda part: module(side_by_side, form).write(every, part))
    if as_json or (output is None and form == "json"):
        from cxzy_rules.side_by_side.json import text

        click.echo(text(every))
    elif output is None:
        from cxzy_rules.screen.coverage import coverage_lines

        for line in (line for one in every for line in coverage_lines(one)):
            click.echo(line)
    lost = [sentence for one in every for sentence in one.unaccounted()]
    if lost and output is not None:
        click.echo(f"有 {len(lost)} 句没有交代。", err=True)
    return FINDINGS if lost else FINE
