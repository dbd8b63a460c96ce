"""cxzy rules show: a rule with its quote, condition and rulings, or all of them in a list."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.common import FINDINGS, FINE, load_book, rules_option
from cxzy_rules.model.law import ROLE_LABELS, SECTION_LABELS
from cxzy_rules.model.place import hint_nearest


@click.command("show", options_metavar="[选项]", help="查看规则：写编号或名称看一条，不写列出全部。")
@click.argument("name", metavar="[规则]", required=False)
@click.option("--clause", metavar="条", help="只列这一条的规则，如 3.1")
@rules_option
def command(name: str | None, clause: str | None, folders: tuple[Path, ...]) -> int:
    from cxzy_rules.conditions.words import phrase
    from cxzy_rules.parts.words import cited

    book = load_book(folders)
    rules = [rule for rule in book.rules if (clause in (None, rule.clause)) and (name in (None, rule.id, rule.label))]
    if not rules:
        known = [rule.id for rule in book.rules] + [rule.label for rule in book.rules]
        click.echo(f"没有这样的规则。{hint_nearest(name or clause or '', known)}", err=True)
        return FINDINGS
    for rule in rules:
        role = f"·{ROLE_LABELS[rule.role]}" if rule.role else ""
        click.echo(f"{rule.id}　{rule.label}　{SECTION_LABELS[rule.section]}{role}　{cited(book, rule)}")
        if name is not None:
            click.echo(f"  原文：“{rule.quote}”")
            click.echo(f"  条件：{phrase(rule.when, book.lexicon)}")
            if rule.sharpens:
                click.echo(f"  收紧：{rule.sharpens}")
            for ruling in filter(None, (rule.ruling, rule.counterpart)):
                click.echo(f"  裁定：{ruling}（{book.rulings[ruling].date}）{book.rulings[ruling].text}")
            click.echo(f"  写在：{rule.place}")
    return FINE
