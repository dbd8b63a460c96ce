"""cxzy backup: a copy of a working file as it is now, even while others write."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.apart import written
from cxzy_rules.commands.common import FINE


@click.command("backup", options_metavar="[选项]", help="备份工作文件；别人正在写也可以备份。")
@click.argument("path", metavar="工作文件", type=click.Path(path_type=Path))
@written("-o", "--output", required=True, metavar="文件", help="备份写进这个文件")
def command(path: Path, output: Path) -> int:
    from cxzy_rules.parts.whole import whole
    from cxzy_rules.paths import shown
    from cxzy_rules.store.base import opened
    from cxzy_rules.store.health import backup

    opened(path, shown(path))
    whole(output, lambda part: backup(path, part))
    click.echo(f"备份写进了 {output}", err=True)
    return FINE
