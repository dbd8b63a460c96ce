"""cxzy rules check: every mistake of a rulebook, with its place."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.common import FINE, UNUSABLE, meant_rules, rules_option, tell
from cxzy_rules.model.law import SECTION_LABELS


@click.command("check", options_metavar="[选项]", help="检查规则文件夹，一次列出所有问题。")
@rules_option
def command(folders: tuple[Path, ...]) -> int:
    from cxzy_rules.rulebook.book import volumes
    from cxzy_rules.rulebook.load import examine

    book, problems = examine(*meant_rules(folders))
    tell(tuple(problems))
    if problems or book is None:
        click.echo(f"共 {len(problems)} 个问题。", err=True)
        return UNUSABLE
    for one in volumes(book):
        sections = "，".join(f"{SECTION_LABELS[s]} {sum(r.section == s for r in one.rules)}" for s in SECTION_LABELS)
        click.echo(f"{one.identity.title}：{len(one.rules)} 条规则（{sections}），{len(one.rulings)} 个裁定，没有问题。")
    return FINE
