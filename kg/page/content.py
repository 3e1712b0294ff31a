"""What the page says: the network as plain data, in a fixed order, with every text made fit to be shown.

Ids of the data stay behind here. In the page an actor is `n0`, `n1`, ...; ties, claims, sources and roles are places in
a list. So no id of the data ever becomes a key, an element id or a name in the script.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx

from kg.links import web_address
from kg.page import palette
from kg.page.text import LABEL, readable_date, shown, words

Row = dict[str, Any]

_CHECKS = {
    "text": "phrase found in the full text",
    "excerpt": "read as an excerpt only",
    "background": "general knowledge, not from this source",
    "machine-coded": "machine-coded",
    "unchecked": "not checked",
}


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the page shows.

    `actors`, `ties`, `lines`, `claims`, `sources`, `roles`, `layers` and `sides` are lists of plain mappings that refer
    to each other by place; `sides` are those of the first conflict that has actors in the network. A line is what is
    drawn: all ties between two actors with the same telling role and the same style.
    """

    title: str
    level: str
    span: str
    contacts: int
    actors: list[Row]
    ties: list[Row]
    lines: list[Row]
    claims: list[Row]
    sources: list[Row]
    roles: list[Row]
    layers: list[Row]
    sides: list[Row]
    conflict: str


def read_content(network: networkx.MultiDiGraph) -> Content:
    """Everything that the page says about `network`, whose attributes `kg.page.rendering.render_page` describes."""
    about: Mapping[str, Any] = network.graph
    node_ids = sorted(network.nodes, key=str)
    place = {node: number for number, node in enumerate(node_ids)}
    sources, source_place = _sources(about.get("sources") or {})
    claims, claim_place = _claims(about.get("claims") or {}, sources, source_place)
    conflict, sides, side_place = _sides(about.get("conflicts") or [], place)
    actors = [_actor(network.nodes[node], node, side_place, claim_place) for node in node_ids]

    edges = sorted(
        network.edges(keys=True, data=True),
        # What has no date comes last.
        key=lambda edge: (str(edge[3].get("earliest") or "9999"), *(str(part) for part in edge[:3])),
    )
    telling = [_telling(data) for *_, data in edges]
    role_labels: Mapping[Any, Any] = about.get("role_labels") or {}
    role_place: dict[str, int] = {}
    roles: list[Row] = []
    for role, (light, dark) in palette.role_colours(role for role in telling if role).items():
        role_place[role] = len(roles)
        roles.append({"label": _role_label(role, role_labels), "light": light, "dark": dark})
    found = {str(data.get("layer") or "") for *_, data in edges}
    layer_ids = [*(layer for layer in palette.LAYERS if layer in found), *sorted(found - palette.LAYERS.keys())]
    layers: list[Row] = [
        {"label": palette.LAYERS.get(layer) or words(layer) or "other", "contact": layer == "contact"}
        for layer in layer_ids
    ]

    ties: list[Row] = []
    for (u, v, _, data), role in zip(edges, telling, strict=True):
        ties.append(
            {
                "a": place[u],
                "b": place[v],
                "layer": layer_ids.index(str(data.get("layer") or "")),
                "role": role_place.get(role, -1),
                "claim": claim_place.get(data.get("claim"), -1),
                "source": source_place.get(data.get("source"), -1),
                **_tie_words(data, role_labels, network),
            }
        )
    days = [
        day
        for *_, data in edges
        if data.get("layer") in {"contact", "act", "measure", "agreement"}
        for day in _days(data)
    ]
    return Content(
        title=shown(about.get("title"), 200),
        level=shown(about.get("level"), LABEL),
        span=_span(days),
        contacts=len({str(data.get("event")) for *_, data in edges if data.get("layer") == "contact"}),
        actors=actors,
        ties=ties,
        lines=_lines(ties),
        claims=claims,
        sources=sources,
        roles=roles,
        layers=layers,
        sides=sides,
        conflict=conflict,
    )


def _actor(data: Mapping[str, Any], node: object, sides: dict[Any, int], claims: dict[Any, int]) -> Row:
    kind = str(data.get("type") or "")
    return {
        "label": shown(data.get("label"), LABEL) or shown(node, LABEL) or "(no name)",
        "name": shown(data.get("label")) or shown(node),
        "type": words(kind),
        "shape": palette.SHAPES.get(kind, "dot"),
        "description": shown(data.get("description")),
        "names": [shown(name, 200) for name in list(data.get("names") or [])[:50]],
        "side": sides.get(data.get("side"), -1),
        "claims": [claims[claim] for claim in data.get("claims") or [] if claim in claims],
    }


def _sources(sources: Mapping[Any, Mapping[str, Any]]) -> tuple[list[Row], dict[Any, int]]:
    rows: list[Row] = []
    places: dict[Any, int] = {}
    for key in sorted(sources, key=str):
        data = sources[key]
        places[key] = len(rows)
        rows.append(
            {
                "title": shown(data.get("title"), 300),
                "type": words(data.get("type")),
                "publisher": shown(data.get("publisher"), 200) or shown(key, LABEL),
                "date": readable_date(data.get("date")),
                "language": shown(data.get("language"), 20),
                "address": shown(data.get("address"), 300),
                "link": web_address(data.get("address")),
                # The address as it stands, for the links of the claims; it does not go into the page.
                "raw": data.get("address"),
            }
        )
    return rows, places


def _claims(
    claims: Mapping[Any, Mapping[str, Any]], sources: list[Row], source_place: dict[Any, int]
) -> tuple[list[Row], dict[Any, int]]:
    rows: list[Row] = []
    places: dict[Any, int] = {}
    for key in sorted(claims, key=str):
        data = claims[key]
        places[key] = len(rows)
        source = source_place.get(data.get("source"), -1)
        check = shown(data.get("check"), LABEL)
        rank = shown(data.get("rank"), LABEL)
        rows.append(
            {
                "words": shown(data.get("words")),
                "source": source,
                "accordingTo": shown(data.get("according_to"), 200),
                "phrase": shown(data.get("phrase")),
                "rank": "" if rank == "normal" else words(rank),
                "check": _CHECKS.get(check) or words(check),
                "basis": shown(data.get("basis")),
                "note": shown(data.get("note")),
                "link": web_address(sources[source]["raw"], data.get("phrase")) if source >= 0 else "",
            }
        )
    return rows, places


def _sides(conflicts: list[Mapping[str, Any]], place: dict[Any, int]) -> tuple[str, list[Row], dict[Any, int]]:
    """The sides of the first conflict that has at least two sides with an actor in the network."""
    for conflict in conflicts:
        sides = list(conflict.get("sides") or [])
        if sum(any(member in place for member in side.get("members") or []) for side in sides) >= 2:
            rows: list[Row] = [{"label": shown(side.get("label"), LABEL)} for side in sides]
            return shown(conflict.get("label"), 200), rows, {side.get("id"): n for n, side in enumerate(sides)}
    return "", [], {}


def _telling(data: Mapping[str, Any]) -> str:
    if data.get("layer") in palette.QUIET_LAYERS:
        return ""
    return palette.telling_role(str(role) for role in data.get("roles") or () if role)


def _tie_words(data: Mapping[str, Any], role_labels: Mapping[Any, Any], network: networkx.MultiDiGraph) -> Row:
    status, event_status = str(data.get("status") or ""), str(data.get("event_status") or "")
    roles = [_role_label(role, role_labels) if role else "" for role in data.get("roles") or ("", "")]
    behalf = [_actor_label(actor, network) for actor in data.get("on_behalf_of") or (None, None)]
    count = data.get("count")
    return {
        "kind": shown(data.get("kind"), LABEL) or words(data.get("layer")),
        "roles": [*roles, "", ""][:2],
        "behalf": [*behalf, "", ""][:2],
        "status": "" if status == "exercised" else words(status),
        "eventStatus": "" if event_status == "held" else words(event_status),
        "style": palette.line_style(status, event_status),
        "date": readable_date(data.get("date")),
        "uncertain": bool(data.get("uncertain")),
        "directed": bool(data.get("directed")),
        "content": shown(data.get("content")),
        "topics": [shown(topic, LABEL) for topic in list(data.get("topics") or [])[:20]],
        "count": count if isinstance(count, int) and not isinstance(count, bool) else None,
    }


def _lines(ties: list[Row]) -> list[Row]:
    grouped: dict[tuple[int, int, int, int, str], list[int]] = {}
    for number, tie in enumerate(ties):
        low, high = sorted((tie["a"], tie["b"]))
        quiet = tie["layer"] if tie["role"] < 0 else -1
        grouped.setdefault((low, high, tie["role"], quiet, tie["style"]), []).append(number)
    return [
        {"a": low, "b": high, "role": role, "style": style, "ties": grouped[low, high, role, quiet, style]}
        for low, high, role, quiet, style in sorted(grouped)
    ]


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


def _role_label(role: object, labels: Mapping[Any, Any]) -> str:
    return shown(labels.get(role), LABEL) or words(role)


def _actor_label(actor: object, network: networkx.MultiDiGraph) -> str:
    if actor is None or actor == "":
        return ""
    return shown(network.nodes[actor].get("label") if actor in network else None, LABEL) or shown(actor, LABEL)
