"""A layer's vocabulary laid over that of its base: what it may add, and what it may not touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cxzy_rules.model.place import Place, Problem, hint_nearest
from cxzy_rules.rulebook.sections import VOCABULARY
from cxzy_rules.vocabulary.language import items
from cxzy_rules.yamlfile import Node

ADDED = ("kinds", "tags", "organs")
ALSO = "also"
SPELT = {"kinds": ("aliases",), "tags": ("aliases",), "levels": ("aliases",), "management": ("aliases",), "organs": ("aliases", "names")}
Sections = dict[str, Node]


def merged(base: Sections, nodes: list[Node], problems: list[Problem]) -> Sections:
    """The sections of both; in a layer's vocabulary files other keys than ADDED and ALSO are told and left out."""
    found = dict(base)
    for node in nodes:
        if not isinstance(node.value, dict):
            problems.append(
                Problem(node.place, "词汇文件应当是“键: 值”的形式", "可用的键：" + "、".join([*ADDED, ALSO]), check="not-a-mapping")
            )
            continue
        for key, below in node.value.items():
            if not isinstance(below.value, list):
                problems.append(Problem(below.place, f"“{key}”下面应当是列表，每项以“- ”开头", check="not-a-list"))
            elif key == ALSO:
                _also(found, below, problems)
            elif key in ADDED:
                _check_areas(key, below, problems)
                found[key] = replace(found[key], value=[*_list(found[key]), *below.value]) if key in found else below
            else:
                _tell_key(key, node.keys[key], problems)
    return found


def _tell_key(key: str, place: Place, problems: list[Problem]) -> None:
    text = f"补充文件不能改“{key}”，只能添加：" if key in VOCABULARY else f"词汇文件没有“{key}”这个键，只能添加："
    problems.append(
        Problem(
            place, text + "、".join([*ADDED, ALSO]), "底本的词汇对所有单位都一样；已有的词另有叫法，写在 also 里", check="layer-vocabulary"
        )
    )


def _check_areas(key: str, below: Node, problems: list[Problem]) -> None:
    """A new head of an area would change which department guides whom."""
    for entry in items({key: below}, key):
        if key == "kinds" and "area" in entry and entry["area"].value is True:
            problems.append(
                Problem(entry["area"].place, "补充文件添加的类型不能是一个地区的领导机关（area）", "去掉 area", check="layer-vocabulary")
            )


def _list(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else []


def _also(found: Sections, node: Node, problems: list[Problem]) -> None:
    """More spellings of words that there are: `{of: kinds, id: village, aliases: […]}`."""
    for entry in _list(node):
        said: Mapping[str, Node] = entry.value if isinstance(entry.value, dict) else {}
        section = str(said["of"].value) if "of" in said else ""
        if section not in SPELT or "id" not in said or not said.keys() <= {"of", "id", *SPELT[section]}:
            form = "；".join(f"of: {key} 可写 {'、'.join(lists)}" for key, lists in SPELT.items())
            problems.append(
                Problem(entry.place, "also 的每一项写成 {of: 哪一节, id: 编号, aliases: [另外的叫法]}", form, check="layer-vocabulary")
            )
            continue
        _spell(found, section, said, problems)


def _spell(found: Sections, section: str, said: Mapping[str, Node], problems: list[Problem]) -> None:
    meant = said["id"].value
    known = [str(entry["id"].value) for entry in items(found, section) if "id" in entry]
    if meant not in known:
        problems.append(Problem(said["id"].place, f"{section}里没有“{meant}”", hint_nearest(str(meant), known), check="unknown-reference"))
        return
    entries = [_spelt(entry, said, meant, problems) for entry in _list(found[section])]
    found[section] = replace(found[section], value=entries)


def _spelt(entry: Node, said: Mapping[str, Node], meant: object, problems: list[Problem]) -> Node:
    if not isinstance(entry.value, dict) or "id" not in entry.value or entry.value["id"].value != meant:
        return entry
    if "area" in entry.value and entry.value["area"].value is True:
        problems.append(
            Problem(
                said["id"].place,
                f"补充文件不能给“{meant}”添加叫法：它是一个地区的领导机关",
                "这样的叫法要写进底本",
                check="layer-vocabulary",
            )
        )
        return entry
    more = {key: _longer(entry.value.get(key), said[key]) for key in said if key not in ("of", "id")}
    return replace(entry, value=entry.value | more)


def _longer(there: Node | None, more: Node) -> Node:
    return more if there is None else replace(there, value=[*_list(there), *_list(more)])
