"""cxzy roster: check a roster, ask for what it lacks, convert it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxzy_rules.commands.apart import written
from cxzy_rules.commands.common import (
    FINDINGS,
    FINE,
    as_of_option,
    json_option,
    load_inputs,
    reading_options,
    rules_option,
    tell_roster,
)
from cxzy_rules.roster.load import Reading

if TYPE_CHECKING:
    from cxzy_rules.guidance import Guidance
    from cxzy_rules.questions.census import Census


@click.group("roster", options_metavar="[选项]", subcommand_metavar="命令 [参数]", help="检查花名册，出最少补报单，转换格式。")
def command() -> None:
    pass


@command.command("check", options_metavar="[选项]", help="列出花名册的所有问题、各类单位数、归口和指导上的疑点。")
@click.argument("path", metavar="[花名册]", required=False, type=click.Path(path_type=Path))
@written("-o", "--output", metavar="文件.xlsx", help="把原工作簿加上“问题”一列写进这个文件；已有这一列的，换成这次的")
@reading_options
@json_option
@as_of_option
@rules_option
def check(path: Path | None, output: Path | None, reading: Reading, as_json: bool, day: date | None, folders: tuple[Path, ...]) -> int:
    from cxzy_rules.guidance import guide
    from cxzy_rules.questions.census import census
    from cxzy_rules.screen.census import census_lines, census_record

    inputs = load_inputs(folders, path, day, reading)
    if output is not None:
        _check_ending(output, inputs.path)
    guidance = guide(inputs.roster, inputs.book, inputs.day)
    found = census(guidance)
    if as_json:
        click.echo(json.dumps(census_record(guidance, found), ensure_ascii=False, indent=1))
    else:
        for line in census_lines(guidance, found):
            click.echo(line)
    code = tell_roster(inputs.roster)
    if output is not None:
        _give_back(inputs.path, guidance, found, output)
    return FINDINGS if found.homeless or found.doubts else code


def _check_ending(output: Path, source: Path) -> None:
    from cxzy_rules.parts.marked import ending

    if output.suffix.lower() != ending(source):
        raise click.UsageError(f"“{output.name}”的扩展名应是：{ending(source)}")


def _give_back(source: Path, guidance: Guidance, found: Census, output: Path) -> None:
    """Writes the workbook with the column, and says whether it is the office's own."""
    from cxzy_rules.parts.marked import is_package, write_marked
    from cxzy_rules.parts.whole import whole

    whole(output, lambda part: write_marked(source, guidance, found, part))
    own = "" if is_package(source) else f"；“{source.name}”不是 .xlsx 工作簿，所以是新做的一个，只有表里的内容"
    click.echo(f"加了“问题”一列的工作簿写进了 {output}{own}", err=True)


@command.command("slip", options_metavar="[选项]", help="最少补报单：补上哪些格，待定的规则就都能确定。填好后用 --patch 交回。")
@click.argument("path", metavar="[花名册]", required=False, type=click.Path(path_type=Path))
@written("-o", "--output", metavar="文件.xlsx", required=True, help="写进这个文件")
@reading_options
@as_of_option
@rules_option
def slip(path: Path | None, output: Path, reading: Reading, day: date | None, folders: tuple[Path, ...]) -> int:
    from cxzy_rules.guidance import guide
    from cxzy_rules.parts.slip_book import write_slip
    from cxzy_rules.parts.whole import whole
    from cxzy_rules.questions.slip import blanks

    inputs = load_inputs(folders, path, day, reading)
    guidance = guide(inputs.roster, inputs.book, inputs.day)
    wanted = blanks(guidance)
    tell_roster(inputs.roster)
    if not wanted:
        click.echo("没有待定的规则，不用补报。")
        return FINE
    whole(output, lambda part: write_slip(guidance, wanted, part))
    units, superiors = len({blank.row for blank in wanted}), len({blank.superior for blank in wanted})
    click.echo(f"要补 {len(wanted)} 格，涉及 {units} 个单位，由 {superiors} 个上级填报；写进了 {output}")
    return FINDINGS


@command.command("convert", options_metavar="[选项]", help="把花名册转成干净的 CSV、XLSX 或 Parquet。")
@click.argument("path", metavar="花名册", type=click.Path(path_type=Path))
@written("output", by=click.argument, metavar="输出文件")
@reading_options
@rules_option
def convert(path: Path, output: Path, reading: Reading, folders: tuple[Path, ...]) -> int:
    from cxzy_rules.parts.clean_roster import WRITERS
    from cxzy_rules.parts.whole import whole

    if output.suffix.lower() not in WRITERS:
        raise click.UsageError(f"“{output.name}”的扩展名应是：" + "、".join(WRITERS))
    inputs = load_inputs(folders, path, None, reading)
    whole(output, lambda part: WRITERS[output.suffix.lower()](inputs.book.vocabulary, inputs.roster, part))
    click.echo(f"{inputs.roster.units.height} 个单位写进了 {output}", err=True)
    return tell_roster(inputs.roster)
