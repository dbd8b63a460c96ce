"""The facts that a condition may ask of a unit: each once, with its sort, its Chinese name, and the roster column that settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cxzy_rules.model.condition import FALSE, TRUE

Sort = Literal["choice", "flag", "number", "tags"]
OPEN = "?"
WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact's name, its sort, its label, and the column where a person would write what settles it.

    `otherwise`: the column that settles it where a rulebook's vocabulary has no such column.
    """

    name: str
    sort: Sort
    label: str
    column: str
    otherwise: str = ""


LANGUAGE: tuple[Fact, ...] = (
    Fact("branch", "choice", "分类", "kind"),
    Fact("kind", "choice", "类型", "kind"),
    Fact("level", "choice", "层级", "level"),
    Fact("management", "choice", "管理体制", "management"),
    Fact("organ", "choice", "所指部门", "name"),
    Fact("tags", "tags", "标记", "tags"),
    Fact("committee", "flag", "设有委员会", "committee", otherwise="name"),
    Fact("has_authority", "flag", "填有主管部门", "authority"),
    Fact("has_subordinates", "flag", "有下级", "parent"),
    Fact("has_residents", "flag", "有驻区单位", "located_in"),
    Fact("resident", "flag", "是驻区单位", "located_in"),
    Fact("paired", "flag", "有结对单位", "paired_with"),
    Fact("members", "number", "人数", "members"),
)


@dataclass(frozen=True, slots=True)
class Domain:
    """All values that a flat fact can have, with their labels; `opens` stand for several: `?rural` for a kind not told."""

    fact: Fact
    labels: Mapping[str, str]
    opens: Mapping[str, frozenset[str]]


def flag_domain(fact: Fact) -> Domain:
    """The domain of a fact that is true or false."""
    return Domain(fact, {TRUE: "是", FALSE: "否"}, {})


def open_value(branch: str) -> str:
    """The value that stands for some kind of a branch, where only the branch is known."""
    return OPEN + branch


def within_fact(layer: str) -> str:
    """The flat fact that holds whether a unit is one of those that a layer reaches."""
    return f"{WITHIN}.{layer}"


def tag_fact(tag: str) -> str:
    """The flat fact that holds whether a unit bears a tag."""
    return f"tags.{tag}"
