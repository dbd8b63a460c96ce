"""What a call writes is kept apart from what it reads: the one guard of every command that writes.

Only here is known how an output is recognised as something that is read: by its place, through links of both sorts, as a folder
around it, or as a file of a folder that is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import click

from cxzy_rules.commands.common import meant_roster, meant_rules
from cxzy_rules.tables.nature import READABLE

WRITTEN = click.Path(path_type=Path)
RULES = (".yaml", ".yml", ".txt")
READ = frozenset((*READABLE, *RULES))
ROSTERS = ("roster_path", "path")
Command = Callable[..., Any]
Add = Callable[[Command], Command]


def written(*names: str, by: Callable[..., Add] = click.option, beside_rules: bool = False, **said: Any) -> Add:
    """An option (or argument) that names what a command writes; before the command begins, it is held against all that is read.

    `beside_rules`: it may be a new file of the rulebook itself.
    """
    own = names[-1].lstrip("-")

    def add(function: Command) -> Command:
        @by(*names, type=WRITTEN, **said)
        @wraps(function)
        def guarded(*arguments: Any, **named: Any) -> Any:
            if named[own] is not None:
                _check(click.get_current_context(), own, beside_rules)
            return function(*arguments, **named)

        return guarded

    return add


def _check(context: click.Context, own: str, beside_rules: bool) -> None:
    output, rules = context.params[own], _rules(context.params)
    check_apart(output, [*_read(context), *rules])
    for other in (param for param in context.command.params if param.type is WRITTEN and param.name != own):
        beside = context.params.get(other.name or "")
        if beside is not None and _overlap(output, beside):
            raise click.UsageError(f"两样输出写在一处了：“{output}”和“{beside}”；换一个名字")
    if not beside_rules and output.suffix.lower() in RULES:
        check_outside(output, rules)


def _rules(params: dict[str, Any]) -> tuple[Path, ...]:
    """The rulebooks' folders that a call reads."""
    return meant_rules(params["folders"]) if "folders" in params else ()


def _read(context: click.Context) -> Iterator[Path]:
    """The files and folders that a call names to be read, and the roster that it means where it names none."""
    for param in context.command.params:
        value = context.params.get(param.name or "")
        if param.name in ROSTERS and value is None:
            yield meant_roster(None)
        elif isinstance(param.type, click.Path) and param.type is not WRITTEN:
            yield from value if isinstance(value, tuple) else (value,) if value is not None else ()


def check_apart(output: Path, read: Iterable[Path]) -> None:
    """Refuses an output that is read, or a folder around what is read, or a file of a folder that is read."""
    for path in read:
        if output.resolve() in (path.resolve(), *path.resolve().parents, *path.absolute().parents):
            what = "就是读的文件夹" if path.is_dir() else "就是读的文件"
            around = f"里面有要读的“{path}”" if output.resolve() != path.resolve() else what
            raise click.UsageError(f"输出文件“{output}”{around}，会把它盖掉；换一个文件名")
        if output.is_file() and _holds(path, output):
            raise click.UsageError(f"输出文件“{output}”就是要读的“{path}”里的文件，会把它盖掉；换一个文件名")


def _holds(read: Path, output: Path) -> bool:
    """Whether an existing file is, under whatever name, one that is read: `read` itself, or one of that folder's."""
    mine = output.stat()
    found = (file for file in (_below(read) if read.is_dir() else [read]) if file.suffix.lower() in READ and file.exists())
    return any(os.path.samestat(file.stat(), mine) for file in found)


def _below(folder: Path) -> Iterator[Path]:
    """The files in a folder and in those below it, linked ones too, each folder once."""
    seen = {folder.resolve()}
    for at, folders, names in os.walk(folder, followlinks=True):
        new = {name: resolved for name in folders if (resolved := Path(at, name).resolve()) not in seen}
        folders[:] = new
        seen |= set(new.values())
        yield from (Path(at, name) for name in names)


def check_outside(output: Path, folders: Iterable[Path]) -> None:
    """Refuses an output in one of these folders, where it would be read the next time, or be missing from what was read."""
    for folder in folders:
        if folder.is_dir() and output.resolve().is_relative_to(folder.resolve()):
            raise click.UsageError(f"输出文件“{output}”在要读的文件夹“{folder}”里面；换一个文件夹")


def _overlap(one: Path, other: Path) -> bool:
    """Whether one is the other, or lies in it."""
    here, there = one.resolve(), other.resolve()
    return here.is_relative_to(there) or there.is_relative_to(here)
