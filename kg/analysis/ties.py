"""Ties from networks: parallel edges and loops merged, so that every measure counts a pair in the same way."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import networkx as nx


def simple_ties(graph: nx.Graph, *, weight: str | None = None) -> nx.Graph:
    """Merge the edges of a network to one tie per pair, or per pair and direction.

    `graph` is any networkx graph. Loops are dropped, parallel edges are one tie. With `weight`, the name of an edge
    attribute, each tie has the sum of its edges as `weight`, 1 for an edge without it. An edge that says
    `directed=False`, as contacts in a projection do, is a tie both ways; where all edges say so, what comes back has no
    direction. Gives a Graph or a DiGraph, sorted by the names of nodes. O(nodes + edges), and sorting.

    >>> talks = nx.MultiDiGraph([("a", "b", {"directed": False}), ("b", "a", {"directed": False})])
    >>> simple_ties(talks).edges
    EdgeView([('a', 'b')])
    """
    ordered = sorted(graph, key=str)
    rank = {node: number for number, node in enumerate(ordered)}
    every = list(_edges(graph))
    directed = graph.is_directed() and (not every or not all(both for *_, both in every))
    ties = nx.DiGraph() if directed else nx.Graph()
    ties.add_nodes_from((node, graph.nodes[node]) for node in ordered)
    weights: dict[int, float] = {}  # by one number for each pair, which sorts faster than a pair
    size = len(ordered)
    for u, v, data, both in every:
        value = data.get(weight, 1) if weight else 1
        start, end = rank[u], rank[v]
        if not directed and start > end:
            start, end = end, start
        pairs = (start * size + end, end * size + start) if both and directed else (start * size + end,)
        for pair in pairs:
            weights[pair] = weights.get(pair, 0) + (1 if value is None else value)
    numbered = ((ordered[pair // size], ordered[pair % size], weights[pair]) for pair in sorted(weights))
    if weight:
        ties.add_weighted_edges_from(numbered)
    else:
        ties.add_edges_from((u, v) for u, v, _ in numbered)
    return ties


def _edges(graph: nx.Graph) -> Iterator[tuple[Hashable, Hashable, dict[str, Any], bool]]:
    directed = graph.is_directed()
    for u, v, data in graph.edges(data=True):
        if u != v:
            yield u, v, data, not directed or data.get("directed") is False
