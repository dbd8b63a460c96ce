"""cxzy rules new: a new rule and its case, begun in the files where they belong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxzy_rules.commands.choice import Choice
from cxzy_rules.commands.common import FINE, meant_rules, rules_option
from cxzy_rules.model.law import ITEM_SECTIONS, SECTION_LABELS, Section
from cxzy_rules.model.place import Unusable, hint_nearest
from cxzy_rules.paths import shown

if TYPE_CHECKING:
    from cxzy_rules.model.law import Branch
    from cxzy_rules.model.place import Problem
    from cxzy_rules.rulebook.book import Rulebook

FOLDERS = ("branches", "duties")


@click.command("new", options_metavar="[选项]", help="新写一条规则和它的案例：写进规则文件的末尾，再照着填。")
@click.argument("file", metavar="分类")
@click.option(
    "--section",
    type=Choice(ITEM_SECTIONS, {section: (label,) for section, label in SECTION_LABELS.items()}),
    help="写在哪一节（默认 measures；duties 里的文件是它仅有的一节，不然 obligations）",
)
@click.option("--id", "name", metavar="编号", help="规则的编号（默认取一个还没有用的）")
@click.option("--label", metavar="名称", help="规则的名称：要做的这一件事")
@click.option("--quote", metavar="原文", help="照原文抄的话，当场核对")
@click.option("--clause", metavar="条", help="第几条（默认是文件开头写的）")
@rules_option
def command(
    file: str,
    section: Section | None,
    name: str | None,
    label: str | None,
    quote: str | None,
    clause: str | None,
    folders: tuple[Path, ...],
) -> int:
    from cxzy_rules.editors.append import appended, place_of, put
    from cxzy_rules.editors.scaffold import Wanted, case_lines, check_wanted, free_id, rule_lines
    from cxzy_rules.editors.written import newest

    book = _readable(folders)
    path, branch, own = _file(book, file)
    layer = newest(book)
    wanted = Wanted(path.stem, branch, section or ("measures" if branch else _only_section(path)), name, label, quote, clause)
    check_wanted(book, wanted, own, layer.document)
    name = name or free_id(book, path.stem)
    beside = layer.folder / "cases" / path.name
    rules = appended(_text(path), wanted.section, [*rule_lines(wanted, name, own, layer.identity.ends)], shown(path))
    cases = appended(_text(beside) or _headed(beside, layer.folder), "cases", [*case_lines(book, wanted, name)], shown(beside))
    beside.parent.mkdir(exist_ok=True)
    put(path, rules.text)
    put(beside, cases.text)
    click.echo(f"规则 {name} 写在 {place_of(rules, shown(path))}")
    click.echo(f"它的案例写在 {place_of(cases, shown(beside))}")
    click.echo("把“待填”的地方填好，再用 cxzy rules check 和 cxzy rules test 检查。")
    return FINE


def _readable(folders: tuple[Path, ...]) -> Rulebook:
    """The rulebook as far as it can be read: one may begin a rule while another is not filled in yet."""
    from cxzy_rules.rulebook.load import examine

    book, problems = examine(*meant_rules(folders))
    if book is None:
        raise Unusable(problems)
    return book


def _file(book: Rulebook, meant: str) -> tuple[Path, Branch | None, str | None]:
    """The file meant by a branch's id or label or by its own name, its branch, and the clause at its head."""
    from cxzy_rules.editors.written import newest

    known: dict[str, tuple[Path, Branch | None, str | None]] = {}
    for path in (path for folder in FOLDERS for path in sorted((newest(book).folder / folder).glob("*.yaml"))):
        head = _head(path)
        branch = book.vocabulary.branches.get(head.get("branch", ""))
        for name in (path.stem, *((branch.id, branch.label) if branch else ())):
            known.setdefault(name, (path, branch, head.get("clause")))
    if meant not in known:
        raise click.UsageError(f"没有“{meant}”这个分类，也没有叫这个名字的规则文件。{hint_nearest(meant, [*known])}")
    return known[meant]


def _head(path: Path) -> dict[str, str]:
    from cxzy_rules.yamlfile import read_yaml

    node = read_yaml(path, shown(path), [])
    return {key: below.text for key, below in node.value.items()} if node is not None and isinstance(node.value, dict) else {}


def _only_section(path: Path) -> Section:
    """The one section that a file has, so that what it asks goes on being asked in the same way; else obligations."""
    there = [section for section in ITEM_SECTIONS if section in _head(path)]
    return there[0] if len(there) == 1 else "obligations"


def _headed(path: Path, rules: Path) -> str:
    """How a new file begins, where the rulebook has schemas for editors."""
    from cxzy_rules.editors.heads import FOLDER, line

    schemas = rules / FOLDER
    return f"{line(path, rules, schemas)}\n" if schemas.is_dir() else ""


def _text(path: Path) -> str:
    """What the file holds, to the byte; nothing where there is none. Errors: Unusable, where it is no text in UTF-8."""
    from cxzy_rules.yamltext import text_of

    problems: list[Problem] = []
    if path.exists() and text_of(path, shown(path), problems) is None:
        raise Unusable(problems)
    return path.read_bytes().decode("utf-8") if path.exists() else ""
