"""cxzy rules check: every mistake of a rulebook, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxzy_rules.commands.apart import written
from cxzy_rules.commands.common import FINE, UNUSABLE, meant_rules, rules_option, tell
from cxzy_rules.model.law import SECTION_LABELS
from cxzy_rules.model.place import Unusable
from cxzy_rules.paths import shown

if TYPE_CHECKING:
    from cxzy_rules.model.place import Problem
    from cxzy_rules.rulebook.book import Rulebook


@click.command("check", options_metavar="[选项]", help="检查规则文件夹，一次列出所有问题。")
@written("--sarif", metavar="文件.sarif", help="另外把问题写成 SARIF，给代码平台和编辑器看")
@rules_option
def command(sarif: Path | None, folders: tuple[Path, ...]) -> int:
    from cxzy_rules.questions.cases import read_cases
    from cxzy_rules.rulebook.book import volumes
    from cxzy_rules.rulebook.load import examine

    book, problems = examine(*meant_rules(folders))
    if book is not None and not problems:  # cases speak of rules: where these are wrong, they would be told amiss
        try:
            read_cases(book)
        except Unusable as refused:
            problems = [*refused.problems]
    tell(tuple(problems))
    if sarif is not None:
        _write_sarif(problems, sarif)
    if problems or book is None:
        click.echo(f"共 {len(problems)} 个问题。", err=True)
        return UNUSABLE
    _tell_stale(book)
    for one in volumes(book):
        sections = "，".join(f"{SECTION_LABELS[s]} {sum(r.section == s for r in one.rules)}" for s in SECTION_LABELS)
        click.echo(f"{one.identity.title}：{len(one.rules)} 条规则（{sections}），{len(one.rulings)} 个裁定，没有问题。")
    return FINE


def _write_sarif(problems: list[Problem], sarif: Path) -> None:
    from cxzy_rules.parts.sarif import write
    from cxzy_rules.parts.whole import whole

    whole(sarif, lambda part: write(problems, part))
    click.echo(f"问题写进了 {sarif}", err=True)


def _tell_stale(book: Rulebook) -> None:
    """Editors complete and check by the schemas beside the rules: these must say what the rules say."""
    from cxzy_rules.editors.heads import FOLDER
    from cxzy_rules.editors.written import newest, out_of_date

    folder = newest(book).folder / FOLDER
    if out_of_date(book, folder):
        click.echo(f"提醒：{shown(folder)} 里给编辑器的 Schema 不是最新的，用 cxzy rules schema 重写。", err=True)
