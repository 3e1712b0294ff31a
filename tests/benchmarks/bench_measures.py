"""How long measures of a network take: kg with each engine, networkx alone, and igraph alone with a copy of its own.

python tests/benchmarks/bench_measures.py                           5,000 nodes and 100,000 ties with direction, made up
python tests/benchmarks/bench_measures.py --full                    networkx over all nodes: minutes
python tests/benchmarks/bench_measures.py --only constraint pagerank

The copy for igraph is the shortest there is: nodes by number, all ties at once, made anew for every measure.
ratio = kg with igraph / (copy + igraph). "-" is what a program has no function for, what needs a package that is
missing, and without --full betweenness by kg with networkx. "~" is reckoned from some nodes to all.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import igraph
import networkx as nx

from kg.analysis import (
    betweenness,
    brokerage,
    constraint,
    core_numbers,
    effective_size,
    find_communities,
    pagerank,
    reciprocity,
    simple_ties,
)

Call = Callable[[], object]
COLUMNS = ("kg, igraph", "kg, networkx", "networkx", "copy + igraph")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How long measures of a network take.")
    parser.add_argument("--nodes", type=int, default=5000)
    parser.add_argument("--ties", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=10, help="seconds after which a call is not run again")
    parser.add_argument("--sample", type=int, default=50, help="nodes for networkx where all would take minutes")
    parser.add_argument("--full", action="store_true", help="networkx over all nodes")
    parser.add_argument("--only", nargs="*", metavar="MEASURE")
    given = parser.parse_args()
    graph = make_network(given.nodes, given.ties, given.seed)
    sample = given.nodes if given.full else min(given.sample, given.nodes)
    print(f"{given.nodes:,} nodes, {given.ties:,} ties, seed {given.seed}; milliseconds, medians of {given.runs} runs")
    preparing = time_calls({"copy": lambda: copy_network(graph), "ties": lambda: simple_ties(graph)}, given)
    print(f"copy for igraph {preparing['copy']:.0f}, simple_ties {preparing['ties']:.0f}")
    print(f"{'':16}" + "".join(f"{name:>15}" for name in (*COLUMNS, "ratio")))
    for name, calls in list_measures(graph, sample).items():
        if given.only and name not in given.only:
            continue
        spent = time_calls(calls, given)
        cells = []
        for column in COLUMNS:
            sampled = column == "networkx" and name in SAMPLED and sample < given.nodes
            value = spent.get(column, 0.0) * (given.nodes / sample if sampled else 1)
            cells.append(f"{'~' if sampled else ''}{value:,.0f}" if value else "-")
        known = COLUMNS[0] in spent and COLUMNS[3] in spent
        cells.append(f"{spent[COLUMNS[0]] / spent[COLUMNS[3]]:.2f}" if known else "-")
        print(f"{name:16}" + "".join(f"{cell:>15}" for cell in cells), flush=True)


SAMPLED = ("betweenness", "constraint", "effective size")


def make_network(nodes: int, ties: int, seed: int) -> nx.DiGraph:
    """A random network with direction, the edges in no order."""
    names = [f"n{number:06}" for number in range(nodes)]
    edges = list(nx.gnm_random_graph(nodes, ties, seed=seed, directed=True).edges)
    random.Random(seed).shuffle(edges)
    graph = nx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from((names[start], names[end]) for start, end in edges)
    return graph


def copy_network(graph: nx.DiGraph) -> Any:
    """What somebody would write who only needs igraph."""
    rank = {node: number for number, node in enumerate(graph)}
    return igraph.Graph(n=len(rank), edges=[(rank[u], rank[v]) for u, v in graph.edges], directed=True)


def list_measures(graph: nx.DiGraph, sample: int) -> dict[str, dict[str, Call]]:
    """Each measure → column → call."""
    groups = {node: node[-1] for node in graph}
    some = list(graph)[:sample]

    def leiden() -> None:
        igraph.set_random_number_generator(random.Random(0))
        copy_network(graph).as_undirected().community_leiden(objective_function="modularity", n_iterations=-1)
        igraph.set_random_number_generator(random)

    def count_pairs() -> None:
        copy = copy_network(graph)
        copy.dyad_census()
        copy.reciprocity()

    def ranks() -> None:
        nx.pagerank(graph, tol=1e-12 / len(graph), max_iter=1000)

    both: dict[str, Callable[..., object]] = {
        "betweenness": betweenness,
        "constraint": constraint,
        "pagerank": pagerank,
        "core numbers": core_numbers,
        "communities": find_communities,
    }
    found: dict[str, dict[str, Call]] = {
        "brokerage": {"kg, networkx": lambda: brokerage(graph, groups)},
        "effective size": {
            "kg, networkx": lambda: effective_size(graph),
            "networkx": lambda: nx.effective_size(graph, nodes=some),
        },
        "reciprocity": {
            "kg, igraph": lambda: reciprocity(graph),
            "networkx": lambda: nx.overall_reciprocity(graph),
            "copy + igraph": count_pairs,
        },
    }
    for name, measure in both.items():
        found[name] = {
            "kg, igraph": lambda measure=measure: measure(graph, engine="igraph"),  # type: ignore[misc]
            "kg, networkx": lambda measure=measure: measure(graph, engine="networkx"),  # type: ignore[misc]
        }
    if sample < len(graph):
        del found["betweenness"]["kg, networkx"]
    found["betweenness"] |= {
        "networkx": lambda: nx.betweenness_centrality(graph, k=sample, seed=1),
        "copy + igraph": lambda: copy_network(graph).betweenness(),
    }
    found["constraint"] |= {
        "networkx": lambda: nx.constraint(graph, nodes=some),
        "copy + igraph": lambda: copy_network(graph).constraint(),
    }
    found["pagerank"] |= {"networkx": ranks, "copy + igraph": lambda: copy_network(graph).pagerank()}
    found["core numbers"] |= {
        "networkx": lambda: nx.core_number(graph.to_undirected()),
        "copy + igraph": lambda: copy_network(graph).as_undirected().coreness(),
    }
    found["communities"] |= {
        "networkx": lambda: nx.community.louvain_communities(graph.to_undirected(), seed=0),
        "copy + igraph": leiden,
    }
    return found


def time_calls(calls: dict[str, Call], given: argparse.Namespace) -> dict[str, float]:
    """The median milliseconds of each call; they take turns, so that a busy machine is busy for all of them."""
    times: dict[str, list[float]] = {}
    for _ in range(given.runs):
        for name, call in calls.items():
            if name in times and (not times[name] or max(times[name]) > 1000 * given.limit):
                continue
            gc.collect()  # or else what one call leaves is cleared away in the time of another
            start = time.perf_counter()
            try:
                call()
            except ImportError:  # networkx counts some measures by numpy and scipy
                times[name] = []
                continue
            times.setdefault(name, []).append(1000 * (time.perf_counter() - start))
    return {name: statistics.median(spent) for name, spent in times.items() if spent}


if __name__ == "__main__":
    main()
