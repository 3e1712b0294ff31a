"""Centrality against R's sna, published values, networkx, and the definitions word for word, by either engine."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Mapping
from fractions import Fraction
from itertools import permutations
from math import isnan, nan
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import read_reference

import kg
from kg.analysis import (
    Reciprocity,
    Scores,
    betweenness,
    choose_engine,
    constraint,
    core_numbers,
    effective_size,
    pagerank,
    reciprocity,
    simple_ties,
)
from kg.errors import UsageError

EMPTY = (nx.Graph(), nx.DiGraph(), nx.MultiGraph(), nx.MultiDiGraph())
WEIGHTS = (None, 0, 0.25, 1, 2.5, 7)


@pytest.fixture(params=["igraph", "networkx"])
def engine(request: pytest.FixtureRequest) -> str:
    """Either engine; igraph only where it is installed."""
    name: str = request.param
    if name == "igraph":
        pytest.importorskip("igraph")
    return name


@st.composite
def networks(draw: st.DrawFn, *, largest: int = 8) -> nx.Graph:
    """Multigraphs with loops, with and without direction, some edges with the weight `w` and some both ways."""
    nodes = [f"n{number}" for number in range(draw(st.integers(0, largest)))]
    graph = draw(st.sampled_from([nx.MultiGraph, nx.MultiDiGraph, nx.Graph, nx.DiGraph]))()
    graph.add_nodes_from(draw(st.permutations(nodes)))
    if not nodes:
        return graph
    ends = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes))
    for u, v in draw(st.lists(ends, max_size=30)):
        data = {}
        if draw(st.booleans()):
            data["w"] = draw(st.sampled_from(WEIGHTS))
        if draw(st.integers(0, 3)) == 0:
            data["directed"] = False
        graph.add_edge(u, v, **data)
    return graph


def same(found: Mapping[Any, float], other: Mapping[Any, float]) -> bool:
    """The same nodes with the same numbers, or with none."""
    return dict(found) == pytest.approx(dict(other), abs=1e-9, rel=1e-9, nan_ok=True)


def weighted(graph: nx.Graph, weight: str | None) -> nx.Graph:
    """Simple ties, those of the weight 0 left out, and the others with a weight."""
    ties = simple_ties(graph, weight=weight)
    for u, v, data in list(ties.edges(data=True)):
        if data.setdefault("weight", 1) == 0:
            ties.remove_edge(u, v)
    return ties


def both(ties: nx.Graph, u: Hashable, v: Hashable) -> float:
    """a(u, v) + a(v, u)."""
    one, two = (ties.get_edge_data(*pair, {"weight": 0})["weight"] for pair in ((u, v), (v, u)))
    return float(one + two)


# Betweenness


def test_the_medici_and_heather(engine: str) -> None:
    families = betweenness(nx.florentine_families_graph(), engine=engine)
    assert round(families["Medici"], 3) == 0.522
    assert max(families, key=families.__getitem__) == "Medici"
    kite = nx.relabel_nodes(nx.krackhardt_kite_graph(), {7: "Heather"})
    assert betweenness(kite, engine=engine)["Heather"] == pytest.approx(14 / 36, abs=1e-12)


def test_the_telephone_network_of_93_states_as_sna_has_it(engine: str) -> None:
    rows = read_reference("icews_phone_country_gf_sna.csv")
    graph = nx.DiGraph()
    graph.add_nodes_from(row["iso3c"] for row in rows)
    graph.add_edges_from((row["source"], row["target"]) for row in read_reference("icews_phone_country_edges.csv"))
    found = betweenness(graph, normalized=False, engine=engine)
    assert len(found) == len(rows) == 93
    for row in rows:
        assert found[row["iso3c"]] == pytest.approx(float(row["betweenness_sna"]), abs=1e-9), row["iso3c"]


@given(networks(largest=6), st.booleans())
def test_betweenness_is_the_share_of_shortest_ways(graph: nx.Graph, normalized: bool) -> None:
    ties = simple_ties(graph)
    counts = dict.fromkeys(ties, 0.0)
    for start, end in permutations(ties, 2):
        ways = list(nx.all_shortest_paths(ties, start, end)) if nx.has_path(ties, start, end) else []
        for way in ways:
            for node in way[1:-1]:
                counts[node] += 1 / len(ways)
    size = len(ties)
    twice = 1 if ties.is_directed() else 2
    parts = (size - 1) * (size - 2) if normalized and size > 2 else twice
    counts = {node: count / parts for node, count in counts.items()}
    assert same(betweenness(graph, normalized=normalized, engine="networkx"), counts)


# Both engines


@given(networks(largest=12), st.sampled_from([None, "w"]), st.sampled_from([0, 0.3, 0.85, 0.99]))
def test_the_engines_agree(graph: nx.Graph, weight: str | None, damping: float) -> None:
    pytest.importorskip("igraph")
    for normalized in (True, False):
        pair = [betweenness(graph, normalized=normalized, engine=name) for name in ("igraph", "networkx")]
        assert same(*pair)
    assert same(*(constraint(graph, weight=weight, engine=name) for name in ("igraph", "networkx")))
    assert same(*(pagerank(graph, weight=weight, damping=damping, engine=name) for name in ("igraph", "networkx")))
    cores = [core_numbers(graph, engine=name) for name in ("igraph", "networkx")]
    assert cores[0] == cores[1]
    assert all(isinstance(number, int) for core in cores for number in core.values())


@given(networks())
def test_the_order_of_nodes_and_edges_does_not_count(graph: nx.Graph) -> None:
    turned = graph.__class__()
    turned.add_nodes_from(reversed(list(graph)))
    turned.add_edges_from(reversed(list(graph.edges(data=True))))
    for measure in (betweenness, constraint, effective_size, pagerank, core_numbers):
        found, other = measure(graph), measure(turned)
        assert list(found) == list(other) == sorted(graph)
        assert same(found, other)
    assert repr(reciprocity(graph)) == repr(reciprocity(turned))


def test_a_hub_nodes_without_ties_and_nothing(engine: str) -> None:
    star = nx.star_graph(["hub", "a", "b", "c"])
    star.add_node("far")
    star.add_edge("far", "far")
    assert betweenness(star, engine=engine) == {"a": 0, "b": 0, "c": 0, "far": 0, "hub": 0.5}
    held = constraint(star, engine=engine)
    assert held["hub"] == pytest.approx(1 / 3)
    assert held["a"] == held["b"] == held["c"] == pytest.approx(1)
    assert isnan(held["far"])
    assert core_numbers(star, engine=engine) == {"a": 1, "b": 1, "c": 1, "far": 0, "hub": 1}
    ranks = pagerank(star, engine=engine)
    assert sum(ranks.values()) == pytest.approx(1)
    assert ranks["far"] < ranks["a"] < ranks["hub"]
    for empty in EMPTY:
        for measure in (betweenness, constraint, pagerank, core_numbers):
            assert measure(empty, engine=engine) == {}
    for size in (1, 2):
        for kind in EMPTY:
            lone = nx.empty_graph(size, create_using=kind.__class__())
            assert set(betweenness(lone, engine=engine).values()) == {0}
            assert all(isnan(value) for value in constraint(lone, engine=engine).values())
            assert set(core_numbers(lone, engine=engine).values()) == {0}
            assert same(pagerank(lone, engine=engine), dict.fromkeys(range(size), 1 / size))


# Structural holes


@given(networks(), st.sampled_from([None, "w"]))
def test_constraint_and_effective_size_are_their_formulas(graph: nx.Graph, weight: str | None) -> None:
    ties = weighted(graph, weight)
    held, sizes = {}, {}
    for i in ties:
        others = [j for j in ties if both(ties, i, j)]
        total = sum(both(ties, i, q) for q in ties)

        def p(u: Hashable, v: Hashable) -> float:
            return both(ties, u, v) / sum(both(ties, u, q) for q in ties)

        def m(u: Hashable, v: Hashable) -> float:
            return both(ties, u, v) / max(both(ties, u, q) for q in ties)

        held[i] = sum((p(i, j) + sum(p(i, q) * p(q, j) for q in others if q != j)) ** 2 for j in others)
        sizes[i] = sum(1 - sum(p(i, q) * m(j, q) for q in others if q != j) for j in others)
        if not total:
            held[i] = sizes[i] = nan
    assert same(constraint(graph, weight=weight, engine="networkx"), held)
    assert same(effective_size(graph, weight=weight), sizes)


@pytest.mark.slow
@given(networks(), st.sampled_from([None, "w"]))
def test_constraint_and_effective_size_are_those_of_networkx(graph: nx.Graph, weight: str | None) -> None:
    """Where a node has a tie from it: networkx gives no number to those that only have ties to them."""
    ties = weighted(graph, weight)
    nodes = [node for node in ties if ties[node]]
    for mine, other in ((constraint, nx.constraint), (effective_size, nx.effective_size)):
        found = mine(graph, weight=weight)
        assert same({node: found[node] for node in nodes}, other(ties, nodes=nodes, weight="weight"))


@given(networks())
def test_effective_size_is_contacts_less_their_own_ties(graph: nx.Graph) -> None:
    ties = simple_ties(graph)
    if ties.is_directed():
        ties = ties.to_undirected()
    expected = {
        node: len(ties[node]) - 2 * ties.subgraph(ties[node]).number_of_edges() / len(ties[node]) if ties[node] else nan
        for node in ties
    }
    assert same(effective_size(nx.Graph(ties)), expected)


# PageRank


@given(networks(largest=5), st.sampled_from([None, "w"]), st.sampled_from([0, 0.5, 0.85]))
def test_pagerank_solves_its_equation(graph: nx.Graph, weight: str | None, damping: float) -> None:
    ties = weighted(graph, weight)
    nodes, size, d = list(ties), len(ties), Fraction(damping)
    rows = []
    for v in nodes:
        row = []
        for u in nodes:
            total = sum(Fraction(data["weight"]) for data in ties[u].values())
            moves = Fraction(ties[u][v]["weight"]) / total if v in ties[u] else Fraction(0)
            row.append((u == v) - d * (moves if total else Fraction(1, size)))
        rows.append([*row, (1 - d) / size])
    expected = {node: float(value) for node, value in zip(nodes, solve(rows), strict=True)}
    assert same(pagerank(graph, weight=weight, damping=damping, engine="networkx"), expected)


def solve(rows: list[list[Fraction]]) -> list[Fraction]:
    """Gauss, with no rounding."""
    for column in range(len(rows)):
        pivot = next(index for index in range(column, len(rows)) if rows[index][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        first = [value / rows[column][column] for value in rows[column]]
        rows = [
            first if index == column else [a - row[column] * b for a, b in zip(row, first, strict=True)]
            for index, row in enumerate(rows)
        ]
    return [row[-1] for row in rows]


@given(networks(), st.sampled_from([None, "w"]))
def test_pagerank_is_that_of_networkx(graph: nx.Graph, weight: str | None) -> None:
    pytest.importorskip("scipy")
    ties = weighted(graph, weight)
    assert same(pagerank(graph, weight=weight), nx.pagerank(ties, tol=1e-14, max_iter=1000))


# Cores


@given(networks())
def test_core_numbers_are_what_is_left_when_the_others_are_taken_away(graph: nx.Graph) -> None:
    ties = simple_ties(graph).to_undirected()
    expected = dict.fromkeys(ties, 0)
    for k in range(1, len(ties)):
        left = ties.copy()
        while few := [node for node, degree in left.degree if degree < k]:
            left.remove_nodes_from(few)
        expected.update(dict.fromkeys(left, k))
    assert core_numbers(graph, engine="networkx") == expected


# Reciprocity


@given(networks())
def test_reciprocity_is_a_count_of_pairs(graph: nx.Graph) -> None:
    ties = simple_ties(graph)
    found = reciprocity(graph)
    ways = [ties.has_edge(u, v) + ties.has_edge(v, u) for u, v in permutations(ties, 2)]
    assert [found.mutual, found.asymmetric, found.null] == [ways.count(number) // 2 for number in (2, 1, 0)]
    if not ties.edges:
        assert isnan(found.share)
    elif ties.is_directed():
        assert found.share == pytest.approx(nx.overall_reciprocity(ties))
    else:
        assert found.share == 1


def test_reciprocity_of_few() -> None:
    assert reciprocity(nx.path_graph(3)) == Reciprocity(share=1, mutual=2, asymmetric=0, null=1)
    assert repr(reciprocity(nx.DiGraph())) == "Reciprocity(share=nan, mutual=0, asymmetric=0, null=0)"


# What does not go


@pytest.mark.parametrize("measure", [betweenness, constraint, pagerank, core_numbers])
def test_an_unknown_engine(measure: object) -> None:
    with pytest.raises(kg.UsageError, match="there is no engine 'R'; write 'auto', 'igraph' or 'networkx'"):
        measure(nx.path_graph(3), engine="R")  # type: ignore[operator]


def test_without_igraph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "igraph", None)
    assert choose_engine() == choose_engine("networkx") == "networkx"
    assert betweenness(nx.path_graph(3)).engine == "networkx"
    with pytest.raises(kg.UsageError, match=r"igraph is not installed; write pip install 'actor-kg\[fast\]'"):
        betweenness(nx.path_graph(3), engine="igraph")


def test_with_igraph() -> None:
    pytest.importorskip("igraph")
    assert choose_engine() == choose_engine("igraph") == "igraph"
    assert pagerank(nx.path_graph(3)).engine == "igraph"


@pytest.mark.parametrize("weight", [-1, nan, float("inf"), "much", "3", 1j])
@pytest.mark.parametrize("measure", [constraint, effective_size, pagerank])
def test_a_weight_that_is_none(measure: object, weight: object) -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", w=weight)
    with pytest.raises(kg.UsageError, match=r"w of the edge a → b is .*; write a number of at least 0"):
        measure(graph, weight="w")  # type: ignore[operator]


@pytest.mark.parametrize("damping", [-0.1, 0.995, 1, nan, "0.5", None])
def test_a_damping_that_is_none(damping: float, engine: str) -> None:
    with pytest.raises(kg.UsageError, match=r"damping is .*; write a number from 0 to 0.99"):
        pagerank(nx.path_graph(3), damping=damping, engine=engine)


def test_ties_of_no_weight_are_none(engine: str) -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", w=2)
    graph.add_edge("b", "c", w=0)
    assert isnan(constraint(graph, weight="w", engine=engine)["c"])
    assert isnan(effective_size(graph, weight="w")["c"])
    ranks = pagerank(graph, weight="w", engine=engine)
    assert ranks["a"] == pytest.approx(ranks["b"])
    assert ranks["c"] < ranks["a"]


def test_scores() -> None:
    found = core_numbers(nx.complete_graph(4), engine="networkx")
    assert isinstance(found, dict)
    assert repr(found) == "<Scores core number of 4 nodes by networkx>"
    assert (found.measure, found.engine) == ("core number", "networkx")
    assert repr(Scores({"a": 1}, measure="betweenness")) == "<Scores betweenness of 1 node by networkx>"
    assert effective_size(nx.path_graph(3)).engine == "networkx"


def test_weights_may_be_any_real_number() -> None:
    from fractions import Fraction

    plain = nx.DiGraph([("a", "b", {"w": 0.5}), ("b", "c", {"w": 2.0}), ("c", "a", {"w": 1.0})])
    exact = nx.DiGraph([("a", "b", {"w": Fraction(1, 2)}), ("b", "c", {"w": Fraction(2)}), ("c", "a", {"w": 1})])
    assert pagerank(exact, weight="w") == pagerank(plain, weight="w")
    assert constraint(exact, weight="w") == constraint(plain, weight="w")
    with pytest.raises(UsageError, match="write a number of at least 0"):
        pagerank(nx.DiGraph([("a", "b", {"w": Fraction(-1, 2)})]), weight="w")
