"""cxzy guide: what applies to each unit, in any format."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from cxzy_rules import formats
from cxzy_rules.commands.apart import written
from cxzy_rules.commands.choice import FORMS, Choice
from cxzy_rules.commands.common import (
    FINDINGS,
    as_of_option,
    engine_option,
    known_branch,
    load_inputs,
    reading_options,
    rules_option,
    tell_roster,
)
from cxzy_rules.commands.forms import TABLE, answer_form
from cxzy_rules.commands.meant import WAYS, unit_id
from cxzy_rules.commands.receipts import receipt_option
from cxzy_rules.commands.stream import send
from cxzy_rules.engine.choose import EngineName
from cxzy_rules.parts.progress import progress
from cxzy_rules.parts.registry import module, names
from cxzy_rules.parts.whole import whole
from cxzy_rules.roster.load import Reading

TEXTUAL = ("jsonl", "json", "csv")


@click.command("guide", options_metavar="[选项]", help="花名册里每个单位适用什么、由谁监督、依据哪一条。花名册不写时用自带的。")
@click.argument("roster_path", metavar="[花名册]", required=False, type=click.Path(path_type=Path))
@written("-o", "--output", metavar="文件", help="写进这个文件（或 .parquet 文件夹）")
@click.option("-f", "--format", "form", type=Choice([TABLE, *names(formats)], FORMS), help="格式（默认看文件的扩展名）")
@click.option("--unit", "units", multiple=True, metavar="单位", help=f"只看这个单位（{WAYS}），可以写多次")
@click.option("--under", metavar="单位", help=f"只看这个单位（{WAYS}）和它下面的单位")
@click.option("--branch", metavar="分类", help="只看这个分类（编号或名称）")
@reading_options
@as_of_option
@rules_option
@receipt_option
@engine_option
def command(
    roster_path: Path | None,
    output: Path | None,
    form: str | None,
    units: tuple[str, ...],
    under: str | None,
    branch: str | None,
    reading: Reading,
    day: date | None,
    folders: tuple[Path, ...],
    engine: EngineName | None,
) -> int:
    form = answer_form(formats, TEXTUAL, form, output)
    with progress("读规则和花名册"):
        inputs = load_inputs(folders, roster_path, day, replace(reading, as_written=False))
    wanted_units, top = [unit_id(inputs.roster, unit) for unit in units], unit_id(inputs.roster, under) if under else None
    wanted, inputs = known_branch(inputs.book, branch), replace(inputs, roster=inputs.roster.without_cells())
    from cxzy_rules.guidance import chosen, guide

    with progress("逐种情形推理"):
        guidance = guide(inputs.roster, inputs.book, inputs.day, engine)
    rows = chosen(guidance, wanted_units, top, wanted)
    code = tell_roster(inputs.roster)
    if output is not None:
        writer = module(formats, form)
        with progress("准备写出") as watch:
            whole(output, lambda part: writer.write(guidance, rows, part, watch))
        click.echo(f"{len(rows)} 个单位的结果写进了 {output}", err=True)
    elif form == TABLE:
        from cxzy_rules.screen.table import show

        show(guidance, rows)
    else:
        send(module(formats, form).lines(guidance, rows))
    return code if len(rows) else FINDINGS
