"""cxzy rules schema: JSON Schema of every kind of file of a rulebook, for editors, and the line by which they find it."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.apart import written
from cxzy_rules.commands.common import FINE, meant_rules, rules_option
from cxzy_rules.model.place import Unusable
from cxzy_rules.paths import shown


@click.command("schema", options_metavar="[选项]", help="写出各种规则文件的 JSON Schema：编辑器能补全键、事实、类型、条款，边写边查错。")
@written("-o", "--output", beside_rules=True, metavar="文件夹", help="写到哪里（默认规则文件夹里的 schema）")
@click.option("--head", is_flag=True, help="给每个还没有的 YAML 文件加上第一行，编辑器由它找到 Schema")
@rules_option
def command(output: Path | None, head: bool, folders: tuple[Path, ...]) -> int:
    from cxzy_rules.editors.heads import FOLDER, without
    from cxzy_rules.editors.written import newest, only_schemas, texts, write
    from cxzy_rules.parts.whole import whole
    from cxzy_rules.rulebook.load import examine

    book, problems = examine(*meant_rules(folders))
    if book is None:
        raise Unusable(problems)
    rules = newest(book).folder
    target = output or rules / FOLDER
    whole(target, lambda part: write(book, part), only_schemas)
    click.echo(f"{len(texts(book))} 个 JSON Schema 写进了 {shown(target)}")
    if problems:
        click.echo(f"提醒：规则还有 {len(problems)} 个问题（用 cxzy rules check 看），读不懂的词没有写进去。", err=True)
    lacking = without(rules, target)
    if head:
        for path, line in lacking.items():
            _put(path, line)
        click.echo(f"{len(lacking)} 个 YAML 文件加上了第一行")
    elif lacking:
        click.echo(f"提醒：{len(lacking)} 个 YAML 文件没有指向它的第一行，编辑器找不到；加上 --head 再运行一次。", err=True)
    return FINE


def _put(path: Path, line: str) -> None:
    from cxzy_rules.editors.append import put
    from cxzy_rules.editors.heads import headed

    put(path, headed(path.read_bytes().decode("utf-8"), line))
