"""The second entry: what a rulebook says beside words and conditions, written down once more in `cases/pinned.yaml` and compared.

Test cases show whom a rule binds. What it is called, that it is due on the 30th and not the 29th, asks for a proof, rests on a ruling
and what this says, or that a roster may call a village 行政村, shows in no case: it is entered twice, as in bookkeeping, and every
difference is told. A table left out is not compared; one that is there must be whole. A layer has an entry of its own, of what it adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cxzy_rules.model.place import Place, Problem
from cxzy_rules.paths import shown
from cxzy_rules.questions.statement import apart, statement
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.yamlfile import Node, read_yaml

FILE = "pinned.yaml"
NOTHING = "没有"
ORDERED = ("levels", "management", "patterns.names")  # from the top down; the first is the usual one; the first that speaks decides
WIDE = 120
HEAD = """\
# What the rulebook says beside its words, entered a second time; `cxzy rules test` tells every difference, `--pin` prints it anew.
# binds: whom each rule binds. *branch: everybody of it; ?branch: a part of it; @organ: whoever is it. Then, for one further fact, who
# wins (+) or loses (-) what. quotes: how many rules quote a clause, and characters in all. rules: every rule that has a day,
# a rhythm, a proof, a ruling or a role; the others have none. names: what each rule is called, section by section. unruled: how many
# stretches of a clause are no rule, by the reason.
"""


def text(book: Rulebook) -> str:
    """The second entry as YAML, to be read and then laid beside the cases; with layers, that of the last of them."""
    import yaml

    tables = statement(apart(book)[-1])  # an empty one too: what it does not have it is to go on not having
    return HEAD + yaml.safe_dump(tables, allow_unicode=True, sort_keys=False, default_flow_style=None, width=WIDE)


def unlike(book: Rulebook) -> list[Problem]:
    """What the rulebook and each of its layers say otherwise than their second entries, in the order of these; nothing without one."""
    return [problem for one in apart(book) for problem in _unlike_entry(one)]


def _unlike_entry(one: Rulebook) -> list[Problem]:
    path = one.folder / "cases" / FILE
    problems: list[Problem] = []
    node = read_yaml(path, shown(path), problems) if path.is_file() else None
    if node is None:
        return problems
    if not isinstance(node.value, dict):
        return [*problems, Problem(node.place, "这里要写几张表，一张也没有写", "用 cxzy rules test --pin 重写一份")]
    actual = statement(one)
    for table, below in node.value.items():
        if table in actual:
            problems += _differences(table, below, actual[table])
        else:
            problems.append(Problem(node.keys[table], f"没有“{table}”这张表", "可以写：" + "、".join(actual)))
    return problems


def _differences(name: str, node: Node, actual: Any) -> Iterator[Problem]:
    """Mappings are compared key by key, in their order too; lists and texts whole."""
    if not isinstance(node.value, dict) or not isinstance(actual, dict):
        wanted = _plain(node)
        if isinstance(wanted, list) and isinstance(actual, list) and {*wanted} != {*actual}:
            less, more = [one for one in wanted if one not in actual], [one for one in actual if one not in wanted]
            yield _unlike(name, _shown(less), _shown(more), node.place)
        elif wanted != actual:
            yield _unlike(name, _shown(wanted), _shown(actual), node.place)
        return
    for key in [*node.value, *(key for key in actual if key not in node.value)]:
        if key not in actual:
            yield _unlike(f"{name}.{key}", _shown(_plain(node.value[key])), NOTHING, node.keys[key])
        elif key not in node.value:
            yield _unlike(f"{name}.{key}", NOTHING, _shown(actual[key]), node.place)
        else:
            yield from _differences(f"{name}.{key}", node.value[key], actual[key])
    if [*node.value] != [*actual] and node.value.keys() == actual.keys() and name in ORDERED:
        yield _unlike(f"{name} 的次序", "、".join(node.value), "、".join(actual), node.place)


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(below) for key, below in node.value.items()}
    return [_plain(below) for below in node.value] if isinstance(node.value, list) else node.text


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "；".join(f"{key} {_shown(below)}" for key, below in value.items()) or NOTHING
        case list():
            return "、".join(map(str, value)) or NOTHING
    return str(value)


def _unlike(name: str, wanted: str, found: str, place: Place) -> Problem:
    return Problem(place, f"{name} 应为：{wanted}；实为：{found}", f"改规则，或者改第二次登记的 cases/{FILE}")
