"""cxzy import: rosters, ledgers and returned forms into a working file, each once."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from cxzy_rules.commands.common import FINDINGS, FINE, UNUSABLE, load_book, reading_options, rules_option, tell
from cxzy_rules.model.place import Problem, Unusable
from cxzy_rules.roster.load import Reading

if TYPE_CHECKING:
    from cxzy_rules.working.bring import Desk, Outcome

HELP = "把花名册、台账、交回的清单（文件或文件夹，可以写多个）导入工作文件。是花名册还是台账，看表头就知道；同一个文件只导入一次。"
SORT_LABELS = {"roster": "花名册", "ledger": "台账", "hand": "手工填写"}


@click.command("import", options_metavar="[选项]", help=HELP)
@click.argument("path", metavar="工作文件", type=click.Path(path_type=Path))
@click.argument("sources", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--by", metavar="姓名", help="谁导入的（默认是登录名）")
@click.option("--roster", "sort", flag_value="roster", help="都当花名册读")
@click.option("--ledger", "sort", flag_value="ledger", help="都当台账读")
@reading_options
@rules_option
def command(
    path: Path,
    sources: tuple[Path, ...],
    by: str | None,
    sort: Literal["roster", "ledger"] | None,
    reading: Reading,
    folders: tuple[Path, ...],
) -> int:
    from cxzy_rules.ledger.files import files_of
    from cxzy_rules.paths import shown
    from cxzy_rules.store.base import opened
    from cxzy_rules.working.bring import Desk

    desk = Desk(opened(path, shown(path)), shown(path), by or getpass.getuser(), load_book(folders))
    problems: list[Problem] = []
    codes = [_bring(desk, source, sort, reading) for source in files_of(sources, problems)]
    tell(tuple(problems))
    return max([FINDINGS if problems else FINE, *codes])


def _bring(desk: Desk, source: Path, sort: Literal["roster", "ledger"] | None, reading: Reading) -> int:
    """Brings one file and says what came of it; one that cannot be used does not keep the others out."""
    from cxzy_rules.paths import shown
    from cxzy_rules.working.bring import bring

    try:
        found = bring(desk, source, datetime.now().astimezone(), sort, reading)
    except Unusable as refused:
        tell(refused.problems)
        click.echo(f"{shown(source)}：没有导入", err=True)
        return UNUSABLE
    tell(found.problems)
    click.echo(f"{shown(source)}：{_said(found)}", err=True)
    return FINDINGS if found.problems else FINE


def _said(found: Outcome) -> str:
    if found.doubled is not None:
        return f"{found.doubled.at:%Y-%m-%d %H:%M} 已经导入过（第 {found.doubled.id} 批），没有再导入"
    counted = f"{found.rows} 个单位" if found.sort == "roster" else f"{found.rows} 条记录"
    return f"{SORT_LABELS[found.sort]}，{counted}，记为第 {found.batch} 批"
