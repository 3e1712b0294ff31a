"""Shuttle diplomacy: a third party goes from one side to the other and back, leg by leg."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise, product
from statistics import median
from typing import Any

import networkx as nx

from kg.analysis.paths import list_talks
from kg.errors import UsageError
from kg.network.timing import date_events, has_lasted


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One contact of a third party with a side: the day (first and last that it may have been), with whom, and where it
    is told. `lasting` tells that it lasted from the first to the last."""

    first: date
    last: date
    side: str
    partners: tuple[str, ...]
    event: str
    claims: tuple[str, ...]
    lasting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shuttle:
    """A run of legs of one third party.

    `switches` is how often it went from one side to another, `tempo` the median number of days that this took: from a
    leg with the one side to a leg with the other, the two that are surely nearest.
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
    """The sides of a conflict with the nodes of a projection that are of them; of the only conflict, if none is named.

    Raises UsageError for a conflict that the network does not have, where it has none at all, and where it has several
    and none is named.
    """
    conflicts: Sequence[Mapping[str, Any]] = network.graph.get("conflicts", ())
    known = ", ".join(each["id"] for each in conflicts)
    if not known:
        raise UsageError("the network has no conflict with sides; a conflict with its parties makes them")
    if conflict is None and len(conflicts) > 1:
        raise UsageError(f"there are several conflicts with sides; name one of {known} with `conflict`")
    for each in conflicts:
        if conflict in (None, each["id"]):
            return {side["id"]: set(side["members"]) for side in each["sides"]}
    raise UsageError(f"there is no conflict '{conflict}'; the conflicts are {known}")


def find_shuttles(
    network: nx.MultiDiGraph, *, days: int = 14, conflict: str | None = None, third_party: str | None = None
) -> tuple[Shuttle, ...]:
    """The shuttles of third parties between the sides of a conflict.

    A leg is a contact that was held between a third party, who is of no side, and members of one side only. A shuttle
    is a longest run of legs in the order of their first days that goes over to another side at least once, and in which
    from each leg to the next there are at most `days` days, counted so that they are as many as there can have been:
    gap(a, b) = max(last day of b - first day of a, last day of a - first day of b). From a contact that lasted it is
    counted from its end, to one to its beginning; two that overlap are 0 days apart. Legs on one day go in the order of
    the ids of their events. A contact with both sides at once is a joint meeting and no leg.

    A contact whose day is less exact takes nothing from those that are more exact: where it would part two legs that
    are within `days` of each other, it is left out.

    `network` is a projection, at any level; contacts without a day are left out (`count_undated` counts them). Gives
    shuttles sorted by start and third party. O(contacts · log contacts), and for each switch the product of the numbers
    of legs before and after it. The run of legs is counted as stated here; no published measure is meant.

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
            found += [_sum_up(name, run) for run in _runs(_order(legs, days), days) if _switches(run)]
    return tuple(sorted(found, key=lambda shuttle: (shuttle.start, shuttle.third_party, shuttle.end)))


def _legs(network: nx.MultiDiGraph, side: Mapping[str, str]) -> dict[str, list[Leg]]:
    contacts: dict[str, dict[str, list[tuple[str, dict[str, Any]]]]] = {}
    for u, v, data in list_talks(network):
        for own, partner in ((u, v), (v, u)):
            doubled = data["event"] in network.nodes[own].get("doubles", ())
            if own not in side and partner in side and not doubled:
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
            leg = Leg(
                first=first, last=last, side=side[partners[0]], partners=partners, event=event, claims=claims,
                lasting=any(has_lasted(data) for _, data in meetings),
            )  # fmt: skip
            found.setdefault(own, []).append(leg)
    return found


def _place(leg: Leg) -> tuple[date, date, str]:
    return leg.first, leg.last, leg.event


def _order(legs: Iterable[Leg], days: int) -> list[Leg]:
    """The legs in the order of time, without those that would part more exact ones."""
    ordered: list[Leg] = []
    for leg in sorted(legs, key=lambda leg: (0 if leg.lasting else (leg.last - leg.first).days, *_place(leg))):
        number = bisect_left(ordered, _place(leg), key=_place)
        parts = 0 < number < len(ordered) and _gap(ordered[number - 1], ordered[number]) <= days
        if (
            leg.first < leg.last
            and not leg.lasting
            and parts
            and max(_gap(each, leg) for each in ordered[number - 1 : number + 1]) > days
        ):
            continue
        ordered.insert(number, leg)
    return ordered


def _gap(one: Leg, other: Leg) -> int:
    left, came = one.last if one.lasting else one.first, other.first if other.lasting else other.last
    return max((came - left).days, 0 if one.lasting or other.lasting else (one.last - other.first).days)


def _runs(legs: list[Leg], days: int) -> list[list[Leg]]:
    runs = [[legs[0]]]
    for before, leg in pairwise(legs):
        if _gap(before, leg) <= days:
            runs[-1].append(leg)
        else:
            runs.append([leg])
    return runs


def _switches(run: list[Leg]) -> list[int]:
    """For each time that it goes over to another side, the days that it surely took at most."""
    stays = [list(legs) for _, legs in groupby(run, key=lambda leg: leg.side)]
    return [min(_gap(one, other) for one, other in product(*pair)) for pair in pairwise(stays)]


def _sum_up(name: str, run: list[Leg]) -> Shuttle:
    gaps = _switches(run)
    return Shuttle(third_party=name, legs=tuple(run), switches=len(gaps), tempo=float(median(gaps)))
