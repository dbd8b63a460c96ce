"""cxzy rules hook: for pre-commit; checks and tests every rulebook to which one of the files that it is given belongs, and each layer
over it, which its change may break."""

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

    known = _known()
    changed = {folder.resolve() for file in files if (folder := _rulebook(file))}
    stacks = [(*_below(folder, known), folder) for folder in {*map(_near, changed), *(known.values() if changed else ())}]
    worst = FINE
    for stack in sorted((stack for stack in stacks if changed & {one.resolve() for one in stack}), key=lambda stack: stack[-1]):
        click.echo(shown(stack[-1]))
        code = context.invoke(check.command, sarif=None, folders=stack)
        if code == FINE:
            code = context.invoke(test.command, part=None, least=None, junit=None, near=False, output=None, folders=stack)
        worst = max(worst, code)
    return worst


def _rulebook(file: Path) -> Path | None:
    """The rulebook in whose folder a file lies."""
    return next((above for above in file.parents if (above / HEAD).is_file()), None)


def _near(folder: Path) -> Path:
    """A folder as one names it from where the command is run."""
    here = Path().resolve()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _known() -> dict[str, Path]:
    """The rulebooks where the command is run, by their ids; of copies the one that lies highest, not one that some build left below."""
    heads = [head for head in Path().rglob(HEAD) if not any(part.startswith(".") for part in head.parts)]
    found: dict[str, Path] = {}
    for head in sorted(heads, key=lambda head: (len(head.parts), head)):
        found.setdefault(_said(head.parent, "id"), head.parent)
    return found


def _below(folder: Path, known: dict[str, Path]) -> list[Path]:
    """The rulebooks that a layer stands under, the base first."""
    found: list[Path] = []
    while (under := known.get(_said(folder, "under") or "-")) is not None and under not in found:
        found.insert(0, under)
        folder = under
    return found


def _said(folder: Path, key: str) -> str:
    from cxzy_rules.yamlfile import read_yaml

    node = read_yaml(folder / HEAD, "", [])
    return node.value[key].text if node is not None and isinstance(node.value, dict) and key in node.value else ""
