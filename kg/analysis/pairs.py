"""Ties from networks: parallel edges and loops merged, so that every measure counts a pair in the same way."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import repeat
from math import isfinite
from numbers import Real
from operator import contains

import networkx as nx

from kg.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """The ties of a network by number: a node is its place in `nodes`, which are sorted by name.

    `pairs` are sorted, the smaller number first where ties have no direction; `weights` has one for each pair, or is
    None where none were asked for.
    """

    nodes: list[Hashable]
    directed: bool
    pairs: list[tuple[int, int]]
    weights: list[float] | None


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
    numbered = number_ties(graph, weight=weight)
    nodes = numbered.nodes
    ties = nx.DiGraph() if numbered.directed else nx.Graph()
    ties.add_nodes_from((node, graph.nodes[node]) for node in nodes)
    if numbered.weights is None:
        ties.add_edges_from((nodes[start], nodes[end]) for start, end in numbered.pairs)
    else:
        each = zip(numbered.pairs, numbered.weights, strict=True)
        ties.add_weighted_edges_from((nodes[start], nodes[end], value) for (start, end), value in each)
    return ties


def number_ties(graph: nx.Graph, *, weight: str | None = None, directed: bool = True) -> Pairs:
    """Merge the edges of a network as `simple_ties` does, to numbers. With `directed` False, direction does not count.

    >>> number_ties(nx.DiGraph([("b", "a"), ("a", "b")])).pairs
    [(0, 1), (1, 0)]
    """
    nodes = sorted(graph, key=str)
    rank = {node: number for number, node in enumerate(nodes)}
    both_ways = _find_both_ways(graph) if directed and graph.is_directed() else []
    directed = directed and graph.is_directed() and not (both_ways and len(both_ways) == _count_between(graph))
    turned = [(rank[v], rank[u]) for u, v in both_ways] if directed else []
    if weight is None:
        rows = _merge_edges(graph, rank, directed, turned)
        pairs: list[tuple[int, int]] = []
        for start, row in enumerate(rows):
            pairs += zip(repeat(start), row)
        return Pairs(nodes=nodes, directed=directed, pairs=pairs, weights=None)
    sums = _sum_edges(graph, rank, directed, weight)
    pairs = [(start, end) for start, row in enumerate(sums) for end in sorted(row)]
    weights = [sums[start][end] for start, end in pairs]
    return Pairs(nodes=nodes, directed=directed, pairs=pairs, weights=weights)


def weigh_ties(graph: nx.Graph, *, weight: str | None = None, directed: bool = True) -> Pairs:
    """Merge the edges of a network as `number_ties` does, for measures that take no negative weight.

    A tie of the weight 0 is none. Raises `UsageError` for a weight that is no number of at least 0.
    """
    if weight is None:
        return number_ties(graph, directed=directed)
    for u, v, value in graph.edges(data=weight):
        if value is not None and not (isinstance(value, Real) and isfinite(value) and float(value) >= 0):
            raise UsageError(f"{weight} of the edge {u} → {v} is {value!r}; write a number of at least 0")
    ties = number_ties(graph, weight=weight, directed=directed)
    held = [(pair, value) for pair, value in zip(ties.pairs, ties.weights or (), strict=True) if value]
    return Pairs(
        nodes=ties.nodes,
        directed=ties.directed,
        pairs=[pair for pair, _ in held],
        weights=[value for _, value in held],
    )


def find_ways(graph: nx.Graph) -> dict[Hashable, set[Hashable]]:
    """Where the ties of each node lead, merged as `simple_ties` does; a tie without direction leads both ways.

    >>> sorted(find_ways(nx.DiGraph([("a", "c"), ("a", "b"), ("a", "a")]))["a"])
    ['b', 'c']
    """
    ways = {node: set(row) for node, row in graph.adjacency()}
    for node, ends in ways.items():
        ends.discard(node)
    if graph.is_directed():
        for start, end in _find_both_ways(graph):
            ways[end].add(start)
    return ways


def _find_both_ways(graph: nx.Graph) -> list[tuple[Hashable, Hashable]]:
    """The edges between two nodes that say `directed=False`, in a network with direction."""
    if not graph.is_multigraph():  # most networks have none, and it is quick to see
        rows = (row.values() for _, row in graph.adjacency())
        if not any(any(map(contains, row, repeat("directed"))) for row in rows if any(row)):
            return []
    return [(u, v) for u, v, value in graph.edges(data="directed") if value is False and u != v]


def _count_between(graph: nx.Graph) -> int:
    return int(graph.number_of_edges() - nx.number_of_selfloops(graph))


def _merge_edges(
    graph: nx.Graph, rank: dict[Hashable, int], directed: bool, turned: list[tuple[int, int]]
) -> list[list[int]]:
    """Where the ties of each node go, in order, `turned` too; without direction, from the smaller number."""
    adjacency = dict(graph.adjacency())
    rows = [list(map(rank.__getitem__, adjacency[node])) for node in rank]
    if directed:
        for number, node in enumerate(rank):
            if node in adjacency[node]:
                rows[number].remove(number)
        for start, end in turned:
            rows[start].append(end)
        return [sorted(set(row)) for row in rows] if turned else [sorted(row) for row in rows]
    upward = [[end for end in row if end > start] for start, row in enumerate(rows)]
    if not graph.is_directed():
        return [sorted(row) for row in upward]
    for start, row in enumerate(rows):
        for end in row:
            if end < start:
                upward[end].append(start)
    return [sorted(set(row)) for row in upward]


def _sum_edges(graph: nx.Graph, rank: dict[Hashable, int], directed: bool, weight: str) -> list[dict[int, float]]:
    """The weights of the ties of each node, by where they go; without direction, from the smaller number."""
    rows: list[dict[int, float]] = [{} for _ in rank]
    for u, v, data in graph.edges(data=True):
        start, end = rank[u], rank[v]
        if start == end:
            continue
        if start > end and not directed:
            start, end = end, start
        value = data.get(weight)
        value = 1 if value is None else value
        rows[start][end] = rows[start].get(end, 0) + value
        if directed and data.get("directed") is False:
            rows[end][start] = rows[end].get(start, 0) + value
    return rows
