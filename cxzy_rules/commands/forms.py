"""Which form an answer takes: the one asked for, else that of the file's ending, else the screen's or the pipe's."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import click

from cxzy_rules.parts.registry import form_of, names

TABLE = "table"


def answer_form(folder: ModuleType, textual: tuple[str, ...], form: str | None, output: Path | None) -> str:
    """A form of `folder`, or TABLE. Without a file only the `textual` ones may be asked for; in a pipe the first of them is taken."""
    if output is not None:
        return file_form(folder, form, output)
    form = form or (TABLE if sys.stdout.isatty() else textual[0])
    if form not in (*textual, TABLE):
        raise click.UsageError(f"{form} 格式要用 -o 写进文件")
    return form


def check_folder(folder: ModuleType, output: Path) -> None:
    """Refuses a file's name for the folder of a distribution: it would be taken for a file that nothing opens."""
    if form_of(folder, output) is not None:
        raise click.UsageError(f"分开写时 -o 写文件夹的名字，“{output.name}”像是文件名；写成 {output.with_suffix('').name}，格式用 -f 写")


def file_form(folder: ModuleType, form: str | None, output: Path) -> str:
    """The form of a file."""
    form = form or form_of(folder, output)
    if form == TABLE:
        raise click.UsageError("table 只显示在屏幕上，不要写 -o")
    if form is None:
        raise click.UsageError(f"从“{output.name}”看不出格式，用 -f 写明：" + "、".join(names(folder)))
    return form
