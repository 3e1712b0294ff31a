"""Who is called a mediator, and who is one: formal roles beside what the talks themselves show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import nan

import networkx as nx

from kg.analysis.brokerage import brokerage
from kg.analysis.channels import list_lost_pairs
from kg.analysis.paths import talk_network
from kg.analysis.shuttles import sides_of
from kg.model.dates import Date, read_date
from kg.model.vocabulary import load_vocabulary
from kg.network.timing import split_windows

STATUSES = ("offered", "requested", "accepted", "exercised")
NO_SIDE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormalRole:
    """That a claim gives an actor a role, with a status: offered, requested, accepted, exercised, ...

    `date` is as the source gives it, in EDTF; `claim` the id of the claim, which counts once for an actor and a role,
    however many of its members have it there.
    """

    actor: str
    role: str
    status: str
    event: str = ""
    date: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediatorProfile:
    """A third party of a conflict: what it is called, and where it stands.

    `formal` has, for each status, how many claims give it which role of a third party. `contacts` has the number of
    talks with each side. `liaison` is its Gould-Fernandez count as liaison between members of different sides, in both
    directions, with `liaison_z`; `lost_pairs` are the pairs across the sides that lose their only channel without it.
    """

    actor: str
    formal: Mapping[str, Mapping[str, int]]
    contacts: Mapping[str, int]
    liaison: int
    liaison_z: float
    lost_pairs: tuple[tuple[str, str], ...]

    @property
    def is_called_mediator(self) -> bool:
        """Whether some claim says that it mediates: a mediator's role, or a narrower one, that is exercised."""
        is_narrower = load_vocabulary().is_narrower
        return any(is_narrower(role, "mediator") for role in self.formal.get("exercised", {}))

    @property
    def is_go_between(self) -> bool:
        """Whether it talked to at least two sides."""
        return sum(1 for count in self.contacts.values() if count) >= 2

    @property
    def words(self) -> str:
        """Whether the two go together."""
        if self.is_called_mediator:
            return "called mediator, talks to both sides" if self.is_go_between else "called mediator, one side at most"
        return "not called mediator, talks to both sides" if self.is_go_between else "neither"


def profile_mediators(
    network: nx.MultiDiGraph, formal: Iterable[FormalRole], *, conflict: str | None = None
) -> tuple[MediatorProfile, ...]:
    """The third parties of a conflict, with their formal roles beside their place in the talks.

    `network` is a projection and `formal` the roles that claims give its actors, at the same level. A third party is
    who is of no side and either has, offers or is asked for the role of a third party, or talked to two sides. The
    talks are those that were held; ties among all actors count for the brokerage, in which all third parties are one
    group.

    Gives first those that talked most with both sides: by the smaller of the two numbers, by all talks, by name.
    Complexity as of `brokerage`, and O(actors + contacts) for each third party. The liaison and its z are those of
    Gould and Fernandez (1989), see `brokerage`; the rest is counted as stated here.

    Raises UsageError for a conflict that is not there.
    """
    sides = sides_of(network, conflict=conflict)
    of_side = {name for members in sides.values() for name in members}
    is_narrower = load_vocabulary().is_narrower
    held: dict[str, dict[str, dict[str, set[str]]]] = {}
    for number, each in enumerate(formal):
        if each.actor not in of_side and is_narrower(each.role, "third-party"):
            roles = held.setdefault(each.actor, {}).setdefault(each.status, {})
            roles.setdefault(each.role, set()).add(each.claim or f" {number}")
    talks = talk_network(network)
    contacts = {
        name: _contacts(talks, name, sides, network.nodes[name].get("doubles", ()))
        for name in talks
        if name not in of_side
    }
    groups = {name: side for side in sorted(sides) for name in sides[side]}
    chosen = sorted({*held, *(n for n, counts in contacts.items() if sum(map(bool, counts.values())) >= 2)})
    lost = list_lost_pairs(talks, sides=sides, actors=chosen)
    brokers = {b.actor: b for b in brokerage(talks, {name: groups.get(name, NO_SIDE) for name in talks})}
    found = []
    for name in chosen:
        broker = brokers.get(name)
        found.append(
            MediatorProfile(
                actor=name,
                formal={
                    status: {role: len(claims) for role, claims in sorted(roles.items())}
                    for status, roles in sorted(held.get(name, {}).items())
                },
                contacts=contacts.get(name, dict.fromkeys(sorted(sides), 0)),
                liaison=broker.raw["b_O"] if broker else 0,
                liaison_z=broker.z["b_O"] if broker else nan,
                lost_pairs=lost.get(name, ()),
            )
        )
    return tuple(sorted(found, key=_rank))


def profile_over_time(
    network: nx.MultiDiGraph,
    formal: Iterable[FormalRole],
    *,
    window: str | int = "month",
    conflict: str | None = None,
) -> tuple[tuple[date, date, tuple[MediatorProfile, ...]], ...]:
    """The profiles of third parties in windows of time: start, end, profiles.

    A talk counts in one window, that of the first day on which it may have been, and one without a bounded day in none
    (`count_undated` counts them). A role counts in each window in which it may have been offered, requested or held by
    its date; one without a date in none. `window` as in `kg.network.split_windows`. Complexity as of
    `profile_mediators`, for each window. Counted as stated here. Raises UsageError for a window or conflict that is not
    there.
    """
    roles = [(each, read_date(each.date)) for each in formal]
    found = []
    for shot in split_windows(network, window=window, once=True):
        span = Date("", shot.start, shot.end)
        here = [each for each, days in roles if days and days.may_overlap(span)]
        found.append((shot.start, shot.end, profile_mediators(shot.network, here, conflict=conflict)))
    return tuple(found)


def _contacts(
    talks: nx.MultiGraph, name: str, sides: Mapping[str, set[str]], doubles: Collection[str]
) -> dict[str, int]:
    """How many talks with each side; an office has none in events in which who holds it is named as well."""
    events: dict[str, set[str]] = {side: set() for side in sorted(sides)}
    for _, other, data in talks.edges(name, data=True):
        for side, members in sides.items():
            if other in members and data["event"] not in doubles:
                events[side].add(data["event"])
    return {side: len(found) for side, found in events.items()}


def _rank(profile: MediatorProfile) -> tuple[int, int, str]:
    counts = sorted(profile.contacts.values(), reverse=True)
    return (-(counts[1] if len(counts) > 1 else 0), -sum(counts), profile.actor)
