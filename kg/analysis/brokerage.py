"""Brokerage: who stands between two others that have no tie, and between which groups."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import comb, nan, sqrt
from typing import Any

import networkx as nx

from kg.analysis.pairs import simple_ties
from kg.errors import UsageError

ROLES = ("w_I", "w_O", "b_IO", "b_OI", "b_O", "total")
ROLE_NAMES = {
    "w_I": "coordinator",
    "w_O": "itinerant broker",
    "b_IO": "representative",
    "b_OI": "gatekeeper",
    "b_O": "liaison",
    "total": "total",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brokerage:
    """The brokerage of one actor: its group, and for each of `ROLES` the count, what chance gives, and z.

    `z` is not a number where chance leaves no room, as for a coordinator in a group of one.
    """

    actor: str
    group: str
    raw: Mapping[str, int]
    expected: Mapping[str, float]
    z: Mapping[str, float]


def brokerage(graph: nx.Graph, groups: Mapping[Any, str]) -> tuple[Brokerage, ...]:
    """Gould-Fernandez brokerage of every actor, by five roles.

    B brokers between A and C where A has a tie to B, B has one to C, and A has none to C. The role follows from the
    groups of the three:

    - coordinator (w_I): all of one group
    - itinerant broker (w_O): A and C of one group, B of another
    - representative (b_IO): A and B of one group, C of another
    - gatekeeper (b_OI): B and C of one group, A of another
    - liaison (b_O): all of different groups

    Each ordered pair of A and C counts; in a network without direction both orders do. What chance gives is the mean
    over networks with the same groups, in which each tie is there with the probability d, the density. With
    p = d²(1 - d), n the ordered pairs that could have a role, and s the ordered choices of two of them that share their
    first end, or their last,

        mean = n p        variance = n p (1 - p) + s d³(1 - d)³        z = (count - mean) / √variance

    Without direction the two orders of a pair are one event, and not two that are independent. Roles that both orders
    have (w_I, w_O, b_O, and the total) then count each of n / 2 pairs twice, so that
    variance = 4 (n / 2 · p (1 - p) + s / 2 · d³(1 - d)³), which is twice as much. Of b_IO and b_OI each has one order.

    `graph` is any networkx graph, see `simple_ties`; `groups` gives the group of each node. Gives one `Brokerage` per
    node, sorted by name. Each tie takes one pass over the nodes, 64 at a time: O(ties · nodes / 64).

    Raises UsageError for a node without a group.

    >>> toy = nx.DiGraph([("A", "B"), ("A", "C"), ("B", "C"), ("B", "D"), ("C", "D"), ("D", "A")])
    >>> first = brokerage(toy, {"A": "1", "B": "1", "C": "2", "D": "2"})[0]
    >>> first.raw["w_O"], round(first.z["w_O"], 7)
    (1, 1.6035675)

    Gould, R. V. and Fernandez, R. M. (1989): Structures of mediation: a formal approach to brokerage in transaction
    networks. Sociological Methodology 19, 89-126. With direction the numbers are those of R's sna; the variance without
    direction is derived here from the same model.
    """
    ties = simple_ties(graph)
    nodes = list(ties)
    if missing := [str(node) for node in nodes if node not in groups]:
        raise UsageError(f"'{missing[0]}' has no group; give one for every actor, 'none' if need be")
    group = [str(groups[node]) for node in nodes]
    counts = _count(ties, nodes, group)
    density = _density(ties)
    sizes: dict[str, int] = {}
    for name in group:
        sizes[name] = sizes.get(name, 0) + 1
    chance = {name: _chance(name, sizes, density, directed=ties.is_directed()) for name in sizes}
    found = []
    for node, name, raw in zip(nodes, group, counts, strict=True):
        moments = chance[name]
        z = {role: _standardise(raw[role], *moments[role]) for role in ROLES}
        expected = {role: moments[role][0] for role in ROLES}
        found.append(Brokerage(actor=str(node), group=name, raw=raw, expected=expected, z=z))
    return tuple(found)


def _count(ties: nx.Graph, nodes: list[Hashable], group: list[str]) -> list[dict[str, int]]:
    """The raw counts. Sets of nodes are the bits of whole numbers, so that one operation takes all of them."""
    number = {node: index for index, node in enumerate(nodes)}
    successors = [sum(1 << number[other] for other in ties[node]) for node in nodes]
    before = ties.pred if ties.is_directed() else ties.adj
    members: dict[str, int] = {}
    for index, name in enumerate(group):
        members[name] = members.get(name, 0) | 1 << index
    found = []
    for broker, node in enumerate(nodes):
        own = group[broker]
        reached, ours = successors[broker], members[own]
        coordinator = itinerant = representative = gatekeeper = total = 0
        for start in before[node]:
            first = number[start]
            open_ends = reached & ~successors[first] & ~(1 << first)
            if not open_ends:
                continue
            every = open_ends.bit_count()
            to_ours = (open_ends & ours).bit_count()
            total += every
            if group[first] == own:
                coordinator += to_ours
                representative += every - to_ours
            else:
                gatekeeper += to_ours
                itinerant += (open_ends & members[group[first]]).bit_count()
        liaison = total - coordinator - itinerant - representative - gatekeeper
        raw = (coordinator, itinerant, representative, gatekeeper, liaison, total)
        found.append(dict(zip(ROLES, raw, strict=True)))
    return found


def _density(ties: nx.Graph) -> float:
    count, edges = ties.number_of_nodes(), ties.number_of_edges()
    pairs = count * (count - 1)
    return (edges if ties.is_directed() else 2 * edges) / pairs if pairs else 0.0


def _chance(own: str, sizes: Mapping[str, int], d: float, *, directed: bool) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of each role for an actor of a group."""
    everyone, ours = sum(sizes.values()), sizes[own]
    others = [size for name, size in sizes.items() if name != own]
    outside = everyone - ours
    across = (ours - 1) * outside
    across_shared = 2 * ((ours - 1) * comb(outside, 2) + outside * comb(ours - 1, 2))
    pairs = {  # the ordered pairs that could have a role, and the ordered choices of two that share the same end
        "w_I": ((ours - 1) * (ours - 2), 2 * (ours - 1) * (ours - 2) * (ours - 3)),
        "w_O": (sum(n * (n - 1) for n in others), 2 * sum(n * (n - 1) * (n - 2) for n in others)),
        "b_IO": (across, across_shared),
        "b_OI": (across, across_shared),
        "b_O": (outside**2 - sum(n * n for n in others), 4 * sum(n * comb(outside - n, 2) for n in others)),
        "total": ((everyone - 1) * (everyone - 2), 2 * (everyone - 1) * (everyone - 2) * (everyone - 3)),
    }
    open_path = d**2 * (1 - d)
    found = {}
    for role, (possible, sharing) in pairs.items():
        mean = open_path * possible
        variance = max(0.0, mean * (1 - open_path) + sharing * (d * (1 - d)) ** 3)
        both_orders = not directed and role not in ("b_IO", "b_OI")
        found[role] = (mean, sqrt(2 * variance if both_orders else variance))
    return found


def _standardise(count: int, mean: float, deviation: float) -> float:
    return (count - mean) / deviation if deviation else nan
