"""cxzy rules: a rulebook checked, shown, tested, and held against its document; one file a command."""

from __future__ import annotations

import click

from cxzy_rules.commands.lazy import Lazy

COMMANDS = {
    "check": "检查规则文件夹，一次列出所有问题",
    "show": "查看规则：写编号或名称看一条，不写列出全部",
    "test": "用规则旁边的案例测试规则，两个推理引擎都测；看案例显示了多少",
    "coverage": "原文逐句对照：哪一句写进了哪几条规则，剩下的是什么、为什么",
    "conflicts": "互相矛盾的、永远用不上的、重复的规则，把所有情形看一遍",
    "new": "新写一条规则和它的案例，写进文件再照着填",
    "hook": "给 pre-commit：检查改动的文件所在的规则文件夹",
    "schema": "给编辑器的 JSON Schema：补全键、事实、类型、条款，边写边查错",
    "diff": "两套规则差在哪里，哪些单位的结果变了",
}


@click.group(
    "rules",
    cls=Lazy,
    package=__name__,
    told=COMMANDS,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]",
    help="检查、查看、测试规则，对照原文。",
)
def command() -> None:
    pass
