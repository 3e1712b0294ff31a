"""Communities: groups that are plain to see, modularity by its formula, the same answer every time."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from math import isnan, nan

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.analysis import find_communities
from kg.analysis.communities import Communities

ENGINES = [name for name in ("igraph", "networkx") if find_spec(name)]


@pytest.fixture(params=["igraph", "networkx"])
def engine(request: pytest.FixtureRequest) -> str:
    """Either engine; igraph only where it is installed."""
    name: str = request.param
    if name == "igraph":
        pytest.importorskip("igraph")
    return name


def shuffled(graph: nx.Graph, seed: int) -> nx.Graph:
    """The same network in another order, and ties without direction the other way round by chance."""
    chance = random.Random(seed)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(data=True))
    chance.shuffle(nodes)
    chance.shuffle(edges)
    turned = graph.__class__()
    turned.add_nodes_from(nodes)
    turn = not graph.is_directed()
    turned.add_edges_from((v, u, data) if turn and chance.random() < 0.5 else (u, v, data) for u, v, data in edges)
    return turned


def counted(graph: nx.Graph, found: Communities, weight: str | None, resolution: float) -> float:
    """Q = Σ_ij (a(i, j) - γ d(i) d(j) / 2m) / 2m over all i and j of one group."""
    a = {(u, v): 0.0 for u in graph for v in graph}
    for u, v, data in graph.edges(data=True):
        if u != v:
            value = data.get(weight, 1) if weight else 1
            a[u, v] += value
            a[v, u] += value
    if weight is None:
        a = {pair: min(value, 1.0) for pair, value in a.items()}
    degree = {u: sum(a[u, v] for v in graph) for u in graph}
    twice = sum(degree.values())
    if not twice:
        return nan
    return sum(
        (a[u, v] - resolution * degree[u] * degree[v] / twice) / twice
        for group in found.members
        for u in group
        for v in group
    )


def test_two_cliques_joined_by_one_tie(engine: str) -> None:
    found = find_communities(nx.relabel_nodes(nx.barbell_graph(4, 0), dict(enumerate("abcdefgh"))), engine=engine)
    assert found.members == (("a", "b", "c", "d"), ("e", "f", "g", "h"))
    assert found.modularity == pytest.approx(2 * (6 / 13 - (13 / 26) ** 2), abs=1e-12)
    assert found.engine == engine
    assert found.method == ("leiden" if engine == "igraph" else "louvain")


def test_the_karate_club(engine: str) -> None:
    club = nx.karate_club_graph()
    found = find_communities(club, engine=engine)
    assert found.modularity >= (0.41 if engine == "igraph" else 0.38)
    assert found.modularity <= 0.4198 + 1e-4, "the highest there is"
    groups = [{int(name) for name in group} for group in found.members]
    assert found.modularity == pytest.approx(nx.community.modularity(club, groups, weight=None), abs=1e-12)
    heavy = find_communities(club, weight="weight", engine=engine)
    groups = [{int(name) for name in group} for group in heavy.members]
    assert heavy.modularity == pytest.approx(nx.community.modularity(club, groups, weight="weight"), abs=1e-12)
    sizes = [len(group) for group in found.members]
    assert sizes == sorted(sizes, reverse=True)
    assert all(list(group) == sorted(group) for group in found.members)


def test_the_groups_of_leiden_are_connected() -> None:
    pytest.importorskip("igraph")
    graph = nx.relabel_nodes(nx.gnm_random_graph(60, 120, seed=4), str)
    assert all(nx.is_connected(graph.subgraph(group)) for group in find_communities(graph, engine="igraph").members)


def test_the_same_in_every_run_and_order(engine: str) -> None:
    graph = nx.relabel_nodes(nx.gnm_random_graph(80, 240, seed=7), lambda number: f"n{number}")
    first = find_communities(graph, engine=engine)
    for seed in range(5):
        random.seed(seed)
        assert find_communities(shuffled(graph, seed), engine=engine) == first
    assert len({find_communities(graph, seed=seed, engine=engine).members for seed in range(10)}) > 1


@cache
def answers_of_a_process(seed: str) -> dict[str, str]:
    """The communities that each engine finds in a new process."""
    script = (
        "import json, networkx as nx; from kg.analysis import find_communities\n"
        "graph = nx.relabel_nodes(nx.gnm_random_graph(40, 100, seed=7), lambda number: f'n{number}')\n"
        f"print(json.dumps({{engine: str(find_communities(graph, engine=engine)) for engine in {ENGINES}}}))"
    )
    words = [sys.executable, "-c", script]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True, env=environment(seed))
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_the_same_in_every_process(engine: str) -> None:
    assert len({answers_of_a_process(seed)[engine] for seed in ("1", "2", "3")}) == 1


def environment(seed: str) -> dict[str, str]:
    """That of this process, with another order of sets of text."""
    return {**os.environ, "PYTHONHASHSEED": seed}


def test_the_chance_of_others_is_left_alone(engine: str) -> None:
    random.seed(5)
    expected = random.random()
    random.seed(5)
    find_communities(nx.karate_club_graph(), engine=engine)
    assert random.random() == expected


def test_the_generator_of_igraph_is_the_standard_one_after() -> None:
    igraph = pytest.importorskip("igraph")
    find_communities(nx.karate_club_graph(), engine="igraph")
    random.seed(5)
    first = igraph.Graph.Erdos_Renyi(20, m=30).get_edgelist()
    random.seed(5)
    assert igraph.Graph.Erdos_Renyi(20, m=30).get_edgelist() == first


def test_direction_does_not_count(engine: str) -> None:
    graph = nx.gnm_random_graph(30, 60, seed=1)
    one_way = nx.DiGraph(list(graph.edges))
    mutual = graph.to_directed()
    found = [find_communities(each, engine=engine) for each in (graph, one_way, mutual)]
    assert found[0] == found[1] == found[2]


def test_weights_of_both_directions_are_summed(engine: str) -> None:
    graph = nx.MultiDiGraph()
    for u, v, value in [("a", "b", 1), ("b", "a", 4), ("c", "d", 5), ("b", "c", 1), ("a", "c", 1), ("a", "d", 0)]:
        graph.add_edge(u, v, w=value)
    found = find_communities(graph, weight="w", engine=engine)
    assert found.members == (("a", "b"), ("c", "d"))
    assert found.modularity == pytest.approx(10 / 12 - (12 / 24) ** 2 * 2, abs=1e-12)


def test_nodes_without_ties_and_nothing(engine: str) -> None:
    graph = nx.Graph(["ab", "cc"])
    graph.add_node("d")
    found = find_communities(graph, engine=engine)
    assert found.members == (("a", "b"), ("c",), ("d",))
    assert found.modularity == 0
    for kind in (nx.Graph, nx.DiGraph, nx.MultiDiGraph):
        empty = find_communities(kind(), engine=engine)
        assert empty.members == ()
        assert isnan(empty.modularity)
        lone = find_communities(nx.empty_graph(["b", "a"], create_using=kind()), engine=engine)
        assert lone.members == (("a",), ("b",))
        assert isnan(lone.modularity)


def test_resolution(engine: str) -> None:
    ring = nx.ring_of_cliques(12, 3)
    sizes = [len(find_communities(ring, resolution=value, engine=engine).members) for value in (0.1, 1, 20)]
    assert sizes[0] < sizes[1] < sizes[2]


@given(st.data(), st.integers(1, 9), st.booleans(), st.sampled_from([None, "w"]), st.sampled_from([0.5, 1.0, 1.7]))
def test_modularity_is_its_formula(
    data: st.DataObject, size: int, directed: bool, weight: str | None, resolution: float
) -> None:
    nodes = [f"n{number}" for number in range(size)]
    graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
    graph.add_nodes_from(nodes)
    ends = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes), st.sampled_from([0, 0.5, 1, 3]))
    for u, v, value in data.draw(st.lists(ends, max_size=25)):
        graph.add_edge(u, v, w=value)
    for engine in ("auto", "networkx"):
        found = find_communities(graph, weight=weight, resolution=resolution, engine=engine)
        assert sorted(name for group in found.members for name in group) == nodes
        expected = counted(graph, found, weight, resolution)
        assert found.modularity == pytest.approx(expected, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("resolution", [0, -1, nan, float("inf"), "1", None])
def test_a_resolution_that_is_none(resolution: float) -> None:
    with pytest.raises(kg.UsageError, match=r"resolution is .*; write a number above 0"):
        find_communities(nx.path_graph(3), resolution=resolution)


def test_other_values_that_are_none() -> None:
    with pytest.raises(kg.UsageError, match="seed is None; write a whole number"):
        find_communities(nx.path_graph(3), seed=None)  # type: ignore[arg-type]
    with pytest.raises(kg.UsageError, match="there is no engine 'R'"):
        find_communities(nx.path_graph(3), engine="R")
    graph = nx.Graph()
    graph.add_edge("a", "b", w=-1)
    with pytest.raises(kg.UsageError, match="w of the edge a → b is -1; write a number of at least 0"):
        find_communities(graph, weight="w")
