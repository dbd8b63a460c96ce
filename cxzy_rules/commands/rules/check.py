"""cxzy rules check: every mistake of a rulebook, with its place."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.common import FINE, UNUSABLE, rules_option, tell
from cxzy_rules.model.law import SECTION_LABELS
from cxzy_rules.paths import shipped_rules


@click.command("check", options_metavar="[选项]", help="检查规则文件夹，一次列出所有问题。")
@rules_option
def command(folder: Path | None) -> int:
    from cxzy_rules.rulebook.load import examine

    book, problems = examine(folder or shipped_rules())
    tell(tuple(problems))
    if problems or book is None:
        click.echo(f"共 {len(problems)} 个问题。", err=True)
        return UNUSABLE
    sections = "，".join(f"{SECTION_LABELS[s]} {sum(r.section == s for r in book.rules)}" for s in SECTION_LABELS)
    click.echo(f"{book.identity.title}：{len(book.rules)} 条规则（{sections}），{len(book.rulings)} 个裁定，没有问题。")
    return FINE
