"""How a rule file reads: its head, its sections, and the keys of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from cxzy_rules import schema
from cxzy_rules.conditions.parse import Lexicon, parse
from cxzy_rules.model.condition import ALWAYS, All, Condition, Is
from cxzy_rules.model.law import ITEM_SECTIONS, Rhythm, Role, Rule, Section
from cxzy_rules.model.place import Place, Problem
from cxzy_rules.yamlfile import Node

HEAD = {
    "branch": schema.may(schema.name),
    "label": schema.may(schema.text),
    "clause": schema.may(schema.text),
    "quote": schema.may(schema.text),
}
SECTIONS: tuple[Section, ...] = (*ITEM_SECTIONS, "supervision")
FILE = HEAD | {section: schema.may(schema.node_itself) for section in SECTIONS}
RULE = {
    "id": schema.must(schema.name),
    "label": schema.must(schema.text),
    "quote": schema.must(schema.text),
    "clause": schema.may(schema.text),
    "when": schema.may(schema.node_itself),
    "ruling": schema.may(schema.name),
    **schema.DAYS,
}
ITEM = RULE | {
    "rhythm": schema.may(schema.one_of(*get_args(Rhythm))),
    "due": schema.may(schema.day),
    "evidence": schema.may(schema.text, ""),
    "audited": schema.may(schema.yes_no),
    "sharpens": schema.may(schema.name),
}
BOND = RULE | {
    "role": schema.must(schema.one_of(*get_args(Role))),
    "organ": schema.may(schema.name),
    "by": schema.may(schema.one_of("affiliation", "authority")),
    "counterpart": schema.may(schema.name),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A rule and where the values of its keys stand; its clause may stand at the head of its file."""

    rule: Rule
    at: Mapping[str, Place]

    def place(self, key: str) -> Place:
        """Where a key's value stands; where the rule does, if the key was left out."""
        return self.at.get(key, self.rule.place)


def read_rules(node: Node, lexicon: Lexicon, document: str, problems: list[Problem]) -> list[Written]:
    """The rules of one file, in its order; those that cannot be read are told and left out. `document`: their rulebook's id."""
    head = schema.record(node, FILE, problems, "规则文件")
    if head is None:
        return []
    if head["branch"] is not None and head["branch"] not in lexicon.domains["branch"].labels:
        head["branch"] = None
    clause = {key: place for key, place in schema.places(node).items() if key == "clause"}
    rules: list[Written] = []
    for section in SECTIONS:
        below = head[section]
        if below is None:
            continue
        shape = BOND if section == "supervision" else ITEM
        for values, entry in schema.entries(below, shape, problems, "规则"):
            rule = _rule(section, values | {"document": document}, entry, head, lexicon, problems)
            rules += [Written(rule, clause | schema.places(entry))] if rule else []
    return rules


def _rule(
    section: Section, values: dict[str, Any], entry: Node, head: dict[str, Any], lexicon: Lexicon, problems: list[Problem]
) -> Rule | None:
    place = entry.place
    clause = values.pop("clause") or head["clause"]
    if clause is None:
        problems.append(Problem(place, "没有写是第几条", "在规则里或文件开头写 clause", check="no-clause-said"))
        return None
    when = values.pop("when")
    condition = parse(when, lexicon, problems) if when is not None else ALWAYS
    if condition is None:
        return None
    if "\n" in values["label"]:
        problems.append(Problem(place, f"规则“{values['id']}”的名称要写成一行", "长的文字可以用 >- 开头", check="label-length"))
        return None
    days = schema.days(values)
    if section == "supervision":
        _check_bond(values, place, problems)
    elif values["audited"] is None:
        values["audited"] = section != "requirements"
    whole = _within_branch(condition, head["branch"], lexicon)
    return Rule(section=section, clause=clause, place=place, when=whole, branch=head["branch"], starts=days.first, ends=days.last, **values)


def _check_bond(values: dict[str, Any], place: Place, problems: list[Problem]) -> None:
    if (values["organ"] is None) == (values["by"] is None):
        problems.append(Problem(place, "监督关系要写 organ 或 by，二者取一", check="bond-by-whom"))
    if (values["role"] == "leads") != (values["by"] == "affiliation"):
        problems.append(Problem(place, "领导（leads）按隶属关系，要写 by: affiliation；别的关系不按隶属", check="bond-by-whom"))


def _within_branch(condition: Condition, branch: str | None, lexicon: Lexicon) -> Condition:
    """A branch's file speaks only of that branch; its test comes first, which keeps the engine's network narrow."""
    if branch is None:
        return condition
    allowed = frozenset([branch])
    test = Is("branch", allowed, frozenset(lexicon.domains["branch"].labels) - allowed)
    return test if condition == ALWAYS else All((test, condition))
