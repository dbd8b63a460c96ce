"""clipspy: CLIPS, a production system; a rule an alternative, and each unit asserted as one fact of a template."""

from __future__ import annotations

import clips

from benchmarks.task import NUMBERS, Pairs, Task
from cxzy_rules.conditions.logic import Literal
from cxzy_rules.model.condition import Is

AT_ONCE = 5_000
NOTHING = -1


def holding(task: Task) -> Pairs:
    found: list[tuple[int, int]] = []
    engine = clips.Environment()
    slots = "".join(_slot(name, fact in NUMBERS) for fact, name in task.names.items())
    engine.build(f"(deftemplate unit (slot row (type INTEGER)){slots})")
    engine.define_function(lambda unit, rule: found.append((unit, rule)), name="note")
    for number, ways in enumerate(task.rules):
        for at, way in enumerate(ways):
            tests = "".join(_test(task.names[fact], literal) for fact, literal in way.items())
            engine.build(f"(defrule r{number}_{at} (unit (row ?unit){tests}) => (note ?unit {number}))")
    template = engine.find_template("unit")
    for row, facts in enumerate(task.units()):
        template.assert_fact(row=row, **facts)
        if row % AT_ONCE == AT_ONCE - 1:
            engine.run()
            engine.reset()
    engine.run()
    return task.pairs([unit for unit, _ in found], [rule for _, rule in found])


def _slot(name: str, number: bool) -> str:
    return f" (slot {name} (type INTEGER) (default {NOTHING}))" if number else f" (slot {name} (type STRING))"


def _test(name: str, literal: Literal) -> str:
    if isinstance(literal, Is):
        words = "|".join(f'"{value}"' for value in sorted(literal.allowed))
        return f" ({name} {words})"
    tests = [f"(>= ?{name} {literal.low or 0})"] + ([] if literal.high is None else [f"(< ?{name} {literal.high})"])
    return f" ({name} ?{name}&:(and {' '.join(tests)} TRUE))"
