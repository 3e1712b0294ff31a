"""Who is central: between others, tied to the central, in the core, or held by few contacts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from math import comb, fsum, nan
from numbers import Real

import networkx as nx

from kg.analysis.engine import Scores, choose_engine, score, to_igraph
from kg.analysis.pairs import Pairs, find_ways, number_ties, simple_ties, weigh_ties
from kg.errors import UsageError

_CHANGE = 1e-12  # of all PageRanks together, in the last step


@dataclass(frozen=True, slots=True, kw_only=True)
class Reciprocity:
    """How many pairs have ties both ways (`mutual`), one way (`asymmetric`), and none (`null`).

    `share` is the part of all directed ties that are returned, from 0 to 1; not a number where there are no ties.
    """

    share: float
    mutual: int
    asymmetric: int
    null: int


def betweenness(graph: nx.Graph, *, normalized: bool = True, engine: str = "auto") -> Scores:
    """Betweenness: how often a node is on the shortest ways between two others.

    b(v) = Σ σ(s, t | v) / σ(s, t), where σ counts the shortest ways from s to t, and those of them through v, over all
    pairs of others that have a way: ordered pairs in a directed network, and else unordered ones. `normalized` divides
    by the number of these pairs, (n - 1)(n - 2) or half of it; with fewer than three nodes all is 0. Every tie is
    one step.

    `graph` is any networkx graph, see `simple_ties`; `engine` as in `choose_engine`. Gives node → number. Raises
    `UsageError` for an unknown or missing engine. O(nodes · ties).

    Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry, 40(1), 35-41.
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology, 25(2),
    163-177.

    >>> betweenness(nx.path_graph(["a", "b", "c"]), engine="networkx")["b"]
    1.0
    """
    chosen = choose_engine(engine)
    ties = number_ties(graph)
    if chosen == "igraph":
        counts = to_igraph(ties).betweenness()
    else:
        counts = list(nx.betweenness_centrality(simple_ties(graph), normalized=False).values())
    size = len(ties.nodes)
    pairs = (size - 1) * (size - 2) / (1 if ties.directed else 2)
    if normalized and pairs > 0:
        counts = [count / pairs for count in counts]
    return score(ties.nodes, counts, measure="betweenness", engine=chosen)


def constraint(graph: nx.Graph, *, weight: str | None = None, engine: str = "auto") -> Scores:
    """Burt's constraint: how far the contacts of a node lead back to one another.

    c(i) = Σ_j (p(i, j) + Σ_q p(i, q) p(q, j))² over the contacts j of i, and q a contact of both. p(i, j) is the part
    of the ties of i that is with j, those from i and to i together. High is tied up, low has structural holes to
    bridge. Not a number for a node without ties.

    `graph` is any networkx graph, see `simple_ties`; `weight` the name of an edge attribute, a number of at least 0,
    where 0 is no tie; `engine` as in `choose_engine`. Gives node → number. Raises `UsageError` for a weight that is no
    such number, and for an unknown or missing engine. O(ties · contacts).

    Burt, R. S. (1992). Structural Holes: The Social Structure of Competition. Harvard University Press.

    >>> constraint(nx.star_graph(4), engine="networkx")[0]
    0.25
    """
    chosen = choose_engine(engine)
    ties = weigh_ties(graph, weight=weight)
    if chosen == "igraph":
        values = to_igraph(ties).constraint(weights=_weight(ties))
    else:
        parts = [_divide(contacts, fsum(contacts.values())) for contacts in _contacts(ties)]
        values = [
            fsum(
                (part + sum(own[q] * parts[q][j] for q in own.keys() & parts[j].keys())) ** 2 for j, part in own.items()
            )
            if own
            else nan
            for own in parts
        ]
    return score(ties.nodes, values, measure="constraint", engine=chosen)


def effective_size(graph: nx.Graph, *, weight: str | None = None) -> Scores:
    """Burt's effective size: the contacts of a node, less what they repeat of one another.

    e(i) = Σ_j (1 - Σ_q p(i, q) m(j, q)) over the contacts j of i, and q a contact of both. p(i, q) is the part of the
    ties of i that is with q, and m(j, q) the tie of j and q, as a part of the strongest tie of j; both directions of a
    tie count together. Without direction and weights this is n - 2t / n, for n contacts with t ties among them. Not a
    number for a node without ties.

    `graph` is any networkx graph, see `simple_ties`; `weight` the name of an edge attribute, a number of at least 0,
    where 0 is no tie. Gives node → number. Raises `UsageError` for a weight that is no such number.
    O(ties · contacts). The engine is always "networkx".

    Burt, R. S. (1992). Structural Holes: The Social Structure of Competition. Harvard University Press.

    >>> effective_size(nx.cycle_graph(3))[0]
    1.0
    """
    ties = weigh_ties(graph, weight=weight)
    contacts = _contacts(ties)
    largest = [max(own.values(), default=nan) for own in contacts]
    values = []
    for own in contacts:
        total = fsum(own.values())
        repeated = fsum(sum(own[q] * contacts[j][q] for q in own.keys() & contacts[j].keys()) / largest[j] for j in own)
        values.append(len(own) - repeated / total if own else nan)
    return score(ties.nodes, values, measure="effective size", engine="networkx")


def pagerank(graph: nx.Graph, *, damping: float = 0.85, weight: str | None = None, engine: str = "auto") -> Scores:
    """PageRank: where someone who follows ties at random is found.

    r(v) = (1 - d) / n + d (Σ_u r(u) w(u, v) / Σ_x w(u, x) + z / n). The walk goes on along a tie with the probability
    d, `damping`, by the weights of ties, and else to any node; from nodes without ties onwards, which have z of the
    rank together, it always goes to any node. Ties without direction are followed both ways. All ranks together are
    1.

    `graph` is any networkx graph, see `simple_ties`; `damping` is from 0 to 0.99; `weight` the name of an edge
    attribute, a number of at least 0, where 0 is no tie; `engine` as in `choose_engine`. Gives node → number. Raises
    `UsageError` for a damping or weight that is no such number, and for an unknown or missing engine. Without igraph
    a power iteration, until a step changes all ranks together by less than 1e-12: O(steps · (nodes + ties)), with at
    most 170 steps for the damping 0.85.

    Brin, S., & Page, L. (1998). The anatomy of a large-scale hypertextual Web search engine. Computer Networks and ISDN
    Systems, 30(1-7), 107-117.

    >>> round(pagerank(nx.path_graph(["a", "b", "c"]), engine="networkx")["b"], 4)
    0.4865
    """
    if not isinstance(damping, Real) or not 0 <= damping <= 0.99:
        raise UsageError(f"damping is {damping!r}; write a number from 0 to 0.99")
    chosen = choose_engine(engine)
    ties = weigh_ties(graph, weight=weight)
    if not ties.nodes:
        values = []
    elif chosen == "igraph":
        values = to_igraph(ties).pagerank(damping=damping, weights=_weight(ties))
    else:
        values = _iterate(ties, float(damping))
    return score(ties.nodes, values, measure="pagerank", engine=chosen)


def core_numbers(graph: nx.Graph, *, engine: str = "auto") -> Scores:
    """Core numbers: the largest k such that a node is in a part where each has at least k contacts in that part.

    Direction does not count: a tie is one contact, whether it goes one way or both. 0 for a node without ties.

    `graph` is any networkx graph, see `simple_ties`; `engine` as in `choose_engine`. Gives node → whole number. Raises
    `UsageError` for an unknown or missing engine. O(nodes + ties).

    Seidman, S. B. (1983). Network structure and minimum degree. Social Networks, 5(3), 269-287.

    >>> core_numbers(nx.lollipop_graph(3, 1), engine="networkx")[3]
    1
    """
    chosen = choose_engine(engine)
    ties = number_ties(graph, directed=False)
    if chosen == "igraph":
        values = to_igraph(ties).coreness()
    else:
        copy = nx.empty_graph(len(ties.nodes))
        copy.add_edges_from(ties.pairs)
        values = list(nx.core_number(copy).values())
    return score(ties.nodes, values, measure="core number", engine=chosen)


def reciprocity(graph: nx.Graph) -> Reciprocity:
    """Reciprocity: the share of directed ties that are returned, and the pairs with both, one and none.

    share = 2 mutual / (2 mutual + asymmetric). A tie without direction is one both ways, so that a network of these has
    the share 1. `graph` is any networkx graph, see `simple_ties`. O(nodes + ties).

    Wasserman, S., & Faust, K. (1994). Social Network Analysis: Methods and Applications. Cambridge University Press.

    >>> reciprocity(nx.DiGraph([("a", "b"), ("b", "a"), ("b", "c")]))
    Reciprocity(share=0.6666666666666666, mutual=1, asymmetric=1, null=1)
    """
    ways = find_ways(graph)
    count = sum(map(len, ways.values()))
    returned = sum(node in ways[end] for node, ends in ways.items() for end in ends)
    mutual, asymmetric = returned // 2, count - returned
    return Reciprocity(
        share=returned / count if count else nan,
        mutual=mutual,
        asymmetric=asymmetric,
        null=comb(len(ways), 2) - mutual - asymmetric,
    )


def _weight(ties: Pairs) -> str | None:
    return None if ties.weights is None else "weight"


def _weighted(ties: Pairs) -> Iterator[tuple[int, int, float]]:
    values = repeat(1.0, len(ties.pairs)) if ties.weights is None else map(float, ties.weights)
    for (start, end), value in zip(ties.pairs, values, strict=True):
        yield start, end, value


def _contacts(ties: Pairs) -> list[dict[int, float]]:
    contacts: list[dict[int, float]] = [{} for _ in ties.nodes]
    for start, end, value in _weighted(ties):
        contacts[start][end] = contacts[end][start] = contacts[start].get(end, 0.0) + value
    return contacts


def _divide(contacts: dict[int, float], total: float) -> dict[int, float]:
    return {number: value / total for number, value in contacts.items()}


def _iterate(ties: Pairs, damping: float) -> list[float]:
    size = len(ties.nodes)
    onward: list[list[tuple[int, float]]] = [[] for _ in ties.nodes]
    for start, end, value in _weighted(ties):
        onward[start].append((end, value))
        if not ties.directed:
            onward[end].append((start, value))
    incoming: list[list[tuple[int, float]]] = [[] for _ in ties.nodes]
    for start, ways in enumerate(onward):
        total = fsum(value for _, value in ways)
        for end, value in ways:
            incoming[end].append((start, value / total))
    ends = [number for number, ways in enumerate(onward) if not ways]
    values = [1 / size] * size
    change = 1.0
    while change >= _CHANGE:
        base = (1 - damping + damping * fsum(values[end] for end in ends)) / size
        after = [base + damping * sum(values[u] * part for u, part in into) for into in incoming]
        change = fsum(abs(new - old) for new, old in zip(after, values, strict=True))
        values = after
    total = fsum(values)
    return [value / total for value in values]
