"""cxzy mcp: a read-only Model Context Protocol server over standard input and output, for assistants: who, guide, explain, audit, rules."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.common import FINE, UNUSABLE, load_book, roster_option, rules_option

MISSING = "要另装一个包：pip install 'cxzy-rules[mcp]'"


@click.command("mcp", options_metavar="[选项]", help="给智能助手用的只读接口（MCP，标准输入输出）：查单位、为什么、差距、规则。")
@roster_option
@click.option(
    "--ledger", "ledgers", multiple=True, type=click.Path(path_type=Path), metavar="台账", help="可以写多次；花名册是工作文件时不必写"
)
@rules_option
def command(roster_path: Path | None, ledgers: tuple[Path, ...], folders: tuple[Path, ...]) -> int:
    try:
        from cxzy_rules.web.mcp import server
    except ImportError:
        click.echo(MISSING, err=True)
        return UNUSABLE
    from cxzy_rules.commands.common import meant_roster

    server(load_book(folders), meant_roster(roster_path), ledgers).run("stdio")
    return FINE
