"""The second entry: what a rulebook says beside words and conditions, written down once more in `cases/pinned.yaml` and compared.

Test cases show whom a rule binds. That it is due on the 30th and not the 29th, asks for a proof, rests on a ruling, or that a roster may
call a village 行政村, shows in no case: it is entered twice, as in bookkeeping, and every difference is told. A table left out is not
compared; one that is there must be whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cxzy_rules.model.law import Rule, Word
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.paths import shown
from cxzy_rules.questions.bound import bound
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.yamlfile import Node, read_yaml

FILE = "pinned.yaml"
NOTHING = "没有"
WIDE = 120
HEAD = """\
# What the rulebook says beside its words, entered a second time; `cxzy rules test` tells every difference, `--pin` prints it anew.
# binds: whom each rule binds. *branch: everybody of it; ?branch: a part of it; @organ: whoever is it. Then, for one further fact, who
# wins (+) or loses (-) what. quotes: how many rules quote a clause, and characters in all. rules: every rule that has a day,
# a rhythm, a proof, a ruling or a role; the others have none.
"""


def pinned(book: Rulebook) -> dict[str, Any]:
    """What is compared, table by table: ids with what is said of them, as text; what is not said is left out."""
    words = book.vocabulary
    kinds = {
        kind.id: _said(branch=kind.branch, level=kind.level, committee=kind.committee, area=kind.area or None, ruling=kind.ruling)
        | _said(committee_ruling=kind.committee_ruling, superiors=kind.superiors)
        for kind in words.kinds.values()
    }
    return {
        "rulebook": _said(issued=book.identity.issued, ends=book.identity.ends, ruling=book.identity.ends_ruling),
        "binds": bound(book),
        "quotes": {clause: {"rules": str(len(own)), "characters": str(sum(map(len, own)))} for clause, own in _quotes(book).items()},
        "rules": {rule.id: asked for rule in book.rules if (asked := _asked(rule))},
        "rulings": {ruling.id: str(ruling.date) for ruling in book.rulings.values()},
        "kinds": kinds,
        "settlement": {f"{one.kind} {one.superior}": f"{one.branch} {one.ruling}" for one in words.settlements},
        "organs": {
            organ.id: _said(label=organ.label, level=organ.level, kinds=organ.kinds, names=organ.names) for organ in words.organs.values()
        },
        "levels": _spellings(words.levels),
        "management": _spellings(words.management),
        "tags": {tag.id: _said(label=tag.label, aliases=tag.aliases, kinds=tag.kinds) for tag in words.tags.values()},
        "columns": _spellings(words.columns),
        "spellings": _spellings(words.kinds),
    }


def _quotes(book: Rulebook) -> dict[str, list[str]]:
    """What is quoted of each clause that has rules, a quote once for each rule."""
    found: dict[str, list[str]] = {}
    for rule in book.rules:
        found.setdefault(rule.clause, []).append(rule.quote)
    return found


def _asked(rule: Rule) -> dict[str, Any]:
    """Everything that a rule asks beside its words and its condition."""
    usual = rule.section != "requirements"
    days = _said(due=rule.due, until=rule.ends) | ({"from": str(rule.starts)} if rule.starts else {})
    found = _said(rhythm=rule.rhythm, evidence=rule.evidence, ruling=rule.ruling, counterpart=rule.counterpart, role=rule.role)
    return days | found | (_said(audited=rule.audited) if rule.role is None and rule.audited != usual else {})


def _said(**values: Any) -> dict[str, Any]:
    """The values that are given, as they are compared: text, or a list of texts."""
    told = {key: value for key, value in values.items() if value not in (None, "", ())}
    return {key: list(value) if isinstance(value, tuple) else _text(value) for key, value in told.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _spellings(words: Mapping[str, Word]) -> dict[str, Any]:
    return {word.id: [word.label, *word.aliases] for word in words.values()}


def text(book: Rulebook) -> str:
    """The second entry as YAML, to be read and then laid beside the cases."""
    import yaml

    tables = {name: table for name, table in pinned(book).items() if table}
    return HEAD + yaml.safe_dump(tables, allow_unicode=True, sort_keys=False, default_flow_style=None, width=WIDE)


def unlike(book: Rulebook) -> list[Problem]:
    """What the rulebook says otherwise than its second entry, in the entry's order; nothing where there is none."""
    path = book.folder / "cases" / FILE
    problems: list[Problem] = []
    node = read_yaml(path, shown(path), problems) if path.is_file() else None
    if node is None:
        return problems
    actual = pinned(book)
    for table, below in node.value.items() if isinstance(node.value, dict) else ():
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
    if [*node.value] != [*actual] and node.value.keys() == actual.keys() and name in ("levels", "management"):
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
