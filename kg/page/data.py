"""What the page says at every level: claims, sources, roles, events, conflicts; in a fixed order, cleaned, bounded.

Claims, sources, roles and events are places in a list. Of the ids of the data only those of actors, sources and
conflicts go along, as text that a link to a view can name; no id ever becomes a key, an element id or a name in the
script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import networkx

from kg.claims.clocks import surest_span
from kg.model.dates import Date, read_date
from kg.model.vocabulary import load_vocabulary
from kg.page import palette
from kg.page.display import ID, LABEL, one_line, readable_date, words
from kg.text.links import web_address

Row = dict[str, Any]

# Days count from 1 January 1970, as the script does.
_EPOCH = date(1970, 1, 1).toordinal()
_CHECKS = {
    "text": "phrase found in the full text",
    "excerpt": "read as an excerpt only",
    "background": "general knowledge, not from this source",
    "machine-coded": "machine-coded",
    "unchecked": "not checked",
}


@dataclass(frozen=True, slots=True)
class PageData:
    """What all levels share, as lists of plain mappings that refer to each other by place.

    `accounts` date an event by a claim, `courses` put it in the course of another. `rivals` and `offers` are what does
    not go together and what became of offers. The mappings from ids to places are for whoever makes the ties.
    """

    title: str
    claims: list[Row]
    sources: list[Row]
    speakers: list[str]
    roles: list[Row]
    layers: list[Row]
    events: list[Row]
    accounts: list[Row]
    courses: list[Row]
    conflicts: list[Row]
    rivals: list[Row]
    offers: list[Row]
    claim_place: dict[Any, int] = field(repr=False)
    source_place: dict[Any, int] = field(repr=False)
    event_place: dict[Any, int] = field(repr=False)
    role_place: dict[str, int] = field(repr=False)
    layer_place: dict[str, int] = field(repr=False)


def read_page_data(networks: Sequence[networkx.MultiDiGraph]) -> PageData:
    """What `networks`, the levels of one graph, say; `kg.page.html.render_page` describes their attributes."""
    abouts: list[Mapping[str, Any]] = [network.graph for network in networks]
    sources, source_place = _sources(_merged(abouts, "sources"))
    claims, speakers, claim_place = _claims(_merged(abouts, "claims"), source_place)
    found = [data for network in networks for _, _, data in network.edges(data=True)]
    told = _merged(abouts, "events") or _events_of(found)
    conflicts, conflict_place = _conflicts(abouts)
    event_place = {name: place for place, name in enumerate(sorted(told, key=str))}
    events = [
        {
            "lasting": bool(told[name].get("lasting")),
            "conflicts": [conflict_place[c] for c in told[name].get("conflicts") or () if c in conflict_place],
        }
        for name in event_place
    ]
    lasted = {name: frozenset(told[name].get("lasted") or ()) for name in event_place}
    accounts = [
        {"event": place, "claim": claim_place.get(claim, -1), "lasted": claim in lasted[name], **bounds}
        for name, place in event_place.items()
        for claim, written in told[name].get("accounts") or ()
        if (bounds := bound_days(str(written)[:40]))
    ]
    courses = [
        {"event": place, "claim": claim_place.get(claim, -1), "during": event_place[of]}
        for name, place in event_place.items()
        for claim, of in told[name].get("during") or ()
        if of in event_place
    ]
    role_labels = _merged(abouts, "role_labels")
    roles: list[Row] = []
    role_place: dict[str, int] = {}
    for role, (light, dark) in palette.role_colours({role for data in found if (role := telling(data))}).items():
        role_place[role] = len(roles)
        roles.append({"label": role_label(role, role_labels), "light": light, "dark": dark})
    layer_ids = {str(data.get("layer") or "") for data in found}
    ordered = [*(layer for layer in palette.LAYERS if layer in layer_ids), *sorted(layer_ids - palette.LAYERS.keys())]
    return PageData(
        title=one_line(next((about["title"] for about in abouts if about.get("title")), ""), 200),
        claims=claims,
        sources=sources,
        speakers=speakers,
        roles=roles,
        layers=[
            {"label": palette.LAYERS.get(layer) or words(layer) or "other", "contact": layer == "contact"}
            for layer in ordered
        ],
        events=events,
        accounts=accounts,
        courses=courses,
        conflicts=conflicts,
        rivals=[_rival(row, claim_place) for row in _listed(abouts, "rivals")],
        offers=[_offer(row, claim_place, event_place) for row in _listed(abouts, "offers")],
        claim_place=claim_place,
        source_place=source_place,
        event_place=event_place,
        role_place=role_place,
        layer_place={layer: place for place, layer in enumerate(ordered)},
    )


def telling(data: Mapping[str, Any]) -> str:
    """The role that colours a tie; empty where nobody plays one in it."""
    if data.get("layer") in palette.QUIET_LAYERS:
        return ""
    return palette.telling_role(str(role) for role in data.get("roles") or () if role)


def role_label(role: object, labels: Mapping[Any, Any]) -> str:
    """What a role is called."""
    return one_line(labels.get(role), LABEL) or words(role)


def day_number(day: object) -> int | None:
    """A day as the number of days since 1 January 1970; None for what is no day."""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            return None
    return day.toordinal() - _EPOCH if isinstance(day, date) else None


def _merged(abouts: Iterable[Mapping[str, Any]], name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for about in abouts:
        for key, value in (about.get(name) or {}).items():
            found.setdefault(key, value)
    return found


def _listed(abouts: Iterable[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    return list(next((about[name] for about in abouts if about.get(name)), ()))


def _sources(sources: Mapping[Any, Mapping[str, Any]]) -> tuple[list[Row], dict[Any, int]]:
    rows: list[Row] = []
    places: dict[Any, int] = {}
    for key in sorted(sources, key=str):
        data = sources[key]
        places[key] = len(rows)
        out = read_date(str(data.get("date") or "")[:40])
        rows.append(
            {
                "key": one_line(key, ID),
                "title": one_line(data.get("title"), 300),
                "type": words(data.get("type")),
                "publisher": one_line(data.get("publisher"), 200) or one_line(key, LABEL),
                "date": readable_date(data.get("date")),
                "first": day_number(out and out.earliest),
                "last": day_number(out and out.latest),
                "doubt": bool(out and (out.uncertain or out.approximate)),
                "language": one_line(data.get("language"), 20),
                "address": one_line(data.get("address"), 300),
                "link": web_address(data.get("address")),
            }
        )
    return rows, places


def _claims(
    claims: Mapping[Any, Mapping[str, Any]], source_place: dict[Any, int]
) -> tuple[list[Row], list[str], dict[Any, int]]:
    rows: list[Row] = []
    speakers: dict[str, int] = {"": -1}
    is_coded = load_vocabulary().is_coded
    places = {key: place for place, key in enumerate(sorted(claims, key=str))}
    for key in places:
        data = claims[key]
        check = one_line(data.get("check"), LABEL)
        rank = one_line(data.get("rank"), LABEL)
        rows.append(
            {
                "words": one_line(data.get("words")),
                "source": source_place.get(data.get("source"), -1),
                "speaker": speakers.setdefault(one_line(data.get("according_to"), 200), len(speakers) - 1),
                "phrase": one_line(data.get("phrase")),
                "rank": "" if rank == "normal" else words(rank),
                "deprecated": rank == "deprecated",
                "denials": [
                    {
                        "claim": places[denial["claim"]],
                        "own": bool(denial["own"]),
                        "by": [one_line(name, LABEL) for name in denial.get("by") or ()],
                    }
                    for denial in data.get("denials") or ()
                    if denial["claim"] in places
                ],
                "disputes": [
                    {"claim": places[dispute["claim"]], "differs": one_line(dispute.get("differs"), LABEL)}
                    for dispute in data.get("disputes") or ()
                    if dispute["claim"] in places
                ],
                "check": _CHECKS.get(check) or words(check),
                "coded": is_coded(check),
                "basis": one_line(data.get("basis")),
                "note": one_line(data.get("note")),
            }
        )
    return rows, [speaker for speaker, place in speakers.items() if place >= 0], places


def _conflicts(abouts: Sequence[Mapping[str, Any]]) -> tuple[list[Row], dict[Any, int]]:
    known: dict[Any, Mapping[str, Any]] = {}
    for about in abouts:
        for conflict in about.get("conflicts") or ():
            known.setdefault(conflict.get("id"), conflict)
    rows = [
        {
            "key": one_line(key, ID),
            "label": one_line(conflict.get("label"), 200),
            "sides": [{"label": one_line(side.get("label"), LABEL)} for side in conflict.get("sides") or ()],
        }
        for key, conflict in known.items()
    ]
    return rows, {key: place for place, key in enumerate(known)}


def _events_of(found: Iterable[Mapping[str, Any]]) -> dict[Any, Row]:
    """Events as far as the ties themselves tell of them."""
    events: dict[Any, Row] = {}
    for data in found:
        if data.get("event") is not None:
            lasting = data.get("layer") in palette.QUIET_LAYERS
            event = events.setdefault(data["event"], {"lasting": lasting, "lasted": [], "accounts": [], "during": []})
            if data.get("date"):
                event["accounts"].append((data.get("claim"), str(data["date"])))
                event["lasted"] += [data.get("claim")] * bool(data.get("lasting"))
    for event in events.values():
        event["accounts"] = sorted(set(event["accounts"]), key=str)
    return events


@lru_cache(maxsize=4096)
def bound_days(written: str) -> Row | None:
    """What the page is told of a date: its days as numbers, and how sure they are; None for what is no date."""
    day = read_date(written)
    if day is None:
        return None
    last_start, first_end = surest_span(day)
    return {
        "earliest": day_number(day.earliest),
        "latest": day_number(day.latest),
        "lastStart": day_number(last_start),
        "firstEnd": day_number(first_end),
        "doubt": _doubt(day),
        **_sides(day),
    }


def _sides(day: Date) -> Row:
    """How sure each side of an interval is, and whether it is one."""
    start, end = (read_date(bound) if bound else None for bound in day.bounds)
    return {
        "startDoubt": _doubt(start) if start else 0,
        "endDoubt": _doubt(end) if end else 0,
        "interval": "/" in day.text,
    }


def _doubt(day: Date) -> int:
    return int(day.uncertain) + 2 * int(day.approximate)


def _rival(row: Mapping[str, Any], claims: Mapping[Any, int]) -> Row:
    return {
        "heading": one_line(row.get("heading"), 300),
        "remarks": [one_line(remark, 400) for remark in row.get("remarks") or ()],
        "positions": [
            {"label": one_line(position.get("label"), 300), "claims": _places(position.get("claims"), claims)}
            for position in row.get("positions") or ()
        ],
    }


def _offer(row: Mapping[str, Any], claims: Mapping[Any, int], events: Mapping[Any, int]) -> Row:
    return {"versions": [_version(version, claims, events) for version in row.get("versions") or ()]}


def _version(row: Mapping[str, Any], claims: Mapping[Any, int], events: Mapping[Any, int]) -> Row:
    return {
        "known": day_number(row.get("known")),
        "title": one_line(row.get("title"), 300),
        "state": one_line(row.get("state"), 100),
        "remarks": [one_line(remark, 400) for remark in row.get("remarks") or ()],
        "steps": [
            {
                "event": events.get(step.get("act"), -1),
                "day": readable_date(step.get("day")),
                "words": one_line(step.get("words"), 600),
                "status": one_line(step.get("status"), LABEL),
                "claims": _places(step.get("claims"), claims),
            }
            for step in row.get("steps") or ()
        ],
    }


def _places(names: Iterable[Any] | None, places: Mapping[Any, int]) -> list[int]:
    return [places[name] for name in names or () if name in places]
