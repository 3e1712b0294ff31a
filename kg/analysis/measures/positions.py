"""Measures of position: between, tied up, followed, in the core, in groups, between groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx

from kg.analysis import (
    EVENT_ROLES,
    ROLE_NAMES,
    ROLES,
    betweenness,
    brokerage,
    constraint,
    core_numbers,
    effective_size,
    event_brokerage,
    find_communities,
    pagerank,
    reciprocity,
)
from kg.analysis.engine import Scores
from kg.analysis.measures.inputs import Material, Measure

_Rows = Sequence[Sequence[Any]]
_ACTOR = {"actor": "the actor"}
_ENGINE = {"engine": "what counted it: igraph or networkx"}
_RANKED = "how much; the highest first"
_EVENT_NAMES = dict(
    zip(EVENT_ROLES, ("coordinator", "itinerant broker", "gatekeeper", "liaison", "total"), strict=True)
)


def _ranked(scores: Scores) -> _Rows:
    return [
        (actor, value, scores.engine)
        for actor, value in sorted(scores.items(), key=lambda pair: (-pair[1] if pair[1] == pair[1] else 1, pair[0]))
    ]


def _betweenness(material: Material) -> _Rows:
    return _ranked(betweenness(material.ties, engine=material.engine))


def _pagerank(material: Material) -> _Rows:
    return _ranked(pagerank(material.ties, weight=material.weight, engine=material.engine))


def _cores(material: Material) -> _Rows:
    return _ranked(core_numbers(material.ties, engine=material.engine))


def _holes(material: Material) -> _Rows:
    tied = constraint(material.ties, weight=material.weight, engine=material.engine)
    sizes = effective_size(material.ties, weight=material.weight)
    ordered = sorted(tied, key=lambda actor: (tied[actor] if tied[actor] == tied[actor] else 9, actor))
    return [(actor, tied[actor], sizes[actor], tied.engine) for actor in ordered]


def _reciprocity(material: Material) -> _Rows:
    found = reciprocity(material.ties if material.options.get("layers") else material.project(("act",)))
    return [(found.share, found.mutual, found.asymmetric, found.null)]


def _communities(material: Material) -> _Rows:
    found = find_communities(material.ties, weight=material.weight, engine=material.engine)
    return [
        (number, actor, found.modularity, found.method, found.engine)
        for number, members in enumerate(found.members, 1)
        for actor in members
    ]


def _brokerage(material: Material) -> _Rows:
    ties = material.ties
    found = brokerage(ties, material.groups(list(ties)))
    return [
        (each.actor, each.group, ROLE_NAMES[role], each.raw[role], each.expected[role], each.z[role])
        for each in sorted(found, key=lambda each: (-each.raw["total"], each.actor))
        for role in ROLES
        if each.raw[role] or role == "total"
    ]


def _event_brokerage(material: Material) -> _Rows:
    both = _held(material.events(("contact",)))
    actors = [name for name, side in both.nodes(data="bipartite") if side == 0]
    found = event_brokerage(both, material.groups(actors))
    return [
        (each.actor, each.group, _EVENT_NAMES[role], each.pairs[role], each.ways if role == "total" else None)
        for each in sorted(found, key=lambda each: (-each.pairs["total"], each.actor))
        for role in EVENT_ROLES
        if each.pairs[role] or role == "total"
    ]


def _held(both: nx.MultiGraph) -> nx.MultiGraph:
    """The part of a two-mode network in which events were held and roles exercised, as among talks."""
    kept = nx.MultiGraph()
    for actor, event, data in both.edges(data=True):
        if data["status"] == "exercised" and data["event_status"] == "held":
            kept.add_node(actor, **both.nodes[actor])
            kept.add_node(event, **both.nodes[event])
            kept.add_edge(actor, event)
    return kept


POSITIONS = (
    Measure(
        name="betweenness",
        question="Who is on the shortest ways between others?",
        columns=_ACTOR | {"betweenness": _RANKED + ", from 0 to 1"} | _ENGINE,
        run=_betweenness,
        options=("engine",),
    ),
    Measure(
        name="holes",
        question="Whose contacts do not know one another: Burt's constraint and effective size?",
        columns=_ACTOR
        | {"constraint": "how far contacts lead back to one another; the lowest first"}
        | {"effective_size": "the number of contacts, less what they repeat"}
        | _ENGINE,
        run=_holes,
        options=("weight", "half_life", "engine"),
    ),
    Measure(
        name="pagerank",
        question="Who is tied to those who are tied to many?",
        columns=_ACTOR | {"pagerank": _RANKED + "; all together are 1"} | _ENGINE,
        run=_pagerank,
        options=("weight", "half_life", "engine"),
    ),
    Measure(
        name="cores",
        question="Who is in the core, where each has many contacts in it?",
        columns=_ACTOR | {"core": "the largest k of a part in which each has k contacts"} | _ENGINE,
        run=_cores,
        options=("engine",),
    ),
    Measure(
        name="reciprocity",
        question="How many ties are returned? Talks have no direction; acts are counted where no layer is named.",
        columns={
            "share": "the part of directed ties that are returned",
            "mutual": "pairs with ties both ways",
            "one_way": "pairs with a tie one way",
            "none": "pairs without",
        },
        run=_reciprocity,
        ids=(),
        rests_on="acts",
    ),
    Measure(
        name="communities",
        question="Into which groups does the network fall by its ties?",
        columns={
            "community": "its number, the largest first",
            "actor": "a member",
            "modularity": "how far they are groups",
            "method": "leiden, or louvain without igraph",
        }
        | _ENGINE,
        run=_communities,
        options=("weight", "half_life", "engine"),
    ),
    Measure(
        name="brokerage",
        question="Who stands between two others that have no tie, and between which groups (Gould-Fernandez)?",
        columns=_ACTOR
        | {"group": "its group", "as": "the role as broker", "count": "how many ordered pairs it stands between"}
        | {"expected": "as many as by chance", "z": "how far from chance, in standard deviations"},
        run=_brokerage,
        options=("groups", "conflict"),
    ),
    Measure(
        name="event-brokerage",
        question="Who shares events with two others that share none?",
        columns=_ACTOR
        | {"group": "its group", "as": "the role as broker", "pairs": "how many pairs it stands between"}
        | {"ways": "the chains of two events by which"},
        run=_event_brokerage,
        options=("groups", "conflict"),
        common=("level", "layers"),
    ),
)
