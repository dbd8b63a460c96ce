"""Click's own words in Chinese: its help pages and its complaints about a call.

Click asks gettext for each of them; an installed catalogue depends on the machine's locale, which an office's Windows
machine does not set, so the table stands here and is put where click looks.
"""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Error: {message}": "命令写得不对：{message}",
    "Show this message and exit.": "显示这份说明",
    "Show the version and exit.": "显示版本",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Try '{command} {option}' for help.": "用“{command} {option}”看说明。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing command.": "没有写命令。",
    "No such command {name!r}.": "没有“{name}”这个命令。",
    "No such option {name!r}.": "没有“{name}”这个选项。",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Option {name!r} requires an argument.": "选项“{name}”后面要写值。",
    "Option {name!r} does not take a value.": "选项“{name}”后面不写值。",
    "{value!r} is not one of {choices}.": "“{value}”不在可选的值里：{choices}。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是整数。",
    "(Did you mean one of: {possibilities}?)": "（是不是想写：{possibilities}）",
    "Did you mean {possibility}?": "是不是想写 {possibility}？",
    "Got unexpected extra argument ({args})": "多出了参数（{args}）",
    "Got unexpected extra arguments ({args})": "多出了参数（{args}）",
    "default: {default}": "默认 {default}",
    "required": "必填",
    "Aborted!": "已中断。",
}


def chinese(message: str) -> str:
    """The Chinese for a message of click's, or the message itself."""
    return WORDS.get(message, message)


def _plural(one: str, many: str, count: int) -> str:
    return chinese(one if count == 1 else many)


def speak_chinese() -> None:
    """From here on click's words are Chinese."""
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        for name, function in (("_", chinese), ("ngettext", _plural)):
            if hasattr(module, name):
                setattr(module, name, function)
