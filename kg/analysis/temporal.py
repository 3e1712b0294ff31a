"""Paths that respect time: what can be passed on from talk to talk, by when it arrives, until when it must set out."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import networkx as nx

from kg.analysis.paths import list_talks
from kg.errors import UsageError
from kg.network.timing import date_events


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A chain of talks in the order of time: `actors` from the first to the last, and the event of each step.

    `day` is when it arrives at the last, or for a latest departure when it sets out from the first.
    """

    actors: tuple[str, ...]
    events: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True)
class _Talk:
    one: str
    other: str
    first: int
    last: int
    event: str


def find_earliest_arrivals(
    network: nx.MultiDiGraph, start: str, *, since: date | None = None, certainly: bool = False
) -> dict[str, Passage]:
    """By when word from one actor can have reached each other, carried from talk to talk.

    A chain is in time order if no talk comes before the one that it follows. A talk whose day is not told exactly may
    have been on any day of its span: a chain counts if some choice of days puts it in order, two talks of one day in
    either order. With `certainly` it counts only if every choice does: each talk is then surely after the one before,
    and arrival is the last day on which the last talk can have been. `since` is the day from which word is there.

    Talks without a day do not count; `count_undated` says how many they are. Gives actor → `Passage`, without `start`,
    sorted by name; of several chains with the same arrival, the same one each time.
    Label setting as Dijkstra's: O(contacts · log contacts).

    Raises UsageError where the actor took part in no talks.

    Kempe, D., Kleinberg, J. and Kumar, A. (2002). Connectivity and inference problems for temporal networks. Journal of
    Computer and System Sciences 64(4), 820-842. Wu, H. et al. (2014). Path problems in temporal graphs. Proceedings of
    the VLDB Endowment 7(9), 721-732.

    >>> import kg
    >>> passages = find_earliest_arrivals(kg.load().network(), "bennett", since=date(2022, 3, 1))
    >>> passages["zelenskyy"].events
    ('bennett-zelenskyy-weekend-2022-03-06',)
    """
    talks = _talks(network)
    _require(start, network)
    began = since.toordinal() if since else -1
    return {
        name: Passage(actors=actors, events=events, day=date.fromordinal(label))
        for name, (label, actors, events) in _search(talks, start, began, certainly).items()
    }


def find_latest_departures(
    network: nx.MultiDiGraph, end: str, *, until: date | None = None, certainly: bool = False
) -> dict[str, Passage]:
    """Until when word must set out from each other actor to reach one of them, carried from talk to talk.

    The mirror of `find_earliest_arrivals`: the last day on which a chain to `end` can set out; with `certainly`, the
    first day on which the first talk can have been. `until` is the day by which word must be there. The chain of a
    passage goes from the actor to `end`. O(contacts · log contacts).

    Raises UsageError where the actor took part in no talks.

    Wu, H. et al. (2014). Path problems in temporal graphs. Proceedings of the VLDB Endowment 7(9), 721-732.
    """
    mirrored = [_Talk(t.one, t.other, -t.last, -t.first, t.event) for t in _talks(network)]
    _require(end, network)
    began = -until.toordinal() if until else -date.max.toordinal() - 1
    return {
        name: Passage(actors=actors[::-1], events=events[::-1], day=date.fromordinal(-label))
        for name, (label, actors, events) in _search(mirrored, end, began, certainly).items()
    }


def count_undated(network: nx.MultiDiGraph) -> int:
    """How many talks of a network have no day that is bounded on both sides, and so are on no path in time."""
    talks = {data["event"] for *_, data in list_talks(network)}
    return len(talks - date_events(network).keys())


_Found = tuple[int, tuple[str, ...], tuple[str, ...]]


def _search(talks: Iterable[_Talk], start: str, began: int, certainly: bool) -> dict[str, _Found]:
    at: dict[str, list[tuple[_Talk, str]]] = {}
    for talk in talks:
        at.setdefault(talk.one, []).append((talk, talk.other))
        at.setdefault(talk.other, []).append((talk, talk.one))
    waiting: list[tuple[int, int, tuple[str, ...], tuple[str, ...]]] = [(began, 0, (start,), ())]
    settled: dict[str, _Found] = {}
    while waiting:
        label, steps, actors, events = heapq.heappop(waiting)
        here = actors[-1]
        if here in settled:
            continue
        settled[here] = (label, actors, events)
        for talk, other in at.get(here, ()):
            if other in settled:
                continue
            if certainly:
                in_time = talk.first > label if events else talk.first >= label
                arrival = talk.last
            else:
                in_time = talk.last >= label
                arrival = max(label, talk.first)
            if in_time:
                heapq.heappush(waiting, (arrival, steps + 1, (*actors, other), (*events, talk.event)))
    del settled[start]
    return {name: settled[name] for name in sorted(settled)}


def _talks(network: nx.MultiDiGraph) -> list[_Talk]:
    """One talk for each pair and event, with the most exact of the days that are told."""
    days = date_events(network)
    pairs = {(*sorted((u, v)), data["event"]) for u, v, data in list_talks(network)}
    return [
        _Talk(one, other, days[event][0].toordinal(), days[event][1].toordinal(), event)
        for one, other, event in sorted(pairs)
        if event in days
    ]


def _require(name: str, network: nx.MultiDiGraph) -> None:
    if not any(name in pair for *pair, _ in list_talks(network)):
        raise UsageError(f"'{name}' took part in no talks at this level")
