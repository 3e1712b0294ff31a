"""Networks → ties: one per pair, however many edges say it."""

from __future__ import annotations

import networkx as nx
from shared_graphs import shipped_graph

from kg.analysis import simple_ties


def test_parallel_edges_and_loops() -> None:
    graph = nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "a"), ("c", "c")])
    ties = simple_ties(graph)
    assert type(ties) is nx.DiGraph
    assert list(ties.edges(data=True)) == [("a", "b", {}), ("b", "a", {})]
    assert list(ties) == ["a", "b", "c"], "who has no tie stays"


def test_weights_are_summed() -> None:
    graph = nx.MultiGraph()
    graph.add_edge("b", "a", count=2)
    graph.add_edge("a", "b", count=None)
    graph.add_edge("b", "a")
    assert list(simple_ties(graph, weight="count").edges(data=True)) == [("a", "b", {"weight": 4})]


def test_ties_without_direction_count_both_ways() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("b", "a", directed=False)
    assert type(simple_ties(graph)) is nx.Graph
    graph.add_edge("b", "c", directed=True)
    assert list(simple_ties(graph).edges) == [("a", "b"), ("b", "a"), ("b", "c")]


def test_nothing() -> None:
    assert type(simple_ties(nx.MultiDiGraph())) is nx.DiGraph
    assert not simple_ties(nx.Graph()).edges


def test_a_projection_and_the_order_of_its_edges() -> None:
    network = shipped_graph().network(level="state", layers=("contact",))
    ties = simple_ties(network)
    assert type(ties) is nx.Graph
    assert {frozenset(pair) for pair in ties.edges} == {frozenset(pair[:2]) for pair in network.edges}
    turned = nx.MultiDiGraph()
    turned.add_edges_from(reversed(list(network.edges(data=True))))
    turned.add_nodes_from(network.nodes)
    assert list(simple_ties(turned).edges) == list(ties.edges)
