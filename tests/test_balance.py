"""Balance against published signed networks, every division, and triangles one by one."""

from __future__ import annotations

from itertools import combinations, product

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import read_reference
from shared_graphs import shipped_graph

import kg
from kg.analysis import balance, count_crossing, project_stances


def signed(rows: list[dict[str, str]]) -> nx.MultiGraph:
    graph = nx.MultiGraph()
    graph.add_edges_from((row["source"], row["target"], {"sign": int(row["sign"])}) for row in rows)
    return graph


def test_the_tribes() -> None:
    graph = signed(read_reference("tribes_signed_edges.csv"))
    found = balance(graph)
    assert (found.ppp, found.ppm, found.pmm, found.mmm) == (19, 2, 40, 7)
    assert found.balanced == pytest.approx(0.8676471, abs=5e-8)
    assert (found.actors, found.positive, found.negative, found.exact) == (16, 29, 29, True)
    assert found.frustration == count_crossing(graph, found.camps) == 7


def test_51_windows() -> None:
    rows = read_reference("cow_signed_edges_by_period.csv")
    expected = read_reference("cow_signed_balance_by_period.csv")
    by_window: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_window.setdefault(row["key"], []).append(row)
    assert len(expected) == len(by_window) == 51
    for row in expected:
        found = balance(signed(by_window[row["key"]]))
        counts = [found.actors, found.positive, found.negative, found.ppp, found.ppm, found.pmm, found.mmm]
        assert counts == [int(row[name]) for name in ("n", "pos", "neg", "ppp", "ppm", "pmm", "mmm")], row["key"]
        assert found.positive + found.negative == int(row["m"])
        assert found.balanced == pytest.approx(float(row["balance"]), abs=1e-12), row["key"]


@given(st.data(), st.integers(0, 7))
def test_every_division_and_every_triangle(data: st.DataObject, size: int) -> None:
    nodes = [f"n{number}" for number in range(size)]
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    for pair in combinations(nodes, 2):
        sign = data.draw(st.sampled_from((0, 0, 1, -1)))
        if sign:
            graph.add_edge(*pair, sign=sign)
    found = balance(graph)
    least = min(
        sum(sign * camp[u] * camp[v] < 0 for u, v, sign in graph.edges(data="sign"))
        for camps in product((1, -1), repeat=size)
        for camp in [dict(zip(nodes, camps, strict=True))]
    )
    assert found.exact and found.frustration == least == count_crossing(graph, found.camps)
    negatives = [
        sum(graph[u][v]["sign"] < 0 for u, v in combinations(three, 2))
        for three in combinations(nodes, 3)
        if all(graph.has_edge(u, v) for u, v in combinations(three, 2))
    ]
    assert [found.ppp, found.ppm, found.pmm, found.mmm] == [negatives.count(number) for number in range(4)]
    assert (found.frustration == 0) <= (found.balanced in (None, 1.0))


def test_both_signs_count_nowhere_and_loops_neither() -> None:
    graph = nx.MultiDiGraph([("a", "a", {"sign": -1}), ("a", "b", {"sign": 1}), ("b", "a", {"sign": -1}), ("b", "c")])
    found = balance(graph)
    assert (found.positive, found.negative, found.mixed, found.balanced) == (0, 0, 1, None)


def test_no_number() -> None:
    with pytest.raises(kg.UsageError, match="the sign of a and b is no number: 'friends'; give 1 or -1"):
        balance(nx.Graph([("a", "b", {"sign": "friends"})]))


def test_stances_of_the_case() -> None:
    network = shipped_graph().network(level="state")
    stances = [data for *_, data in network.edges(data=True) if data["layer"] == "stance"]
    signs = project_stances(network)
    assert signs.number_of_edges() == len(stances) > 0
    assert sum(sign > 0 for *_, sign in signs.edges(data="sign")) == sum(d["kind"] == "supports" for d in stances)
