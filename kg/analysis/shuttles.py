"""Shuttle diplomacy: a third party goes from one side to the other and back, leg by leg."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

import networkx as nx

from kg.analysis.paths import talk_network
from kg.errors import UsageError
from kg.network.timing import date_events


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One contact of a third party with a side: the day (first and last that it may have been), with whom, and where it
    is told."""

    first: date
    last: date
    side: str
    partners: tuple[str, ...]
    event: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shuttle:
    """A run of legs of one third party.

    `switches` is how often it went from one side to another, `tempo` the median number of days from one such leg to the
    next.
    """

    third_party: str
    legs: tuple[Leg, ...]
    switches: int
    tempo: float

    @property
    def start(self) -> date:
        """The first day of the first leg."""
        return self.legs[0].first

    @property
    def end(self) -> date:
        """The last day of the last leg."""
        return self.legs[-1].last


def sides_of(network: nx.Graph, *, conflict: str | None = None) -> dict[str, set[str]]:
    """The sides of a conflict with the nodes of a projection that are of them; of the first conflict, if none is named.

    Raises UsageError for a conflict that the network does not have, and where it has none at all.
    """
    conflicts: Iterable[Mapping[str, Any]] = network.graph.get("conflicts", ())
    for each in conflicts:
        if conflict in (None, each["id"]):
            return {side["id"]: set(side["members"]) for side in each["sides"]}
    known = ", ".join(each["id"] for each in conflicts)
    if conflict is None or not known:
        raise UsageError("the network has no conflict with sides; a conflict with its parties makes them")
    raise UsageError(f"there is no conflict '{conflict}'; the conflicts are {known}")


def find_shuttles(
    network: nx.MultiDiGraph, *, days: int = 14, conflict: str | None = None, third_party: str | None = None
) -> tuple[Shuttle, ...]:
    """The shuttles of third parties between the sides of a conflict.

    A leg is a contact that was held between a third party, who is of no side, and members of one side only. A shuttle
    is a longest run of legs in the order of time that goes over to another side at least once, and in which from each
    leg to the next there are at most `days` days, counted so that they are as many as there can have been. Legs on one
    day go in the order of the ids of their events. A contact with both sides at once is a joint meeting and no leg.

    `network` is a projection, at any level; contacts without a day are left out (`count_undated` counts them). Gives
    shuttles sorted by start and third party. O(contacts · log contacts).

    Raises UsageError for a number of days below 0, for an unknown conflict, and where there is none.

    >>> import kg
    >>> [(s.third_party, len(s.legs), s.switches) for s in find_shuttles(kg.load().network(), days=2)][:2]
    [('cavusoglu', 2, 1), ('bennett', 2, 1)]
    """
    if days < 0:
        raise UsageError(f"days is {days}; write a number of at least 0")
    sides = sides_of(network, conflict=conflict)
    side = {name: each for each in sorted(sides) for name in sorted(sides[each])}
    found = []
    for name, legs in sorted(_legs(network, side).items()):
        if third_party in (None, name):
            found += [_sum_up(name, run) for run in _runs(legs, days) if _switches(run)]
    return tuple(sorted(found, key=lambda shuttle: (shuttle.start, shuttle.third_party, shuttle.end)))


def _legs(network: nx.MultiDiGraph, side: Mapping[str, str]) -> dict[str, list[Leg]]:
    contacts: dict[str, dict[str, list[tuple[str, dict[str, Any]]]]] = {}
    for u, v, data in talk_network(network).edges(data=True):
        for own, partner in ((u, v), (v, u)):
            if own not in side and partner in side:
                contacts.setdefault(own, {}).setdefault(data["event"], []).append((partner, data))
    days = date_events(network)
    found: dict[str, list[Leg]] = {}
    for own, events in contacts.items():
        for event, meetings in events.items():
            if len({side[partner] for partner, _ in meetings}) != 1 or event not in days:
                continue
            first, last = days[event]
            partners = tuple(sorted({partner for partner, _ in meetings}))
            claims = tuple(sorted({data["claim"] for _, data in meetings}))
            leg = Leg(first=first, last=last, side=side[partners[0]], partners=partners, event=event, claims=claims)
            found.setdefault(own, []).append(leg)
    return {own: sorted(legs, key=lambda leg: (leg.first, leg.last, leg.event)) for own, legs in found.items()}


def _gap(one: Leg, other: Leg) -> int:
    return max((other.last - one.first).days, (one.last - other.first).days)


def _runs(legs: list[Leg], days: int) -> list[list[Leg]]:
    runs = [[legs[0]]]
    for before, leg in pairwise(legs):
        if _gap(before, leg) <= days:
            runs[-1].append(leg)
        else:
            runs.append([leg])
    return runs


def _switches(run: list[Leg]) -> list[int]:
    """For each leg that goes over to another side, the days since the one before."""
    return [_gap(before, leg) for before, leg in pairwise(run) if before.side != leg.side]


def _sum_up(name: str, run: list[Leg]) -> Shuttle:
    gaps = _switches(run)
    return Shuttle(third_party=name, legs=tuple(run), switches=len(gaps), tempo=float(median(gaps)))
