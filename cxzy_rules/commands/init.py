"""cxzy init: a new working file."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.common import FINE

HELP = "建一个空的工作文件（.cxzy），长期保存花名册的各个版本、所有台账记录和用过的规则。"


@click.command("init", options_metavar="[选项]", help=HELP)
@click.argument("path", metavar="工作文件", type=click.Path(path_type=Path))
def command(path: Path) -> int:
    from cxzy_rules.paths import shown
    from cxzy_rules.store.base import create

    create(path, shown(path))
    click.echo(f"建好了工作文件 {shown(path)}；接着用 cxzy import {shown(path)} 花名册 台账… 导入", err=True)
    return FINE
