"""The obvious way with the same two libraries: a networkx graph of all units, walked from the roots, and for each unit one fact
asserted to durable-rules and retracted again. Its known faults are kept out as we keep them out (`cxzy_rules.engine.durable`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from benchmarks.task import Pairs, Task
from cxzy_rules.engine.durable import Durable

if TYPE_CHECKING:
    Graph = nx.DiGraph[int]


def holding(task: Task) -> Pairs:
    engine = Durable(list(task.conditions), task.book.lexicon.domains)
    facts = {plain: fact for fact, plain in task.names.items()}
    graph: Graph = nx.DiGraph()
    for unit, named in enumerate(task.units()):
        graph.add_node(unit, facts={facts[name]: value for name, value in named.items()})
    graph.add_edges_from((above, unit) for unit, above in enumerate(task.parent.tolist()) if above >= 0)
    units, rules = [], []
    for unit in nx.topological_sort(graph):
        held = engine.holding(graph.nodes[unit]["facts"])
        units += [unit] * len(held)
        rules += list(held)
    return task.pairs(units, rules)
