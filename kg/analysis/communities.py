"""Communities: the groups that a network falls into by its ties alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, inf, nan
from numbers import Real
from typing import Literal

import networkx as nx

from kg.analysis.engine import Engine, choose_engine, seeded_igraph, to_igraph
from kg.analysis.pairs import Pairs, weigh_ties
from kg.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Communities:
    """The groups of a network, `members` by name, the largest group first and those of one size by their names.

    `modularity` is how far they are groups, see `find_communities`; not a number where there are no ties. `method` is
    "leiden" or "louvain", and `engine` what found them, "igraph" or "networkx".
    """

    members: tuple[tuple[str, ...], ...]
    modularity: float
    method: Literal["leiden", "louvain"]
    engine: Engine


def find_communities(
    graph: nx.Graph, *, weight: str | None = None, resolution: float = 1.0, seed: int = 0, engine: str = "auto"
) -> Communities:
    """Find groups with many ties inside and few between: those of a high modularity.

    Q = Σ_c (w(c) / m - γ (d(c) / 2m)²) over the groups c. w(c) is the weight of the ties inside c, m of all ties, d(c)
    the sum over the members of c of the weights of their ties, and γ the `resolution`; more than 1 makes for smaller
    groups. Direction does not count: without weights a pair has one tie or none, with weights the sum of its edges.
    Nodes without ties are groups of their own.

    With igraph this is the Leiden method, until nothing changes, and every group is connected. Without it, it is the
    Louvain method of networkx, which is slower, finds other groups, and does not see to that. Neither is sure to find
    the highest modularity there is. The same network, `seed` and engine give the same groups, whatever the order of
    nodes and edges. O(nodes + ties) for each round of moves; how many rounds there are is not bounded beforehand, few
    in practice.

    `graph` is any networkx graph, see `simple_ties`; `weight` the name of an edge attribute, a number of at least 0,
    where 0 is no tie; `engine` as in `choose_engine`. Raises `UsageError` for a weight or resolution that is no such
    number, for a seed that is no whole number, and for an unknown or missing engine.

    Traag, V. A., Waltman, L., & van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected communities.
    Scientific Reports, 9, 5233.
    Blondel, V. D., Guillaume, J.-L., Lambiotte, R., & Lefebvre, E. (2008). Fast unfolding of communities in large
    networks. Journal of Statistical Mechanics: Theory and Experiment, 2008(10), P10008.
    Newman, M. E. J., & Girvan, M. (2004). Finding and evaluating community structure in networks. Physical Review E,
    69(2), 026113.

    >>> find_communities(nx.Graph(["ab", "bc", "ac", "cd", "de", "ef", "df"]), engine="networkx").members
    (('a', 'b', 'c'), ('d', 'e', 'f'))
    """
    if not isinstance(resolution, Real) or not 0 < resolution < inf:
        raise UsageError(f"resolution is {resolution!r}; write a number above 0")
    if not isinstance(seed, int):
        raise UsageError(f"seed is {seed!r}; write a whole number")
    chosen = choose_engine(engine)
    ties = weigh_ties(graph, weight=weight, directed=False)
    resolution = float(resolution)
    if not ties.pairs:
        groups = [[number] for number in range(len(ties.nodes))]
    elif chosen == "igraph":
        groups = _leiden(ties, resolution, seed)
    else:
        groups = _louvain(ties, resolution, seed)
    names = [tuple(str(ties.nodes[number]) for number in sorted(group)) for group in groups]
    return Communities(
        members=tuple(sorted(names, key=lambda group: (-len(group), group))),
        modularity=_modularity(ties, groups, resolution),
        method="leiden" if chosen == "igraph" else "louvain",
        engine=chosen,
    )


def _leiden(ties: Pairs, resolution: float, seed: int) -> list[list[int]]:
    copy = to_igraph(ties)
    with seeded_igraph(seed):
        found = copy.community_leiden(
            objective_function="modularity",
            weights=None if ties.weights is None else "weight",
            resolution=resolution,
            n_iterations=-1,
        )
    return [list(group) for group in found]


def _louvain(ties: Pairs, resolution: float, seed: int) -> list[list[int]]:
    # By number, since the order of a set of text is not the same in every process.
    copy = nx.empty_graph(len(ties.nodes))
    weights = [1] * len(ties.pairs) if ties.weights is None else ties.weights
    copy.add_weighted_edges_from((*pair, value) for pair, value in zip(ties.pairs, weights, strict=True))
    return [list(group) for group in nx.community.louvain_communities(copy, resolution=resolution, seed=seed)]


def _modularity(ties: Pairs, groups: list[list[int]], resolution: float) -> float:
    if not ties.pairs:
        return nan
    place = [0] * len(ties.nodes)
    for index, group in enumerate(groups):
        for number in group:
            place[number] = index
    weights = [1.0] * len(ties.pairs) if ties.weights is None else ties.weights
    inside = [0.0] * len(groups)
    degrees = [0.0] * len(groups)
    for (start, end), value in zip(ties.pairs, weights, strict=True):
        first, second = place[start], place[end]
        degrees[first] += value
        degrees[second] += value
        if first == second:
            inside[first] += value
    total = fsum(weights)
    each = zip(inside, degrees, strict=True)
    return fsum(within / total - resolution * (degree / (2 * total)) ** 2 for within, degree in each)
