"""Networks → plain results: who reaches whom, through whom. A network goes in, dataclasses and numbers come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx

from kg.errors import UsageError

DENIED = "denied by "  # how the standing of a claim begins that somebody denies, see kg.claims.standing


class NoTalksError(UsageError):
    """An actor took part in no talks; `actor` is its id."""

    def __init__(self, actor: str) -> None:
        super().__init__(f"'{actor}' took part in no talks at this level")
        self.actor = actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk by one claim, as a step of a chain has it: when it was, as the source gives it, its kind, and the claim.

    `standing` is how the claim stands, in words: empty, or such as "denied by kremlin"; `coded` is whether a program
    made it.
    """

    date: str
    kind: str
    claim: str
    standing: str = ""
    coded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One link of a chain of talks: two actors and the talks between them, in the order of time."""

    start: str
    end: str
    talks: tuple[Talk, ...]

    @property
    def denied_by(self) -> tuple[str, ...]:
        """Who denies them, where all are denied; empty otherwise."""
        told = [talk.standing for talk in self.talks]
        if not all(word.startswith(DENIED) for word in told):
            return ()
        return tuple(sorted({name for word in told for name in word.removeprefix(DENIED).split(",")[0].split("+")}))


def was_held(data: Mapping[str, Any]) -> bool:
    """Whether what an edge tells took place: it was not only announced, and not called off."""
    return bool(data.get("event_status", "held") == "held")


def is_talk(data: Mapping[str, Any]) -> bool:
    """Whether an edge is a talk between its ends, as the projection tells by the rule of `kg/derived/sql/contacts.sql`.

    An edge that does not say so is one where it is a contact.

    >>> is_talk({"layer": "contact", "talk": False}), is_talk({"layer": "contact"})
    (False, True)
    """
    return bool(data.get("talk", data.get("layer") == "contact"))


def list_talks(network: nx.MultiDiGraph) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The talks of a network, see `is_talk`, as pairs with what the edge tells."""
    return ((u, v, data) for u, v, data in network.edges(data=True) if is_talk(data))


def talk_network(network: nx.MultiDiGraph) -> nx.MultiGraph:
    """The talks of a network, see `is_talk`, without direction."""
    talks = nx.MultiGraph()
    for u, v, key, data in network.edges(keys=True, data=True):
        if is_talk(data):
            taken = talks.has_edge(u, v, key)  # by the edge the other way, which may have the same key
            talks.add_edge(u, v, key=(u, v, key) if taken else key, **data)
    return talks


def is_denied(data: Mapping[str, Any]) -> bool:
    """Whether somebody denies what an edge tells."""
    return str(data.get("standing", "")).startswith(DENIED)


def list_own(network: nx.Graph, name: str) -> list[str]:
    """An actor with those of a projection that stand for it: its bodies, its delegation, its people."""
    below: Mapping[str, Iterable[str]] = network.graph.get("members", {})
    return [name, *sorted(below.get(name, ()))]


def find_paths(network: nx.MultiDiGraph, start: str, end: str) -> list[list[PathStep]]:
    """All shortest chains of talks between two actors, in the order of ids.

    Belonging costs no step: the talks of those who stand for an end are talks of that end. `network` is a projection;
    an empty list means that no chain joins the two, or that one stands for the other. Breadth-first,
    O(actors + contacts), and as many chains as there are.

    Raises UsageError where an actor, and whoever stands for it, took part in no talks.
    """
    talks = talk_network(network)
    chains = find_chains(talks.adj, list_own(network, start), list_own(network, end))
    return [[PathStep(start=a, end=b, talks=_talks(talks, a, b)) for a, b in pairwise(chain)] for chain in chains]


def find_chains(neighbours: Mapping[str, Iterable[str]], start: Sequence[str], end: Sequence[str]) -> list[list[str]]:
    """The shortest chains from one end to another, in the order of ids; none where somebody stands for both.

    Each end is the actor itself and those who stand for it. Raises UsageError where none of these has neighbours.
    """
    starts, ends = ({name for name in own if name in neighbours} for own in (start, end))
    for own, found in ((start, starts), (end, ends)):
        if not found:
            raise NoTalksError(own[0])
    if starts & ends:
        return []
    before: dict[str, list[str]] = {name: [] for name in starts}
    ring = sorted(starts)
    while ring and not ends & before.keys():
        following: dict[str, list[str]] = {}
        for name in ring:
            for neighbour in neighbours[name]:
                if neighbour not in before:
                    following.setdefault(neighbour, []).append(name)
        before |= following
        ring = sorted(following)
    return sorted(chain for name in sorted(ends & before.keys()) for chain in _chains(before, name))


def _chains(before: Mapping[str, list[str]], end: str) -> Iterator[list[str]]:
    """The chains that lead to an actor, by those before it in each."""
    if not before[end]:
        yield [end]
    for name in before[end]:
        for chain in _chains(before, name):
            yield [*chain, end]


def _talks(talks: nx.MultiGraph, start: str, end: str) -> tuple[Talk, ...]:
    return sort_talks(
        (d["earliest"] or "", Talk(**{name: d[name] for name in ("date", "kind", "claim")}, **_marks(d)))
        for d in talks[start][end].values()
    )


def _marks(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"standing": data.get("standing", ""), "coded": data.get("coded", False)}


def sort_talks(talks: Iterable[tuple[str, Talk]]) -> tuple[Talk, ...]:
    """Talks in the order of time, each once, though somebody acts for two in it.

    Each comes with the first day on which it can have been, or an empty text.
    """
    ordered = sorted(
        set(talks), key=lambda each: (each[0], each[1].date, each[1].kind, each[1].claim, each[1].standing)
    )
    return tuple(talk for _, talk in ordered)
