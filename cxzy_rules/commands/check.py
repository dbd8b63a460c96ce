"""cxzy check: whether a working file is whole."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.common import FINE, UNUSABLE


@click.command("check", options_metavar="[选项]", help="逐页逐行检查工作文件：有没有损坏，写进去的内容有没有被改过。")
@click.argument("path", metavar="工作文件", type=click.Path(path_type=Path))
def command(path: Path) -> int:
    from cxzy_rules.paths import shown
    from cxzy_rules.store.base import opened, reading
    from cxzy_rules.store.health import health

    with reading(opened(path, shown(path)), shown(path)) as connection:
        found = health(connection)
    for fault in found.faults:
        click.echo(f"{shown(path)}: {fault}", err=True)
    counted = f"花名册 {found.rosters} 版，台账 {found.ledgers} 批，记录 {found.records} 条（采用 {found.accepted} 条）"
    click.echo(f"{counted}，" + (f"有 {len(found.faults)} 处损坏，请用备份恢复。" if found.faults else "完好。"))
    return UNUSABLE if found.faults else FINE
