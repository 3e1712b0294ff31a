"""Brokerage in two modes: who stands between two others that share no event, by the events that each shares with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.errors import UsageError

EVENT_ROLES = ("coordinator", "itinerant", "gatekeeper", "liaison", "total")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventBrokerage:
    """The brokerage of one actor through events: pairs by role, and `ways`, the pairs of events by which they go."""

    actor: str
    group: str
    pairs: Mapping[str, int]
    ways: int


def event_brokerage(two_mode: nx.Graph, groups: Mapping[Any, str]) -> tuple[EventBrokerage, ...]:
    """Brokerage of actors in a network of events and actors.

    B brokers between A and C where A shares an event with B, B shares one with C, and A and C share none. There is no
    direction, so that gatekeeper and representative are one role and each pair counts once:

    - coordinator: all of one group
    - itinerant: A and C of one group, B of another
    - gatekeeper: B is of the group of one of the two, and the other is of another
    - liaison: all of different groups

    `ways` counts the chains A, event, B, event, C. `two_mode` is as `kg.network.project_events` makes it: nodes have
    `bipartite`, 0 for actors and 1 for events. `groups` gives the group of each actor. Gives one `EventBrokerage` per
    actor, sorted by name. O(sum over actors of the square of the number of those with whom they share events).

    Raises UsageError for an actor without a group.

    The roles are those of Gould and Fernandez (1989); for two modes see Jasny, L. and Lubell, M. (2015): Two-mode
    brokerage in policy networks. Social Networks 41, 36-47. The counts here are of pairs of actors as defined above,
    and not standardised.

    >>> both = nx.Graph([("a", "x"), ("b", "x"), ("b", "y"), ("c", "y")])
    >>> nx.set_node_attributes(both, {"a": 0, "b": 0, "c": 0, "x": 1, "y": 1}, "bipartite")
    >>> event_brokerage(both, {"a": "east", "b": "none", "c": "west"})[1].pairs["liaison"]
    1
    """
    actors = sorted((name for name, side in two_mode.nodes(data="bipartite") if side == 0), key=str)
    if missing := [str(name) for name in actors if name not in groups]:
        raise UsageError(f"'{missing[0]}' has no group; give one for every actor, 'none' if need be")
    shared: dict[Any, dict[Any, int]] = {name: _count_shared(two_mode, name) for name in actors}
    found = []
    for name in actors:
        others = sorted(shared[name], key=str)
        pairs, ways = dict.fromkeys(EVENT_ROLES, 0), 0
        for number, one in enumerate(others):
            for other in others[number + 1 :]:
                if other not in shared[one]:
                    pairs[_role(groups[one], groups[name], groups[other])] += 1
                    pairs["total"] += 1
                    ways += shared[name][one] * shared[name][other]
        found.append(EventBrokerage(actor=str(name), group=str(groups[name]), pairs=pairs, ways=ways))
    return tuple(found)


def _count_shared(two_mode: nx.Graph, name: object) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for event in two_mode.adj[name]:
        for other in two_mode.adj[event]:
            if other != name:
                counts[other] = counts.get(other, 0) + 1
    return counts


def _role(one: str, own: str, other: str) -> str:
    if one == other:
        return "coordinator" if own == one else "itinerant"
    return "gatekeeper" if own in (one, other) else "liaison"
