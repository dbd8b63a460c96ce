"""The plain evaluator as an engine: what the conditions mean, with nothing foreign in between."""

from __future__ import annotations

from collections.abc import Mapping

from cxzy_rules.conditions.logic import evaluate
from cxzy_rules.model.condition import Condition, Facts
from cxzy_rules.model.facts import Domain


class Plain:
    """Asks the plain evaluator which of `conditions` hold."""

    name = "plain"

    def __init__(self, conditions: list[Condition], domains: Mapping[str, Domain]) -> None:
        self._conditions = conditions

    def holding(self, facts: Facts) -> frozenset[int]:
        """The indices of the conditions that certainly hold of these facts."""
        return frozenset(index for index, condition in enumerate(self._conditions) if evaluate(condition, facts))
