"""A page a check: what is looked for, and how it is mended."""

from __future__ import annotations

from pathlib import Path

from cxzy_rules.parts.checks import CHECKS

FOLDER = "checks"
INTRO = "`cxzy rules check` 一次列出规则文件夹里的所有问题，每个问题属于下面的一种；`--sarif 文件.sarif` 写出的 `ruleId` 就是它的编号。"


def write(site: Path) -> None:
    """Writes the pages and their overview."""
    folder = site / FOLDER
    folder.mkdir(parents=True)
    lines = ["# 检查", "", INTRO, "", "| 检查 | 编号 |", "|---|---|"]
    lines += [f"| [{one.title}]({name}.md) | `{name}` |" for name, one in CHECKS.items()]
    (folder / "index.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, one in CHECKS.items():
        text = f"# {one.title}\n\n编号 `{name}`，程度：错误，有它规则就不能用。\n\n## 怎么改\n\n{one.help}\n"
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
