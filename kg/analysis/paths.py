"""Networks → plain results: who reaches whom, through whom. A network goes in, dataclasses and numbers come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx

from kg.errors import UsageError


@dataclass(frozen=True, slots=True)
class PathStep:
    """One link of a chain of talks: two actors and the contacts between them, as (date, kind, claim) in time order."""

    start: str
    end: str
    contacts: tuple[tuple[str, str, str], ...]


def was_held(data: Mapping[str, Any]) -> bool:
    """Whether what an edge tells took place: it was not only announced, and not called off."""
    return bool(data.get("event_status", "held") == "held")


def is_talk(data: Mapping[str, Any]) -> bool:
    """Whether an edge is a talk between its ends: a contact that was held, in which both sat at the table.

    Who declined a role, or only offered or was asked to take it, was not there in it. The query `talks` has the same
    rule, and every measure and picture takes it from here.

    >>> is_talk({"layer": "contact", "event_status": "held", "at_the_table": True, "status": "declined"})
    False
    """
    is_there = data.get("status", "exercised") == "exercised" and bool(data.get("at_the_table", True))
    return is_there and data["layer"] == "contact" and was_held(data)


def talk_network(network: nx.MultiDiGraph) -> nx.MultiGraph:
    """The talks of a network, see `is_talk`, without direction."""
    talks = nx.MultiGraph()
    for u, v, key, data in network.edges(keys=True, data=True):
        if is_talk(data):
            taken = talks.has_edge(u, v, key)  # by the edge the other way, which may have the same key
            talks.add_edge(u, v, key=(u, v, key) if taken else key, **data)
    return talks


def find_path(network: nx.MultiDiGraph, start: str, end: str) -> list[PathStep]:
    """The shortest chain of talks between two actors; of several, the first in the order of ids.

    `network` is a projection; an empty list means that no chain joins the two. Breadth-first, O(actors + contacts).
    Raises UsageError where an actor took part in no talks.
    """
    talks = talk_network(network)
    for name in (start, end):
        if name not in talks:
            raise UsageError(f"'{name}' took part in no talks at this level")
    before: dict[str, str] = {start: start}
    waiting = [start]
    while waiting and end not in before:
        following: list[str] = []
        for name in waiting:
            for neighbour in sorted(talks[name]):
                if neighbour not in before:
                    before[neighbour] = name
                    following.append(neighbour)
        waiting = sorted(following)
    if end not in before:
        return []
    chain = [end]
    while chain[-1] != start:
        chain.append(before[chain[-1]])
    chain.reverse()
    return [PathStep(a, b, _contacts(talks, a, b)) for a, b in pairwise(chain)]


def _contacts(talks: nx.MultiGraph, start: str, end: str) -> tuple[tuple[str, str, str], ...]:
    found = sorted((d["earliest"] or "", d["date"], d["kind"], d["claim"]) for d in talks[start][end].values())
    return tuple((date, kind, claim) for _, date, kind, claim in found)
