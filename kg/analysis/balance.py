"""Structural balance: whether friends' friends are friends, in a network of support and opposition."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from kg.errors import UsageError

_EXACT = 20  # actors in a component, up to which every division into two camps is tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Triangles by the number of their negative ties, the balanced share, and the frustration.

    `balanced` is the share of triangles with an even number of negative ties, None where there is no triangle.
    `frustration` is the number of ties that fit no division into two camps, at least as far as was found; `exact`
    tells whether no division does better. `camps` is such a division, and `mixed` the number of pairs with ties of
    both signs, which count nowhere.
    """

    actors: int
    positive: int
    negative: int
    mixed: int
    ppp: int
    ppm: int
    pmm: int
    mmm: int
    balanced: float | None
    frustration: int
    exact: bool
    camps: tuple[tuple[str, ...], tuple[str, ...]]


def balance(graph: nx.Graph, *, sign: str = "sign") -> Balance:
    """The balance of a signed network.

    A triangle is balanced where it has an even number of negative ties: three friends, or two friends with a common
    enemy. The network is balanced where the actors divide into two camps with support inside and opposition between;
    frustration is the least number of ties that stand against that.

    `graph` is any networkx graph; `sign` names the edge attribute, of which a number above 0 is support and below 0
    is opposition. Edges without it and loops do not count. Direction does not count; a pair with both signs is mixed,
    and counts in no triangle.

    Triangles: O(sum over ties of the smaller degree). Frustration is exact up to 20 actors in a component,
    O(2^actors); above, each actor changes camps for as long as that helps, from a start by breadth-first search.

    Raises UsageError for a sign that is no number.

    >>> balance(nx.Graph([("a", "b", {"sign": 1}), ("b", "c", {"sign": -1}), ("a", "c", {"sign": -1})])).balanced
    1.0

    Cartwright, D. and Harary, F. (1956): Structural balance: a generalization of Heider's theory. Psychological
    Review 63 (5), 277-293. Frustration: Harary, F. (1959): On the measurement of structural balance. Behavioral
    Science 4 (4), 316-323.
    """
    signs, mixed = _signs(graph, sign)
    near: dict[str, dict[str, int]] = {}
    for (u, v), value in signs.items():
        near.setdefault(u, {})[v] = value
        near.setdefault(v, {})[u] = value
    near = {name: near[name] for name in sorted(near)}
    negatives = [0, 0, 0, 0]
    for (u, v), value in signs.items():
        less, more = sorted((near[u], near[v]), key=len)
        for third, one in less.items():
            if third > v and third in more:  # u < v < third: each triangle once
                negatives[(value < 0) + (one < 0) + (more[third] < 0)] += 1
    every = sum(negatives)
    camps, frustration, exact = _divide(near, signs)
    return Balance(
        actors=graph.number_of_nodes(),
        positive=sum(value > 0 for value in signs.values()),
        negative=sum(value < 0 for value in signs.values()),
        mixed=mixed,
        ppp=negatives[0], ppm=negatives[1], pmm=negatives[2], mmm=negatives[3],
        balanced=(negatives[0] + negatives[2]) / every if every else None,
        frustration=frustration, exact=exact, camps=camps,
    )  # fmt: skip


def _signs(graph: nx.Graph, sign: str) -> tuple[dict[tuple[str, str], int], int]:
    """The sign of each pair, the first in the order of names before the second; and how many have both."""
    found: dict[tuple[str, str], set[int]] = {}
    for u, v, value in graph.edges(data=sign):
        if value is None or u == v:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"the {sign} of {_name(u)} and {_name(v)} is no number: '{str(value)[:40]}'; give 1 or -1")
        if value:
            one, other = sorted((_name(u), _name(v)))
            found.setdefault((one, other), set()).add(1 if value > 0 else -1)
    clear = {pair: min(values) for pair, values in sorted(found.items()) if len(values) == 1}
    return clear, len(found) - len(clear)


def _name(node: Hashable) -> str:
    return str(node)


def _divide(
    near: dict[str, dict[str, int]], signs: dict[tuple[str, str], int]
) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], int, bool]:
    """Two camps, the number of ties against them, and whether no other camps do better."""
    camp: dict[str, int] = {}
    exact = True
    for root in near:
        if root in camp:
            continue
        members = _spread(near, root, camp)
        if _against(near, camp, members) == 0:
            continue
        if len(members) <= _EXACT:
            _try_all(near, camp, members)
        else:
            exact = False
            _improve(near, camp, members)
    frustration = sum(value * camp[u] * camp[v] < 0 for (u, v), value in signs.items())
    sides = tuple(tuple(name for name in near if camp[name] == side) for side in (1, -1))
    return (sides[0], sides[1]), frustration, exact


def _spread(near: dict[str, dict[str, int]], root: str, camp: dict[str, int]) -> list[str]:
    """Give the component of an actor camps that follow the ties by which it is reached."""
    camp[root] = 1
    members = [root]
    for name in members:
        for other in sorted(near[name]):
            if other not in camp:
                camp[other] = camp[name] * near[name][other]
                members.append(other)
    return members


def _against(near: dict[str, dict[str, int]], camp: dict[str, int], members: list[str]) -> int:
    return sum(value * camp[name] * camp[other] < 0 for name in members for other, value in near[name].items()) // 2


def _try_all(near: dict[str, dict[str, int]], camp: dict[str, int], members: list[str]) -> None:
    """Every division, one change at a time (Gray code); the first of the best stays. The root keeps its camp."""
    trial = {name: camp[name] for name in members}
    least = now = _against(near, trial, members)
    for step in range(1, 2 ** (len(members) - 1)):
        name = members[1 + (step & -step).bit_length() - 1]
        now += sum(value * trial[name] * trial[other] for other, value in near[name].items())
        trial[name] = -trial[name]
        if now < least:
            least = now
            camp.update(trial)


def _improve(near: dict[str, dict[str, int]], camp: dict[str, int], members: list[str]) -> None:
    """Let actors change camps while that leaves fewer ties against them."""
    changed = True
    while changed:
        changed = False
        for name in sorted(members):
            if sum(value * camp[name] * camp[other] for other, value in near[name].items()) < 0:
                camp[name] = -camp[name]
                changed = True


def project_stances(graph: nx.MultiDiGraph) -> nx.Graph:
    """The stances of a projection as a signed network: the sign is 1 for support and -1 for opposition.

    Several stances of a pair are parallel edges. O(edges).
    """
    signed = nx.MultiGraph()
    for u, v, key, data in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        if data.get("layer") == "stance":
            signed.add_edge(u, v, key=key, sign=1 if data["kind"] == "supports" else -1, claim=data["claim"])
    return signed


def count_crossing(graph: nx.Graph, camps: tuple[tuple[str, ...], tuple[str, ...]], *, sign: str = "sign") -> int:
    """The pairs of one sign that stand against a division into two camps: support across, opposition inside."""
    signs, _ = _signs(graph, sign)
    pairs = {frozenset(pair) for side in camps for pair in combinations(side, 2)}
    return sum((value < 0) == (frozenset(pair) in pairs) for pair, value in signs.items())
