"""The command line as a whole: its commands, and what becomes of what goes wrong."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

import click

from cxzy_rules import __version__
from cxzy_rules.commands.chinese import speak_chinese
from cxzy_rules.commands.common import UNUSABLE, WRONG_CALL, tell
from cxzy_rules.commands.lazy import Lazy
from cxzy_rules.model.place import Unusable
from cxzy_rules.tables.headstart import Bold

COMMANDS = {
    "guide": "每个单位适用什么、由谁监督、依据哪一条",
    "who": "这个单位由谁领导、指导、牵头",
    "index": "给花名册建索引，以后 who 立刻回答",
    "explain": "一条规则为什么适用、为什么不适用、还缺什么",
    "audit": "对照台账，该做的做了没有：完成率、差距清单",
    "checklist": "发给单位填或打印的清单，整套分发",
    "roster": "检查花名册，出最少补报单，转换格式",
    "receipt": "核对回执：依据变了没有，重做一遍是不是一样",
    "rules": "检查、查看、测试规则，对照原文",
    "serve": "在浏览器里用：查单位、核查、发清单、收清单",
    "mcp": "给智能助手用的只读接口",
    "init": "建一个工作文件，长期保存花名册和台账",
    "import": "把花名册、台账、交回的清单导入工作文件",
    "check": "检查工作文件有没有损坏",
    "backup": "备份工作文件",
}
INTERRUPTED = 130
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "1")  # numpy starts one a processor, for matrices, of which there are none here
NEW_VALUES = 250_000  # nearly all that is made lives until the answer: to look for waste after every 700 is in vain


@click.group(
    cls=Lazy,
    package="cxzy_rules.commands",
    told=COMMANDS,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="cxzy %(version)s", help="显示版本")
def cxzy() -> None:
    """按一份分类指导的文件，回答花名册上每个单位适用什么、由谁监督、依据哪一条。"""


def main() -> None:
    """Runs the command and exits with the contract's code: 0 fine, 1 findings, 2 wrong call, 3 unusable input."""
    gc.set_threshold(NEW_VALUES)
    os.environ.setdefault(*ONE_THREAD)
    speak_chinese()
    _open_streams()
    try:
        code = _answered(sys.argv[1:])
    except KeyboardInterrupt:  # before the command has begun
        code = _interrupted()
    except OSError:  # that something could not be written could not be told either
        code = UNUSABLE
    sys.exit(code)


def program() -> None:
    """The same as a process that ends with it, at once: to take apart first all that it made takes Python longer than a short answer."""
    try:
        main()
    except SystemExit as ended:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(int(ended.code or 0))


def _answered(words: list[str]) -> int:
    """The exit code of the call; what can be bold is imported where there may be reason to be."""
    if not any(word.lower().endswith(".parquet") for word in words):
        return _run(None)
    from cxzy_rules.commands.boldly import begun, boldly

    return boldly(lambda bold: _run(begun(words) if bold else None), words)


def _open_streams() -> None:
    """Both streams take whatever letter comes; one that the caller closed leads nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        if hasattr(getattr(sys, name), "reconfigure"):
            getattr(sys, name).reconfigure(errors="replace")


def _interrupted() -> int:
    click.echo("已中断。", err=True)
    return INTERRUPTED


def _run(bold: Bold | None) -> int:
    out = sys.stdout
    try:
        code = cxzy.main(standalone_mode=False, obj=bold)
        sys.stdout.flush()
    except Unusable as error:
        tell(error.problems)
        return UNUSABLE
    except click.ClickException as error:
        error.show()
        return WRONG_CALL
    except (click.Abort, KeyboardInterrupt):
        if bold is not None:
            bold.end()
        return _interrupted()
    except SystemExit as stopped:  # click ends so where the reader of a pipe has gone, with standard output wrapped
        return 0 if sys.stdout is not out else int(stopped.code or 0)
    except OSError as error:
        with suppress(OSError):  # nothing more may be written where nothing can be
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return 0
        if error.filename is not None:
            click.echo(
                f"{error.filename}: 用不了（系统错误 {error.errno}）\n    看看名字是不是太长，是文件还是文件夹，有没有权限", err=True
            )
        else:
            click.echo(f"写不出去（系统错误 {error.errno}）：看看磁盘是不是满了", err=True)
        return UNUSABLE
    return code if isinstance(code, int) else 0
