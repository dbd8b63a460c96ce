"""A part of the affiliation as GraphML, for programs that draw or measure graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

from cxzy_rules.roster.roster import Roster


def graphml(roster: Roster, rows: Iterable[int], told: Mapping[str, Mapping[int, str]]) -> str:
    """These units and the bonds between them, each with its name and what is `told` of it under further keys."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    ids, names = roster.units["id"], roster.units["name"]
    shown = dict.fromkeys(rows)
    for row in shown:
        graph.add_node(ids[row], name=names[row], **{key: said[row] for key, said in told.items() if row in said})
    for row in shown:
        above = int(roster.parent[row])
        if above in shown:
            graph.add_edge(ids[above], ids[row])
    return "\n".join(nx.generate_graphml(graph))
