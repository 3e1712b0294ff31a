"""One level of the page: its actors and ties, and how they stand for each conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import networkx

from kg.analysis import is_talk
from kg.page import palette
from kg.page.data import PageData, Row, day_number, role_label, telling
from kg.page.display import ID, LABEL, one_line, readable_date, words
from kg.page.groups import group_actors

MOST_SIDINGS = 4
_LABELS = {"person": "persons", "organisation": "organisations", "state": "states"}
_DATED = frozenset({"contact", "act", "measure", "agreement"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """The actors and ties of one level, by place. A siding has the members of each side in one conflict.

    `groups` are the names of the groups in which the actors of a large network stand.
    """

    name: str
    label: str
    span: str
    contacts: int
    actors: list[Row]
    ties: list[Row]
    groups: list[str]
    sidings: list[Row]

    def pairs(self) -> Counter[tuple[str, str]]:
        """How many ties join two of those who are drawn at first: actors `n0`, `n1`, ..., and groups `g0`, ..."""
        drawn = [f"n{n}" if actor["group"] < 0 else f"g{actor['group']}" for n, actor in enumerate(self.actors)]
        ends = ((drawn[tie["a"]], drawn[tie["b"]]) for tie in self.ties)
        return Counter((min(pair), max(pair)) for pair in ends if pair[0] != pair[1])


def read_level(network: networkx.MultiDiGraph, content: PageData) -> Drawing:
    """The actors and ties of `network`, with places in `content`."""
    names = sorted(network.nodes, key=str)
    place = {name: number for number, name in enumerate(names)}
    labels, groups = group_actors(network, names)
    members: Mapping[Any, Any] = network.graph.get("members") or {}
    actors = [
        _actor(network.nodes[name], name, group, content)
        | {"members": [place[each] for each in members.get(name, ()) if each in place]}
        for name, group in zip(names, groups, strict=True)
    ]
    edges = sorted(
        network.edges(keys=True, data=True),
        # What has no date comes last.
        key=lambda edge: (str(edge[3].get("earliest") or "9999"), *(str(part) for part in edge[:3])),
    )
    role_labels: Mapping[Any, Any] = network.graph.get("role_labels") or {}
    kinds: dict[Any, Row] = {}
    ties: list[Row] = []
    for u, v, _, data in edges:
        # There are many ties and few kinds of them.
        key = tuple(map(str, map(data.get, _KIND)))
        kind = kinds.get(key) or kinds.setdefault(key, _kind(data, content, role_labels))
        known = data.get("claim") in content.claim_place
        claim = content.claim_place.get(data.get("claim"), -1)
        ties.append(
            {
                "a": place[u],
                "b": place[v],
                "claim": claim,
                # Networks that others made need not say it themselves.
                "coded": bool(data.get("coded", known and content.claims[claim]["coded"])),
                # That of the claim, where there is one.
                "source": -1 if known else content.source_place.get(data.get("source"), -1),
                "event": content.event_place.get(data.get("event"), -1),
                **kind,
                **_tie(data, network),
            }
        )
    days = [day for *_, data in edges if data.get("layer") in _DATED for day in _days(data)]
    name = one_line(network.graph.get("level"), LABEL)
    return Drawing(
        name=name,
        label=_LABELS.get(name, name or "actors"),
        span=_span(days),
        contacts=len({str(data.get("event")) for *_, data in edges if is_talk(data)}),
        actors=actors,
        ties=ties,
        groups=labels,
        sidings=_sidings(network, place, content),
    )


def _actor(data: Mapping[str, Any], name: object, group: int, content: PageData) -> Row:
    kind = str(data.get("type") or "")
    claims = (content.claim_place.get(claim, -1) for claim in data.get("claims") or ())
    return {
        "key": one_line(name, ID),
        "label": one_line(data.get("label"), LABEL) or one_line(name, LABEL) or "(no name)",
        "name": one_line(data.get("label")) or one_line(name),
        "type": words(kind),
        "shape": palette.SHAPES.get(kind, "dot"),
        "description": one_line(data.get("description")),
        "names": [one_line(other, 200) for other in list(data.get("names") or [])[:50]],
        "belongs": one_line(data.get("belongs_to"), LABEL),
        "group": group,
        "claims": [claim for claim in claims if claim >= 0],
    }


def _sidings(network: networkx.MultiDiGraph, place: Mapping[Any, int], content: PageData) -> list[Row]:
    """The sides in each conflict that has two with an actor here; one siding without sides where there is none."""
    keys = {conflict["key"]: number for number, conflict in enumerate(content.conflicts)}
    rows: list[Row] = []
    for conflict in network.graph.get("conflicts") or ():
        sides = [[place[m] for m in side.get("members") or () if m in place] for side in conflict.get("sides") or ()]
        if sum(map(bool, sides)) < 2 or len(rows) == MOST_SIDINGS:
            continue
        rows.append(
            {"conflict": keys[one_line(conflict.get("id"), ID)], "members": [sorted(set(side)) for side in sides]}
        )
    return rows or [{"conflict": -1, "members": []}]


def sides_in(level: Drawing, siding: Row) -> list[int]:
    """The side of each actor in a siding, the first that it is a member of; -1 for none."""
    found = [-1] * len(level.actors)
    for number, members in reversed(list(enumerate(siding["members"]))):
        for member in members:
            found[member] = number
    return found


_KIND = ("layer", "kind", "roles", "status", "event_status", "directed")


def _kind(data: Mapping[str, Any], content: PageData, role_labels: Mapping[Any, Any]) -> Row:
    status, event_status = str(data.get("status") or ""), str(data.get("event_status") or "")
    roles = [role_label(role, role_labels) if role else "" for role in data.get("roles") or ()]
    return {
        "layer": content.layer_place[str(data.get("layer") or "")],
        "role": content.role_place.get(telling(data), -1),
        "kind": one_line(data.get("kind"), LABEL) or words(data.get("layer")),
        "roles": [*roles, "", ""][:2],
        "status": "" if status == "exercised" else words(status),
        "eventStatus": "" if event_status == "held" else words(event_status),
        "style": palette.line_style(status, event_status),
        "directed": bool(data.get("directed")),
    }


def _tie(data: Mapping[str, Any], network: networkx.MultiDiGraph) -> Row:
    behalf = [_actor_label(actor, network) for actor in data.get("on_behalf_of") or ()]
    count = data.get("count")
    return {
        "behalf": [*behalf, "", ""][:2],
        "date": _date_words(data.get("date")),
        "earliest": day_number(data.get("earliest")),
        "latest": day_number(data.get("latest")),
        "uncertain": bool(data.get("uncertain")),
        "talk": is_talk(data),
        "content": one_line(data.get("content")),
        "topics": [one_line(topic, LABEL) for topic in list(data.get("topics") or [])[:20]],
        "count": count if isinstance(count, int) and not isinstance(count, bool) else None,
    }


# Few dates and many ties.
_date_words = lru_cache(maxsize=4096)(readable_date)


def _days(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The first and last day of a tie, each with the date as written, which may be less exact than a day."""
    start, _, end = str(data.get("date") or "").partition("/")
    written = (start.rstrip("?~%"), (end or start).rstrip("?~%"))
    return [
        (str(day), text or str(day))
        for day, text in zip((data.get("earliest"), data.get("latest")), written, strict=True)
        if day
    ]


def _span(days: list[tuple[str, str]]) -> str:
    if not days:
        return ""
    first, last = min(days)[1], max(days)[1]
    return readable_date(first if first == last else f"{first}/{last}")


def _actor_label(actor: object, network: networkx.MultiDiGraph) -> str:
    if actor is None or actor == "":
        return ""
    return one_line(network.nodes[actor].get("label") if actor in network else None, LABEL) or one_line(actor, LABEL)
