"""Brokerage against R's sna, a published toy, and a count by three loops."""

from __future__ import annotations

from itertools import combinations, permutations, product
from math import isnan
from statistics import fmean, pstdev

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import read_reference
from shared_graphs import shipped_graph

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


@pytest.mark.slow
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


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("grouping", ["xxxyy", "xyyzz", "xxyzz"])
def test_mean_and_deviation_are_those_over_all_networks(grouping: str, directed: bool) -> None:
    """At the density 1/2 all networks are as likely as one another, and so few nodes have not many networks."""
    names = grouping if not directed else grouping[:4]
    chances: dict[str, tuple[float, float]] = {}
    pairs = list((permutations if directed else combinations)(range(len(names)), 2))
    groups = {str(number): group for number, group in enumerate(names)}
    seen: dict[str, list[int]] = {role: [] for role in ROLES}
    for there in product((False, True), repeat=len(pairs)):
        graph = nx.DiGraph() if directed else nx.Graph()
        graph.add_nodes_from(groups)
        graph.add_edges_from((str(u), str(v)) for (u, v), tie in zip(pairs, there, strict=True) if tie)
        if sum(there) == len(pairs) // 2:
            told = brokerage(graph, groups)[0]
            for role in ROLES:
                if told.z[role] and not isnan(told.z[role]):
                    chances.setdefault(
                        role, (told.expected[role], (told.raw[role] - told.expected[role]) / told.z[role])
                    )
        raw = counted(graph, groups)["0"]
        for role in ROLES:
            seen[role].append(raw[role])
    held = {role: (fmean(found), pstdev(found)) for role, found in seen.items() if any(found)}
    assert len(chances) >= 3 and chances.keys() == held.keys()
    for role, (mean, deviation) in held.items():
        assert chances[role] == pytest.approx((mean, deviation)), role


@pytest.mark.slow
def test_deviation_without_direction_is_that_over_random_networks() -> None:
    """Nine nodes, a third of the ties; with direction forgotten, z would be too large by the root of 2."""
    groups = {f"n{number}": "xxxxyyyzz"[number] for number in range(9)}
    seen: dict[str, list[int]] = {role: [] for role in ROLES}
    for seed in range(6000):
        graph = nx.relabel_nodes(nx.gnp_random_graph(9, 1 / 3, seed=seed), dict(enumerate(groups)))
        for role, count in brokerage(graph, groups)[0].raw.items():
            seen[role].append(count)
    exact = nx.relabel_nodes(nx.gnm_random_graph(9, 12, seed=1), dict(enumerate(groups)))
    told = brokerage(exact, groups)[0]
    for role in ROLES:
        deviation = (told.raw[role] - told.expected[role]) / told.z[role]
        assert deviation == pytest.approx(pstdev(seen[role]), rel=0.06), role


def _random(groups: dict[str, str], seed: int, density: float = 0.3) -> nx.DiGraph:
    graph = nx.gnp_random_graph(len(groups), density, seed=seed, directed=True)
    return nx.relabel_nodes(graph, dict(enumerate(groups)))


def test_a_group_for_every_actor() -> None:
    with pytest.raises(kg.UsageError, match="'D' has no group; give one for every actor"):
        brokerage(TOY, {"A": "1", "B": "1", "C": "2"})


def test_turkey_stands_between_the_sides() -> None:
    network = shipped_graph().network(level="state", layers=("contact",))
    sides = {name: side or "none" for name, side in network.nodes(data="side")}
    third = [each for each in brokerage(network, sides) if each.group == "none"]
    assert [each.actor for each in third if each.raw["total"]] == ["turkey"]
    assert not any(each.raw["b_O"] for each in third), "Russia and Ukraine talk to each other, so nobody is a liaison"
