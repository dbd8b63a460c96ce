"""Which engine answers: durable-rules where it is installed, else the plain evaluator; or the one that is named."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Literal, Protocol

from cxzy_rules.engine.plain import Plain
from cxzy_rules.model.condition import Condition, Facts
from cxzy_rules.model.facts import Domain

EngineName = Literal["durable_rules", "plain"]


class Engine(Protocol):
    """Something that can be asked which conditions hold."""

    name: str

    def holding(self, facts: Facts) -> frozenset[int]:
        """The indices of the conditions that certainly hold of these facts."""


def available() -> EngineName:
    """The engine that this machine has: durable-rules is compiled and cannot be had everywhere."""
    return "durable_rules" if find_spec("durable_rules_engine") else "plain"


def build(name: EngineName, conditions: list[Condition], domains: Mapping[str, Domain]) -> Engine:
    """An engine ready to be asked about these conditions."""
    if name == "plain":
        return Plain(conditions, domains)
    from cxzy_rules.engine.durable import Durable

    return Durable(conditions, domains)
