"""zen-engine: a decision table in Rust, a row an alternative, all that fit collected; each unit evaluated as one object."""

from __future__ import annotations

import json
from typing import Any

from zen import ZenEngine

from benchmarks.task import Pairs, Task
from cxzy_rules.conditions.logic import Alternative, Literal
from cxzy_rules.model.condition import Is


def holding(task: Task) -> Pairs:
    decision = ZenEngine().create_decision(json.dumps(_graph(task)))
    units, rules = [], []
    for unit, facts in enumerate(task.units()):
        for row in decision.evaluate(facts)["result"]:
            units.append(unit)
            rules.append(row["rule"])
    return task.pairs(units, rules)


def _graph(task: Task) -> dict[str, Any]:
    inputs = [{"id": name, "name": name, "field": name} for name in task.names.values()]
    rows = [_row(task, f"{number}_{at}", way, number) for number, ways in enumerate(task.rules) for at, way in enumerate(ways)]
    outputs = [{"id": "rule", "name": "rule", "field": "rule"}]
    table = {"hitPolicy": "collect", "inputs": inputs, "outputs": outputs, "rules": rows}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {"id": "table", "name": "table", "type": "decisionTableNode", "position": {"x": 0, "y": 0}, "content": table},
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}},
    ]
    edges = [{"id": f"{one}-{two}", "sourceId": one, "targetId": two, "type": "edge"} for one, two in (("in", "table"), ("table", "out"))]
    return {"nodes": nodes, "edges": edges}


def _row(task: Task, name: str, way: Alternative, number: int) -> dict[str, str]:
    cells = {plain: _cell(way[fact]) if fact in way else "" for fact, plain in task.names.items()}
    return {"_id": name, **cells, "rule": str(number)}


def _cell(literal: Literal) -> str:
    if isinstance(literal, Is):
        return ", ".join(f'"{value}"' for value in sorted(literal.allowed))
    return f">= {literal.low or 0}" if literal.high is None else f"[{literal.low or 0}..{literal.high})"
