"""A group of commands, each a module of one package, that imports a command only when it is called."""

from __future__ import annotations

import importlib
import keyword
from collections.abc import Mapping
from typing import Any

import click


class Lazy(click.Group):
    """`told`: what each module's `command` is for, by the module's name, in the order of the help page."""

    def __init__(self, *words: Any, package: str, told: Mapping[str, str], **named: Any) -> None:
        super().__init__(*words, **named)
        self._package, self._told = package, told

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._told)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._told:
            return None
        module = cmd_name + "_" * keyword.iskeyword(cmd_name)
        found: click.Command = importlib.import_module(f"{self._package}.{module}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(list(self._told.items()))
