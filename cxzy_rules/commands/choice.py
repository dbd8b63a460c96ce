"""A choice on the command line by its Chinese word or by its id: both are shown in the help, and either may be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

Words = Mapping[str, tuple[str, ...]]
BY: Words = {
    "branch": ("分类",),
    "county": ("县", "县区", "区县", "县市区", "县（市、区）"),
    "subordinate": ("下级", "下级单位"),
    "superior": ("上级",),
    "supervisor": ("指导部门", "部门"),
    "item": ("事项", "措施"),
}
SPLITS = ("county", "superior", "supervisor")
FORMS: Words = {
    "table": ("屏幕", "表格"),
    "xlsx": ("工作簿", "Excel"),
    "docx": ("文档", "Word", "通报"),
    "md": ("文本", "Markdown"),
}
LAYOUTS: Words = {"rows": ("逐行", "一行一件"), "units": ("逐个单位", "一单位一表")}
ENGINES: Words = {"durable_rules": ("规则引擎",), "plain": ("逐项推理",)}


class Choice(click.ParamType[str]):
    """One of these ids; `words`: the Chinese words for some of them, the first of which is the one that is shown."""

    name = "选择"

    def __init__(self, ids: Iterable[str], words: Words) -> None:
        self.words = {one: words.get(one, ()) for one in ids}

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "[" + "|".join(self._shown(one) for one in self.words) + "]"

    def _shown(self, one: str) -> str:
        return f"{self.words[one][0]} {one}" if self.words[one] else one

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        written = str(value).strip().lower()
        found = next((one for one, words in self.words.items() if written in (one, *(word.lower() for word in words))), None)
        if found is None:
            self.fail(f"“{value}”不在可选的值里：{'、'.join(self._shown(one) for one in self.words)}", param, ctx)
        return found
