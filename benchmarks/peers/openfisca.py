"""OpenFisca-core: facts and conditions are variables of one entity, and each condition's formula is NumPy over all units at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core import entities, periods
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.task import NUMBERS, Pairs, Task
from cxzy_rules.conditions.logic import Alternative
from cxzy_rules.model.condition import Is

MONTH, NOTHING = "2011-06", -1


def holding(task: Task) -> Pairs:
    unit = entities.Entity("unit", "units", "a unit", "")
    system = TaxBenefitSystem([unit])
    codes = {fact: {value: code for code, value in enumerate(task.values(fact))} for fact in task.names if fact not in NUMBERS}
    for name in task.names.values():
        system.add_variable(_variable(name, unit, int))
    for number, ways in enumerate(task.rules):
        system.add_variable(_variable(f"r{number}", unit, bool, _formula(task, ways, codes)))
    simulation = SimulationBuilder().build_default_simulation(system, count=task.facts.height)
    for fact, name in task.names.items():
        column = task.facts[fact]
        numbers = column if fact in NUMBERS else column.replace_strict(codes[fact], default=None)
        simulation.set_input(name, MONTH, numbers.fill_null(NOTHING).to_numpy())
    held = [np.flatnonzero(simulation.calculate(f"r{number}", MONTH)) for number in range(len(task.rules))]
    return task.pairs(np.concatenate(held), np.repeat(np.arange(len(held)), [len(one) for one in held]))


def _variable(name: str, entity: Any, kind: type, formula: Callable[..., Any] | None = None) -> type:
    told = {"value_type": kind, "entity": entity, "definition_period": periods.DateUnit.MONTH, "label": name}
    return type(name, (Variable,), told | ({"formula": formula} if formula else {}))


def _formula(task: Task, ways: list[Alternative], codes: dict[str, dict[str, int]]) -> Callable[..., Any]:
    def formula(units: Any, period: Any) -> Any:
        found = np.zeros(units.count, dtype=bool)
        for way in ways:
            met = np.ones(units.count, dtype=bool)
            for fact, literal in way.items():
                values = units(task.names[fact], period)
                if isinstance(literal, Is):
                    met &= np.isin(values, [codes[fact][value] for value in literal.allowed if value in codes[fact]])
                else:
                    met &= (values >= (literal.low or 0)) & (True if literal.high is None else values < literal.high)
            found |= met
        return found

    return formula
