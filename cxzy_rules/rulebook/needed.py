"""What a rulebook cannot do without, and what its rules need of its vocabulary; a file that nobody would read is told here too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cxzy_rules.conditions.logic import leaves
from cxzy_rules.conditions.parse import FACTS
from cxzy_rules.model.condition import Above, Condition
from cxzy_rules.model.facts import WITHIN, Fact
from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.paths import shown
from cxzy_rules.rulebook.rules import Written
from cxzy_rules.vocabulary.language import NEEDED_COLUMNS, WORDS_OF, items
from cxzy_rules.yamlfile import Node

FOLDERS = ("document", "vocabulary", "rulings", "branches", "duties", "supervision", "cases")
FILES = ("rulebook.yaml", "subjects.yaml")


def check_strays(folder: Path, problems: list[Problem]) -> None:
    """Tells every YAML file that lies where no file of a rulebook is looked for."""
    for path in sorted(one for one in folder.glob("**/*.*") if one.suffix.lower() in (".yaml", ".yml")):
        inside = path.relative_to(folder)
        if path.suffix != ".yaml":
            problems.append(Problem(Place(shown(path)), "没有读这个文件", "扩展名要写成 .yaml", check="stray-file"))
        elif len(inside.parts) == 1 and inside.name not in FILES:
            problems.append(
                Problem(Place(shown(path)), "没有读这个文件", hint_nearest(inside.name, [*FILES], "这一层的文件只有"), check="stray-file")
            )
        elif len(inside.parts) > 1 and (len(inside.parts) > 2 or inside.parts[0] not in FOLDERS):
            hint = hint_nearest(str(inside.parent.as_posix()), [*FOLDERS], "要放在这些文件夹里")
            problems.append(Problem(Place(shown(path)), "没有读这个文件", hint, check="stray-file"))


def check_needed(folder: Path, sections: dict[str, Node], rules: list[Written], problems: list[Problem]) -> None:
    """Tells what is missing of columns, kinds and rules, and columns that no rule could be answered without."""
    vocabulary = Place(shown(folder / "vocabulary"))
    columns = {str(entry["id"].value) for entry in items(sections, "columns") if "id" in entry}
    for column in NEEDED_COLUMNS:
        if column not in columns:
            at = sections["columns"].place if "columns" in sections else vocabulary
            problems.append(
                Problem(at, f"花名册的栏目（columns）缺少“{column}”", f"写上 {{id: {column}, label: 表头上的叫法}}", check="column-missing")
            )
    if not items(sections, "kinds"):
        problems.append(Problem(vocabulary, "一个类型也没有", "在词汇文件里写 kinds", check="no-kinds"))
    if "none_words" not in sections or sections["none_words"].value == []:
        problems.append(Problem(vocabulary, "没有一个词能写明“没有”", "在词汇文件里写 none_words，如 [无]", check="no-word-for-none"))
    if not rules and not problems:
        problems.append(Problem(Place(shown(folder)), "一条规则也没有", "在 branches、duties 或 supervision 里写规则", check="no-rules"))
    _check_words(sections, problems)
    check_columns(sections, rules, problems)


def check_columns(sections: dict[str, Node], rules: list[Written], problems: list[Problem]) -> None:
    """Tells every rule that asks for a fact for which the roster has no column."""
    columns = {str(entry["id"].value) for entry in items(sections, "columns") if "id" in entry}
    for one in rules:
        _check_columns(one, columns | set(NEEDED_COLUMNS), problems)


def _check_words(sections: dict[str, Node], problems: list[Problem]) -> None:
    """A column of words must have words, or whatever a roster writes there is told as unknown."""
    for entry in items(sections, "columns"):
        words = WORDS_OF.get(str(entry["id"].value)) if "id" in entry else None
        if words is not None and not items(sections, words):
            hint = f"在词汇文件里写 {words}，或者去掉这一栏"
            problems.append(Problem(entry["id"].place, f"“{entry['id'].value}”这一栏没有可填的词", hint, check="column-without-words"))


def _check_columns(one: Written, columns: set[str], problems: list[Problem]) -> None:
    """A fact that a rule asks must have the column in which a person would write what settles it."""
    asked = {fact.otherwise or fact.column: f"问“{fact.label}”" for fact in _facts(one.rule.when)}
    if one.rule.by == "authority":
        asked["authority"] = "按 authority 找指导部门"
    for column, what in sorted(asked.items()):
        if column not in columns:
            hint = f"在词汇文件的 columns 里加上 {column}"
            problems.append(
                Problem(one.place("when"), f"规则“{one.rule.id}”要{what}，花名册却没有“{column}”这一栏", hint, check="fact-without-column")
            )


def _facts(condition: Condition) -> Iterator[Fact]:
    for leaf in leaves(condition):
        if isinstance(leaf, Above):
            yield from _facts(leaf.inner)
        elif (name := leaf.fact.partition(".")[0]) != WITHIN:  # whom a layer reaches, every roster tells
            yield FACTS[name]
