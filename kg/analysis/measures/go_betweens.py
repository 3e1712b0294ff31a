"""Measures of channels and of those between: who reaches whom, shuttles, mediators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.analysis import (
    MediatorProfile,
    find_channels,
    find_cut_points,
    find_denied_channels,
    find_earliest_arrivals,
    find_gaps,
    find_latest_departures,
    find_shuttles,
    profile_mediators,
    profile_over_time,
    talk_network,
)
from kg.analysis.cut_parts import Remainder
from kg.analysis.measures.inputs import Material, Measure
from kg.analysis.mediators import STATUSES
from kg.errors import UsageError
from kg.network import project_shared

_Rows = Sequence[Sequence[Any]]
_WITHIN = "within"
_OF_TALKS = ("level", "channels", "roles", "statuses", "sources")
_MOST_ACTORS = 2_000  # that are joined each with each: two million pairs
_MOST_NAMES = 100  # of one part in a cell


def _back(material: Material) -> dict[str, Any]:
    """How far back a link counts, and from when."""
    if material.options.get(_WITHIN) is None:
        return {}
    return {"within": material.number(_WITHIN, 0), "as_of": material.as_of}


def _channels(material: Material) -> _Rows:
    start = material.actor()
    if start is None:
        _refuse_too_many(talk_network(material.network).number_of_nodes())
    return [
        (c.start, c.end, c.steps, c.through, c.last)
        for c in find_channels(material.network, start=start, **_back(material))
    ]


def _gaps(material: Material) -> _Rows:
    start, everyone = material.actor(), material.everyone
    if start is None:
        _refuse_too_many(len(everyone))
    gaps = find_gaps(everyone, start=start, **_back(material))
    denied = find_denied_channels(everyone, start=start, **_back(material))
    return [(*pair, "only by a denied contact" if pair in denied else None) for pair in sorted({*gaps, *denied})]


def _refuse_too_many(actors: int) -> None:
    """Raise UsageError where pairs of so many actors are more than anybody reads."""
    if actors > _MOST_ACTORS:
        raise UsageError(
            f"the pairs of {actors:,} actors are too many ({_MOST_ACTORS:,} are joined each with each): name one with "
            "`actor`, or keep fewer with `level` state, `claims` curated or `since`"
        )


def _cut_points(material: Material) -> _Rows:
    return [
        (point.actor, point.pairs, "; ".join(_listed(part) for part in point.left))
        for point in find_cut_points(material.network, **_back(material))
    ]


def _listed(part: Remainder) -> str:
    left = len(part) - _MOST_NAMES
    return " + ".join(part.first_names(_MOST_NAMES)) + (f" + {left:,} more" if left > 0 else "")


def _arrivals(material: Material) -> _Rows:
    start = material.actor(required="the one from whom word sets out")
    certainly = bool(material.options.get("surely"))
    found = find_earliest_arrivals(material.network, start or "", since=material.day("from_day"), certainly=certainly)
    return [(name, each.day, each.actors[1:-1], each.events) for name, each in sorted(found.items(), key=_by_day)]


def _departures(material: Material) -> _Rows:
    end = material.actor(required="the one whom word is to reach")
    certainly = bool(material.options.get("surely"))
    found = find_latest_departures(material.network, end or "", until=material.day("by_day"), certainly=certainly)
    latest_first = sorted(found.items(), key=lambda pair: (-pair[1].day.toordinal(), pair[0]))
    return [(name, each.day, each.actors[1:-1], each.events) for name, each in latest_first]


def _by_day(pair: tuple[str, Any]) -> tuple[Any, str]:
    return pair[1].day, pair[0]


def _shuttles(material: Material) -> _Rows:
    days, actor = material.number("days", 14), material.actor()
    found = [
        (conflict, shuttle)
        for conflict in material.conflicts
        for shuttle in find_shuttles(material.network, days=days, conflict=conflict or None, third_party=actor)
    ]
    return [
        (s.third_party, s.start, s.end, len(s.legs), s.switches, s.tempo, " > ".join(leg.side for leg in s.legs),
         tuple(leg.event for leg in s.legs), conflict)
        for conflict, s in found
    ]  # fmt: skip


def _mediators(material: Material) -> _Rows:
    network, formal = material.network, material.formal_roles()
    if window := material.options.get("window"):
        return [
            (start, *_profile(each), conflict)
            for conflict in material.conflicts
            for start, _, profiles in profile_over_time(network, formal, window=window, conflict=conflict or None)
            for each in profiles
        ]
    return [
        (None, *_profile(each), conflict)
        for conflict in material.conflicts
        for each in profile_mediators(network, formal, conflict=conflict or None)
    ]


def _profile(each: MediatorProfile) -> tuple[Any, ...]:
    formal = [tuple(f"{role} {count}" for role, count in each.formal.get(status, {}).items()) for status in STATUSES]
    talks = tuple(f"{side} {count}" for side, count in each.contacts.items())
    return (each.actor, *formal, talks, each.liaison, each.liaison_z, len(each.lost_pairs), each.words)


def _co_mediation(material: Material) -> _Rows:
    shared = project_shared(
        material.events(("contact", "agreement")), roles=material.options.get("roles") or ("third-party",)
    )
    return [
        (u, v, data["weight"], data["events"])
        for u, v, data in sorted(shared.edges(data=True), key=lambda edge: (-edge[2]["weight"], edge[0], edge[1]))
    ]


_PATH = {"through": "those between, in order", "events": "the events of the chain"}

GO_BETWEENS = (
    Measure(
        name="channels",
        question="Who can reach whom by talks, through whom, and how recently?",
        columns={
            "actor": "one of the two",
            "other": "the other",
            "steps": "the fewest talks that join them",
            "through": "those between, in order",
            "last": "the day of the last contact of the oldest link",
        },
        run=_channels,
        options=("actor", _WITHIN),
        common=_OF_TALKS,
        ids=("actor", "other"),
    ),
    Measure(
        name="gaps",
        question="Which pairs have no open channel, or only a denied one? Who talks to nobody counts, too.",
        columns={
            "actor": "one of the two",
            "other": "the other",
            "told": "what is told all the same: that a chain of talks joins them, but only by a denied contact",
        },
        run=_gaps,
        options=("actor", _WITHIN),
        common=_OF_TALKS,
        ids=("actor", "other"),
    ),
    Measure(
        name="cut-points",
        question="On whom do channels hang: who loses whom without them?",
        columns={"actor": "the one between", "pairs": "pairs that lose each other", "parts": "what is left"},
        run=_cut_points,
        options=(_WITHIN,),
        common=_OF_TALKS,
    ),
    Measure(
        name="arrivals",
        question="By when can word from an actor have reached each other one? Contacts without a day do not count.",
        columns={"actor": "who is reached", "arrives": "the earliest day"} | _PATH,
        run=_arrivals,
        options=("actor", "from_day", "surely"),
        common=_OF_TALKS,
    ),
    Measure(
        name="departures",
        question="Until when must word set out from each to reach an actor? Contacts without a day do not count.",
        columns={"actor": "from whom", "sets_out": "the latest day"} | _PATH,
        run=_departures,
        options=("actor", "by_day", "surely"),
        common=_OF_TALKS,
    ),
    Measure(
        name="shuttles",
        question="Which third parties went from one side to the other, how often and how fast, by contacts with a day?",
        columns={
            "actor": "the third party",
            "start": "the day of the first leg",
            "end": "the day of the last leg",
            "legs": "contacts with one side",
            "switches": "how often it went over to another side",
            "tempo": "the median days from one side to the other",
            "route": "the sides in order",
            "events": "the contacts",
            "about": "the conflict",
        },
        run=_shuttles,
        options=("days", "actor", "conflict"),
        common=_OF_TALKS,
        rests_on="shuttles",
    ),
    Measure(
        name="mediators",
        question="Who is called a mediator, and who is one?",
        columns={
            "since": "the first day of the window, where there are windows",
            "actor": "the third party",
            **{status: f"roles that are {status}, with the number of claims" for status in STATUSES},
            "talks": "how many talks with each side",
            "liaison": "ordered pairs across the sides that it stands between",
            "z": "how far that is from chance, in standard deviations",
            "exclusive": "pairs across the sides that lose their only channel without it",
            "in_words": "whether the name and the talks go together",
            "about": "the conflict",
        },
        run=_mediators,
        options=("window", "conflict"),
        common=("level",),
        rests_on="roles",
    ),
    Measure(
        name="co-mediation",
        question="Which third parties acted together?",
        columns={"actor": "one", "other": "the other", "shared": "how many events", "events": "which"},
        run=_co_mediation,
        common=("level", "layers", "roles"),
        ids=("actor", "other"),
        rests_on="roles",
    ),
)
