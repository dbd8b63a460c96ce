"""cxzy rules hook: for pre-commit; checks and tests every rulebook to which one of the files that it is given belongs."""

from __future__ import annotations

from pathlib import Path

import click

from cxzy_rules.commands.common import FINE
from cxzy_rules.paths import shown

HEAD = "rulebook.yaml"


@click.command("hook", options_metavar="[选项]", help="给 pre-commit 用：检查改动的文件所在的规则文件夹，跑它的案例。")
@click.argument("files", metavar="[文件]...", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def command(context: click.Context, files: tuple[Path, ...]) -> int:
    from cxzy_rules.commands.rules import check, test

    worst = FINE
    for folder in sorted({folder for file in files if (folder := _rulebook(file))}):
        click.echo(shown(folder))
        stack = (*_below(folder), folder)
        code = context.invoke(check.command, sarif=None, folders=stack)
        if code == FINE:
            code = context.invoke(test.command, part=None, least=None, junit=None, near=False, output=None, folders=stack)
        worst = max(worst, code)
    return worst


def _rulebook(file: Path) -> Path | None:
    """The rulebook in whose folder a file lies."""
    return next((above for above in file.parents if (above / HEAD).is_file()), None)


def _below(folder: Path) -> list[Path]:
    """The rulebooks that a layer stands under, the base first, found by their id where the command is run."""
    heads = [head for head in sorted(Path().rglob(HEAD)) if not any(part.startswith(".") for part in head.parts)]
    known = {_said(head.parent, "id"): head.parent for head in reversed(heads)}
    found: list[Path] = []
    while (under := known.get(_said(folder, "under"))) is not None and under not in found:
        found.insert(0, under)
        folder = under
    return found


def _said(folder: Path, key: str) -> str:
    from cxzy_rules.yamlfile import read_yaml

    node = read_yaml(folder / HEAD, "", [])
    return node.value[key].text if node is not None and isinstance(node.value, dict) and key in node.value else ""
