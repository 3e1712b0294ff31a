"""Brokerage against R's sna, a published toy, and a count by three loops."""

from __future__ import annotations

from itertools import permutations
from math import isnan
from statistics import fmean, pstdev

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import read_reference

import kg
from kg.analysis import ROLES, brokerage

TOY = nx.DiGraph([("A", "B"), ("A", "C"), ("B", "C"), ("B", "D"), ("C", "D"), ("D", "A")])
GROUPS = {"A": "1", "B": "1", "C": "2", "D": "2"}


def counted(graph: nx.Graph, groups: dict[str, str]) -> dict[str, dict[str, int]]:
    """The definition, word for word: all ordered triples."""
    found = {node: dict.fromkeys(ROLES, 0) for node in graph}
    for a, b, c in permutations(graph, 3):
        if graph.has_edge(a, b) and graph.has_edge(b, c) and not graph.has_edge(a, c):
            first, own, last = groups[a], groups[b], groups[c]
            if first == own == last:
                role = "w_I"
            elif first == last:
                role = "w_O"
            elif first == own:
                role = "b_IO"
            elif last == own:
                role = "b_OI"
            else:
                role = "b_O"
            found[b][role] += 1
            found[b]["total"] += 1
    return found


def test_the_toy() -> None:
    found = {each.actor: each for each in brokerage(TOY, GROUPS)}
    held = {name: {r: n for r, n in each.raw.items() if n and r != "total"} for name, each in found.items()}
    assert held == {"A": {"w_O": 1, "b_OI": 1}, "B": {"b_IO": 1}, "C": {"b_OI": 1}, "D": {"w_O": 1, "b_IO": 1}}
    assert found["A"].z["w_O"] == pytest.approx(1.6035675, abs=5e-8)
    assert isnan(found["A"].z["w_I"]), "in a group of two nobody can coordinate"


def test_the_telephone_network_of_93_states_as_sna_has_it() -> None:
    rows = read_reference("icews_phone_country_gf_sna.csv")
    regions = {row["iso3c"]: row["un_region"] for row in read_reference("icews_phone_country_nodes.csv")}
    graph = nx.DiGraph()
    graph.add_nodes_from(regions)
    graph.add_edges_from((row["source"], row["target"]) for row in read_reference("icews_phone_country_edges.csv"))
    found = {each.actor: each for each in brokerage(graph, regions)}
    assert len(rows) == len(found) == 93
    for row in rows:
        each = found[row["iso3c"]]
        for role in ROLES:
            name = "t" if role == "total" else role
            assert each.raw[role] == int(row[name]), (each.actor, role)
            assert each.z[role] == pytest.approx(float(row[f"z_{name}"]), abs=1e-9), (each.actor, role)


@given(st.data(), st.integers(1, 7), st.booleans())
def test_every_count_is_that_of_three_loops(data: st.DataObject, size: int, directed: bool) -> None:
    nodes = [f"n{number}" for number in range(size)]
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(data.draw(st.lists(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)))))
    groups = {node: data.draw(st.sampled_from("xyz")) for node in nodes}
    assert {each.actor: each.raw for each in brokerage(graph, groups)} == counted(graph, groups)


def test_what_chance_gives_is_the_mean_over_random_networks() -> None:
    groups = {f"n{number}": "x" if number < 4 else "y" if number < 7 else "z" for number in range(9)}
    first = brokerage(_random(groups, 0), groups)[0]
    density = 0.3
    seen: dict[str, list[int]] = {role: [] for role in ROLES}
    for seed in range(4000):
        for each in brokerage(_random(groups, seed, density), groups)[:1]:
            for role in ROLES:
                seen[role].append(each.raw[role])
    exact = nx.DiGraph()
    exact.add_nodes_from(groups)
    for number, pair in enumerate(permutations(groups, 2)):
        if number % 10 in (0, 3, 6) and exact.number_of_edges() < 0.3 * 72:
            exact.add_edge(*pair)
    told = brokerage(exact, groups)[0]
    d = exact.number_of_edges() / 72
    for role in ROLES:
        scale = (d**2 * (1 - d)) / (density**2 * (1 - density))
        assert told.expected[role] / scale == pytest.approx(fmean(seen[role]), abs=4 * pstdev(seen[role]) / 4000**0.5)
    assert first.group == "x"


def _random(groups: dict[str, str], seed: int, density: float = 0.3) -> nx.DiGraph:
    graph = nx.gnp_random_graph(len(groups), density, seed=seed, directed=True)
    return nx.relabel_nodes(graph, dict(enumerate(groups)))


def test_a_group_for_every_actor() -> None:
    with pytest.raises(kg.UsageError, match="'D' has no group; give one for every actor"):
        brokerage(TOY, {"A": "1", "B": "1", "C": "2"})


def test_turkey_stands_between_the_sides() -> None:
    network = kg.load().network(level="state", layers=("contact",))
    sides = {name: side or "none" for name, side in network.nodes(data="side")}
    third = [each for each in brokerage(network, sides) if each.group == "none"]
    assert [each.actor for each in third if each.raw["total"]] == ["turkey"]
    assert not any(each.raw["b_O"] for each in third), "Russia and Ukraine talk to each other, so nobody is a liaison"
